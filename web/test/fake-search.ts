// SPDX-License-Identifier: MIT
// Search for the fake core: by a part of the name, and messages by words without filters, as the server would find them.
import type { ChatCore, MessageView, RoomId, RoomView, UserId, UserView } from '../src/core/api'
import type { HitPage, HitView, SearchOptions } from '../src/core/search'

const pageHits = 20

type Answer = <T>(name: string, args: readonly unknown[], make: () => T) => Promise<T>
type Rooms = ReadonlyMap<RoomId, { view: RoomView; log: readonly MessageView[] }>

export function searches(answer: Answer, rooms: Rooms, users: ReadonlyMap<UserId, UserView>, self: UserId): Pick<ChatCore, 'searchUsers' | 'searchRooms' | 'searchMessages'> {
  const holds = (name: string, query: string): boolean => name.toLowerCase().includes(query.toLowerCase())
  return {
    searchUsers: (query) => answer('searchUsers', [query], () => [...users.values()].filter((user) => user.id !== self && (query ? holds(user.name, query) : user.online))),
    searchRooms: (query) => answer('searchRooms', [query], () => [...rooms.values()].filter(({ view }) => holds(view.title, query)).map(({ view }) => view.id)),
    searchMessages: (query, options) => answer('searchMessages', [query, options], () => findMessages(rooms.values(), query, options)),
  }
}

function findMessages(rooms: Iterable<{ view: RoomView; log: readonly MessageView[] }>, query: string, options: SearchOptions): HitPage {
  const words = query.toLowerCase()
  const found: HitView[] = []
  for (const { view, log } of rooms) {
    if (options.room !== undefined && options.room !== view.id) continue
    for (const message of log) {
      const hit = hitOf(view.id, message, words)
      if (hit) found.push(hit)
    }
  }
  found.sort((a, b) => b.at - a.at)
  const from = Number(options.cursor ?? 0)
  const hits = found.slice(from, from + pageHits)
  return { hits, partial: false, ...(from + pageHits < found.length ? { cursor: String(from + pageHits) } : {}) }
}

function hitOf(room: RoomId, message: MessageView, words: string): HitView | undefined {
  const start = message.text?.toLowerCase().indexOf(words) ?? -1
  if (start < 0 || message.seq === undefined) return undefined
  const { seq, from, at, text = '' } = message
  return { key: `${room}-${seq}`, room, seq, from, at, text, marks: [[start, words.length]], before: false, after: false }
}
