// SPDX-License-Identifier: MIT
// Calls of four people on five devices, in random orders of what people, networks, browsers and servers do: between the
// devices, and through a media router. CALL_ORDERS=100000 for the long run, CALL_SEED=n to begin there.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ChatError } from '../../src/core/api'
import { isCalled } from '../../src/core/calls/machine'
import { DIRECT, GROUP, OTHER, World } from '../call-world'
import { Dice } from '../dice'
import { FakeRouter } from '../fake-router'
import { FakeTrack } from '../fake-rtc'

const COUNT = Number(process.env.CALL_ORDERS ?? 250)
const FIRST = Number(process.env.CALL_SEED ?? 1)
const EVENTS = 14
const SETTLED_MS = 5_000
const STEP_MS = 3_000
const ENOUGH = 19

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function happen(world: World, dice: Dice, router?: FakeRouter): string {
  const one = dice.pick(world.devices)
  const { calls } = one
  const { call, rings, rooms } = calls.snapshot()
  const room = dice.pick(one.user === 1 ? [DIRECT, GROUP, OTHER] : one.user === 2 ? [DIRECT, GROUP] : one.user === 3 ? [OTHER, GROUP] : [GROUP])
  const acts: Record<string, () => void> = {
    start: () => one.ask(calls.start(room, dice.pick(['audio', 'video']), room === GROUP ? [1, 2, 3, 4].filter((user) => user !== one.user && dice.below(2)) : undefined)),
    accept: () => rings[0] && one.ask(calls.accept(dice.pick(rings).id, dice.below(2) === 0)),
    acceptTwice: () => rings[0] && [1, 2].forEach(() => one.ask(calls.accept(rings[0]!.id, true))),
    decline: () => rings[0] && one.ask(calls.decline(rings[0].id, dice.below(2) === 0)),
    join: () => rooms.size && one.ask(calls.join(dice.pick([...rooms.values()]).id, false)),
    leave: () => calls.leave(),
    close: () => calls.close(),
    mic: () => one.ask(calls.setMic(dice.below(2) === 0)),
    camera: () => one.ask(calls.setCamera(dice.below(2) === 0)),
    screen: () => one.ask(calls.setScreen(dice.below(2) === 0)),
    hand: () => calls.setHand(dice.below(2) === 0),
    invite: () => call && one.ask(calls.invite([dice.pick([1, 2, 3, 4])])),
    kick: () => call?.people[1] && room === GROUP && one.ask(calls.kick(call.people[1].leg)),
    choose: () => calls.choose({ mic: `mic${dice.below(2)}` }),
    cut: () => one.cut(),
    back: () => one.back(),
    block: () => (world.net.blocked = true),
    free: () => (world.net.blocked = false),
    network: () => calls.networkChanged(),
    refuse: () => (world.server.refuse = { [dice.pick(['call.start', 'call.accept', 'call.join', 'call.signal', 'call.resume', 'call.media'])]: new ChatError(dice.pick(['rate_limited', 'internal', 'timeout'])) }),
    deny: () => (one.media.refuse = dice.below(2) ? { mic: 'NotAllowedError' } : {}),
  }
  if (router) {
    Object.assign(acts, {
      apart: () => (world.net.apart = (some, other) => !router.has(some) && !router.has(other)),
      together: () => (world.net.apart = undefined),
      forgotten: () => call?.id && world.server.forget(call.id, router),
      restarted: () => {
        router.restart()
        for (const device of world.devices) {
          device.cut()
          setTimeout(() => device.back(), 1 + dice.below(3_000))
        }
      },
      shown: () => calls.shown(new Map((call?.people ?? []).map(({ leg }) => [`${leg}`, dice.below(3) * 300]))),
    })
  }
  const name = dice.pick([...Object.keys(acts), 'start', 'accept', 'accept', 'join'])
  acts[name]!()
  return `${one.user}.${world.devices.indexOf(one)} ${name}`
}

