// SPDX-License-Identifier: MIT
// What stands between the keys of a secure call and its connections: the page's end of the worker, the worker itself, and
// what is agreed on before anything is sent.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { agreeOn, openSecure } from '../../src/core/calls/agree'
import type { CallsHost } from '../../src/core/calls/host'
import { maySeal } from '../../src/core/calls/may-seal'
import { Secure, type FromWorker, type ToWorker } from '../../src/core/calls/secure'
import type { Current } from '../../src/core/calls/seen'
import type { CallSeat } from '../../src/core/protocol/generated'

class FakeWorker {
  static all: FakeWorker[] = []
  onmessage: ((event: { data: FromWorker }) => void) | null = null
  onerror: (() => void) | null = null
  readonly told: ToWorker[] = []
  ended = 0

  constructor() {
    FakeWorker.all.push(this)
  }
  postMessage(message: ToWorker): void {
    if (this.ended) throw new Error('ended')
    this.told.push(message)
  }
  terminate(): void {
    this.ended++
  }
  tell(leg: number, opened: number, failed: number): void {
    this.onmessage?.({ data: { tallies: [{ leg, opened, failed }] } })
  }
  of = (op: ToWorker['op']): ToWorker[] => this.told.filter((one) => one.op === op)
}

class FakeTransform {
  constructor(
    readonly worker: unknown,
    readonly options: unknown,
  ) {}
}

beforeEach(() => {
  FakeWorker.all = []
  vi.stubGlobal('RTCRtpScriptTransform', FakeTransform)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const transformOf = (of: object): FakeTransform | undefined => (of as { transform?: FakeTransform }).transform
const sender = (): RTCRtpSender => ({}) as RTCRtpSender
const receiver = (): RTCRtpReceiver => ({}) as RTCRtpReceiver

interface Side {
  secure: Secure
  worker: FakeWorker
  boxes: { to: number; box: string }[]
  changes: () => number
}
function side(): Side {
  const boxes: { to: number; box: string }[] = []
  let changes = 0
  const secure = new Secure({ worker: () => new FakeWorker() as unknown as Worker, send: (to, box) => void boxes.push({ to, box }), changed: () => void changes++ })
  return { secure, worker: FakeWorker.all.at(-1)!, boxes, changes: () => changes }
}

describe('a secure call', () => {
  it('puts a transform at each sender and receiver once, and tells the worker whose a receiver is', () => {
    const { secure, worker } = side()
    const [camera, heard] = [sender(), receiver()]
    secure.sender(camera, 'camera')
    const made = transformOf(camera)
    secure.sender(camera, 'camera')
    expect(transformOf(camera)).toBe(made)
    expect(made).toMatchObject({ worker, options: { way: 'out', source: 'camera', line: 1 } })
    secure.receiver(heard, 0, 'mic')
    secure.receiver(heard, 4, 'mic')
    expect(transformOf(heard)!.options).toEqual({ way: 'in', source: 'mic', line: 2 })
    expect(worker.told).toEqual([{ op: 'line', line: 2, leg: 0 }, { op: 'line', line: 2, leg: 4 }])
    secure.stop()
  })

  it('brings keys to both, with the same code', async () => {
    const [one, other] = [side(), side()]
    one.secure.sit('c', { leg: 1, user: 10 })
    other.secure.sit('c', { leg: 2, user: 20 })
    one.secure.follow([{ leg: 2, user: 20 }], 1)
    other.secure.follow([{ leg: 1, user: 10 }], 1)
    await vi.waitFor(
      () => {
        for (const { box } of one.boxes.splice(0)) other.secure.take(1, box)
        for (const { box } of other.boxes.splice(0)) one.secure.take(2, box)
        expect([one, other].map(({ worker }) => worker.of('give').length > 0 && worker.of('use').length > 0)).toEqual([true, true])
        expect(one.secure.code).toMatch(/^(\d{5} ){5}\d{5}$/)
        expect(other.secure.code).toBe(one.secure.code)
      },
      { timeout: 10_000 },
    )
    one.secure.follow([], 1)
    expect(one.worker.told.slice(-2)).toEqual([{ op: 'drop', leg: 2 }, { op: 'use', generation: expect.any(Number) as number, key: undefined }])
    expect(one.secure.code).toBeUndefined()
    one.secure.stop()
    other.secure.stop()
  })

  it('says who cannot be opened after two seconds, until something opens or they leave', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000)
    const { secure, worker, changes } = side()
    secure.sit('c', { leg: 1, user: 10 })
    secure.follow([{ leg: 2, user: 20 }], 1)
    const told = changes()
    worker.tell(2, 0, 5)
    expect(secure.blocked(2)).toBe(false)
    now.mockReturnValue(3_100)
    worker.tell(2, 0, 9)
    expect([secure.blocked(2), secure.blocked(3), changes() - told]).toEqual([true, false, 1])
    worker.tell(2, 1, 9)
    expect([secure.blocked(2), changes() - told]).toEqual([false, 2])
    worker.tell(2, 1, 20)
    now.mockReturnValue(9_000)
    worker.tell(2, 1, 30)
    expect(secure.blocked(2)).toBe(true)
    secure.follow([], 1)
    expect(secure.blocked(2)).toBe(false)
    secure.stop()
  })

  it('is blocked altogether where the worker does not come', () => {
    const { secure, worker } = side()
    worker.onerror!()
    expect(secure.blocked(7)).toBe(true)
    secure.stop()
  })

  it('leaves no worker and tells it nothing once it is over', () => {
    const { secure, worker, boxes } = side()
    secure.sit('c', { leg: 1, user: 10 })
    secure.stop()
    secure.stop()
    secure.follow([{ leg: 2, user: 20 }], 1)
    secure.receiver(receiver(), 2, 'mic')
    secure.take(2, '{}')
    expect([worker.ended, worker.told, boxes]).toEqual([1, [], []])
  })
})

