// SPDX-License-Identifier: MIT
// The calls of a page: what they hear of the chat and of the browser, and that nothing is left when they stop.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ChatCore } from '../../src/core/api'
import { openCalls } from '../../src/core/calls/open'
import { openEcho } from '../../src/core/calls/echo'
import type { Push } from '../../src/core/protocol/codec'

class FakePage extends EventTarget {
  count = 0
  override addEventListener(...all: Parameters<EventTarget['addEventListener']>): void {
    this.count++
    super.addEventListener(...all)
  }
  override removeEventListener(...all: Parameters<EventTarget['removeEventListener']>): void {
    this.count--
    super.removeEventListener(...all)
  }
}

const ring: Push = { type: 'ring', ring: { id: 'c1', room: 1, kind: 'audio', mode: 'p2p', state: 'ringing', by: 2, at: 0, rev: 1, epoch: 1, legs: [{ leg: 0, user: 1, state: 'invited' }] }, from: { id: 2, name: 'Bo' } as never, until: 0, leg: 0 }
let page: FakePage
let network: FakePage & { type: string }
let devices: FakePage
let asked: string[]
let listening: number
let push: (push: Push) => void
let online: () => void
let state: { state: string }
let early: Push[]

beforeEach(() => {
  vi.useFakeTimers()
  page = new FakePage()
  network = Object.assign(new FakePage(), { type: 'wifi' })
  devices = new FakePage()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  vi.stubGlobal('navigator', { mediaDevices: devices, connection: network })
  vi.stubGlobal('location', { hostname: 'tea.example', origin: 'https://tea.example' })
  vi.stubGlobal('RTCPeerConnection', vi.fn())
  asked = []
  listening = 0
  early = []
  state = { state: 'online' }
})
afterEach(() => {
  expect(vi.getTimerCount(), 'timers left').toBe(0)
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const heard = <T>(set: (listener: T) => void) => (listener: T): (() => void) => {
  listening++
  set(listener)
  return () => void listening--
}
const core = (): ChatCore =>
  ({
    live: async (op: string) => {
      asked.push(op)
      return op === 'call.list' ? { calls: [] } : {}
    },
    connection: () => state,
    self: () => ({ id: 1 }),
    onPush: heard<(push: Push) => void>((listener) => (push = listener)),
    subscribe: (_: string, listener: () => void) => heard<() => void>((one) => (online = one))(listener),
    early: { some: () => early.length > 0, take: () => early },
  }) as unknown as ChatCore

it('ring for what came before they were there, and for what comes', async () => {
  early = [ring]
  const { calls, stop } = openCalls(core())
  expect(calls.snapshot().rings).toMatchObject([{ id: 'c1', kind: 'audio' }])
  push({ type: 'ring_stop', ring_stop: 'c1', why: 'cancelled' })
  expect(calls.snapshot().rings).toEqual([])
  expect(asked).toEqual(['call.ringing'])
  stop()
})

it('ask what there is after another welcome, where they knew of something', async () => {
  early = [ring]
  const { calls, stop } = openCalls(core())
  state = { state: 'connecting' }
  online()
  state = { state: 'online' }
  online()
  await vi.advanceTimersByTimeAsync(1)
  expect(asked).toEqual(['call.ringing', 'call.list'])
  expect(calls.snapshot().rings).toEqual([])
  stop()
})

it('hang up when the page goes, and look for another way when the network is another one', () => {
  const { calls, stop } = openCalls(core())
  const [left, moved] = [vi.spyOn(calls, 'leave'), vi.spyOn(calls, 'networkChanged')]
  page.dispatchEvent(new Event('pagehide'))
  expect(left).toHaveBeenCalledTimes(1)
  page.dispatchEvent(new Event('online'))
  network.dispatchEvent(new Event('change')) // an estimate
  expect(moved).toHaveBeenCalledTimes(1)
  network.type = 'cellular'
  network.dispatchEvent(new Event('change'))
  expect(moved).toHaveBeenCalledTimes(2)
  stop()
})

it('leave nothing behind', () => {
  early = [ring]
  const { calls, stop } = openCalls(core())
  expect([page.count, network.count, devices.count, listening]).toEqual([2, 1, 1, 2])
  stop()
  expect([page.count, network.count, devices.count, listening]).toEqual([0, 0, 0, 0])
  expect(calls.snapshot().rings).toEqual([])
})

it('a test call that fails is told once, and leaves no connection and no timer', async () => {
  let open = 0
  vi.stubGlobal('RTCPeerConnection', class {
    constructor() {
      open++
    }
    createOffer = async (): Promise<never> => Promise.reject(new Error('no codec'))
    close = (): void => void open--
  })
  const stray: unknown[] = []
  const note = (error: unknown): void => void stray.push(error)
  process.on('unhandledRejection', note)
  await expect(openEcho({ getAudioTracks: () => [] } as unknown as MediaStream)).rejects.toThrow('no codec')
  await vi.advanceTimersByTimeAsync(20_000)
  vi.useRealTimers()
  await new Promise((done) => setImmediate(done))
  vi.useFakeTimers()
  process.off('unhandledRejection', note)
  expect([open, stray]).toEqual([0, []])
})
