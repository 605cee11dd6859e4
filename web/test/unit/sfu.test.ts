// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ChatError } from '../../src/core/api'
import { encodingsOf, layerFor } from '../../src/core/calls/layers'
import { slim } from '../../src/core/calls/sections'
import { Sfu } from '../../src/core/calls/sfu'
import type { Tracks } from '../../src/core/calls/peer'
import type { CallLeg, SfuLayer } from '../../src/core/protocol/generated'
import { asTrack, fake, FakeNet, FakeStream, FakeTrack, type FakeConnection } from '../fake-rtc'
import { FakeRouter } from '../fake-router'

const noTracks: Tracks = { mic: null, camera: null, screen: null, sound: null }
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const leg = (number: number, media: Partial<CallLeg> = {}): CallLeg => ({ leg: number, user: number, state: 'joined', audio: true, ...media })

let net: FakeNet
let router: FakeRouter
let all: Sfu[]

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
  vi.stubGlobal('MediaStream', FakeStream)
  net = new FakeNet()
  router = new FakeRouter(net)
  all = []
})
afterEach(async () => {
  for (const sfu of all) sfu.stop()
  router.restart()
  net.stop()
  await pass(100)
  expect(net.open, 'connections still there').toEqual([])
  expect(vi.getTimerCount(), 'timers left').toBe(0)
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

class Side {
  reachable = true
  delay = 20
  refuse: ChatError[] = []
  layers: SfuLayer[][] = []
  refuseLayers = 0
  lost = 0
  sealed: string[] = []
  busy = 0
  most = 0 // offers under way at once
  readonly sfu: Sfu

  constructor(tracks = noTracks, small = false) {
    this.sfu = new Sfu(
      {
        connection: () => net.make(),
        offer: async (offer) => {
          this.most = Math.max(this.most, ++this.busy)
          try {
            await new Promise((done) => setTimeout(done, this.delay))
            const refusal = this.refuse.shift()
            if (refusal) throw refusal
            return (await router.take('me', offer)).sdp
          } finally {
            this.busy--
          }
        },
        layers: async (layers) => {
          if (this.refuseLayers-- > 0) throw new ChatError('offline')
          this.layers.push(layers)
        },
        reachable: () => this.reachable,
        changed: () => undefined,
        lost: () => void this.lost++,
        measured: () => undefined,
        sealed: { sender: (_, source) => void this.sealed.push(`send ${source}`), receiver: (_, of, source) => void this.sealed.push(`${of} ${source}`) },
      },
      tracks,
      small,
    )
    all.push(this.sfu)
  }

  get pc(): FakeConnection {
    return fake(this.sfu.pc)
  }
  get wants(): string[] {
    return router.offers.at(-1)!.wants.map(({ mid, leg: of, source }) => `${mid}:${of}:${source}`)
  }
  directions(): string[] {
    return this.pc.getTransceivers().map(({ direction }) => direction)
  }
}

const connected = async (...others: CallLeg[]): Promise<Side> => {
  const side = new Side()
  side.sfu.follow(others)
  await pass(500)
  expect(side.sfu.connected).toBe(true)
  return side
}

describe('a call through the server', () => {
  it('sends from four sections, and wants what the roster says', async () => {
    const side = await connected(leg(2, { video: true }), leg(3, { screen: true }))
    expect(router.offers).toHaveLength(1)
    expect(router.offers[0]!.sends).toEqual([{ mid: '0', source: 'audio' }, { mid: '1', source: 'video' }, { mid: '2', source: 'screen' }, { mid: '3', source: 'screen_audio' }])
    expect(side.wants).toEqual(['4:2:audio', '5:3:audio', '6:3:screen', '7:3:screen_audio', '8:2:video'])
    expect(router.offers[0]!.fresh).toBe(true)
    expect(side.directions()).toEqual([...Array.from({ length: 4 }, () => 'sendonly'), ...Array.from({ length: 5 }, () => 'recvonly')])
    expect(Object.keys(side.sfu.of(2)!.streams)).toEqual(['mic', 'camera'])
    expect(Object.keys(side.sfu.of(3)!.streams)).toEqual(['mic', 'screen', 'sound'])
    expect(side.sfu.of(4)).toBeUndefined()
  })

  it('is there alone, before anybody else comes', async () => {
    const side = await connected()
    expect(side.wants).toEqual([])
    expect(side.sfu.was).toBe(true)
  })

  it('offers again when sections change, and only then', async () => {
    const side = await connected(leg(2))
    side.sfu.follow([leg(2, { audio: false, hand: true })])
    await pass(500)
    expect(router.offers).toHaveLength(1)
    side.sfu.follow([leg(2, { video: true })])
    await pass(500)
    expect(router.offers).toHaveLength(2)
    expect(side.wants).toEqual(['4:2:audio', '5:2:video'])
  })

  it('gives a free section to the next stream of its kind', async () => {
    const side = await connected(leg(2, { video: true }))
    side.sfu.follow([])
    await pass(100)
    expect(side.wants).toEqual([])
    expect(side.directions().slice(4)).toEqual(['inactive', 'inactive'])
    const gone = side.sfu.of(2)
    for (let number = 3; number < 40; number++) {
      side.sfu.follow([leg(number, { screen: true })])
      await pass(100)
    }
    expect(gone).toBeUndefined()
    expect(side.wants).toEqual(['4:39:audio', '5:39:screen', '6:39:screen_audio'])
    expect(side.pc.getTransceivers()).toHaveLength(7)
    expect(side.sealed.slice(0, 6)).toEqual(['send mic', 'send camera', 'send screen', 'send sound', '2 mic', '2 camera'])
    expect(side.sealed.at(-1)).toBe('39 sound')
  })

  it('never wants more than a request may hold, and voices before pictures', async () => {
    await connected(...Array.from({ length: 100 }, (_, index) => leg(index + 2, { video: true })))
    const { wants } = router.offers[0]!
    expect(wants).toHaveLength(128)
    expect(wants.filter(({ source }) => source === 'audio')).toHaveLength(100)
  })

  it('negotiates one at a time, and what changes meanwhile together', async () => {
    const side = new Side()
    side.delay = 300
    side.sfu.follow([])
    await pass(100)
    side.sfu.follow([leg(2)])
    side.sfu.follow([leg(2, { video: true })])
    side.sfu.follow([leg(2, { video: true }), leg(3)])
    await pass(1_000)
    expect(side.most).toBe(1)
    expect(router.offers).toHaveLength(2)
    expect(side.wants).toEqual(['4:2:audio', '5:3:audio', '6:2:video'])
  })

  it('shows no stream before the router has answered', async () => {
    const side = await connected()
    side.delay = 300
    side.sfu.follow([leg(2, { video: true })])
    await pass(100)
    expect(side.sfu.of(2)!.streams).toEqual({})
    await pass(500)
    expect(side.sfu.of(2)!.streams.camera).toBeDefined()
  })

  it('tries again what was refused, later each time', async () => {
    const side = new Side()
    side.refuse = ['internal', 'offline', 'internal'].map((code) => new ChatError(code))
    side.sfu.follow([leg(2)])
    await pass(500)
    expect(side.pc.signalingState).toBe('stable')
    await pass(1_000)
    expect(side.refuse).toHaveLength(1)
    await pass(6_500)
    expect(side.sfu.connected).toBe(true)
    expect(side.wants).toEqual(['4:2:audio'])
  })

  it('waits for the socket with what it has to offer', async () => {
    const side = await connected(leg(2))
    side.reachable = false
    side.sfu.follow([leg(2), leg(3)])
    await pass(5_000)
    expect(router.offers).toHaveLength(1)
    side.reachable = true
    side.sfu.retry()
    await pass(100)
    expect(side.wants).toEqual(['4:2:audio', '5:3:audio'])
    expect(side.pc.restarts).toBe(0)
  })

  it('changes what it sends without a word to the server', async () => {
    const side = await connected()
    const camera = new FakeTrack('video', 'camera', { width: 640, height: 360 })
    side.sfu.send({ ...noTracks, camera: asTrack(camera) })
    await pass(100)
    expect(side.pc.getSenders()[1]!.track).toBe(camera)
    expect(router.offers).toHaveLength(1)
    const { encodings } = side.pc.getSenders()[1]!.getParameters() as { encodings: object[] }
    expect(encodings).toMatchObject([{ rid: 'l', active: true, scaleResolutionDownBy: 2 }, { rid: 'm', active: true, scaleResolutionDownBy: 1 }, { rid: 'h', active: false }])
    camera.stop()
  })

  it('sends one other two sizes at most', async () => {
    const side = new Side(noTracks, true)
    expect((side.pc.getSenders()[1]!.getParameters() as { encodings: object[] }).encodings).toMatchObject([{ rid: 'l' }, { rid: 'm' }])
  })
})

describe('when the way is lost', () => {
  it('offers another one by the same connection, every two seconds', async () => {
    const side = await connected(leg(2))
    const { pc } = side
    net.blocked = true
    await pass(8_100)
    expect(pc.connectionState).toBe('disconnected')
    expect(pc.restarts).toBe(2)
    net.blocked = false
    await pass(2_500)
    expect(side.sfu.connected).toBe(true)
    expect(side.pc).toBe(pc)
    expect(router.offers.slice(1).every(({ fresh }) => !fresh)).toBe(true)
  })

  it('makes another connection after a while, with all there was', async () => {
    const side = await connected(leg(2, { video: true }))
    const { pc } = side
    net.blocked = true
    await pass(23_000)
    expect(side.pc).not.toBe(pc)
    expect(pc.signalingState).toBe('closed')
    expect(router.offers.at(-1)).toMatchObject({ wants: [{ leg: 2, source: 'audio' }, { leg: 2, source: 'video' }] })
    net.blocked = false
    await pass(3_000)
    expect(side.sfu.connected).toBe(true)
    expect(router.offers.filter(({ fresh }) => fresh)).toHaveLength(2)
    expect(side.sfu.of(2)!.streams.camera).toBeDefined()
  })

  it('says so after a minute, and goes on', async () => {
    const side = await connected(leg(2))
    net.blocked = true
    await pass(60_000)
    expect(side.lost).toBe(0)
    await pass(10_000)
    expect(side.lost).toBe(1)
    net.blocked = false
    await pass(12_000)
    expect(side.sfu.connected).toBe(true)
  })

  it('begins anew when the router has lost it', async () => {
    const side = await connected(leg(2))
    await pass(3_000)
    const { pc } = side
    router.restart()
    side.sfu.push({ type: 'sfu_lost', sfu_lost: 'c1' })
    await pass(500)
    expect(side.pc).not.toBe(pc)
    expect(side.sfu.connected).toBe(true)
    expect(router.offers.at(-1)!.fresh).toBe(true)
    side.sfu.follow([leg(2), leg(3)])
    await pass(500)
    expect(router.offers.at(-1)!.fresh).toBeUndefined()
  })

  it('begins anew when the router does not know what it offers', async () => {
    const side = await connected(leg(2))
    await pass(3_000)
    router.restart()
    side.sfu.follow([leg(2), leg(3)])
    await pass(500)
    expect(router.offers.slice(1).map(({ fresh }) => !!fresh)).toEqual([false, true])
    expect(side.sfu.connected).toBe(true)
  })

  it('asks, when the socket was away, whether the router still knows it', async () => {
    const side = await connected(leg(2))
    await pass(3_000)
    const { pc } = side
    side.sfu.retry()
    await pass(500)
    expect(side.pc).toBe(pc)
    expect([pc.restarts, router.offers.length]).toEqual([0, 2])
    router.restart()
    side.sfu.retry()
    await pass(200)
    expect(side.pc).not.toBe(pc)
    expect(side.sfu.connected).toBe(true)
  })

  it('begins anew also where the router has lost it in its first seconds', async () => {
    const side = await connected(leg(2))
    const { pc } = side
    side.sfu.push({ type: 'sfu_lost', sfu_lost: 'c1' }) // of one before
    await pass(100)
    expect(side.pc).toBe(pc)
    router.restart()
    side.sfu.push({ type: 'sfu_lost', sfu_lost: 'c1' })
    await pass(2_500)
    expect(side.pc).not.toBe(pc)
    expect(side.sfu.connected).toBe(true)
  })

  it('takes another network at once', async () => {
    const side = await connected(leg(2))
    side.sfu.retry(true)
    await pass(100)
    expect(side.pc.restarts).toBe(1)
    expect(router.offers).toHaveLength(2)
  })

  it('forgets the answer to a connection that is not there any more', async () => {
    const side = await connected(leg(2))
    await pass(3_000)
    side.delay = 400
    side.sfu.follow([leg(2), leg(3)])
    await pass(100)
    side.sfu.push({ type: 'sfu_lost', sfu_lost: 'c1' })
    await pass(2_000)
    expect(side.most).toBe(1)
    expect(router.offers.map(({ fresh }) => !!fresh)).toEqual([true, false, true])
    expect(side.sfu.connected).toBe(true)
  })
})

describe('what is shown', () => {
  const two = [leg(2, { video: true }), leg(3, { video: true, screen: true })]

  it('asks for as much of each picture as its tile needs, changes only, twice a second at most', async () => {
    const side = await connected(...two)
    side.sfu.shown(new Map([['2', 96], ['3', 700], ['3:screen', 400]]))
    side.sfu.shown(new Map([['2', 180], ['3', 300], ['3:screen', 400]]))
    await pass(600)
    expect(side.layers).toEqual([[{ leg: 3, source: 'video', layer: 2 }, { leg: 2, source: 'video', layer: 1 }].reverse()])
    side.sfu.shown(new Map([['3', 300]]))
    await pass(100)
    side.sfu.shown(new Map([['3', 310]]))
    await pass(600)
    expect(side.layers.slice(1)).toEqual([[{ leg: 3, source: 'screen', layer: 0 }, { leg: 2, source: 'video', layer: 0 }]])
  })

  it('asks again after a failure, and for a new connection', async () => {
    const side = await connected(...two)
    await pass(3_000)
    side.refuseLayers = 1
    side.sfu.shown(new Map([['2', 100]]))
    await pass(2_500)
    expect(side.layers).toHaveLength(1)
    side.sfu.push({ type: 'sfu_lost', sfu_lost: 'c1' })
    await pass(1_500)
    expect(side.layers).toHaveLength(2)
    expect(side.layers[1]).toEqual(side.layers[0])
  })

  it('shows no picture that does not come', async () => {
    const side = await connected(...two)
    side.sfu.push({ type: 'layer', layer: 'c1', is: { leg: 2, source: 'video', layer: 0 } })
    side.sfu.push({ type: 'layer', layer: 'c1', is: { leg: 3, source: 'screen', layer: 0 } })
    expect(Object.keys(side.sfu.of(2)!.streams)).toEqual(['mic'])
    expect(Object.keys(side.sfu.of(3)!.streams)).toContain('screen') // its tile would be gone, and never asked for again
    side.sfu.push({ type: 'layer', layer: 'c1', is: { leg: 2, source: 'video', layer: 2 } })
    expect(side.sfu.of(2)!.streams.camera).toBeDefined()
  })

  it('takes what is told of a stream before the answer that gives it', async () => {
    const side = await connected()
    side.delay = 300
    side.sfu.follow(two)
    await pass(100)
    side.sfu.push({ type: 'layer', layer: 'c1', is: { leg: 2, source: 'video', layer: 0 } })
    await pass(500)
    expect(Object.keys(side.sfu.of(2)!.streams)).toEqual(['mic'])
    expect(Object.keys(side.sfu.of(3)!.streams)).toEqual(['mic', 'screen', 'sound', 'camera'])
  })

  it('knows who speaks from the server, and from what is heard', async () => {
    const side = await connected(...two)
    side.sfu.push({ type: 'speakers', speakers: 'c1', speaking: 3, ranked: [1, 3, 2] })
    expect([2, 3].map((one) => side.sfu.speaks(one, 1_000))).toEqual([false, true])
    expect(side.sfu.speaker).toBe(3)
    side.sfu.push({ type: 'speakers', speakers: 'c1', ranked: [3, 2] })
    expect(side.sfu.speaks(3, 1_000)).toBe(false)
    side.pc.getTransceivers()[4]!.level = 0.5
    expect(side.sfu.level(2)).toBe(0.5)
    expect(side.sfu.speaks(2, 1_100)).toBe(true)
  })

  it('measures each of those it hears', async () => {
    const side = await connected(...two)
    await pass(5_000)
    expect(side.sfu.reports((one) => one * 10)).toMatchObject([{ leg: 2, user: 20, rtt: 20, way: 'server' }, { leg: 3, user: 30, way: 'server' }])
    expect(side.sfu.of(2)!.quality).toBe(3)
  })
})

describe('sizes', () => {
  it('of a camera are as many as it is worth', () => {
    const sent = (height: number, kbps: number, count = 3): string => encodingsOf(count, height, kbps).map(({ active, scaleResolutionDownBy, maxBitrate }) => (active ? `${height / scaleResolutionDownBy}@${maxBitrate / 1_000}` : '-')).join(' ')
    expect(sent(720, 2_500)).toBe('180@150 360@500 720@1500')
    expect(sent(720, 600)).toBe('180@150 360@500 -')
    expect(sent(720, 150)).toBe('180@150 - -')
    expect(sent(360, 2_500)).toBe('180@150 360@500 -')
    expect(sent(180, 2_500)).toBe('180@300 - -')
    expect(sent(720, 2_500, 2)).toBe('360@500 720@1500')
    expect(sent(720, 2_500, 1)).toBe('720@1500')
  })

  it('of a tile lead to a layer', () => {
    expect([undefined, 0, 96, 300, 700].map((pixels) => layerFor('camera', pixels))).toEqual([0, 0, 1, 2, 3])
    expect([undefined, 96].map((pixels) => layerFor('screen', pixels))).toEqual([0, 3])
  })
})

it('an offer says what its sections share but once', () => {
  const section = ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'c=IN IP4 0.0.0.0', 'a=rtcp:9 IN IP4 0.0.0.0', 'a=ice-ufrag:u', 'a=ice-pwd:p', 'a=fingerprint:sha-256 AA', 'a=setup:actpass', 'a=candidate:1 1 udp 1 127.0.0.1 9 typ host', 'a=mid:0', 'a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid', 'a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time', 'a=rtcp-mux']
  const lines = slim(['v=0', 'a=extmap-allow-mixed', ...section, ...section, ''].join('\r\n')).split('\r\n')
  expect(lines.filter((line) => line === 'a=ice-ufrag:u')).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith('a=fingerprint'))).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith('a=extmap:'))).toHaveLength(2)
  expect(lines.filter((line) => line === 'a=rtcp-mux')).toHaveLength(2)
  expect(lines.filter((line) => line.includes('candidate'))).toEqual([])
  expect(lines).toContain('a=extmap-allow-mixed')
  expect(lines.at(-1)).toBe('')
})
