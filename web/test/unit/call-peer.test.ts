// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Peer, type Signal, type Tracks } from '../../src/core/calls/peer'
import { seeds } from '../dice'
import { asTrack, fake, type FakeConnection, FakeNet, FakeStream, FakeTrack } from '../fake-rtc'

let net: FakeNet
let warned: unknown[]

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('MediaStream', FakeStream)
  warned = []
  vi.spyOn(console, 'warn').mockImplementation((...words) => void warned.push(words))
  net = new FakeNet()
})
afterEach(() => {
  net.stop()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const tracksOf = (mic: FakeTrack | null, camera: FakeTrack | null = null): Tracks => ({ mic: mic && asTrack(mic), camera: camera && asTrack(camera), screen: null, sound: null })
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

class Side {
  peer: Peer
  told: Signal[] = []
  reachable = true
  lost = 0
  other: Side | undefined
  on = true // signals arrive
  delay = 20
  private arrives = 0

  constructor(
    readonly first: boolean,
    held = false,
  ) {
    this.peer = new Peer(
      {
        connection: () => net.make(),
        signal: (signal) => {
          this.told.push(signal)
          if (!this.on) return
          this.arrives = Math.max(this.arrives, Date.now() + this.delay) // in order, as over a socket
          setTimeout(() => void this.other?.peer.take(signal), this.arrives - Date.now())
        },
        reachable: () => this.reachable,
        changed: () => undefined,
        lost: () => void this.lost++,
      },
      first,
      held,
    )
  }

  get pc(): FakeConnection {
    return fake(this.peer.pc)
  }
}

function two(held = false): [first: Side, second: Side] {
  const first = new Side(true, held)
  const second = new Side(false, held)
  first.other = second
  second.other = first
  return [first, second]
}

async function connected(): Promise<[Side, Side]> {
  const [first, second] = two()
  first.peer.send(tracksOf(new FakeTrack('audio'), new FakeTrack('video')))
  second.peer.send(tracksOf(new FakeTrack('audio')))
  second.peer.offer()
  await pass(500)
  expect([first.peer.connected, second.peer.connected]).toEqual([true, true])
  return [first, second]
}

describe('two who come to each other', () => {
  it('are connected after one offer, with four sections in the same order', async () => {
    const [first, second] = await connected()
    expect([first.pc.offers, second.pc.offers]).toEqual([0, 1])
    expect(first.pc.getTransceivers().map(({ kind, direction }) => [kind, direction])).toEqual([
      ['audio', 'sendrecv'],
      ['video', 'sendrecv'],
      ['video', 'sendrecv'],
      ['audio', 'sendrecv'],
    ])
    expect(Object.keys(first.peer.streams)).toEqual(['mic', 'camera', 'screen', 'sound'])
    expect(second.pc.hears(0)).toBe(first.pc.getSenders()[0]!.track)
    expect(second.pc.hears(1)).toBe(first.pc.getSenders()[1]!.track)
    expect(first.pc.hears(1)).toBeNull()
  })

  it('change what they send without another offer', async () => {
    const [first, second] = await connected()
    const before = [...first.told, ...second.told].length
    const camera = new FakeTrack('video')
    const sound = new FakeTrack('audio')
    second.peer.send({ ...tracksOf(null, camera), screen: asTrack(new FakeTrack('video')), sound: asTrack(sound) })
    await pass(100)
    expect(first.pc.hears(0)).toBeNull()
    expect(first.pc.hears(1)).toBe(camera)
    expect(first.pc.hears(2)).not.toBeNull()
    expect(first.pc.hears(3)).toBe(sound)
    expect([...first.told, ...second.told]).toHaveLength(before)
  })

  it('takes candidates that come before the description', async () => {
    const [first, second] = two()
    second.on = false
    second.peer.offer()
    await pass(100)
    const [offer, ...rest] = second.told
    for (const signal of rest) await first.peer.take(signal)
    first.on = true
    second.on = true
    await first.peer.take(offer!)
    await pass(500)
    expect(first.peer.connected).toBe(true)
    expect(warned).toEqual([])
  })

  it('takes no description of more sections than there are sources', async () => {
    const [first, second] = two()
    const set = vi.spyOn(first.pc, 'setRemoteDescription')
    await first.peer.take({ sdp: { type: 'offer', sdp: `v=0\r\n${'m=video 9 UDP/TLS/RTP/SAVPF 96\r\n'.repeat(5)}` } })
    expect(set).not.toHaveBeenCalled()
    expect(warned).toHaveLength(1)
    first.peer.close()
    second.peer.close()
  })

  it('lets no bad candidate take the others along', async () => {
    const [first, second] = two()
    await first.peer.take({ candidate: JSON.stringify({ candidate: 'candidate:9', usernameFragment: 'other' }) })
    second.peer.offer()
    await pass(500)
    expect(first.peer.connected).toBe(true)
    expect(warned).toEqual([])
  })

  it('offers redundant sound and one codec of pictures, and nothing else', async () => {
    const codecs: Record<string, string[]> = { audio: ['opus', 'red', 'PCMU'], video: ['VP8', 'rtx', 'VP9', 'H264', 'red', 'ulpfec'] }
    vi.stubGlobal('RTCRtpReceiver', { getCapabilities: (kind: string) => ({ codecs: codecs[kind]!.map((name) => ({ mimeType: `${kind}/${name}` })) }) })
    const [first, second] = await connected()
    for (const side of [first, second]) {
      expect(side.pc.getTransceivers().map(({ preferred }) => preferred.map(({ mimeType }) => mimeType))).toEqual([['audio/red', 'audio/opus'], ...[1, 2].map(() => ['video/VP8', 'video/rtx', 'video/red', 'video/ulpfec']), ['audio/red', 'audio/opus']])
    }
  })
})

describe('an offer that rings along', () => {
  it('tells no candidate before there is an answer', async () => {
    const [first, second] = two(true)
    const offer = await first.peer.prepare()
    expect(first.pc.signalingState).toBe('stable')
    void first.peer.commit(offer, { iceTransportPolicy: 'relay' })
    await pass(200)
    expect(first.told).toEqual([])
    expect(first.pc.config.iceTransportPolicy).toBe('relay')

    const answer = await second.peer.answer(offer)
    await pass(200)
    expect(second.told).toEqual([])
    void second.peer.commit(answer, {})
    second.peer.tell()
    await first.peer.take({ sdp: answer })
    await pass(500)
    expect(first.told.length).toBeGreaterThan(0)
    expect([first.peer.connected, second.peer.connected]).toEqual([true, true])
    expect(first.pc.offers + second.pc.offers).toBe(1)
  })

  it('gives way to an offer that the other one makes instead', async () => {
    const first = new Side(true, true)
    const second = new Side(false)
    first.other = second
    second.other = first
    const before = first.pc
    void first.peer.commit(await first.peer.prepare(), {})
    second.peer.offer()
    await pass(500)
    expect(before.signalingState).toBe('closed')
    expect([first.peer.connected, second.peer.connected]).toEqual([true, true])
    expect(first.pc.getTransceivers()).toHaveLength(4)
    expect(warned).toEqual([])
  })
})

describe('a connection that breaks', () => {
  const blackout = async (ms: number): Promise<[Side, Side, number]> => {
    const [first, second] = await connected()
    net.blocked = true
    await pass(ms)
    net.blocked = false
    const since = Date.now()
    while (!(first.peer.connected && second.peer.connected) && Date.now() - since < 20_000) await pass(100)
    return [first, second, Date.now() - since]
  }

  it('is back after 2 seconds without doing anything', async () => {
    const [first, second, took] = await blackout(2_000)
    expect(took).toBe(0)
    expect(first.pc.restarts + second.pc.restarts).toBe(0)
  })

  it.each([8_000, 25_000, 50_000])('finds another way after %i ms, at the side with the lower leg', async (ms) => {
    const [first, second, took] = await blackout(ms)
    expect(took).toBeLessThan(2_500)
    expect(first.pc.restarts).toBeGreaterThan(0)
    expect(second.pc.restarts * 5).toBeLessThanOrEqual(first.pc.restarts + 1)
    expect(net.connections).toHaveLength(2)
    expect([first.lost, second.lost]).toEqual([0, 0])
    expect(warned).toEqual([])
  })

  it('is given up after a minute, told, and tried rarely from then on', async () => {
    const [first] = await blackout(120_000)
    expect(first.lost).toBeGreaterThan(0)
    expect(first.lost).toBeLessThan(10)
    expect(first.peer.connected).toBe(true)
  })

  it('waits for the socket: offers that nobody hears lead nowhere', async () => {
    const [first, second] = await connected()
    net.blocked = true
    first.reachable = second.reachable = false
    await pass(30_000)
    expect(first.pc.offers + second.pc.offers).toBe(1)
    net.blocked = false
    first.reachable = second.reachable = true
    first.peer.retry()
    second.peer.retry()
    await pass(1_000)
    expect([first.peer.connected, second.peer.connected]).toEqual([true, true])
  })

  it('keeps an answer on its way for the offer that it belongs to', async () => {
    const [first, second] = await connected()
    net.blocked = true
    first.delay = second.delay = 2_500 // longer than the ladder waits
    await pass(25_000)
    net.blocked = false
    await pass(9_000)
    expect([first.peer.connected, second.peer.connected]).toEqual([true, true])
    expect(warned).toEqual([])
  })

  it('offers anew when an answer never came', async () => {
    const [first, second] = await connected()
    net.blocked = true
    second.on = false
    await pass(25_000)
    second.on = true
    net.blocked = false
    await pass(11_000)
    expect([first.peer.connected, second.peer.connected]).toEqual([true, true])
  })

  it('tries at once where the network is known to be another one, from either side', async () => {
    const [first, second] = await connected()
    second.peer.retry(true)
    await pass(200)
    expect([second.pc.restarts, first.pc.restarts]).toEqual([1, 0])
    expect([first.peer.connected, second.peer.connected]).toEqual([true, true])
    second.peer.retry()
    await pass(200)
    expect(second.pc.restarts).toBe(1)
  })
})

it('lets the offer of the lower leg stand where both offer at once', async () => {
  const [first, second] = await connected()
  first.told = []
  second.told = []
  first.peer.retry(true)
  second.peer.retry(true)
  await pass(300)
  const described = (side: Side): unknown[] => side.told.flatMap(({ sdp }) => sdp?.type ?? [])
  expect([described(first), described(second)]).toEqual([['offer'], ['offer', 'answer']])
  expect([first.pc.partner, second.pc.partner]).toEqual([second.pc, first.pc])
  expect(warned).toEqual([])
})

it('is connected whatever comes at the same time', { timeout: 60_000 }, async () => {
  for (const dice of seeds(400)) {
    net.stop()
    net = new FakeNet(dice)
    const [first, second] = await connected()
    for (let round = 0; round < 6; round++) {
      net.blocked = dice.below(3) === 0
      for (const side of [first, second]) {
        side.delay = 1 + dice.below(400)
        if (dice.below(2)) side.peer.retry(true)
        if (dice.below(2)) side.peer.send(tracksOf(new FakeTrack('audio')))
      }
      await pass(dice.pick([1, 50, 700, 9_000, 20_000]))
    }
    net.blocked = false
    first.delay = second.delay = 20
    await pass(12_000)
    expect([first.peer.connected, second.peer.connected], dice.name).toEqual([true, true])
    expect([first.pc.partner, second.pc.partner], dice.name).toEqual([second.pc, first.pc])
    first.peer.close()
    second.peer.close()
  }
  net.stop()
  await pass(10_000) // signals on their way
  expect(vi.getTimerCount()).toBe(0)
  expect(warned).toEqual([])
})

it('leaves nothing behind when it is closed in the middle', { timeout: 60_000 }, async () => {
  for (const dice of seeds(300)) {
    net.stop()
    net = new FakeNet(dice)
    const [first, second] = two()
    second.peer.offer()
    await pass(dice.below(300))
    const [one, other] = dice.below(2) ? [first, second] : [second, first]
    one.peer.close()
    await pass(dice.below(100))
    other.peer.close()
    net.stop()
    await pass(1_000)
    expect(vi.getTimerCount(), dice.name).toBe(0)
    expect(net.open, dice.name).toEqual([])
  }
  expect(warned).toEqual([])
})
