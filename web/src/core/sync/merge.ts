// SPDX-License-Identifier: MIT
// What later events make of a message: the same rules as the server's (server/proto/merge.h). Events are values; a
// change makes a new one.
import type { UserId } from '../api'
import type { Event } from '../protocol/codec'
import { ended, voted } from './poll'

type Merged = NonNullable<Event['merged']>
type Reactions = NonNullable<Merged['reactions']>

const SIGNS_MAX = 12
const USERS_MAX = 200
const PINS_MAX = 50

const messages: ReadonlySet<string> = new Set(['text', 'image', 'video', 'audio', 'voice', 'file', 'sticker', 'poll', 'record'])
const changes: ReadonlySet<string> = new Set(['edit', 'recall', 'reaction', 'vote', 'poll_end', 'confirm'])

export function changesMessage(event: Event): boolean {
  return event.ref !== undefined && changes.has(event.kind)
}

// `message` with the change applied; the same object if it has no effect.
export function merge(message: Event, change: Event): Event {
  if (!messages.has(message.kind) || message.merged?.recalled !== undefined) return message
  switch (change.kind) {
    case 'edit':
      return edited(message, change)
    case 'recall':
      return { ...message, body: {}, merged: { recalled: change.from, recall: change.seq } }
    case 'reaction':
      return reacted(message, change)
    case 'vote':
      return voted(message, change)
    case 'poll_end':
      return ended(message, change)
    case 'confirm':
      return confirmed(message, change)
    default:
      return message
  }
}

// How many have is told with each confirmation, whose name is known here only where it is one's own.
function confirmed(message: Event, { from, body: { tally } }: Event): Event {
  if (!message.body.confirm || !tally) return message
  return { ...message, merged: { ...message.merged, confirms: Math.max(message.merged?.confirms ?? 0, tally.voters), ...(from ? { confirmed: true } : {}) } }
}

function edited(message: Event, change: Event): Event {
  const { text, mentions } = change.body
  if (message.kind !== 'text' || text === undefined || (message.merged?.edit ?? 0) >= change.seq) return message
  const { mentions: _, ...body } = message.body
  return {
    ...message,
    body: { ...body, text, ...(mentions ? { mentions } : {}) },
    merged: { ...message.merged, edited: change.at, edit: change.seq },
  }
}

function reacted(message: Event, change: Event): Event {
  const { sign, off } = change.body
  if (!sign) return message
  const now = message.merged?.reactions ?? []
  const next = off ? without(now, sign, change.from) : withUser(now, sign, change.from)
  if (next === now) return message
  const { reactions: _, ...rest } = message.merged ?? {}
  const merged: Merged = next.length > 0 ? { ...rest, reactions: next } : rest
  const { merged: __, ...bare } = message
  return Object.keys(merged).length > 0 ? { ...bare, merged } : bare
}

function withUser(now: Reactions, sign: string, user: UserId): Reactions {
  const found = now.find((one) => one.sign === sign)
  if (!found) return now.length >= SIGNS_MAX ? now : [...now, { sign, users: [user] }]
  if (found.users.includes(user) || found.users.length >= USERS_MAX) return now
  return now.map((one) => (one === found ? { sign, users: [...one.users, user] } : one))
}

function without(now: Reactions, sign: string, user: UserId): Reactions {
  const found = now.find((one) => one.sign === sign)
  if (!found?.users.includes(user)) return now
  return now.map((one) => (one === found ? { sign, users: one.users.filter((other) => other !== user) } : one)).filter((one) => one.users.length > 0)
}

// The pins of a room after an event.
export function mergePins(pins: readonly number[], event: Event): readonly number[] {
  const { ref } = event
  if (ref === undefined) return pins
  if (event.kind === 'unpin' || event.kind === 'recall') return pins.includes(ref) ? pins.filter((seq) => seq !== ref) : pins
  if (event.kind !== 'pin' || event.body.off || pins.includes(ref) || pins.length >= PINS_MAX) return pins
  return [...pins, ref]
}
