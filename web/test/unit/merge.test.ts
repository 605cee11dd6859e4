// SPDX-License-Identifier: MIT
// The same rules as server/proto/merge_test.cc.
import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/core/protocol/codec'
import { merge, mergePins } from '../../src/core/sync/merge'
import { RoomLog } from '../../src/core/sync/room-log'

const text = (seq: number, words: string, from = 1): Event => ({ room: 1, seq, at: 5, from, kind: 'text', body: { text: words } })
const change = (kind: Event['kind'], seq: number, body: Event['body'] = {}, from = 1, ref = 1): Event => ({ room: 1, seq, at: 9, from, kind, ref, body })
const sign = (seq: number, from: number, off = false): Event => change('reaction', seq, { sign: '👍', ...(off ? { off } : {}) }, from)

describe('what later events make of a message', () => {
  test('the newest edit counts, whatever the order', () => {
    const edited = merge(text(1, 'a'), change('edit', 3, { text: 'c' }))
    expect(merge(edited, change('edit', 2, { text: 'b' }))).toBe(edited)
    expect(edited).toMatchObject({ body: { text: 'c' }, merged: { edit: 3, edited: 9 } })
  })

  test('nothing is left of what was recalled', () => {
    const gone = merge(merge(text(1, 'a'), sign(2, 2)), change('recall', 3))
    expect(gone).toMatchObject({ body: {}, merged: { recalled: 1, recall: 3 } })
    expect(gone.merged?.reactions).toBeUndefined()
    expect(merge(gone, change('edit', 4, { text: 'b' }))).toBe(gone)
  })

  test('each person counts once behind a sign', () => {
    const two = merge(merge(text(1, 'a'), sign(2, 1)), sign(3, 2))
    expect(merge(two, sign(4, 2))).toBe(two)
    expect(two.merged?.reactions).toEqual([{ sign: '👍', users: [1, 2] }])
    const none = merge(merge(two, sign(5, 1, true)), sign(6, 2, true))
    expect(none.merged).toBeUndefined()
  })

  test('pins keep their order; a recall unpins', () => {
    const pins = mergePins(mergePins([], change('pin', 5, {}, 1, 2)), change('pin', 6))
    expect(pins).toEqual([2, 1])
    expect(mergePins(pins, change('recall', 7))).toEqual([2])
    expect(mergePins(pins, change('pin', 7, { off: true }, 1, 3))).toBe(pins)
  })
})

describe('confirmations', () => {
  const notice = (): Event => ({ ...text(1, 'read this'), body: { text: 'read this', confirm: true } })
  const confirm = (seq: number, voters: number, from = 0): Event => change('confirm', seq, { tally: { counts: [], voters } }, from)

  test('are counted as they are told, however often', () => {
    const two = merge(merge(notice(), confirm(2, 1)), confirm(3, 2))
    expect(two.merged).toEqual({ confirms: 2 })
    expect(merge(two, confirm(2, 1))).toEqual(two)
    expect(merge(two, change('confirm', 4, { off: true }, 0))).toBe(two)
    const mine = merge(two, confirm(5, 3, 7))
    expect(mine.merged).toEqual({ confirms: 3, confirmed: true })
    expect(merge(text(1, 'only words'), confirm(2, 1)).merged).toBeUndefined()
  })

  test('of one\'s own are told apart, and the event stays what it is', () => {
    const log = new RoomLog(() => 7)
    log.reset(1, 0)
    log.receive(notice())
    log.receive(confirm(2, 1))
    log.ownVote(7, { room: 1, ref: 1, seq: 2, choices: [] })
    expect(log.get(1)?.merged).toEqual({ confirms: 1, confirmed: true })
    expect(log.get(2)?.kind).toBe('confirm')
  })
})

