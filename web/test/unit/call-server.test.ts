// SPDX-License-Identifier: MIT
// Calls of several devices through the media router of the server: from the beginning, and instead of a way that two do
// not find.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DIRECT, Device, GROUP, World } from '../call-world'
import { FakeTrack } from '../fake-rtc'
import { FakeRouter } from '../fake-router'

let world: World
let router: FakeRouter
let people: Device[]

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
  world = new World()
  router = world.server.router = new FakeRouter(world.net)
  people = [1, 2, 3].map((user) => world.device(user))
})

afterEach(async () => {
  await world.end()
  router.restart()
  expect(FakeTrack.live.size, 'devices still open').toBe(0)
  expect(world.net.open, 'connections still there').toEqual([])
  expect(vi.getTimerCount(), 'timers left').toBe(0)
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const wantsOf = (leg: number): string[] => router.offers.findLast(({ of }) => of.endsWith(` ${leg}`))!.wants.map((want) => `${want.leg}:${want.source}`).sort()
const asked = (op: string): number => world.server.asked.filter((one) => one === op).length
async function group(...users: number[]): Promise<string> {
  const [first, ...others] = users.map((user) => people[user - 1]!)
  first!.ask(first!.calls.start(GROUP, 'video', others.map(({ user }) => user)))
  await world.pass(200)
  const id = others[0]!.rings[0]!
  for (const one of others) one.ask(one.calls.accept(id, true))
  await world.pass(1_500)
  return id
}

describe('a group', () => {
  it('is connected by one connection each, whoever came when', async () => {
    const id = await group(1, 2, 3)
    for (const one of people) {
      expect(one.call).toMatchObject({ phase: 'connected', way: 'server' })
      expect(one.open).toHaveLength(1)
      expect(one.call!.people.map(({ connected, camera, voice }) => connected && !!camera && (!!voice || undefined))).toEqual([undefined, true, true])
      expect(one.sounds.filter(({ srcObject }) => srcObject)).toHaveLength(2)
    }
    expect([1, 2, 3].map(wantsOf)).toEqual([
      ['2:audio', '2:video', '3:audio', '3:video'],
      ['1:audio', '1:video', '3:audio', '3:video'],
      ['1:audio', '1:video', '2:audio', '2:video'],
    ])
    expect(world.server.infoOf(id)!.legs.map(({ state }) => state)).toEqual(['joined', 'joined', 'joined'])
    expect(asked('call.signal')).toBe(0)
  })

  it('goes on without who began it', async () => {
    await group(1, 2, 3)
    people[0]!.calls.leave()
    await world.pass(500)
    expect(wantsOf(2)).toEqual(['3:audio', '3:video'])
    expect(people[1]!.call).toMatchObject({ phase: 'connected' })
    expect(people[1]!.sounds.filter(({ srcObject }) => srcObject)).toHaveLength(1)
    expect(people[1]!.open[0]!.getTransceivers()).toHaveLength(8)
  })

  it('wants a picture when the roster says that there is one', async () => {
    await group(1, 2)
    void people[1]!.calls.setCamera(false)
    await world.pass(300)
    expect(wantsOf(1)).toEqual(['2:audio'])
    void people[1]!.calls.setScreen(true)
    await world.pass(300)
    expect(wantsOf(1)).toEqual(['2:audio', '2:screen', '2:screen_audio'])
    expect(people[0]!.call!.people[1]!.shared).toBeDefined()
  })

  it('goes on while the socket is away, and tells the rest when it is back', async () => {
    await group(1, 2, 3)
    const before = people[0]!.open[0]
    people[0]!.cut()
    await world.pass(2_000)
    expect(people[0]!.open[0]!.connectionState).toBe('connected')
    void people[1]!.calls.setCamera(false)
    await world.pass(1_000)
    people[0]!.back()
    await world.pass(1_000)
    expect(people[0]!.open).toEqual([before])
    expect(wantsOf(1)).toEqual(['2:audio', '3:audio', '3:video'])
  })

  it('begins anew with a router that has begun anew', async () => {
    const id = await group(1, 2, 3)
    await world.pass(3_000)
    router.restart()
    for (const one of people) one.calls.push({ type: 'sfu_lost', sfu_lost: id })
    await world.pass(1_000)
    for (const one of people) {
      expect(one.call).toMatchObject({ phase: 'connected' })
      expect(one.open).toHaveLength(1)
    }
    expect(router.offers.filter(({ fresh }) => fresh)).toHaveLength(6)
  })

  it('tells the server how large pictures are shown', async () => {
    await group(1, 2, 3)
    people[0]!.calls.shown(new Map([['1', 100], ['2', 100]]))
    await world.pass(1_000)
    expect(router.layers).toEqual([[{ leg: 2, source: 'video', layer: 1 }, { leg: 3, source: 'video', layer: 0 }]])
  })

  it('has a speaker as the server says', async () => {
    const id = await group(1, 2, 3)
    people[0]!.calls.push({ type: 'speakers', speakers: id, speaking: 3, ranked: [3, 1] })
    expect(people[0]!.call).toMatchObject({ speaker: 3, people: [{}, { leg: 2, speaking: false }, { leg: 3, speaking: true }] })
    people[0]!.calls.push({ type: 'speakers', speakers: 'another', speaking: 2, ranked: [2] })
    expect(people[0]!.call).toMatchObject({ speaker: 3 })
  })
})

describe('a call of two', () => {
  const talk = async (): Promise<string> => {
    people[0]!.ask(people[0]!.calls.start(DIRECT, 'video'))
    await world.pass(200)
    const id = people[1]!.rings[0]!
    people[1]!.ask(people[1]!.calls.accept(id, true))
    return id
  }
  const both = (): Device[] => people.slice(0, 2)

  it('goes between the devices where it can', async () => {
    await talk()
    await world.pass(10_000)
    expect(world.met(...both())).toBe(true)
    expect(both().map(({ call }) => call!.way)).toEqual(['direct', 'direct'])
    expect(asked('call.reroute')).toBe(0)
  })

  it('goes through the server where the two find no way, in six seconds', async () => {
    world.net.apart = (one, other) => !router.has(one) && !router.has(other)
    const id = await talk()
    await world.pass(3_500)
    expect(asked('call.reroute')).toBe(0)
    await world.pass(2_000)
    for (const one of both()) expect(one.call).toMatchObject({ phase: 'connected', way: 'server', people: [{}, { connected: true }] })
    for (const one of both()) expect(one.open).toHaveLength(1)
    expect(world.server.infoOf(id)).toMatchObject({ mode: 'sfu', epoch: 2, legs: [{ state: 'joined' }, { state: 'joined' }] })
    expect(people[0]!.sounds.filter(({ srcObject }) => srcObject)).toHaveLength(1)
    expect(people[0]!.sounds[0]!.srcObject).toBe(people[0]!.call!.people[1]!.voice)
  })

  it('goes through the server soon after a way was lost, which stays until then', async () => {
    await talk()
    await world.pass(1_000)
    world.net.apart = (one, other) => !router.has(one) && !router.has(other)
    await world.pass(2_000)
    expect(people[0]!.call).toMatchObject({ phase: 'connected', way: 'direct' }) // so it seems to the browser
    expect(asked('call.reroute')).toBe(0)
    await world.pass(3_500)
    for (const one of both()) expect(one.call).toMatchObject({ phase: 'connected', way: 'server' })
    for (const one of both()) expect(one.open).toHaveLength(1)
  })

  it('keeps the way between the devices until the one through the server is there', async () => {
    const id = await talk()
    await world.pass(1_000)
    world.net.apart = (one, other) => router.has(one) || router.has(other)
    void people[0]!.line!.request('call.reroute', { call: id, epoch: 1 })
    await world.pass(3_000)
    for (const one of both()) expect(one.call).toMatchObject({ phase: 'connected', way: 'direct', people: [{}, { connected: true }] })
    world.net.apart = undefined
    await world.pass(3_000)
    for (const one of both()) expect(one.call).toMatchObject({ phase: 'connected', way: 'server' })
    for (const one of both()) expect(one.open).toHaveLength(1)
  })

  it('stays as it is where the server has no router', async () => {
    world.server.router = undefined
    world.net.blocked = true
    await talk()
    await world.pass(10_000)
    expect(asked('call.reroute')).toBe(2)
    world.net.blocked = false
    await world.pass(5_000)
    expect(world.met(...both())).toBe(true)
  })

  it('fails where there is no way at all', async () => {
    world.net.blocked = true
    await talk()
    await world.pass(30_000)
    for (const one of both()) expect(one.call).toMatchObject({ phase: 'ended' })
    expect(people[0]!.call!.end).toBe('failed')
  })
})
