// SPDX-License-Identifier: MIT
// When the way through the server is asked for.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ChatError } from '../../src/core/api'
import type { Mesh } from '../../src/core/calls/mesh'
import { Ways, type WaysHost } from '../../src/core/calls/ways'
import type { CallInfo } from '../../src/core/protocol/generated'

const info: CallInfo = { id: 'c1', room: 1, kind: 'video', mode: 'p2p', state: 'active', by: 1, at: 0, rev: 1, epoch: 1, legs: [1, 2].map((leg) => ({ leg, user: leg, state: 'joined' as const })) }
const streams: Record<string, object> = {}
const mesh = { connected: false, was: false, lines: new Map(), of: () => ({ streams }), follow: () => undefined, stop: () => undefined, arrived: async () => (flows ? ++arrived : arrived) }
let arrived = 0
let flows = true
let serverMs = 20 // until it answers
let heard: [number, unknown][] = []
let asked = 0
let answer: () => Promise<{ call: CallInfo }>
let ways: Ways

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
  Object.assign(mesh, { connected: false, was: false })
  asked = arrived = 0
  flows = true
  serverMs = 20
  heard = []
  for (const source of Object.keys(streams)) delete streams[source]
  answer = async () => ({ call: info })
  ways = new Ways(mesh as unknown as Mesh, {
    request: (op: string) => {
      if (op === 'call.ice') return new Promise((done) => setTimeout(done, serverMs))
      asked++
      return answer()
    },
    reachable: () => true,
    changed: () => undefined,
    heard: (leg: number, stream: unknown) => void heard.push([leg, stream]),
    told: () => undefined,
  } as unknown as WaysHost)
})
afterEach(() => {
  ways.stop()
  expect(vi.getTimerCount(), 'timers left').toBe(0)
  vi.useRealTimers()
})

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const link = (connected: boolean): void => {
  Object.assign(mesh, { connected, was: mesh.was || connected })
  ways.moved()
}

it('is asked for after four seconds without a way, and again every two', async () => {
  ways.follow(info, { leg: 1, state: 'joined' })
  await pass(3_900)
  expect(asked).toBe(0)
  await pass(200)
  expect(asked).toBe(1)
  await pass(4_000)
  expect(asked).toBe(3)
})

it('is not asked for where the two have met, and after 15 seconds where they lost it', async () => {
  ways.follow(info, { leg: 1, state: 'joined' })
  link(true)
  await pass(10_000)
  link(false)
  await pass(14_000)
  expect(asked).toBe(0)
  await pass(1_500)
  expect(asked).toBe(1)
})

it('is not asked for again where there is none', async () => {
  answer = async () => Promise.reject(new ChatError('calls_off'))
  ways.follow(info, { leg: 1, state: 'joined' })
  await pass(60_000)
  expect(asked).toBe(1)
})

it('is asked for once at a time, also where a way came and went while the server was asked', async () => {
  answer = () => new Promise((done) => setTimeout(() => done({ call: info }), 1_000))
  ways.follow(info, { leg: 1, state: 'joined' })
  await pass(4_500)
  link(true)
  link(false)
  await pass(1_000)
  expect(vi.getTimerCount()).toBe(2) // and one that listens whether anything comes
})

const talking: CallInfo = { ...info, legs: info.legs.map((leg) => ({ ...leg, audio: true })) }

it('is asked for within three seconds where nothing comes over a way that the browser takes for whole', async () => {
  ways.follow(talking, { leg: 1, state: 'joined' })
  link(true)
  await pass(20_000)
  flows = false
  await pass(2_400)
  expect(asked).toBe(0)
  await pass(700)
  expect(asked).toBe(1)
})

it('is not asked for after a gap, where the server is slow to answer, nor too soon where nobody says anything', async () => {
  ways.follow(talking, { leg: 1, state: 'joined' })
  link(true)
  await pass(2_000)
  for (let gap = 0; gap < 5; gap++) {
    flows = false
    await pass(2_000)
    flows = true
    await pass(600)
  }
  flows = false
  serverMs = 1_500 // the whole network is bad
  await pass(10_000)
  expect(asked).toBe(0)
  flows = true
  serverMs = 20
  await pass(2_000)
  ways.follow(info, { leg: 1, state: 'joined' })
  flows = false
  await pass(5_000)
  expect(asked).toBe(0)
  await pass(2_000)
  expect(asked).toBe(1)
})

it('is not asked for where what came again before the server had answered', async () => {
  ways.follow(talking, { leg: 1, state: 'joined' })
  link(true)
  await pass(2_000)
  flows = false
  serverMs = 600
  await pass(2_700)
  flows = true
  await pass(5_000)
  expect(asked).toBe(0)
})

it('plays the sound of a screen while it is shown', () => {
  const show = (screen: boolean): void => ways.follow({ ...info, legs: [info.legs[0]!, { ...info.legs[1]!, screen }] }, { leg: 1, state: 'joined' })
  streams.sound = { of: 'screen' }
  show(false)
  link(true)
  expect(heard.at(-1)).toEqual([-2, undefined])
  show(true)
  expect(heard.at(-1)).toEqual([-2, streams.sound])
  show(false)
  expect(heard.at(-1)).toEqual([-2, undefined])
})
