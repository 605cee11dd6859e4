// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ChatError } from '../../src/core/api'
import { Signals } from '../../src/core/calls/signal'
import type { CallInfo, CallSeat } from '../../src/core/protocol/generated'

let socket: object | undefined
let asked: { op: string; request: Record<string, unknown> }[]
let answer: (op: string) => unknown
let info: CallInfo
let signals: Signals

const seat = (change: Partial<CallSeat> = {}): CallSeat => ({ call: info, leg: 2, token: 't', ice: { servers: [] }, seq: 0, ...change })
const push = (seq: number, change = {}) => ({ type: 'signal' as const, signal: 'c', from: 1, to: 2, epoch: 1, seq, candidate: `${seq}`, ...change })
const told = (op = 'call.signal'): unknown[] => asked.filter((one) => one.op === op).map(({ request }) => request.candidate ?? (request.sdp as { sdp: string } | undefined)?.sdp)
const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  socket = {}
  asked = []
  answer = (op) => (op === 'call.resume' ? { seat: seat() } : {})
  info = { id: 'c', room: 1, kind: 'audio', mode: 'p2p', state: 'active', by: 1, at: 0, rev: 1, epoch: 1, legs: [] }
  signals = new Signals(
    {
      request: async (op, request) => {
        if (!socket) throw new ChatError('offline')
        asked.push({ op, request: request as unknown as Record<string, unknown> })
        const reply = await answer(op)
        if (reply instanceof Error) throw reply
        return reply as never
      },
      socket: () => socket,
    },
    () => info,
  )
  signals.sit(seat())
})
afterEach(() => {
  signals.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('what comes', () => {
  it('comes once, and only for this seat in this epoch of this call', () => {
    expect(signals.isNews(push(1))).toBe(true)
    expect(signals.isNews(push(1))).toBe(false)
    expect(signals.isNews(push(2, { to: 3 }))).toBe(false)
    expect(signals.isNews(push(2, { signal: 'd' }))).toBe(false)
    expect(signals.isNews(push(2, { epoch: 0 }))).toBe(false)
    expect(signals.isNews(push(3))).toBe(true)
    expect(signals.isNews(push(2))).toBe(false)
    signals.stop()
    expect(signals.isNews(push(4))).toBe(false)
  })

  it('is counted, so that another socket brings what was missed', async () => {
    signals.isNews(push(7))
    socket = {}
    expect(await signals.resume()).toEqual(seat())
    expect(asked).toEqual([{ op: 'call.resume', request: { call: 'c', leg: 2, token: 't', last: 7 } }])
  })
})

describe('what is sent without a socket', () => {
  it('goes out in order when another one has the seat, not before', async () => {
    signals.send(1, { candidate: 'a' })
    socket = undefined
    signals.send(1, { candidate: 'b' })
    socket = {}
    signals.send(1, { candidate: 'c' })
    await pass(5_000)
    expect(told()).toEqual(['a'])
    expect(signals.ready).toBe(false)
    await signals.resume()
    signals.flush()
    expect(told()).toEqual(['a', 'b', 'c'])
    expect(signals.ready).toBe(true)
  })

  it('is not kept without end: descriptions stay, the oldest candidates go', async () => {
    socket = undefined
    signals.send(1, { sdp: { type: 'offer', sdp: 'offer' } })
    for (let count = 0; count < 400; count++) signals.send(1, { candidate: `${count}` })
    socket = {}
    await signals.resume()
    signals.flush()
    expect(told()).toHaveLength(256)
    expect(told().slice(0, 2)).toEqual(['offer', '145'])
    expect(told().at(-1)).toBe('399')
  })

  it('waits as long as the server asks for', async () => {
    answer = () => new ChatError('rate_limited', undefined, 3_000)
    signals.send(1, { candidate: 'a' })
    await pass()
    answer = () => ({})
    signals.send(1, { candidate: 'b' }) // behind it
    await pass(2_900)
    expect(told()).toEqual(['a'])
    await pass(200)
    expect(told()).toEqual(['a', 'a', 'b'])
  })

  it('is dropped where the other one has left', async () => {
    answer = () => new ChatError('conflict')
    signals.send(1, { candidate: 'a' })
    await pass(20_000)
    expect(told()).toEqual(['a'])
  })
})

describe('another socket', () => {
  it('gets the seat once', async () => {
    expect(await signals.resume()).toBeUndefined()
    socket = {}
    const [first, second] = await Promise.all([signals.resume(), signals.resume()])
    expect([first, second]).toEqual([seat(), undefined])
    expect(await signals.resume()).toBeUndefined()
    expect(told('call.resume')).toHaveLength(1)
  })

  it('does not get it where the next one is there already', async () => {
    socket = {}
    const late = signals.resume()
    socket = {}
    expect(await late).toBeUndefined()
    expect(signals.ready).toBe(false)
    expect(await signals.resume()).toEqual(seat())
  })

  it.each(['timeout', 'rate_limited', 'internal'])('is tried again after %s, but not at once', async (code) => {
    socket = {}
    answer = () => new ChatError(code)
    expect(await signals.resume()).toBeUndefined()
    answer = () => ({ seat: seat() })
    expect(await signals.resume()).toBeUndefined()
    await pass(1_100)
    expect(await signals.resume()).toEqual(seat())
  })

  it.each(['not_found', 'conflict'])('finds the seat gone by %s', async (code) => {
    socket = {}
    answer = () => new ChatError(code)
    expect(await signals.resume()).toBe('gone')
  })
})

describe('what one sends', () => {
  it('is told in the end as it is then, whatever was refused', async () => {
    let count = 0
    answer = () => (count++ === 0 ? new Promise((refuse) => setTimeout(refuse, 50, new ChatError('internal'))) : {})
    signals.say({ audio: false, video: true })
    await pass(10)
    signals.say({ audio: true }) // before the refusal
    await pass(1_100)
    expect(asked.map(({ request }) => request)).toEqual([
      { call: 'c', audio: false, video: true },
      { call: 'c', audio: true },
      { call: 'c', audio: true, video: true },
    ])
  })

  it('is told together where it changes in one moment', async () => {
    signals.say({ audio: true })
    signals.say({ video: true })
    signals.say({ audio: false })
    await pass(0)
    expect(asked.map(({ request }) => request)).toEqual([{ call: 'c', audio: false, video: true }])
  })

  it('is told together when the socket is back', async () => {
    socket = undefined
    signals.say({ audio: true, hand: true })
    signals.say({ audio: false })
    socket = {}
    await signals.resume()
    signals.flush()
    await pass(0)
    expect(asked.at(-1)).toEqual({ op: 'call.media', request: { call: 'c', audio: false, hand: true } })
  })
})
