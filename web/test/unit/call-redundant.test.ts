// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Redundancies, Redundancy } from '../../src/core/calls/redundant'

const RED = 63

interface Block {
  type: number
  offset: number
  data: number[]
}

// RFC 2198, as a receiver reads it: the newest block is the last.
function read(payload: Uint8Array): Block[] {
  const heads: { type: number; offset: number; length: number }[] = []
  let at = 0
  while (payload[at]! & 0x80) {
    const bits = (payload[at + 1]! << 16) | (payload[at + 2]! << 8) | payload[at + 3]!
    heads.push({ type: payload[at]! & 0x7f, offset: bits >>> 10, length: bits & 0x3ff })
    at += 4
  }
  const type = payload[at++]! & 0x7f
  const blocks = heads.map(({ length, ...head }) => {
    at += length
    return { ...head, data: [...payload.subarray(at - length, at)] }
  })
  return [...blocks, { type, offset: 0, data: [...payload.subarray(at)] }]
}

const once = (...data: number[]): Uint8Array => Uint8Array.of(RED, ...data)
const twice = (old: number[], ...data: number[]): Uint8Array => Uint8Array.of(RED | 0x80, (960 >> 6) & 0xff, (960 & 0x3f) << 2, old.length, RED, ...old, ...data)

describe('a frame of sound goes out a third time', () => {
  it('with the two before it, the oldest first', () => {
    const redundancy = new Redundancy()
    expect(read(redundancy.add(once(1, 2), 1_000)!)).toEqual([{ type: RED, offset: 0, data: [1, 2] }])
    expect(read(redundancy.add(twice([1, 2], 3), 1_960)!)).toEqual([
      { type: RED, offset: 960, data: [1, 2] },
      { type: RED, offset: 0, data: [3] },
    ])
    expect(read(redundancy.add(twice([3], 4, 5, 6), 2_920)!)).toEqual([
      { type: RED, offset: 1_920, data: [1, 2] },
      { type: RED, offset: 960, data: [3] },
      { type: RED, offset: 0, data: [4, 5, 6] },
    ])
    expect(read(redundancy.add(twice([4, 5, 6], 7), 3_880)!).map(({ data }) => data)).toEqual([[3], [4, 5, 6], [7]])
  })

  it('also where the time goes round', () => {
    const redundancy = new Redundancy()
    redundancy.add(once(1), 2 ** 32 - 960)
    expect(read(redundancy.add(once(2), 0)!)[0]).toEqual({ type: RED, offset: 960, data: [1] })
  })

  it('without what is too old, or of the same time', () => {
    const redundancy = new Redundancy()
    redundancy.add(once(1), 0)
    expect(read(redundancy.add(once(2), 1 << 14)!)).toHaveLength(1)
    expect(read(redundancy.add(once(3), 1 << 14)!)).toHaveLength(1)
    expect(read(redundancy.add(once(4), (1 << 14) + 960)!)).toHaveLength(3)
  })

  it('with blocks of all lengths that the form has', () => {
    const redundancy = new Redundancy()
    const long = Array.from({ length: 700 }, (_, index) => index & 0xff)
    redundancy.add(once(...long), 0)
    expect(read(redundancy.add(once(1), 960)!)[0]!.data).toEqual(long)
  })

  it('but not where one packet could not carry it, or what came is no RED', () => {
    const redundancy = new Redundancy()
    const long = Array.from({ length: 600 }, () => 1)
    redundancy.add(once(...long), 0)
    expect(redundancy.add(once(...long), 960)).toBeUndefined()
    expect(redundancy.add(Uint8Array.of(), 0)).toBeUndefined()
    expect(redundancy.add(Uint8Array.of(RED), 0)).toBeUndefined()
    expect(redundancy.add(Uint8Array.of(0xff, 1), 0)).toBeUndefined()
    expect(redundancy.add(Uint8Array.of(0xff, 0, 0, 9, RED, 1), 0)).toBeUndefined()
  })

  it('as what it was, whatever the bytes are', () => {
    let seed = 7
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (let round = 0; round < 3_000; round++) {
      const redundancy = new Redundancy()
      const payload = Uint8Array.from({ length: random(40) }, () => random(256))
      const out = redundancy.add(payload, random(100_000))
      if (out) expect(read(out).at(-1)!.data).toEqual(read(payload).at(-1)!.data)
    }
  })
})

describe('when it does', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    vi.stubGlobal('RTCRtpScriptTransform', vi.fn())
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const started = (): { all: Redundancies; worker: Worker } => {
    const worker = { terminate: vi.fn() } as unknown as Worker
    return { all: new Redundancies(() => worker), worker }
  }
  const makeSender = (): { sender: RTCRtpSender; line: { loss: number; state: string } } => {
    const line = { loss: 0, state: 'connected' }
    const sender = { transport: line, getStats: async () => new Map([['a', { type: 'remote-inbound-rtp', fractionLost: line.loss }]]) }
    return { sender: sender as unknown as RTCRtpSender, line }
  }

  it('is said by the loss on the line, and for half a minute after', async () => {
    const said: unknown[] = []
    const post = vi.spyOn(MessagePort.prototype, 'postMessage').mockImplementation((value) => void said.push(value))
    const { all, worker } = started()
    worker.onmessage!({} as MessageEvent)
    const { sender, line } = makeSender()
    all.add(sender, false)
    await vi.advanceTimersByTimeAsync(29_000)
    expect(said).toEqual([]) // at first it does
    await vi.advanceTimersByTimeAsync(3_000)
    expect(said).toEqual([false])
    line.loss = 0.2
    await vi.advanceTimersByTimeAsync(1_000)
    expect(said).toEqual([false, true])
    line.loss = 0
    await vi.advanceTimersByTimeAsync(29_000)
    expect(said).toEqual([false, true])
    await vi.advanceTimersByTimeAsync(3_000)
    expect(said).toEqual([false, true, false])
    line.state = 'closed'
    await vi.advanceTimersByTimeAsync(1_000)
    expect(vi.getTimerCount()).toBe(0)
    post.mockRestore()
  })

  it('is never while the worker has not come: the sender would be silent', () => {
    const { all } = started()
    const { sender } = makeSender()
    all.add(sender, true)
    expect('transform' in sender).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not asked of what was never negotiated for long', async () => {
    const { all, worker } = started()
    worker.onmessage!({} as MessageEvent)
    const sender = { transport: null } as RTCRtpSender
    all.add(sender, false)
    expect('transform' in sender).toBe(true)
    await vi.advanceTimersByTimeAsync(122_000)
    expect(vi.getTimerCount()).toBe(0)
    all.stop()
    expect(worker.terminate).toHaveBeenCalledOnce()
  })
})
