// SPDX-License-Identifier: MIT
// What is done to messages, without a server: the part of the fake core that edits, takes back, reacts and pins.
import { ChatError, type ChatCore, type MessageView, type RoomId, type RoomView, type Seq, type UserId } from '../src/core/api'
import { fakeOwn, type Own } from './fake-own'

interface Room {
  view: RoomView
  log: MessageView[]
}

interface Parts<R extends Room> {
  rooms: ReadonlyMap<RoomId, R>
  calls: { name: string; args: readonly unknown[] }[]
  self: UserId
  patch(room: R, change: Partial<RoomView>): void
  refresh(room: R): void
  answer<T>(name: string, args: readonly unknown[], make: () => T): Promise<T>
  touch(): void // own settings changed
  reply(op: string): ((request: unknown) => never) | undefined
}

type Changes = Own & Pick<ChatCore, 'edit' | 'recall' | 'react' | 'pin' | 'vote' | 'closePoll' | 'forward' | 'onRefused' | 'onPush' | 'live' | 'early' | 'recallMs' | 'messages'>

export function withQuote(entry: MessageView, log: readonly MessageView[], ref: Seq | undefined): MessageView {
  const quoted = log.find((one) => one.seq !== undefined && one.seq === ref)
  return quoted ? { ...entry, ref: ref!, quote: { seq: ref!, from: quoted.from, text: quoted.text ?? '' } } : entry
}

export function fakeChanges<R extends Room>({ rooms, calls, self, patch, refresh, answer, touch, reply }: Parts<R>): Changes {
  function change(id: RoomId, seq: Seq, how: (entry: MessageView) => MessageView): void {
    const room = rooms.get(id)
    const index = room?.log.findIndex((entry) => entry.seq === seq) ?? -1
    if (!room || index < 0) return
    room.log[index] = how(room.log[index]!)
    refresh(room)
  }

  return {
    ...fakeOwn({ answer, touch, reply, patch: (id, now) => patch(rooms.get(id)!, now) }),
    edit(id, seq, text) {
      calls.push({ name: 'edit', args: [id, seq, text] })
      change(id, seq, (entry) => ({ ...entry, text, edited: Date.now() }))
    },
    recall(id, seq) {
      calls.push({ name: 'recall', args: [id, seq] })
      change(id, seq, (entry) => ({ ...entry, text: undefined, recalled: self, ...(entry.own ? { again: entry.text } : {}) }))
    },
    react(id, seq, sign, on) {
      calls.push({ name: 'react', args: [id, seq, sign, on] })
      change(id, seq, (entry) => {
        const others = (entry.reactions ?? []).filter((one) => one.sign !== sign)
        const users = (entry.reactions?.find((one) => one.sign === sign)?.users ?? []).filter((one) => one !== self)
        const now = on ? [...users, self] : users
        return { ...entry, reactions: now.length > 0 ? [...others, { sign, users: now }] : others }
      })
    },
    pin(id, seq, on) {
      calls.push({ name: 'pin', args: [id, seq, on] })
      const room = rooms.get(id)
      const pins = (room?.view.pins ?? []).filter((one) => one !== seq)
      if (room) patch(room, { pins: on ? [...pins, seq] : pins })
    },
    vote(id, seq, choices) {
      calls.push({ name: 'vote', args: [id, seq, choices] })
    },
    closePoll(id, seq) {
      calls.push({ name: 'closePoll', args: [id, seq] })
    },
    forward(from, seqs, to, asOne) {
      calls.push({ name: 'forward', args: [from, seqs, to, ...(asOne ? [asOne] : [])] })
      return Promise.resolve()
    },
    onRefused: () => () => undefined,
    onPush: () => () => undefined,
    early: { some: () => false, take: () => [] },
    live: () => Promise.reject(new ChatError('offline')),
    recallMs: () => 120_000,
    messages: (id, seqs) => answer('messages', [id, seqs], () => (rooms.get(id)?.log ?? []).filter((entry) => entry.seq !== undefined && seqs.includes(entry.seq))),
  }
}
