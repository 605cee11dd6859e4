// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ChatError } from '../../src/core/api'
import { DIRECT, Device, GROUP, OTHER, World } from '../call-world'
import { seeds } from '../dice'
import { FakeConnection, FakeTrack } from '../fake-rtc'

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
// The next answer takes a while to be made.
function slowly(): void {
  const make = FakeConnection.prototype.createAnswer
  vi.spyOn(FakeConnection.prototype, 'createAnswer').mockImplementationOnce(async function (this: FakeConnection) {
    await new Promise((done) => setTimeout(done, 400))
    return make.call(this)
  })
}
const talk = async (): Promise<string> => {
  const id = await ring()
  bo.ask(bo.calls.accept(id, true))
  await world.pass(1_000)
  expect(world.met(anna, bo)).toBe(true)
  return id
}

describe('a call of two', () => {
  it('rings, is answered, connected and told', async () => {
    const id = await ring()
    expect(anna.call).toMatchObject({ phase: 'ringing', mine: true, direct: true, kind: 'video' })
    expect(bo.calls.snapshot().rings).toMatchObject([{ id, from: { id: 1 }, kind: 'video', waiting: false }])
    bo.ask(bo.calls.accept(id, true))
    await world.pass(1_000)
    expect(world.met(anna, bo)).toBe(true)
    expect(bo.rings).toEqual([])
    expect(world.server.infoOf(id)).toMatchObject({ state: 'active', legs: [{ state: 'joined', audio: true, video: true }, { state: 'joined', audio: true, video: true }] })
    expect(anna.open[0]!.hears(0)!.kind).toBe('audio')
    expect(bo.open[0]!.hears(1)!.kind).toBe('video')
    expect(anna.sounds[0]!.srcObject).toBe(anna.call!.people[1]!.voice)
    expect(anna.call!.since).toBeGreaterThan(0)
  })

  it('needs one offer, which rings along, and lets no address out before it is answered', async () => {
    const id = await ring()
    await world.pass(2_000)
    expect(world.server.asked.filter((op) => op === 'call.signal')).toEqual([])
    bo.ask(bo.calls.accept(id, false))
    await world.pass(1_000)
    expect(world.net.connections.map(({ offers }) => offers)).toEqual([1, 0])
  })

  it('ends for both when one hangs up, and nothing stays open', async () => {
    const id = await talk()
    bo.calls.leave()
    await world.pass(200)
    expect(bo.call).toBeUndefined()
    expect(anna.call).toMatchObject({ phase: 'ended', end: 'completed' })
    expect(anna.calls.snapshot().rooms.size).toBe(0)
    expect(FakeTrack.live.size).toBe(0)
    expect(world.server.ended).toEqual([{ id, why: 'completed' }])
    anna.calls.close()
    expect(anna.call).toBeUndefined()
  })

  it('is declined', async () => {
    const id = await ring()
    bo.ask(bo.calls.decline(id))
    await world.pass(200)
    expect(bo.rings).toEqual([])
    expect(anna.call).toMatchObject({ phase: 'ended', end: 'declined' })
  })

  it('is given up before the server has answered', async () => {
    anna.ask(anna.calls.start(DIRECT, 'audio'))
    await world.pass(1)
    anna.calls.leave()
    await world.pass(300)
    expect(anna.call).toBeUndefined()
    expect(world.server.calls.size).toBe(0)
    expect(bo.rings).toEqual([])
  })

  it('rings nowhere where the caller has changed their mind before all was prepared', async () => {
    anna.ask(anna.calls.start(DIRECT, 'audio'))
    anna.calls.leave()
    await world.pass(300)
    expect(world.server.asked).toEqual([])
    expect(anna.errors).toEqual([])
    expect(anna.call).toBeUndefined()
  })

  it('is declined where who answers has hung up before all was prepared', async () => {
    slowly()
    await ring()
    bo.ask(bo.calls.accept(bo.rings[0]!, false))
    bo.calls.leave()
    await world.pass(800)
    expect(world.server.asked).not.toContain('call.accept')
    expect(world.server.ended).toMatchObject([{ why: 'declined' }])
    expect([bo.errors, bo.rings, bo.call]).toEqual([[], [], undefined])
  })

  it('is answered where who answers hangs up and answers again at once', async () => {
    slowly()
    await ring()
    const [id] = bo.rings
    bo.ask(bo.calls.accept(id!, false))
    bo.calls.leave()
    bo.ask(bo.calls.accept(id!, true))
    await world.pass(1_000)
    expect(world.met(anna, bo)).toBe(true)
    expect(bo.errors).toEqual([])
  })

  it.each([1, 6])('is answered where who answers hangs up and answers again while the server is asked, after %i ms', async (ms) => {
    await ring()
    const [id] = bo.rings
    bo.ask(bo.calls.accept(id!, false))
    await world.pass(ms)
    bo.calls.leave()
    bo.ask(bo.calls.accept(id!, false))
    await world.pass(1_500)
    expect(bo.errors).toEqual([])
    expect(world.met(anna, bo)).toBe(true)
  })

  it('says nothing of a refusal to whoever has hung up', async () => {
    world.server.refuse = { 'call.start': new ChatError('rate_limited') }
    anna.ask(anna.calls.start(DIRECT, 'audio'))
    await world.pass(1)
    anna.calls.leave()
    await world.pass(300)
    expect(anna.errors).toEqual([])
  })

  it('is given up and wanted again at once: the second one stands', async () => {
    anna.ask(anna.calls.start(DIRECT, 'audio'))
    await world.pass(1)
    anna.calls.leave()
    anna.ask(anna.calls.start(DIRECT, 'audio'))
    await world.pass(300)
    expect(anna.call?.phase).toBe('ringing')
    bo.ask(bo.calls.accept(bo.rings[0]!, false))
    await world.pass(1_000)
    expect(world.met(anna, bo)).toBe(true)
    expect(anna.errors).toEqual([])
  })

  it('is one where both call at once', async () => {
    anna.ask(anna.calls.start(DIRECT, 'audio'))
    bo.ask(bo.calls.start(DIRECT, 'audio'))
    await world.pass(1_000)
    expect(world.met(anna, bo)).toBe(true)
    expect([anna.rings, bo.rings]).toEqual([[], []])
    expect(world.server.calls.size).toBe(1)
  })

  it('is answered once, whoever clicks twice', async () => {
    const id = await ring()
    bo.ask(bo.calls.accept(id, false))
    bo.ask(bo.calls.accept(id, true))
    await world.pass(5)
    bo.ask(bo.calls.accept(id, true))
    await world.pass(1_000)
    expect(world.met(anna, bo)).toBe(true)
    expect(bo.errors).toEqual([])
  })

  it('is answered on one device, and the other one stops ringing', async () => {
    const phone = new Device(world, 2)
    const id = await ring()
    expect(phone.rings).toEqual([id])
    bo.ask(bo.calls.accept(id, false))
    phone.ask(phone.calls.accept(id, false))
    await world.pass(1_000)
    expect(world.met(anna, bo)).toBe(true)
    expect(phone.rings).toEqual([])
    expect(phone.call).toBeUndefined()
    expect(phone.errors).toMatchObject([{ code: 'not_found' }])
  })

  it('moves to another device of the same person', async () => {
    const id = await talk()
    const phone = new Device(world, 2)
    await world.pass(50)
    phone.ask(phone.calls.join(id, false))
    await world.pass(1_000)
    expect(bo.call).toBeUndefined()
    expect(bo.open).toEqual([])
    expect(world.met(anna, phone)).toBe(true)
  })

  it('is answered also where the offer cannot be read', async () => {
    anna.ask(anna.calls.start(DIRECT, 'audio'))
    await world.pass(5)
    const parse = vi.spyOn(JSON, 'parse').mockImplementationOnce(() => {
      throw new SyntaxError('what is this')
    })
    await world.pass(100)
    const id = bo.rings[0]!
    bo.ask(bo.calls.accept(id, false))
    await world.pass(1_000)
    expect(parse.mock.results[0]!.type).toBe('throw')
    expect(world.met(anna, bo)).toBe(true)
    expect(bo.made[0]!.signalingState).toBe('closed')
  })

  it('says that it failed where nothing gets through', async () => {
    world.net.blocked = true
    const id = await ring()
    bo.ask(bo.calls.accept(id, false))
    await world.pass(5_000)
    expect(anna.call?.phase).toBe('connecting')
    await world.pass(20_000)
    expect([anna.call?.phase, bo.call?.phase]).toEqual(['ended', 'ended'])
    expect([anna.call!.end, bo.call!.end]).toContain('failed')
  })

  it('refuses a second call, and leaves the first for another that rings', async () => {
    const cai = new Device(world, 3)
    await talk()
    await expect(anna.calls.start(OTHER, 'audio')).rejects.toMatchObject({ code: 'conflict' })
    cai.ask(cai.calls.start(OTHER, 'audio'))
    await world.pass(200)
    expect(anna.calls.snapshot().rings).toMatchObject([{ waiting: true }])
    anna.ask(anna.calls.accept(anna.rings[0]!, false))
    await world.pass(1_000)
    expect(world.met(anna, cai)).toBe(true)
    expect(bo.call).toMatchObject({ phase: 'ended', end: 'completed' })
  })

  it('leaves nothing when the server refuses it', async () => {
    world.server.refuse['call.start'] = new ChatError('blocked')
    anna.ask(anna.calls.start(DIRECT, 'video'))
    await world.pass(200)
    expect(anna.errors).toMatchObject([{ code: 'blocked' }])
    expect(anna.call).toBeUndefined()
    expect(FakeTrack.live.size).toBe(0)
  })
})

