// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest'
import { Book } from '../../src/core/calls/book'
import { company, isCalled, isIn, newer, nextLeg, phaseOf, step } from '../../src/core/calls/machine'
import { callAfter, callSteps, legAfter, legSteps, type LegEvent } from '../../src/core/protocol/call-table'
import type { CallInfo, CallLeg, LegState } from '../../src/core/protocol/generated'
import { seeds } from '../dice'

const states: LegState[] = ['invited', 'ringing', 'connecting', 'joined', 'reconnecting', 'left', 'declined', 'busy', 'missed', 'failed']
const events = [...new Set(legSteps.map(({ event }) => event))]
const leg = (number: number, state: LegState, user = number): CallLeg => ({ leg: isIn(state) ? number : 0, user, state })
const info = (change: Partial<CallInfo> = {}): CallInfo => ({ id: 'c', room: 1, kind: 'audio', mode: 'p2p', state: 'active', by: 1, at: 0, rev: 1, epoch: 1, legs: [leg(1, 'joined'), leg(2, 'joined')], ...change })

describe('the table of legs', () => {
  it('has one step at most for each state and event', () => {
    for (const from of [...states, 'none'] as const) for (const event of events) expect(legSteps.filter((one) => one.from === from && one.event === event).length).toBeLessThan(2)
  })

  it('lets every state out that somebody waits in, after a time', () => {
    expect(legAfter.map(({ state }) => state)).toEqual(['invited', 'ringing', 'connecting', 'reconnecting'])
    for (const { state, event } of legAfter) expect(nextLeg(state, event)).toBeDefined()
    expect(callAfter).toEqual([])
  })

  it('never leads from outside into the call but by entering', () => {
    for (const { from, event, to } of legSteps) if (isIn(to) && !isIn(from)) expect([from, event, to]).toEqual([from, 'enter', 'connecting'])
  })

  it('lets nothing ring again but by a new invitation', () => {
    for (const { from, event, to } of legSteps) if (isCalled(to) && !isCalled(from)) expect(event).toBe('invite')
  })

  it('ends a call for good', () => {
    expect(callSteps.filter(({ from }) => from === 'ended')).toEqual([])
  })

  it('holds in 100,000 random courses', () => {
    for (const dice of seeds(100_000)) {
      let seat = { leg: 1, state: 'none' as LegState | 'none' }
      for (let round = 0; round < 12; round++) {
        const event = dice.pick(events) as LegEvent
        const next = step(seat, event)
        if (!next) continue
        const came = isIn(next.state) && !isIn(seat.state)
        if (came && event !== 'enter') expect.fail(`${dice.name}: ${seat.state} by ${event}`)
        if (isCalled(next.state) && !isCalled(seat.state) && event !== 'invite') expect.fail(`${dice.name}: ${seat.state} by ${event}`)
        if (isIn(next.state) === isCalled(next.state) && isIn(next.state)) expect.fail(`${dice.name}: in two states`)
        seat = next
      }
    }
  })
})

describe('what is known of a call', () => {
  it('is the newest, by the count of changes', () => {
    const known = info({ rev: 5 })
    expect(newer(known, info({ rev: 4, kind: 'video' }))).toBe(known)
    expect(newer(known, info({ rev: 6 })).rev).toBe(6)
    expect(newer(known, info({ id: 'd', rev: 1 })).id).toBe('d')
  })

  it('lets whoever came later offer', () => {
    const call = info({ legs: [leg(1, 'joined'), leg(2, 'reconnecting'), leg(3, 'connecting'), leg(0, 'ringing', 4), leg(0, 'left', 5)] })
    expect(company(call, { leg: 2, state: 'joined' })).toEqual([
      { leg: 1, offers: false },
      { leg: 3, offers: true },
    ])
  })
})

describe('what the views call it', () => {
  const seat = { leg: 1, state: 'joined' as const }
  const off = { connected: false, was: false, lost: false }
  const phase = (call: Partial<CallInfo>, link: Partial<typeof off> = {}, state: LegState = 'joined') => phaseOf(info(call), { ...seat, state }, { ...off, ...link })

  it('follows the call', () => {
    expect(phase({ state: 'ringing', legs: [leg(1, 'connecting'), leg(0, 'invited', 2)] })).toBe('calling')
    expect(phase({ state: 'ringing', legs: [leg(1, 'connecting'), leg(0, 'ringing', 2)] })).toBe('ringing')
    expect(phase({})).toBe('connecting')
    expect(phase({}, { connected: true, was: true })).toBe('connected')
    expect(phase({}, { was: true })).toBe('reconnecting')
    expect(phase({}, { lost: true })).toBe('reconnecting')
    expect(phase({}, { connected: true, was: true, lost: true })).toBe('connected') // without a socket
    expect(phase({ state: 'ended' })).toBe('ended')
    expect(phase({}, {}, 'left')).toBe('ended')
  })

  it('has no other words for who is alone in a group', () => {
    expect(phase({ legs: [leg(1, 'joined')] })).toBe('ringing')
    expect(phase({ legs: [leg(1, 'joined')] }, { was: true })).toBe('connected')
  })
})

describe('the book of calls', () => {
  it('does not let the end of an old call take a new one along', () => {
    const book = new Book(() => undefined)
    book.tell(info({ id: 'old' }))
    book.tell(info({ id: 'new' }))
    book.tell(info({ id: 'old', state: 'ended', rev: 9 }))
    expect(book.rooms.get(1)?.id).toBe('new')
    book.tell(info({ id: 'new', state: 'ended', rev: 9 }))
    expect(book.isEmpty).toBe(true)
  })

  it('hears no more of a call that is over, whatever answer comes late', () => {
    const book = new Book(() => undefined)
    book.tell(info({ id: 'a' }))
    book.tell(info({ id: 'a', state: 'ended', rev: 9 }))
    book.catchUp([info({ id: 'a', rev: 5 })], 1)
    expect(book.isEmpty).toBe(true)
  })

  it('takes an answer that is full for less than all', () => {
    const book = new Book(() => undefined)
    book.tell(info({ id: 'a', room: 99 }))
    book.catchUp(Array.from({ length: 50 }, (_, room) => info({ id: `c${room}`, room })), 1)
    expect(book.rooms.size).toBe(51)
    book.catchUp([info({ id: 'c0', room: 0 })], 1)
    expect([...book.rooms.keys()]).toEqual([0])
  })
})