describe('what is agreed on', () => {
  const seat = (secure: boolean): CallSeat => ({ call: { id: 'c', secure }, leg: 3 }) as unknown as CallSeat
  const call = (lines = 0): Current & { discarded: number } => {
    const made = { discarded: 0, signals: { send: () => undefined }, mesh: { lines: { size: lines }, discard: () => void made.discarded++ } } as unknown as Current & { discarded: number }
    return made
  }
  const host = (able = true): CallsHost => ({ self: () => 9, worker: able ? () => new FakeWorker() as unknown as Worker : undefined }) as unknown as CallsHost
  const nothing = (): void => undefined

  it('is nothing where nobody wants it', () => {
    const one = call()
    expect(agreeOn(one, seat(false), host(), nothing)).toBeUndefined()
    expect([one.secure, FakeWorker.all]).toEqual([undefined, []])
  })

  it('is refused where the server says that the call is none', () => {
    const one = call()
    openSecure(one, host(), nothing)
    expect(agreeOn(one, seat(false), host(), nothing)).toBe('e2ee_missing')
    one.secure!.stop()
  })

  it('is refused where this browser cannot', () => {
    expect(agreeOn(call(), seat(true), host(false), nothing)).toBe('e2ee_unsupported')
  })

  it('takes back an offer that would send in the clear, and refuses where somebody has it already', () => {
    const one = call()
    expect(agreeOn(one, seat(true), host(), nothing)).toBeUndefined()
    expect([one.discarded, !!one.secure]).toEqual([1, true])
    one.secure!.stop()
    const late = call(1)
    expect(agreeOn(late, seat(true), host(), nothing)).toBe('e2ee_missing')
    expect(late.secure).toBeUndefined()
  })

  it('is one thing with one worker, however often it is opened', () => {
    const one = call()
    openSecure(one, host(), nothing)
    openSecure(one, host(), nothing)
    expect(agreeOn(one, seat(true), host(), nothing)).toBeUndefined()
    expect([FakeWorker.all.length, one.discarded]).toEqual([1, 0])
    one.secure!.stop()
  })

  it('asks for a browser that knows transforms and workers', () => {
    vi.stubGlobal('Worker', FakeWorker)
    expect(maySeal()).toBe(true)
    vi.stubGlobal('RTCRtpScriptTransform', undefined)
    expect(maySeal()).toBe(false)
  })
})

