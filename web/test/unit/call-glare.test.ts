// SPDX-License-Identifier: MIT
// Two devices that call each other at the same moment, in every order in which each may be told: the answer to its own
// start, who is in the call, that the other one calls, and what the other device has to say.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Device, DIRECT, GROUP, World } from '../call-world'
import { FakeTrack } from '../fake-rtc'

const kinds = ['reply', 'calls', 'ring', 'signal'] as const
type Kind = (typeof kinds)[number]
const APART_MS = 40

function orders(of: readonly Kind[]): Kind[][] {
  return of.length < 2 ? [[...of]] : of.flatMap((first) => orders(of.filter((one) => one !== first)).map((rest) => [first, ...rest]))
}

const all = orders(kinds)
const lagOf = (order: readonly Kind[]): Record<string, number> => Object.fromEntries(order.map((kind, place) => [kind, 5 + place * APART_MS]))

let world: World
let anna: Device
let bo: Device

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

async function glare(annas: readonly Kind[], bos: readonly Kind[], later: number): Promise<void> {
  const why = `Anna: ${annas.join(' ')}; Bo, ${later} ms later: ${bos.join(' ')}`
  world = new World()
  anna = new Device(world, 1)
  bo = new Device(world, 2)
  anna.line!.lag = lagOf(annas)
  bo.line!.lag = lagOf(bos)
  anna.ask(anna.calls.start(DIRECT, 'audio'))
  await world.pass(later)
  bo.ask(bo.calls.start(DIRECT, 'audio'))
  await world.pass(1_500)
  expect([...anna.errors, ...bo.errors], why).toEqual([])
  expect(anna.call?.id, why).toBe(bo.call?.id)
  expect([anna, bo].map(({ call }) => call?.phase), why).toEqual(['connected', 'connected'])
  expect(world.met(anna, bo), why).toBe(true)
  for (const one of [anna, bo]) {
    expect(one.rings, why).toEqual([])
    expect(one.open[0]!.getTransceivers().length, why).toBe(4)
    expect(one.open[0]!.hears(0)?.kind, why).toBe('audio')
  }
  anna.calls.leave()
  await world.pass(1_000)
  expect(bo.call, why).toMatchObject({ phase: 'ended', end: 'completed' })
  for (const one of [anna, bo]) expect([one.rings, one.calls.snapshot().rooms.size], why).toEqual([[], 0])
  await world.end()
  expect([FakeTrack.live.size, world.net.open.length, vi.getTimerCount()], why).toEqual([0, 0, 0])
}

describe('two who call each other at once are connected', () => {
  for (const later of [0, 30]) {
    it(`in each order at both, ${later} ms apart`, { timeout: 120_000 }, async () => {
      for (const annas of all) for (const bos of all) await glare(annas, bos, later)
    })
  }
})

describe('two devices of one person that answer at once', () => {
  it('leave the call to the later one, also where that is told before the seat', async () => {
    world = new World()
    anna = new Device(world, 1)
    bo = new Device(world, 2)
    const tablet = new Device(world, 2)
    anna.ask(anna.calls.start(GROUP, 'audio'))
    await world.pass(200)
    bo.line!.lag = { call_end: 0, calls: 10, reply: 20 } // all the same, the end first
    bo.ask(bo.calls.start(GROUP, 'audio'))
    await world.pass(1)
    tablet.ask(tablet.calls.start(GROUP, 'audio'))
    await world.pass(1_500)
    expect(bo.call).toBeUndefined()
    expect(world.met(anna, tablet)).toBe(true)
    await world.end()
    expect(FakeTrack.live.size + world.net.open.length + vi.getTimerCount()).toBe(0)
  })
})
