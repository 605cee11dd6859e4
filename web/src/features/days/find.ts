// SPDX-License-Identifier: MIT
// Which message a day begins with, as the server has it.
import type { ChatCore, RoomId, Seq } from '@/core/api'
import { silent } from '@/core/api'
import { spoken } from '@/features/timeline/rows'

const pageEvents = 200

// The first message of that time or later; if only other things happened since, the first of these; if nothing did, the newest
// there is. Undefined: there is nothing at all.
export async function firstSince(core: ChatCore, room: RoomId, at: number): Promise<Seq | undefined> {
  const { events } = await core.ask('history', { room, at, limit: pageEvents })
  const rows = events.filter((event) => !silent.has(event.kind))
  const since = rows.filter((event) => event.at >= at)
  return (since.find((event) => spoken.has(event.kind)) ?? since[0] ?? rows.at(-1))?.seq
}

// When the first thing happened that the reader may know of.
export async function firstTime(core: ChatCore, room: RoomId): Promise<number | undefined> {
  return (await core.ask('history', { room, at: 0, limit: 1 })).events[0]?.at
}
