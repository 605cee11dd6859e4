// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest'
import type { MessageView } from '@/core/api'
import { groupMs, RowBuilder, unreadBefore, type MessageRow, type SystemRow } from '@/features/timeline/rows'

const noon = new Date(2026, 10, 20, 12, 0).getTime()

function message(seq: number, change: Partial<MessageView> = {}): MessageView {
  return { key: `s${seq}`, room: 1, seq, at: noon + seq * 1000, from: 1, own: false, kind: 'text', text: `m${seq}`, state: 'sent', ...change }
}

function build(messages: MessageView[], firstUnread?: number) {
  return new RowBuilder().build(messages, firstUnread)
}

describe('grouping', () => {
  it('puts messages of one sender within five minutes together', () => {
    const rows = build([message(1), message(2), message(3, { at: noon + 2000 + groupMs })]) as MessageRow[]
    expect(rows.map((row) => [row.head, row.tail])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ])
  })

  it('starts anew for another sender, another day and the unread line', () => {
    const rows = build([message(1), message(2, { from: 2 }), message(3, { from: 2, at: noon + 86_400_000 }), message(4, { from: 2, at: noon + 86_401_000 })], 4) as MessageRow[]
    expect(rows.map((row) => row.head)).toEqual([true, true, true, true])
    expect(rows.map((row) => row.day)).toEqual([true, false, true, false])
    expect(rows.map((row) => row.unread)).toEqual([false, false, false, true])
  })

  it('is broken by a system line', () => {
    const rows = build([message(1), message(2, { kind: 'title', title: 'x' }), message(3)])
    expect(rows.map((row) => row.type)).toEqual(['message', 'system', 'message'])
    expect((rows[2] as MessageRow).head).toBe(true)
    expect((rows[0] as MessageRow).tail).toBe(true)
  })
})

describe('the unread line', () => {
  it('stands above the first unread message, once', () => {
    const rows = build([message(4), message(5), message(6), message(7)], 6) as MessageRow[]
    expect(rows.map((row) => row.unread)).toEqual([false, false, true, false])
  })

  it('does not stand above what merely is the first that is loaded', () => {
    const rows = build([message(9), message(10)], 6) as MessageRow[]
    expect(rows.map((row) => row.unread)).toEqual([false, false])
  })

  it('stands above the next message where the first unread one has no row', () => {
    const rows = build([message(5), message(8), message(9)], 6) as MessageRow[]
    expect(rows.map((row) => row.unread)).toEqual([false, true, false])
  })

  it('is drawn once, whoever came and went in between', () => {
    const rows = build([message(6), message(0, { key: 't1', seq: undefined, kind: 'traffic', users: [3] }), message(7)], 6) as MessageRow[]
    expect(rows.map((row) => row.unread)).toEqual([true, false, false])
  })

  it('is not put above a message that waits to be sent', () => {
    const rows = build([message(5), message(0, { key: 'c1', seq: undefined, state: 'pending' })], 6) as MessageRow[]
    expect(rows.map((row) => row.unread)).toEqual([false, false])
  })
})

describe('the number of unread messages above the window', () => {
  const rows = [message(20), message(21, { kind: 'join' }), message(22, { own: true }), message(0, { seq: undefined, kind: 'traffic' }), message(23), message(24)]

  it('counts what others wrote from the line on', () => {
    expect(unreadBefore(rows, 24, 20)).toBe(2)
    expect(unreadBefore(rows, 24, 23)).toBe(1)
    expect(unreadBefore(rows, 24, 24)).toBe(0)
    expect(unreadBefore(rows, 24, undefined)).toBe(0)
  })

  it('goes by the seqs where they are not loaded', () => {
    expect(unreadBefore(rows, 24, 5)).toBe(15 + 2)
    expect(unreadBefore([], 24, 5)).toBe(19)
  })
})

describe('comings and goings', () => {
  it('merge into one row', () => {
    const rows = build([message(1, { kind: 'join' }), message(2, { kind: 'leave' }), message(0, { key: 't1', seq: undefined, kind: 'traffic', users: [3] }), message(4)])
    expect(rows.map((row) => row.type)).toEqual(['system', 'message'])
    expect((rows[0] as SystemRow).messages).toHaveLength(3)
  })

  it('keep the key of the row when older ones join it', () => {
    const builder = new RowBuilder()
    const later = [message(5, { kind: 'join' }), message(6)]
    const before = builder.build(later, undefined)[0]!.key
    expect(builder.build([message(4, { kind: 'leave' }), ...later], undefined)[0]!.key).toBe(before)
  })

  it('do not merge with other changes', () => {
    const rows = build([message(1, { kind: 'join' }), message(2, { kind: 'title' }), message(3, { kind: 'join' })])
    expect(rows).toHaveLength(3)
  })
})

describe('building step by step', () => {
  it('keeps all rows but the last when one message comes in', () => {
    const builder = new RowBuilder()
    const first = Array.from({ length: 50 }, (_, index) => message(index + 1, { from: 1 + Math.floor(index / 7) }))
    const before = builder.build(first, undefined)
    const after = builder.build([...first, message(51, { from: 8 })], undefined)
    expect(after).toHaveLength(51)
    expect(after.slice(0, 49).every((row, index) => row === before[index])).toBe(true)
  })

  it('keeps all rows but the first when a page comes in above', () => {
    const builder = new RowBuilder()
    const now = Array.from({ length: 50 }, (_, index) => message(index + 51))
    const before = builder.build(now, undefined)
    const after = builder.build([...Array.from({ length: 50 }, (_, index) => message(index + 1)), ...now], undefined)
    expect(after).toHaveLength(100)
    expect(after.slice(51).every((row, index) => row === before[index + 1])).toBe(true)
  })

  // Any sequence of changes must give what building from nothing gives.
  it('gives the same as building at once', () => {
    let seed = 20261120
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return Math.floor((seed / 2 ** 32) * below)
    }
    const kinds = ['text', 'text', 'text', 'join', 'leave', 'traffic', 'title']
    let serial = 1000
    const make = (at: number): MessageView => message(++serial, { key: `k${serial}`, at, from: 1 + random(3), kind: kinds[random(kinds.length)]! })
    for (let round = 0; round < 60; round++) {
      const builder = new RowBuilder()
      let messages: MessageView[] = []
      let unread: number | undefined
      for (let step = 0; step < 30; step++) {
        const where = random(4)
        const fresh = Array.from({ length: 1 + random(4) }, () => make(noon + random(4) * 3_600_000))
        if (where === 0) messages = [...fresh, ...messages]
        else if (where === 1) messages = [...messages, ...fresh]
        else if (where === 2 && messages.length) {
          const index = random(messages.length)
          messages = messages.map((old, at) => (at === index ? { ...old, text: 'changed', from: 1 + random(3) } : old))
        } else if (messages.length) {
          const index = random(messages.length)
          messages = [...messages.slice(0, index), ...messages.slice(index + 1 + random(3))]
        }
        if (random(10) === 0) unread = messages[random(Math.max(1, messages.length))]?.seq
        expect(builder.build(messages, unread), `seed 20261120, round ${round}, step ${step}`).toEqual(build(messages, unread))
      }
    }
  })

  it('finds the row of a seq', () => {
    const builder = new RowBuilder()
    builder.build([message(1), message(2, { kind: 'join' }), message(3, { kind: 'join' }), message(4)], undefined)
    expect([1, 2, 3, 4, 9].map((seq) => builder.indexOfSeq(seq))).toEqual([0, 1, 1, 2, 2])
    expect(builder.indexOfSeq(0)).toBe(-1)
  })
})
