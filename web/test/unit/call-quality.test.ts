// SPDX-License-Identifier: MIT
import { describe, expect, it, vi } from 'vitest'
import { configurationOf, renewIn } from '../../src/core/calls/ice'
import { type Counters, Ladder, mark, measure, sampleOf, Samples } from '../../src/core/calls/quality'

const stats = (change: { received?: number; lost?: number; out?: number; frames?: number; bytes?: number; rtt?: number; remote?: string } = {}) => [
  { id: 'a', type: 'inbound-rtp', kind: 'audio', packetsReceived: 0, packetsLost: 0, concealedSamples: 0, totalSamplesReceived: 0, jitter: 0.004, codecId: 'c' },
  { id: 'v', type: 'inbound-rtp', kind: 'video', packetsReceived: change.received ?? 0, packetsLost: change.lost ?? 0, framesDecoded: change.frames ?? 0, bytesReceived: change.bytes ?? 0, frameWidth: 640, frameHeight: 360 },
  { id: 'o', type: 'outbound-rtp', bytesSent: change.bytes ?? 0 },
  { id: 'r', type: 'remote-inbound-rtp', fractionLost: change.out ?? 0 },
  { id: 'p', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: change.rtt ?? 0.03, localCandidateId: 'l', remoteCandidateId: 'm' },
  { id: 'q', type: 'candidate-pair', nominated: false, state: 'waiting', currentRoundTripTime: 9 },
  { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
  { id: 'm', type: 'remote-candidate', candidateType: change.remote ?? 'srflx' },
  { id: 'c', type: 'codec', mimeType: 'audio/red' },
]

describe('what is measured', () => {
  it('is counted since the last time', () => {
    const { counters } = measure(stats({ received: 1_000, lost: 10, frames: 100, bytes: 1_000_000 }), undefined, 1_000)
    const { report } = measure(stats({ received: 1_090, lost: 20, frames: 160, bytes: 1_250_000 }), counters, 3_000)
    expect(report).toMatchObject({ loss: 10, sendLoss: 0, fps: 30, receiveKbps: 1_000, sendKbps: 1_000, rtt: 30, jitter: 4, width: 640, height: 360, codec: 'audio/red', way: 'direct', protocol: 'udp' })
  })

  it('knows a relay at the other end', () => {
    expect(measure(stats({ remote: 'relay' }), undefined, 0).report.way).toBe('relay')
  })

  it('takes nothing from counters that went back', () => {
    const before: Counters = { at: 0, lost: 50, received: 500, concealed: 9, samples: 9, frames: 9, sent: 0, got: 0 }
    expect(measure(stats({ received: 510, lost: 40 }), before, 2_000).report.loss).toBe(0)
  })

  it('is told as the worst of all', () => {
    expect(sampleOf([{ rtt: 30.4, loss: 1, way: 'direct', sendKbps: 100, fps: 30, width: 640 }, { rtt: 90.6, loss: 12.34, way: 'relay', receiveKbps: 50, fps: 0 }])).toEqual({ rtt: 91, jitter: 0, lost: 123, concealed: 0, fps: 30, kbps: 150, relay: true, quality: 1 })
  })

  it('is told after ten seconds, then every thirty, and the newest at the end', () => {
    vi.useFakeTimers()
    try {
      const told: [string, number][] = []
      const samples = new Samples(async (call, { rtt }) => told.push([call, rtt]))
      const pass = (call: string, seconds: number): void => {
        for (let second = 0; second < seconds; second++) {
          samples.take(call, [{ rtt: second }])
          vi.advanceTimersByTime(1_000)
        }
      }
      samples.end('a') // nothing is known of it
      pass('a', 71)
      expect(told).toEqual([['a', 10], ['a', 40], ['a', 70]])
      samples.end('a') // told a moment ago
      pass('b', 5)
      samples.end('a') // of another call
      samples.take('b', [{ rtt: 7 }])
      samples.end('b')
      samples.end('b')
      expect(told.slice(3)).toEqual([['b', 7]])
    } finally {
      vi.useRealTimers()
    }
  })
})

it.each([
  [{ loss: 9 }, 1, 'loss'],
  [{ rtt: 600, loss: 3 }, 1, 'delay'],
  [{ loss: 3 }, 2, 'loss'],
  [{ rtt: 300 }, 2, 'delay'],
  [{ jitter: 80 }, 2, 'jitter'],
  [{ loss: 1, rtt: 100, jitter: 10 }, 3, undefined],
] as const)('%o is %i because of %s', (report, quality, why) => {
  expect(mark(report)).toEqual(why ? { quality, why } : { quality })
})

describe('pictures give way to sound', () => {
  const steps = (ladder: Ladder, count: number, report: Parameters<Ladder['step']>[0], others?: number): Ladder => {
    for (let round = 0; round < count; round++) ladder.step(report, others)
    return ladder
  }

  it('at once where packets are lost on the way out, and come back step by step', () => {
    const ladder = steps(new Ladder(), 1, { sendLoss: 9 })
    expect(ladder.encoding(720)).toEqual({ maxBitrate: 150_000, scaleResolutionDownBy: 4 })
    expect(steps(ladder, 1, { sendLoss: 5 }).kbps).toBe(150)
    expect(steps(ladder, 1, { sendLoss: 1 }).kbps).toBeCloseTo(195)
    expect(steps(ladder, 4, { sendLoss: 0 }).encoding(720).scaleResolutionDownBy).toBe(2)
    expect(steps(ladder, 9, { sendLoss: 0 }).encoding(720)).toEqual({ maxBitrate: 2_500_000, scaleResolutionDownBy: 1 })
  })

  it('not for what is lost on the way in', () => {
    expect(steps(new Ladder(), 3, { loss: 50, sendLoss: 0 }).kbps).toBe(2_500)
  })

  it('where the way becomes slower, but not for good where it stays so', () => {
    const ladder = steps(steps(new Ladder(), 5, { rtt: 40 }), 1, { rtt: 345 })
    expect(ladder.kbps).toBe(2_500)
    expect(steps(ladder, 1, { rtt: 400 }).kbps).toBe(150)
    expect(steps(ladder, 30, { rtt: 400 }).kbps).toBe(2_500)
  })

  it('is shared by those it is sent to, and never drops below what can be seen', () => {
    expect(steps(new Ladder(), 1, {}, 2).encoding(720)).toEqual({ maxBitrate: 1_250_000, scaleResolutionDownBy: 1 })
    expect(steps(new Ladder(), 1, {}, 5).encoding(720)).toEqual({ maxBitrate: 500_000, scaleResolutionDownBy: 2 })
    expect(steps(new Ladder(), 1, {}, 50).kbps).toBe(400)
    expect(steps(new Ladder(), 1, { sendLoss: 20 }).encoding(120).scaleResolutionDownBy).toBe(1)
  })
})

describe('ways that the server offers', () => {
  it('has its own STUN port under the host of the page', () => {
    expect(configurationOf({ servers: [], stun: 3478 }, 'tea.example').iceServers).toEqual([{ urls: ['stun:tea.example:3478'] }])
    expect(configurationOf({ servers: [], stun: 3478 }, '::1').iceServers).toEqual([{ urls: ['stun:[::1]:3478'] }])
    expect(configurationOf({ servers: [], stun: 3478 }, '[::1]').iceServers).toEqual([{ urls: ['stun:[::1]:3478'] }])
  })

  it('has relays with credentials, and nothing else where addresses are hidden', () => {
    const { iceServers, iceTransportPolicy } = configurationOf({ servers: [{ urls: [{ url: 'turn:r:1' }, { url: 'turns:r:2' }], username: 'u', credential: 'c' }], relay: true }, 'h')
    expect(iceServers).toEqual([{ urls: ['turn:r:1', 'turns:r:2'], username: 'u', credential: 'c' }])
    expect(iceTransportPolicy).toBe('relay')
    expect(configurationOf({ servers: [] }, 'h').iceTransportPolicy).toBe('all')
  })

  it('is asked for anew at half of its time', () => {
    expect(renewIn({ servers: [] }, 0)).toBeUndefined()
    expect(renewIn({ servers: [], until: 3_600_000 }, 0)).toBe(1_800_000)
    expect(renewIn({ servers: [], until: 1_000 }, 5_000)).toBe(10_000)
  })
})
