// SPDX-License-Identifier: MIT
// A list that the server finds for the words in a field: asked a moment after the last key, newest question wins, and
// again by itself once the connection is back.
import { onMounted, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useConnection } from './core'

const waitMs = 180

export function useLookup<T>(query: Ref<string>, find: (words: string) => Promise<readonly T[]>) {
  const connection = useConnection()
  const found = shallowRef<readonly T[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  let answered: string | undefined // the words that `found` belongs to
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    clearTimeout(timer)
    const mine = ++turn
    const words = query.value.trim()
    try {
      const list = await find(words)
      if (mine !== turn) return
      found.value = list
      answered = words
      state.value = 'ready'
    } catch {
      if (mine === turn) state.value = 'failed'
    }
  }

  function retry(): void {
    state.value = 'loading'
    void load()
  }

  // Waits for the list of what is written now; false if it did not come or somebody typed on meanwhile.
  async function upToDate(): Promise<boolean> {
    const words = query.value.trim()
    if (answered !== words || state.value !== 'ready') await load()
    return state.value === 'ready' && answered === words && query.value.trim() === words
  }

  watch(query, () => {
    clearTimeout(timer)
    timer = setTimeout(load, waitMs)
  })
  watch(
    () => connection.value.state,
    (now) => now === 'online' && state.value === 'failed' && retry(),
  )
  onMounted(load)
  onScopeDispose(() => clearTimeout(timer))
  return { found, state, load, retry, upToDate }
}
