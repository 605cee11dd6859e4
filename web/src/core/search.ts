// SPDX-License-Identifier: MIT
// What a search of messages finds, as the views see it.
import type { RoomId, Seq, ToldKind, UserId } from './api'
import type { Reply } from './protocol/codec'

export interface HitView {
  key: string
  room: RoomId
  seq: Seq
  from: UserId
  at: number
  media?: ToldKind // what it is, where it is no text
  text: string // a piece of it, and of what its file is called, around the first match
  marks: readonly (readonly [start: number, size: number])[]
  before: boolean // there is text before the piece
  after: boolean
}

export interface HitPage {
  hits: readonly HitView[]
  cursor?: string // there is more
  partial: boolean // the server ran out of time, or its index is still being built
}

export interface SearchOptions {
  room?: RoomId
  cursor?: string
}

// `told`: what a kind is called by in lists.
export function hitPage(reply: Reply<'search'>, told: (kind: string) => { media?: ToldKind }): HitPage {
  const hits = reply.hits.map(({ event, marks, before, after }) => ({
    key: `${event.room}-${event.seq}`,
    room: event.room,
    seq: event.seq,
    from: event.from,
    at: event.at,
    ...told(event.kind),
    text: event.body.text ?? '',
    marks,
    before: before ?? false,
    after: after ?? false,
  }))
  return { hits, partial: reply.partial ?? false, ...(reply.cursor === undefined ? {} : { cursor: reply.cursor }) }
}

// The time zone of this browser as the server wants it: +08:00.
export function zoneText(minutesWest: number): string {
  const ahead = -minutesWest
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${ahead < 0 ? '-' : '+'}${two(Math.abs(ahead) / 60)}:${two(Math.abs(ahead) % 60)}`
}