describe('what one sends', () => {
  it('changes, and everybody knows', async () => {
    await talk()
    await Promise.all([anna.calls.setMic(false), anna.calls.setCamera(false)])
    anna.calls.setHand(true)
    await world.pass(200)
    expect(bo.call!.people[1]).toMatchObject({ audio: false, video: false, hand: true })
    expect(bo.open[0]!.hears(0)).toBeNull()
    anna.ask(anna.calls.setScreen(true))
    await world.pass(200)
    expect(bo.call!.people[1]).toMatchObject({ screen: true })
    expect(bo.call!.people[1]!.shared).toBeDefined()
    expect(bo.open[0]!.hears(2)).not.toBeNull()
  })

  it('comes from the same microphone after a pause', async () => {
    await talk()
    const { opened } = anna.media
    const mic = bo.open[0]!.hears(0)
    await anna.calls.setMic(false)
    await world.pass(100)
    expect(mic!.enabled).toBe(false)
    expect(bo.open[0]!.hears(0)).toBeNull()
    await anna.calls.setMic(true)
    await world.pass(100)
    expect(bo.open[0]!.hears(0)).toBe(mic)
    expect(mic!.enabled).toBe(true)
    expect(anna.media.opened).toBe(opened)
  })

  it('is nothing where the browser refuses: the call goes on, with the reason', async () => {
    anna.media.refuse = { mic: 'NotAllowedError' }
    const id = await ring('audio')
    bo.ask(bo.calls.accept(id, false))
    await world.pass(1_000)
    expect(world.met(anna, bo)).toBe(true)
    expect(anna.call).toMatchObject({ mic: false, trouble: { device: 'mic', error: { name: 'NotAllowedError' } } })
    expect(bo.call!.people[1]!.audio).toBe(false)
    anna.media.refuse = {}
    await Promise.all([anna.calls.setMic(true), world.pass(200)])
    expect(anna.call!.trouble).toBeUndefined()
    expect(bo.call!.people[1]!.audio).toBe(true)
  })

  it('is muted on request, and only then', async () => {
    const cai = new Device(world, 3)
    anna.ask(anna.calls.start(GROUP, 'audio', [3]))
    await world.pass(100)
    cai.ask(cai.calls.accept(cai.rings[0]!, false))
    await world.pass(1_000)
    anna.ask(anna.calls.mute(cai.call!.people[0]!.leg))
    await world.pass(100)
    expect(cai.call).toMatchObject({ mutePlease: 1, mic: true })
    cai.calls.answerMute(true)
    expect(cai.call).toMatchObject({ mic: false })
    expect(cai.call!.mutePlease).toBeUndefined()
  })
})

