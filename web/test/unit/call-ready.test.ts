// SPDX-License-Identifier: MIT
// What is made of an answer before somebody gives it.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DIRECT, Device, GROUP, World } from '../call-world'
import { FakeTrack } from '../fake-rtc'

let world: World
let anna: Device
let bo: Device

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
  world = new World()
  anna = new Device(world, 1)
  bo = new Device(world, 2)
})

afterEach(async () => {
  await world.end()
  expect(FakeTrack.live.size, 'devices still open').toBe(0)
  expect(world.net.open, 'connections still there').toEqual([])
  expect(vi.getTimerCount(), 'timers left').toBe(0)
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const ring = async (kind: 'audio' | 'video' = 'video'): Promise<string> => {
  anna.ask(anna.calls.start(DIRECT, kind))
  await world.pass(200)
  return bo.rings[0]!
}

it('has its answer ready while it rings, and looks for no address before it is given', async () => {
  const id = await ring()
  expect(bo.made).toHaveLength(1)
  expect(bo.made[0]).toMatchObject({ signalingState: 'have-remote-offer', localDescription: null })
  expect([bo.media.opened, world.server.asked.slice(0, 3)]).toEqual([0, ['call.start', 'call.ringing', 'call.ice']])
  const told = vi.spyOn(anna.open[0]!, 'addIceCandidate')
  bo.line!.lag = { reply: 400 } // candidates are kept until it was taken
  const set = vi.spyOn(bo.made[0]!, 'setLocalDescription')
  bo.ask(bo.calls.accept(id, true))
  for (let job = 0; job < 3; job++) await Promise.resolve() // all in the task of the click; the screen is drawn after that
  expect(set).toHaveBeenCalledTimes(1)
  await world.pass(300)
  expect(bo.made[0]!.localDescription).not.toBeNull()
  expect(told).not.toHaveBeenCalled()
  await world.pass(1_000)
  expect(world.met(anna, bo)).toBe(true)
  expect(bo.made).toHaveLength(1)
  expect(bo.errors).toEqual([])
})

it('leaves nothing of an answer that nobody gives', async () => {
  const id = await ring()
  bo.ask(bo.calls.decline(id))
  expect(bo.open).toEqual([])
  await world.pass(300)
  await ring()
  expect(bo.open).toHaveLength(1)
  anna.calls.leave()
  await world.pass(300)
  expect(bo.open).toEqual([])
})

it('has an answer ready for one at a time, and for none within a call', async () => {
  const third = new Device(world, 3)
  await ring()
  third.ask(third.calls.start(GROUP, 'audio', [2]))
  await world.pass(300)
  expect([bo.rings.length, bo.open.length]).toEqual([2, 1])
  bo.ask(bo.calls.accept(bo.rings[1]!, false))
  await world.pass(1_000)
  expect([bo.rings.length, bo.open.length]).toEqual([1, 1])
  expect(world.met(bo, third)).toBe(true)
  bo.calls.leave()
  await world.pass(300)
  expect([bo.rings.length, bo.open.length]).toEqual([1, 1])
  bo.ask(bo.calls.accept(bo.rings[0]!, false))
  await world.pass(1_000)
  expect(world.met(anna, bo)).toBe(true)
})