describe('a log', () => {
  const log = (): RoomLog => {
    const made = new RoomLog(() => 1)
    made.reset(1, 0)
    return made
  }

  test('applies changes that come after, and before, the message', () => {
    const live = log()
    live.receive(text(1, 'a'))
    live.receive(change('edit', 2, { text: 'b' }))
    expect(live.get(1)?.body.text).toBe('b')
    expect([...live.revised]).toEqual([1])
    const late = log()
    late.leap(1)
    late.receive(change('edit', 2, { text: 'b' }))
    late.insert([text(1, 'a')])
    expect(late.get(1)?.body.text).toBe('b')
  })

  test('takes from a page what it has missed, and keeps what the page does not know', () => {
    const made = log()
    made.receive(text(1, 'a'))
    made.receive({ ...text(2, 'x'), cmid: 'mine' })
    made.insert([{ ...text(1, 'b'), merged: { edited: 3, edit: 40 } }])
    expect(made.get(1)?.body.text).toBe('b')
    made.receive(change('recall', 3, {}, 1, 2))
    made.insert([{ ...text(2, 'y'), merged: { edited: 3, edit: 41 } }])
    expect(made.get(2)).toMatchObject({ body: {}, merged: { recalled: 1 }, cmid: 'mine' })
  })

  test('forgets the words of a recalled message everywhere but for its author', () => {
    const made = log()
    made.receive(text(1, 'a'))
    made.receive(change('edit', 2, { text: 'b' }))
    made.receive(change('recall', 3))
    expect([made.get(1)?.body, made.get(2)?.body]).toEqual([{}, {}])
    expect(made.takenText(1)).toBe('b')
    expect(made.unsaved).toEqual(new Set([1, 2]))
  })

  test('makes no change of before a page again', () => {
    const made = log()
    const on = (seq: number, off?: boolean): Event => change('reaction', seq, { sign: '👍', ...(off ? { off } : {}) })
    made.receive(text(1, 'a'))
    made.receive(on(2))
    made.leap(500)
    made.insert([text(1, 'a')], 500) // taken back in the gap
    expect(made.get(1)?.merged).toBeUndefined()
    made.insert([on(2), on(3, true), on(4)], 500)
    expect(made.get(1)?.merged).toBeUndefined()
    made.receive(on(501))
    expect(made.get(1)?.merged?.reactions).toEqual([{ sign: '👍', users: [1] }])
    made.insert([text(1, 'a')], 500) // an answer that came late
    expect(made.get(1)?.merged?.reactions).toHaveLength(1)
    const bare = log()
    bare.receive({ ...text(1, 'b') })
    bare.leap(300)
    bare.insert([on(299)], 300)
    bare.insert([text(0, 'a')], 300)
    expect(bare.get(1)?.merged?.reactions).toHaveLength(1)
  })

  test('keeps no words of what was recalled in a gap', () => {
    const made = log()
    made.receive(text(1, 'a'))
    made.receive(change('edit', 2, { text: 'b' }))
    made.putQuotes([9], [text(9, 'quoted')])
    made.leap(500)
    expect(made.quote(9)).toBeNull()
    expect(made.stale).toEqual([[1, 2]])
    made.unsaved.clear()
    made.insert([{ ...text(1, ''), body: {}, merged: { recalled: 1, recall: 400 } }], 500)
    expect([made.get(1)?.body, made.get(2)?.body]).toEqual([{}, {}])
    expect(made.unsaved).toEqual(new Set([1, 2]))
  })

  test('keeps no words in the store of what was recalled before they were read', () => {
    const made = log()
    made.end = 2
    made.known = [[1, 2]]
    made.stored = [1, 2]
    made.receive(change('recall', 3))
    made.hydrate([text(1, 'a'), change('edit', 2, { text: 'b' })])
    expect([made.get(1)?.body, made.get(2)?.body]).toEqual([{}, {}])
    expect(made.unsaved).toEqual(new Set([1, 2]))
  })

  test('what came before the store was read has the last word over what the store has', () => {
    const made = log()
    made.end = 4
    made.known = [[1, 4]]
    made.stored = [1, 4]
    made.receive(sign(5, 2, true))
    made.receive(change('vote', 6, { choices: [1] }, 2, 3))
    const poll: Event = { room: 1, seq: 3, at: 5, from: 1, kind: 'poll', body: { text: 'which?', poll: { options: [{ text: 'a' }, { text: 'b' }] } as NonNullable<Event['body']['poll']> } }
    made.hydrate([text(1, 'a'), sign(2, 2), poll, change('vote', 4, { choices: [0] }, 2, 3)])
    expect(made.get(1)?.merged).toBeUndefined()
    expect(made.get(3)?.merged?.poll?.votes).toEqual([{ user: 2, choices: [1] }])
    // As the store has it when it was read and written before.
    made.insert([{ ...text(1, 'a'), merged: { reactions: [{ sign: '👍', users: [2] }] } }], 4)
    expect(made.get(1)?.merged).toBeUndefined()
  })
})