function always(world: World, why: string): void {
  for (const device of world.devices) {
    const { call, rings } = device.calls.snapshot()
    const live = call && call.phase !== 'ended'
    if (live && rings.some(({ id }) => id === call.id)) expect.fail(`rings in the call: ${why}`)
    if (!live && device.open.length > (rings.length ? 1 : 0)) expect.fail(`connections without a call: ${why}`) // its answer is being made
    if (!live && device.media.live > 0) expect.fail(`devices on without a call: ${why}`)
    if (live && device.open.length > 6) expect.fail(`too many connections: ${why}`)
    if (device.errors.some((error) => !(error instanceof ChatError))) expect.fail(`${String(device.errors.find((error) => !(error instanceof ChatError)))}: ${why}`)
  }
}

// When all is well again everybody sees the same as the server, and hears all others.
function inTheEnd(world: World, why: string): void {
  const seats = world.server.seats()
  for (const device of world.devices) {
    const { call, rings, rooms } = device.calls.snapshot()
    const live = call && call.phase !== 'ended' ? call : undefined
    const seat = seats.find(({ line }) => line === device.line)
    expect(live?.id, `the seat: ${why}`).toBe(seat?.id)
    for (const { id } of rings) expect(isCalled(world.server.infoOf(id)?.legs.find(({ user }) => user === device.user)?.state ?? 'none'), `a ring: ${why}`).toBe(true)
    const told = [...world.server.calls.values()].filter(({ room }) => world.server.rooms.get(room)!.users.includes(device.user))
    expect([...rooms.values()].map(({ id }) => id).sort(), `calls under way: ${why}`).toEqual(told.map(({ id }) => id).sort())
    if (!live) continue
    const others = seats.filter(({ id, line }) => id === live.id && line !== device.line)
    expect(live.people.length - 1, `people: ${why}`).toBe(others.length)
    expect(live.people.every(({ connected }) => connected), `connected: ${why}`).toBe(true)
    expect(device.open.length, `connections: ${why}`).toBe(world.server.infoOf(live.id)!.mode === 'sfu' ? 1 : others.length)
    const screens = live.people.filter(({ own, screen }) => !own && screen) // each may have a sound
    expect(device.sounds.filter(({ srcObject }) => srcObject).length, `voices: ${why}`).toBe(others.length + screens.length)
    expect(live.mic, `the microphone: ${why}`).toBe(world.server.infoOf(live.id)!.legs.find(({ leg }) => leg === seat!.leg)!.audio)
  }
}

function agree(world: World): boolean {
  try {
    inTheEnd(world, '')
    return true
  } catch {
    return false
  }
}

async function order(dice: Dice, routed: boolean): Promise<void> {
  const world = new World(dice)
  const router = routed ? new FakeRouter(world.net) : undefined
  world.server.router = router
  for (const user of [1, 2, 2, 3, 4]) world.device(user)
  const done: string[] = []
  const why = (): string => `${dice.name}: ${done.join(', ')}`
  for (let event = 0; event < EVENTS; event++) {
    done.push(happen(world, dice, router))
    always(world, why())
    const ms = dice.pick([0, 1, 10, 60, 300, 1_000, 4_000, dice.below(30_000)])
    done.push(`${ms}`)
    await world.pass(ms)
    always(world, why())
  }
  world.net.blocked = false
  world.net.apart = undefined
  world.server.refuse = {}
  for (const device of world.devices) device.back()
  await world.pass(SETTLED_MS)
  // Most agree soon; the last of all things that wait is given up after a minute.
  for (let left = ENOUGH; left > 0 && !agree(world); left--) await world.pass(STEP_MS)
  always(world, why())
  inTheEnd(world, why())
  await world.end()
  router?.restart()
  if (FakeTrack.live.size || world.net.open.length || vi.getTimerCount()) expect.fail(`left: ${FakeTrack.live.size} tracks, ${world.net.open.length} connections, ${vi.getTimerCount()} timers: ${why()}`)
}

it.each([
  ['between the devices', false],
  ['through a router', true],
])(`holds in ${COUNT} random orders, %s`, { timeout: 3_600_000 }, async (_, routed) => {
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) await order(new Dice(seed), routed)
})