describe('the worker', () => {
  interface Frame {
    data: ArrayBuffer
    type?: string
  }
  const scope = globalThis as unknown as { onmessage: ((event: { data: ToWorker }) => void) | null; onrtctransform: ((event: { transformer: object }) => void) | null }
  let tell: FromWorker[]
  let beat: () => void

  beforeEach(async () => {
    tell = []
    vi.stubGlobal('postMessage', (message: FromWorker) => void tell.push(message))
    vi.stubGlobal('setInterval', (work: () => void) => void (beat = work))
    vi.resetModules()
    await import('../../src/core/calls/secure-worker')
  })
  afterEach(() => {
    scope.onmessage = scope.onrtctransform = null
  })

  const post = (data: ToWorker): void => scope.onmessage!({ data })
  const key = async (): Promise<CryptoKey> => (await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt', 'decrypt'])) as CryptoKey
  const frame = (type: string, first = 0x10): Frame => ({ type, data: Uint8Array.from([first, ...Array.from({ length: 40 }, (_, at) => at)]).buffer })

  // A line of frames through the worker.
  function open(way: 'in' | 'out', line: number): { put(one: Frame): Promise<void>; out: Frame[]; keyFrames: number; requests: number } {
    const input = new TransformStream<Frame, Frame>()
    const writer = input.writable.getWriter()
    const made = { out: [] as Frame[], keyFrames: 0, requests: 0, put: async (one: Frame) => (await writer.write(one), await new Promise<void>((done) => setTimeout(done))) }
    const writable = new WritableStream<Frame>({ write: (one) => void made.out.push(one) })
    scope.onrtctransform!({ transformer: { options: { way, line, source: 'camera' }, readable: input.readable, writable, generateKeyFrame: async () => void made.keyFrames++, sendKeyFrameRequest: async () => void made.requests++ } })
    return made
  }

  it('sends nothing without a key, and asks for a picture that stands alone when it has one', async () => {
    const out = open('out', 1)
    await out.put(frame('key'))
    expect(out.out).toEqual([])
    post({ op: 'use', generation: 1, key: await key() })
    await out.put(frame('delta', 0x11))
    await vi.waitFor(() => expect([out.out.length, out.keyFrames]).toEqual([1, 1]))
    await out.put(frame('key'))
    await vi.waitFor(() => expect([out.out.length, out.keyFrames]).toEqual([2, 1]))
    post({ op: 'use', generation: 1, key: undefined })
    await out.put(frame('key'))
    post({ op: 'use', generation: 2, key: await key() })
    await out.put(frame('key'))
    await vi.waitFor(() => expect(out.out).toHaveLength(3))
  })

  it('opens what it has the key for, tells how much that was, and asks for a picture after what did not open', async () => {
    const one = await key()
    post({ op: 'use', generation: 1, key: one })
    const [out, into] = [open('out', 1), open('in', 2)]
    for (const type of ['key', 'delta']) await out.put(frame(type, type === 'key' ? 0x10 : 0x11))
    await vi.waitFor(() => expect(out.out).toHaveLength(2))
    const sent = out.out.map(({ data, type }) => ({ data: data.slice(0), ...(type ? { type } : {}) }))
    post({ op: 'line', line: 2, leg: 7 })
    post({ op: 'give', leg: 7, generation: 1, key: one })
    const broken = { ...sent[0]!, data: sent[0]!.data.slice(0) }
    new Uint8Array(broken.data)[15]! ^= 1
    await into.put(broken)
    await into.put(sent[1]!)
    await vi.waitFor(() => expect(into.out).toHaveLength(1))
    expect([into.out.length, into.requests]).toEqual([1, 1])
    expect(new Uint8Array(into.out[0]!.data)).toEqual(new Uint8Array(frame('delta', 0x11).data))
    beat()
    beat()
    expect(tell).toEqual([{ tallies: [{ leg: 7, opened: 1, failed: 1 }] }])
  })

  it('keeps nothing of who has left, also where something of theirs is late', async () => {
    const one = await key()
    post({ op: 'use', generation: 1, key: one })
    const [out, into] = [open('out', 1), open('in', 2)]
    post({ op: 'line', line: 2, leg: 7 })
    post({ op: 'give', leg: 7, generation: 1, key: one })
    await out.put(frame('key'))
    await vi.waitFor(() => expect(out.out).toHaveLength(1))
    post({ op: 'drop', leg: 7 })
    await into.put(out.out[0]!)
    beat()
    expect([into.out, tell.flatMap(({ tallies }) => tallies)]).toEqual([[], []])
  })
})
