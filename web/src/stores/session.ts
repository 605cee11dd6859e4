// SPDX-License-Identifier: MIT
// Who is here: finds it out at load, signs in and out, and follows the core when the server ends the session. The core
// itself is loaded behind the sign-in card, so that the card does not wait for it.
import { inject, ref, shallowRef, type InjectionKey } from 'vue'
import { ChatError, type ChatCore, type ServerView } from '@/core/api'
import { fromHash } from '@/app/router'
import { defineShared } from './shared'

export const coreLoaderKey: InjectionKey<() => Promise<ChatCore>> = Symbol('core loader')

// 'unreachable': somebody was signed in here, but the server does not answer and nothing is kept.
export type Phase = 'boot' | 'unreachable' | 'signin' | 'chat'

const hintKey = 'teahouse.signedIn'

export const useSession = defineShared(() => {
  const load = inject(coreLoaderKey)
  if (!load) throw new Error('no core was provided')
  const phase = ref<Phase>(hinted() ? 'boot' : 'signin')
  const server = shallowRef<ServerView>({ name: 'Teahouse', version: '', registration: true })
  // True for the first screen after signing in by hand: the lobby is then opened and focused.
  const fresh = ref(false)
  // The session ended by itself: revoked, too old, switched off. The sign-in card says so.
  const ended = ref(false)
  let core: ChatCore | undefined
  let leaving = false

  async function ready(): Promise<ChatCore> {
    if (core) return core
    const made = await load!()
    if (core) return core // another call was first
    core = made
    made.subscribe('connection', () => {
      const now = made.connection()
      if (now.state === 'closed' && now.reason === 'signed_out' && phase.value === 'chat') leave(!leaving)
      // Let in without a question: the server's name is still to be learned.
      if (now.state === 'online' && !server.value.version) about(made).catch(() => {})
    })
    return made
  }

  async function boot(): Promise<void> {
    const known = hinted()
    phase.value = known ? 'boot' : 'signin'
    try {
      const chat = await ready()
      // Whoever was here before is let in by the socket, without a question in front of it.
      if (known && (await enter(chat))) return
      if ((await about(chat)) && !(known && !hinted()) && (await enter(chat))) return
      phase.value = 'signin'
    } catch {
      phase.value = known ? 'unreachable' : 'signin'
    }
  }

  // Learns the server's name; answers whether this browser is signed in.
  async function about(chat: ChatCore): Promise<boolean> {
    const { user, ...info } = await chat.serverInfo()
    if (info.name) server.value = info
    return user !== undefined
  }

  // A cached start works without the network, and the page shows at once.
  async function enter(chat: ChatCore): Promise<boolean> {
    try {
      await chat.start(fromHash(location.hash).room)
    } catch (error) {
      if (error instanceof ChatError && (error.code === 'login_needed' || error.code === 'session_expired')) hint(false)
      return false
    }
    const now = chat.connection()
    if (now.state === 'closed' && now.reason === 'signed_out') {
      hint(false)
      return false
    }
    hint(true)
    phase.value = 'chat'
    return true
  }

  async function signIn(name: string, password: string): Promise<void> {
    const chat = await ready()
    await chat.login(name, password)
    await begin(chat)
  }

  async function register(name: string, password: string, extra?: { invite?: string; reason?: string }): Promise<void> {
    const chat = await ready()
    await chat.register(name, password, extra)
    await begin(chat)
  }

  async function begin(chat: ChatCore): Promise<void> {
    fresh.value = true
    ended.value = false
    await chat.start(fromHash(location.hash).room)
    hint(true)
    phase.value = 'chat'
  }

  async function signOut(): Promise<void> {
    leaving = true
    try {
      await core?.logout()
      forgetSearches()
      leave(false)
    } finally {
      leaving = false
    }
  }

  function leave(byItself: boolean): void {
    hint(false)
    ended.value = byItself
    fresh.value = false
    phase.value = 'signin'
  }

  return { phase, server, fresh, ended, boot, signIn, register, signOut }
})

export function hinted(): boolean {
  try {
    return localStorage.getItem(hintKey) === '1'
  } catch {
    return false
  }
}

function hint(on: boolean): void {
  try {
    if (on) localStorage.setItem(hintKey, '1')
    else localStorage.removeItem(hintKey)
  } catch {
    // Without it the page shows the sign-in card until the server has answered.
  }
}

// What was searched for lately (features/search/recent.ts) is nobody else's business.
function forgetSearches(): void {
  try {
    localStorage.removeItem('teahouse.searches')
  } catch {
    // Nothing was kept either.
  }
}