describe('a group', () => {
  it('hears one another, each over one connection', async () => {
    const cai = new Device(world, 3)
    const dai = new Device(world, 4)
    anna.ask(anna.calls.start(GROUP, 'video', [2, 3, 4]))
    await world.pass(100)
    const id = bo.rings[0]!
    for (const one of [bo, cai]) one.ask(one.calls.accept(id, true))
    await world.pass(1_000)
    expect(world.met(anna, bo, cai)).toBe(true)
    dai.ask(dai.calls.join(id, true))
    await world.pass(1_000)
    expect(world.met(anna, bo, cai, dai)).toBe(true)
    anna.calls.leave() // who began it
    await world.pass(1_000)
    expect(world.met(bo, cai, dai)).toBe(true)
    expect(anna.calls.snapshot().rooms.get(GROUP)?.id).toBe(id)
    anna.ask(anna.calls.join(id, false))
    await world.pass(1_000)
    expect(world.met(anna, bo, cai, dai)).toBe(true)
    bo.ask(bo.calls.kick(cai.call!.people[0]!.leg))
    await world.pass(500)
    expect(cai.call).toMatchObject({ phase: 'ended', end: 'kicked' })
    expect(world.met(anna, bo, dai)).toBe(true)
  })

  it('waits for those who are called, and asks more', async () => {
    anna.ask(anna.calls.start(GROUP, 'audio', [2]))
    await world.pass(100)
    bo.ask(bo.calls.decline(bo.rings[0]!))
    await world.pass(100)
    expect(anna.call).toMatchObject({ phase: 'calling', absent: [{ user: 2, state: 'declined' }] })
    anna.ask(anna.calls.invite([2]))
    await world.pass(100)
    expect(bo.rings).toHaveLength(1)
  })
})

