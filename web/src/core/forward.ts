// SPDX-License-Identifier: MIT
// Messages of one conversation into others: what is put into the outbox for them.
import type { MediaKind, RoomId, Seq } from './api'
import type { Changes } from './changes'
import { recordOf } from './sync/record'
import type { Room } from './sync/room'

export function forward(changes: Changes, from: Room, seqs: readonly Seq[], to: readonly RoomId[]): void {
  for (const room of to) {
    for (const seq of [...seqs].sort((a, b) => a - b)) {
      const event = from.log.get(seq)
      const file = event?.body.file
      const kind = event?.kind === 'sticker' || event?.kind === 'record' ? event.kind : undefined
      if (!event || (event.kind !== 'text' && !kind && !file) || event.merged?.recalled !== undefined) continue
      const author = event.body.origin ?? { user: event.from, name: changes.nameOf(event.from), at: event.at }
      changes.add(room, event.body.text ?? '', { op: 'forward', source: from.id, ref: seq, author, ...(kind ? { kind } : {}), ...(event.body.record ? { record: event.body.record } : {}), ...(file ? { shared: { kind: event.kind as MediaKind | 'sticker', file } } : {}) })
    }
  }
}

export function forwardAsOne(changes: Changes, from: Room, seqs: readonly Seq[], to: readonly RoomId[]): void {
  const events = [...seqs].sort((a, b) => a - b).flatMap((seq) => from.log.get(seq) ?? [])
  const there = events.filter((event) => event.merged?.recalled === undefined)
  if (there.length === 0) return
  const refs = there.map((event) => event.seq)
  const record = recordOf(there, from.info.kind === 'direct', changes.nameOf)
  for (const room of to) changes.add(room, '', { op: 'record', kind: 'record', source: from.id, refs, record })
}
