// SPDX-License-Identifier: MIT
// Watches the rooms and tells of news: in the page, by a sound, by the system. Comes after the first paint; what is unread
// then is no news.
import type { ChatCore, RoomId, Seq } from '@/core/api'
import { counted, roomTitle } from '@/features/conversations/title'
import { callLine, mediaLine } from '@/features/files/line'
import { t } from '@/i18n'
import { asking, dropRoom, notice } from './notices'
import { countsOf, isQuiet, isWanted, newsOf, wayOf, type News, type NotifySettings } from './rules'
import { ring } from './sound'
import { onClicks, permission, show, takeBack } from './system'
import { Tabs } from './tabs'

export interface Surroundings {
  core: ChatCore
  settings(): NotifySettings
  shown(): RoomId | undefined // the room on screen
  open(room: RoomId, seq?: Seq): void
}

const deferredKey = 'teahouse.askedToNotify' // when the question was put off
const gatherMs = 250 // messages of one moment are one piece of news; a room that is read meanwhile is none
const askAgainMs = 30 * 86_400_000

export interface Watch {
  remind(words: Words): void // of a message that one wanted to be told of again
  look(): void // what is on screen changed
  stop(): void
}

export function watchNews({ core, settings, shown, open }: Surroundings): Watch {
  const tabs = new Tabs(`teahouse.notify.${core.self().id}`)
  let seen = countsOf(core.rooms())
  let told = seen
  let settled = core.connection().state === 'online'
  let timer: ReturnType<typeof setTimeout> | undefined
  let missed = 0

  const look = (): void => {
    const looking = document.visibilityState === 'visible' && document.hasFocus()
    tabs.look(shown(), looking)
    if (looking && missed > 0) ask()
  }

  function onRooms(): void {
    const rooms = core.rooms()
    for (const room of rooms) {
      if (room.unread === 0 && (seen.get(room.id)?.unread ?? 0) > 0) {
        dropRoom(room.id)
        void takeBack(room.id)
      }
    }
    seen = countsOf(rooms)
    badge(counted(rooms))
    // What comes with the first answer of the server was there before.
    if (!settled) return void (told = seen)
    if (newsOf(told, rooms).length > 0) timer ??= setTimeout(tell, gatherMs)
    else if (timer === undefined) told = seen
  }

  function tell(): void {
    timer = undefined
    look()
    const news = newsOf(told, core.rooms()).filter((one) => isWanted(one, settings(), core.account().blocked))
    told = countsOf(core.rooms())
    if (news.length === 0) return
    const lookers = tabs.lookers()
    const ways = news.map((one) => ({ one, way: wayOf(one, lookers) })).filter(({ way }) => way !== 'nothing')
    if (ways.length === 0 || core.account().mode === 'busy' || isQuiet(settings(), new Date())) return
    for (const { one, way } of ways) {
      // Cards stand in the window that is looked at; the system is told by one window alone.
      if (way === 'page' && document.hasFocus()) notice(wordsOf(core, one, settings()))
      if (way === 'system') {
        missed += one.count
        if (tabs.leading && settings().system) void show({ ...wordsOf(core, one, settings()), silent: true }, open)
      }
    }
    if (tabs.leading && settings().sound) ring(ways.some(({ one }) => one.named))
  }

  // The moment to ask is the return to messages that were missed, and after a no it is not asked again.
  function ask(): void {
    const count = missed
    missed = 0
    if (permission() !== 'default' || !settings().system || !navigator.locks) return
    if (Date.now() - Number(stored()) < askAgainMs) return
    asking.value = count
  }

  const stops = [
    core.subscribe('rooms', onRooms),
    core.subscribe('connection', () => {
      if (core.connection().state !== 'online' || settled) return
      settled = true
      seen = told = countsOf(core.rooms())
    }),
    onClicks(open),
  ]
  const events = new AbortController()
  const { signal } = events
  document.addEventListener('visibilitychange', look, { signal })
  for (const name of ['focus', 'blur']) addEventListener(name, look, { signal })
  look()
  onRooms()
  function remind(words: Words): void {
    look()
    if (core.account().mode === 'busy' || isQuiet(settings(), new Date())) return
    if (document.hasFocus()) notice(words)
    else if (tabs.leading && settings().system && tabs.lookers().length === 0) void show({ ...words, silent: true }, open)
    if (tabs.leading && settings().sound) ring(true)
  }

  return {
    look,
    remind,
    stop() {
      clearTimeout(timer)
      events.abort()
      stops.forEach((stop) => stop())
      tabs.stop()
      badge(0)
    },
  }
}

export function putOff(): void {
  asking.value = 0
  try {
    localStorage.setItem(deferredKey, String(Date.now()))
  } catch {
    // Asked again with the next page, then.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(deferredKey)
  } catch {
    return null
  }
}

interface Words {
  room: RoomId
  seq?: Seq | undefined
  from?: number | undefined
  title: string
  body: string
}

function wordsOf(core: ChatCore, { room, count, named }: News, settings: NotifySettings): Words {
  const preview = room.latest ?? room.preview
  const name = preview ? core.user(preview.from).name : ''
  const text = preview && preview.recalled === undefined && settings.words && !core.account().blocked.includes(preview.from) ? (preview.call ? callLine(preview.call, false) : mediaLine(preview.text, preview)).replace(/\s+/g, ' ').slice(0, 160) : ''
  const what = text || t('notify.count', { n: count })
  return {
    room: room.id,
    seq: preview?.seq,
    from: preview?.from,
    title: named ? t('notify.named', { room: roomTitle(room) }) : roomTitle(room),
    body: room.kind === 'direct' || !text || !name ? what : t('list.sender', { name }) + what,
  }
}

interface Badged {
  setAppBadge?(count: number): Promise<void>
  clearAppBadge?(): Promise<void>
}

let shownBadge = 0
function badge(count: number): void {
  if (count === shownBadge) return
  shownBadge = count
  const app = navigator as Badged
  void (count > 0 ? app.setAppBadge?.(count) : app.clearAppBadge?.())?.catch(() => undefined)
}
