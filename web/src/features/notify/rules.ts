// SPDX-License-Identifier: MIT
// What is news, and what is told of it. Pure: the same rooms, settings and time give the same answer.
import type { RoomId, RoomView, UserId } from '@/core/api'

export type Level = 'all' | 'direct' | 'none'

export interface NotifySettings {
  level: Level
  system: boolean // the system's notifications, where they are permitted
  sound: boolean
  words: boolean // what was written is shown
  quiet: boolean // not at certain times
  quietFrom: number // minutes of the day
  quietTo: number
}

export const notifyDefaults: NotifySettings = { level: 'all', system: true, sound: true, words: true, quiet: false, quietFrom: 22 * 60, quietTo: 7 * 60 }

export interface News {
  room: RoomView
  count: number // further messages; 0: it was said only now that one of those before names the reader
  named: boolean // one of them names the reader
}

type Counts = ReadonlyMap<RoomId, { unread: number; mentions: number; lastAt: number }>

export function countsOf(rooms: readonly RoomView[]): Counts {
  return new Map(rooms.map(({ id, unread, mentions = 0, lastAt }) => [id, { unread, mentions, lastAt }]))
}

// Rooms in which more is unread than before, or more that names the reader (the server says that apart), newest last.
// Reading elsewhere makes counts smaller, which is no news.
export function newsOf(before: Counts, rooms: readonly RoomView[]): News[] {
  return rooms
    .flatMap((room) => {
      const old = before.get(room.id) ?? { unread: 0, mentions: 0, lastAt: 0 }
      const count = room.unread - old.unread
      const named = (room.mentions ?? 0) > old.mentions
      return (count > 0 || (count === 0 && named)) && room.lastAt >= old.lastAt ? [{ room, count, named }] : []
    })
    .reverse()
}

// Whether the reader wants to be told of it at all.
export function isWanted({ room, count, named }: News, settings: NotifySettings, blocked: readonly UserId[] = []): boolean {
  if (count === 1 && room.latest && blocked.includes(room.latest.from)) return false
  if (settings.level === 'none') return false
  if (room.level === 'none') return false
  if (room.muted || room.level === 'mentions' || (settings.level !== 'all' && room.kind !== 'direct')) return named
  return count > 0 // else it was told already, without the name
}

// A quiet time may go over midnight; one that ends where it begins is the whole day.
export function isQuiet({ quiet, quietFrom, quietTo }: NotifySettings, now: Date): boolean {
  if (!quiet) return false
  const minute = now.getHours() * 60 + now.getMinutes()
  return quietFrom < quietTo ? minute >= quietFrom && minute < quietTo : minute >= quietFrom || minute < quietTo
}

// How it is told: nothing where somebody looks at the room, in the page where somebody looks at the page, else by the
// system. `lookers`: what each window of this browser that is looked at shows.
export type Way = 'nothing' | 'page' | 'system'

export function wayOf({ room }: News, lookers: readonly (RoomId | undefined)[]): Way {
  if (lookers.includes(room.id)) return 'nothing'
  return lookers.length > 0 ? 'page' : 'system'
}