describe('a socket that is lost', () => {
  it('ends nothing: the same connection goes on, and what changed is told', async () => {
    const id = await talk()
    const [pc] = anna.open
    anna.cut()
    await world.pass(1_000)
    expect(world.server.infoOf(id)!.legs[0]!.state).toBe('reconnecting')
    expect(anna.call!.phase).toBe('connected')
    await anna.calls.setMic(false)
    anna.back()
    await world.pass(500)
    expect(world.server.infoOf(id)!.legs[0]).toMatchObject({ state: 'joined', audio: false })
    expect(anna.open).toEqual([pc])
    expect([pc!.restarts, pc!.offers]).toEqual([0, 1])
    expect(world.met(anna, bo)).toBe(true)
  })

  it('together with the network: both are back, signals came after the seat', async () => {
    await talk()
    world.net.blocked = true
    await world.pass(8_000)
    anna.cut()
    await world.pass(12_100)
    expect(anna.open[0]!.connectionState).toBe('failed')
    expect(anna.call!.phase).toBe('reconnecting')
    world.net.blocked = false
    const { restarts } = anna.open[0]!
    anna.back()
    await world.pass(60)
    expect(anna.open[0]!.restarts).toBe(restarts + 1) // by the socket: the ladder takes longer
    await world.pass(300)
    expect(world.met(anna, bo)).toBe(true)
    expect(anna.open).toHaveLength(1)
    const seat = world.server.asked.lastIndexOf('call.resume')
    expect(world.server.asked.slice(seat).includes('call.signal')).toBe(true)
  })

  it('while the other one comes: the answer is there afterwards', async () => {
    const id = await ring()
    anna.cut()
    await world.pass(600)
    bo.ask(bo.calls.accept(id, true))
    await world.pass(500)
    anna.back()
    await world.pass(1_500)
    expect(world.met(anna, bo)).toBe(true)
  })

  it('is noticed also where nobody tells of it', async () => {
    const id = await talk()
    anna.line!.drop()
    world.server.lost(anna.line!)
    anna.connect()
    await world.pass(1_000)
    expect(world.server.infoOf(id)!.legs[0]!.state).toBe('joined')
  })

  it('is not the end when the server is busy just then', async () => {
    await talk()
    anna.cut()
    await world.pass(600)
    world.server.refuse['call.resume'] = new ChatError('rate_limited')
    anna.back()
    await world.pass(3_000)
    expect(world.met(anna, bo)).toBe(true)
  })

  it('for too long is the end', async () => {
    await talk()
    anna.cut()
    await world.pass(20_000)
    expect(bo.call).toMatchObject({ phase: 'ended' })
    anna.back()
    await world.pass(500)
    expect(anna.call).toMatchObject({ phase: 'ended', end: 'failed' })
  })

  it('forgets what ended meanwhile: rings, and calls of others', async () => {
    const cai = new Device(world, 3)
    const id = await ring()
    bo.cut()
    await world.pass(600)
    anna.calls.leave()
    await world.pass(300)
    expect(bo.rings).toEqual([id])
    bo.back()
    await world.pass(300)
    expect(bo.rings).toEqual([])
    expect(bo.calls.snapshot().rooms.size).toBe(0)
    expect(cai.rings).toEqual([])
  })

  it('does not let a ring go on for ever', async () => {
    await ring()
    bo.cut()
    await world.pass(70_000)
    expect(bo.rings).toEqual([])
  })
})

it('is one call of both, connected, in 60 random meetings', async () => {
  await world.end()
  for (const dice of seeds(60)) {
    world = new World(dice)
    anna = new Device(world, 1)
    bo = new Device(world, 2)
    anna.ask(anna.calls.start(DIRECT, 'video'))
    await world.pass(dice.below(120))
    bo.ask(bo.calls.start(DIRECT, 'audio'))
    await world.pass(1_500)
    expect(world.met(anna, bo), dice.name).toBe(true)
    expect([...anna.rings, ...bo.rings], dice.name).toEqual([])
    expect([...anna.errors, ...bo.errors], dice.name).toEqual([])
    await world.end()
    expect([FakeTrack.live.size, vi.getTimerCount()], dice.name).toEqual([0, 0])
  }
})
