// SPDX-License-Identifier: MIT
// What a timeline shows, made from the core's messages: who gets an avatar and a name, where a day begins, where the
// unread line is, which comings and goings merge. Each decision looks only at a message and the one before it, so a
// change rebuilds the rows around it and keeps all others by identity.
import type { MessageView, Seq } from '@/core/api'
import { startOfDay } from '@/i18n'

export interface MessageRow {
  type: 'message'
  key: string
  message: MessageView
  head: boolean // first of its group: shows the name
  tail: boolean // last of its group
  day: boolean // first of its day
  unread: boolean // the line stands above it
}

export interface SystemRow {
  type: 'system'
  key: string
  messages: readonly MessageView[]
  day: boolean
  unread: boolean
}

export interface StartRow {
  type: 'start'
  key: 'start'
}

export type Row = MessageRow | SystemRow | StartRow

export const groupMs = 5 * 60_000

export const spoken: ReadonlySet<string> = new Set(['text', 'image', 'video', 'audio', 'voice', 'file', 'sticker', 'poll', 'record'])
const merging = new Set(['join', 'leave', 'traffic'])

function isSystem(message: MessageView): boolean {
  return !spoken.has(message.kind)
}

// What belongs to nobody's group of messages.
function standsAlone(message: MessageView): boolean {
  return isSystem(message) || message.recalled !== undefined
}

function sameDay(a: MessageView, b: MessageView): boolean {
  return Math.abs(a.at - b.at) < 86_400_000 && startOfDay(a.at) === startOfDay(b.at)
}

// The line stands above the first unread message; where that has no row, above the next one whose predecessor is read.
// What merely is the first row that is loaded does not carry it.
function beginsUnread(before: MessageView | undefined, message: MessageView, firstUnread: Seq | undefined): boolean {
  if (firstUnread === undefined || message.seq === undefined) return false
  return message.seq === firstUnread || (message.seq > firstUnread && before?.seq !== undefined && before.seq < firstUnread)
}

function joinsGroup(before: MessageView | undefined, message: MessageView, firstUnread: Seq | undefined): boolean {
  return (
    before !== undefined &&
    !standsAlone(before) &&
    !standsAlone(message) &&
    before.from === message.from &&
    message.at - before.at < groupMs &&
    sameDay(before, message) &&
    !beginsUnread(before, message, firstUnread)
  )
}

function merges(before: MessageView | undefined, message: MessageView, firstUnread: Seq | undefined): boolean {
  return (
    before !== undefined &&
    merging.has(before.kind) &&
    merging.has(message.kind) &&
    sameDay(before, message) &&
    !beginsUnread(before, message, firstUnread)
  )
}

// How many messages are unread above the one with `seq`: counted where they are loaded, by their seqs where they are not.
export function unreadBefore(messages: readonly MessageView[], seq: Seq, firstUnread: Seq | undefined): number {
  if (firstUnread === undefined || seq <= firstUnread) return 0
  let count = 0
  let loaded: Seq | undefined
  for (const message of messages) {
    if (message.seq === undefined) continue
    if (message.seq >= seq) break
    loaded ??= message.seq
    if (message.seq >= firstUnread && !message.own && (!isSystem(message) || message.kind === 'missed_call')) count++
  }
  return count + Math.max(0, (loaded ?? seq) - firstUnread)
}

export class RowBuilder {
  #messages: readonly MessageView[] = []
  #rows: Row[] = []
  #starts: number[] = [] // index of each row's first message
  #firstUnread: Seq | undefined

  build(messages: readonly MessageView[], firstUnread: Seq | undefined): readonly Row[] {
    const old = this.#messages
    const [head, tail] = firstUnread === this.#firstUnread ? unchanged(old, messages) : [0, 0]
    if (head === old.length && head === messages.length) return this.#rows

    // Kept at the front: rows that end before the last unchanged message (its row may grow or lose its tail).
    let front = 0
    while (front < this.#rows.length && (this.#starts[front + 1] ?? old.length) <= head - 1) front++
    // Kept at the back: rows that begin after the first unchanged message of the end.
    let back = this.#rows.length
    while (back > front && this.#starts[back - 1]! > old.length - tail) back--

    const shift = messages.length - old.length
    const from = front === 0 ? 0 : (this.#starts[front] ?? head)
    const to = back === this.#rows.length ? messages.length : this.#starts[back]! + shift
    const rows = this.#rows.slice(0, front)
    const starts = this.#starts.slice(0, front)
    for (let index = from; index < to; ) {
      const row = rowAt(messages, index, to, firstUnread)
      rows.push(row)
      starts.push(index)
      index += row.type === 'system' ? row.messages.length : 1
    }
    for (let index = back; index < this.#rows.length; index++) {
      rows.push(this.#rows[index]!)
      starts.push(this.#starts[index]! + shift)
    }
    this.#messages = messages
    this.#firstUnread = firstUnread
    this.#rows = rows
    this.#starts = starts
    return rows
  }

  // The row that holds the message, or the next one after it (a seq may have no row of its own).
  indexOfSeq(seq: Seq): number {
    let best = -1
    for (let index = 0; index < this.#rows.length; index++) {
      const first = this.#messages[this.#starts[index]!]?.seq
      if (first !== undefined && first <= seq) best = index
    }
    return best
  }
}

function unchanged(old: readonly MessageView[], now: readonly MessageView[]): [head: number, tail: number] {
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head++
  let tail = 0
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  return [head, tail]
}

function rowAt(messages: readonly MessageView[], index: number, to: number, firstUnread: Seq | undefined): MessageRow | SystemRow {
  const message = messages[index]!
  const before = messages[index - 1]
  const after = messages[index + 1]
  const day = before === undefined || !sameDay(before, message)
  const unread = beginsUnread(before, message, firstUnread)
  if (!isSystem(message)) {
    return {
      type: 'message',
      key: message.key,
      message,
      head: !joinsGroup(before, message, firstUnread),
      tail: after === undefined || standsAlone(after) || !joinsGroup(message, after, firstUnread),
      day,
      unread,
    }
  }
  let end = index + 1
  while (end < to && merges(messages[end - 1], messages[end]!, firstUnread)) end++
  const merged = messages.slice(index, end)
  // The last one's key: older entries that join at the front do not change it.
  return { type: 'system', key: merged.at(-1)!.key, messages: merged, day, unread }
}
