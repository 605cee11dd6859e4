// SPDX-License-Identifier: MIT
// What votes make of a poll, for one who sees all of them and for one who sees only the own one.
import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/core/protocol/codec'
import { merge } from '../../src/core/sync/merge'
import { pollShown } from '../../src/core/sync/poll'
import { RoomLog } from '../../src/core/sync/room-log'
import { percent } from '../../src/features/polls/share'

const poll = (anonymous = false): Event => ({ room: 1, seq: 1, at: 5, from: 1, kind: 'poll', body: { text: 'tea?', poll: { options: [{ text: 'yes' }, { text: 'no' }], ...(anonymous ? { anonymous } : {}) } } })
const vote = (seq: number, from: number, choices?: number[], body: Event['body'] = {}): Event => ({ room: 1, seq, at: 9, from, kind: 'vote', ref: 1, body: { ...(choices ? { choices } : {}), ...body } })
const told = (seq: number, counts: number[], voters: number): Event => vote(seq, 0, undefined, { secret: true, tally: { counts, voters } })
const stands = (event: Event) => event.merged?.poll?.tally

describe('a public poll', () => {
  test('counts the newest vote of each person, and none that was taken back', () => {
    const two = [vote(2, 1, [0]), vote(3, 2, [0]), vote(4, 2, [1])].reduce(merge, poll())
    expect(stands(two)).toEqual({ counts: [1, 1], voters: 2 })
    expect(merge(two, vote(5, 2, [1]))).toBe(two)
    expect(stands(merge(two, vote(5, 2, [])))).toEqual({ counts: [1, 0], voters: 1 })
  })

  test('takes no votes once it is closed, and none that came too late', () => {
    const closed = merge(merge(poll(), vote(2, 1, [0])), { ...vote(3, 1), kind: 'poll_end', body: {} })
    expect(closed.merged?.poll?.ended).toBe(9)
    expect(merge(closed, vote(4, 2, [1]))).toBe(closed)
    const open = poll()
    expect(merge(open, vote(4, 2, undefined, { off: true }))).toBe(open)
  })
})

describe('an anonymous poll', () => {
  test('stands as it is told, with nobody behind it', () => {
    const event = [told(2, [1, 0], 1), told(3, [1, 1], 2)].reduce(merge, poll(true))
    expect(event.merged?.poll).toEqual({ tally: { counts: [1, 1], voters: 2 } })
  })

  test('counts the own vote at once, and once only', () => {
    const before = merge(poll(true), told(2, [1, 1], 2))
    const mine = merge(before, vote(9, 7, [0]))
    expect(mine.merged?.poll).toEqual({ tally: { counts: [2, 1], voters: 3 }, votes: [{ user: 7, choices: [0] }] })
    expect(merge(mine, vote(9, 7, [0]))).toBe(mine)
    expect(stands(merge(mine, vote(10, 7, [1])))).toEqual({ counts: [1, 2], voters: 3 })
    expect(merge(mine, vote(10, 7, [])).merged?.poll).toEqual({ tally: { counts: [1, 1], voters: 2 } })
  })

  test('learns on another device what was chosen on the first', () => {
    const log = new RoomLog(() => 7)
    log.reset(1, 0)
    log.receive(poll(true))
    log.receive(told(2, [0, 1], 1))
    log.receive(told(3, [1, 1], 2))
    log.ownVote(7, { room: 1, ref: 1, seq: 2, choices: [1] })
    expect(log.get(1)!.merged?.poll).toEqual({ tally: { counts: [1, 1], voters: 2 }, votes: [{ user: 7, choices: [1] }] })
    // An older page of history does not lose it.
    log.insert([{ ...poll(true), merged: { poll: { tally: { counts: [0, 0], voters: 0 }, ended: undefined } } } as Event], 1)
    expect(log.get(1)!.merged?.poll?.votes).toEqual([{ user: 7, choices: [1] }])
    expect(log.unsaved.has(1)).toBe(true)
  })
})

describe('words that the server covered', () => {
  const own = (seq: number, text: string, change: Partial<Event> = {}): Event => ({ room: 1, seq, at: 5, from: 7, cmid: `cmid-${seq}`, kind: 'text', body: { text }, ...change })
  const log = new RoomLog(() => 7)
  log.reset(1, 0)

  test('are covered for their author too', () => {
    log.receive(own(1, 'rude'))
    log.receive(own(1, '****'))
    expect(log.get(1)!.body.text).toBe('****')
    const edit = own(2, 'not rude', { kind: 'edit', ref: 1 })
    log.receive(edit)
    expect(log.get(1)!.body.text).toBe('not rude')
    log.receive({ ...edit, body: { text: 'not ****' } })
    expect(log.get(1)!.body.text).toBe('not ****')
    expect(log.get(2)!.body.text).toBe('not ****')
  })

  test('do not come back when the message was changed or taken back since', () => {
    log.receive(own(1, '****'))
    expect(log.get(1)!.body.text).toBe('not ****')
    log.receive(own(3, '', { kind: 'recall', ref: 1, body: {} }))
    log.receive(own(1, '****'))
    log.receive(own(2, 'not ****', { kind: 'edit', ref: 1 }))
    expect(log.get(1)!.body).toEqual({})
    expect(log.get(2)!.body).toEqual({})
  })
})

describe('the two halves of an own vote', () => {
  const sent = vote(3, 7, [0])
  const log = (...events: Event[]): RoomLog => {
    const made = new RoomLog(() => 7)
    made.reset(1, 0)
    for (const event of [poll(true), ...events]) {
      made.receive(event)
      made.drain()
    }
    return made
  }

  test('the answer comes before the vote of somebody else that was counted before it', () => {
    const made = log()
    made.change(sent, 7)
    made.receive(sent)
    for (const event of [told(2, [0, 1], 1), told(3, [1, 1], 2)]) {
      made.receive(event)
      made.drain()
    }
    made.ownVote(7, { room: 1, ref: 1, seq: 3, choices: [0] })
    expect(made.get(1)!.merged?.poll).toEqual({ tally: { counts: [1, 1], voters: 2 }, votes: [{ user: 7, choices: [0] }] })
    expect(made.get(3)!.body).toMatchObject({ choices: [0], tally: { counts: [1, 1], voters: 2 } })
    // And a later one goes on from there.
    made.receive(told(4, [1, 2], 3))
    expect(stands(made.get(1)!)).toEqual({ counts: [1, 2], voters: 3 })
  })

  test('the event comes before the answer', () => {
    const made = log(told(2, [0, 1], 1), told(3, [1, 1], 2))
    const whole = made.withTally(sent)
    made.change(whole, 7)
    made.receive(whole)
    expect(made.get(1)!.merged?.poll).toEqual({ tally: { counts: [1, 1], voters: 2 }, votes: [{ user: 7, choices: [0] }] })
  })

  test('the poll has ended before the own choice is told', () => {
    const made = log(told(2, [1, 0], 1), { ...vote(3, 1), kind: 'poll_end', body: {} })
    made.ownVote(7, { room: 1, ref: 1, seq: 2, choices: [0] })
    expect(made.get(1)!.merged?.poll).toEqual({ tally: { counts: [1, 0], voters: 1 }, ended: 9, votes: [{ user: 7, choices: [0] }] })
  })
})

test('shares are of the people who voted', () => {
  const shown = pollShown(poll().body.poll!, { tally: { counts: [2, 1], voters: 3 } })
  expect([percent(shown, 0), percent(shown, 1)]).toEqual([67, 33])
  expect(percent(pollShown(poll().body.poll!, undefined), 0)).toBe(0)
})
