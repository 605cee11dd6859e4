// SPDX-License-Identifier: MIT
// How the line to somebody is: what the browser counts (W3C webrtc-stats), as a mark with its reason, and less picture
// at once where sound would suffer. The browser's own control takes ten seconds for that.
import type { CallSample } from '../protocol/generated'
import type { CallReport, QualityReason } from './view'

const SAMPLE_FIRST_MS = 10_000 // of a call
const SAMPLE_MS = 30_000
const LOSS_BAD = 8 // of 100
const LOSS_GOOD = 2
const DELAY_STEP_MS = 300
const FLOOR_KBPS = 150
const CEILING_KBPS = 2_500 // to all others together
const LEAST_EACH_KBPS = 400
const RAISE = 1.3
const SMALL_KBPS = 2 * FLOOR_KBPS
const MEDIUM_KBPS = 900
const DRIFT_MS = 10 // another way is slower for good, not for now

type Stats = Record<string, unknown> & { id: string; type: string }
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

export interface Counters {
  at: number
  lost: number
  received: number
  concealed: number
  samples: number
  frames: number
  sent: number // bytes
  got: number
}

export interface Measured {
  report: Omit<CallReport, 'leg' | 'user'> & { sendLoss?: number } // of 100, on the way out
  counters: Counters
}

// What is counted since `before`.
export function measure(stats: Iterable<Stats>, before: Counters | undefined, at: number): Measured {
  const counters: Counters = { at, lost: 0, received: 0, concealed: 0, samples: 0, frames: 0, sent: 0, got: 0 }
  const report: Measured['report'] = {}
  const byId = new Map<string, Stats>()
  for (const one of stats) byId.set(one.id, one)
  let outward = 0
  for (const one of byId.values()) {
    if (one.type === 'inbound-rtp') {
      counters.lost += number(one.packetsLost) ?? 0
      counters.received += number(one.packetsReceived) ?? 0
      counters.got += number(one.bytesReceived) ?? 0
      if (one.kind === 'audio') {
        counters.concealed += number(one.concealedSamples) ?? 0
        counters.samples += number(one.totalSamplesReceived) ?? 0
        const jitter = number(one.jitter)
        if (jitter !== undefined) report.jitter = jitter * 1_000
      } else {
        counters.frames += number(one.framesDecoded) ?? 0
        const [width, height] = [number(one.frameWidth), number(one.frameHeight)]
        if (width && height && width * height > (report.width ?? 0) * (report.height ?? 0)) Object.assign(report, { width, height })
      }
      const codec = byId.get(String(one.codecId))?.mimeType
      if (one.kind === 'audio' && typeof codec === 'string') report.codec = codec
    } else if (one.type === 'outbound-rtp') counters.sent += number(one.bytesSent) ?? 0
    else if (one.type === 'remote-inbound-rtp') outward = Math.max(outward, (number(one.fractionLost) ?? 0) * 100)
    else if (one.type === 'candidate-pair' && one.nominated && one.state === 'succeeded') {
      const rtt = number(one.currentRoundTripTime)
      if (rtt !== undefined) report.rtt = rtt * 1_000
      const local = byId.get(String(one.localCandidateId))
      const remote = byId.get(String(one.remoteCandidateId))
      report.way = local?.candidateType === 'relay' || remote?.candidateType === 'relay' ? 'relay' : 'direct'
      if (typeof local?.protocol === 'string') report.protocol = local.protocol
    }
  }
  report.loss = report.sendLoss = outward
  if (before && at > before.at) {
    const seconds = (at - before.at) / 1_000
    const got = counters.received - before.received
    const lost = Math.max(0, counters.lost - before.lost)
    if (got + lost > 0) report.loss = Math.max(outward, (lost * 100) / (got + lost))
    const samples = counters.samples - before.samples
    if (samples > 0) report.concealed = (Math.max(0, counters.concealed - before.concealed) * 100) / samples
    report.fps = (counters.frames - before.frames) / seconds
    report.sendKbps = ((counters.sent - before.sent) * 8) / 1_000 / seconds
    report.receiveKbps = ((counters.got - before.got) * 8) / 1_000 / seconds
  }
  return { report, counters }
}

export function mark(report: Measured['report']): { quality: 1 | 2 | 3; why?: QualityReason } {
  const { loss = 0, rtt = 0, jitter = 0 } = report
  if (loss > LOSS_BAD) return { quality: 1, why: 'loss' }
  if (rtt > 500) return { quality: 1, why: 'delay' }
  if (loss > LOSS_GOOD) return { quality: 2, why: 'loss' }
  if (rtt > 250) return { quality: 2, why: 'delay' }
  if (jitter > 60) return { quality: 2, why: 'jitter' }
  return { quality: 3 }
}

// Of all connections of a call, the worst.
export function sampleOf(all: readonly Measured['report'][]): CallSample {
  const worst = (key: 'rtt' | 'jitter' | 'loss' | 'concealed'): number => Math.max(0, ...all.map((one) => one[key] ?? 0))
  const shown = all.filter(({ width, fps }) => width !== undefined && fps !== undefined)
  return {
    rtt: Math.round(worst('rtt')),
    jitter: Math.round(worst('jitter')),
    lost: Math.min(1_000, Math.round(worst('loss') * 10)),
    concealed: Math.min(1_000, Math.round(worst('concealed') * 10)),
    ...(shown.length ? { fps: Math.max(0, Math.round(Math.min(...shown.map(({ fps = 0 }) => fps)))) } : {}),
    kbps: Math.max(0, Math.round(all.reduce((sum, { sendKbps = 0, receiveKbps = 0 }) => sum + sendKbps + receiveKbps, 0))),
    relay: all.some(({ way }) => way === 'relay'),
    quality: Math.min(3, ...all.map((one) => mark(one).quality)),
  }
}

// Told to the server now and then, and when this device hangs up.
export class Samples {
  private call = ''
  private due = 0
  private last: CallSample | undefined // not told yet

  constructor(private readonly tell: (call: string, sample: CallSample) => Promise<unknown>) {}

  take(call: string, all: readonly Measured['report'][]): void {
    const now = Date.now()
    if (call !== this.call) this.due = now + SAMPLE_FIRST_MS
    this.call = call
    this.last = sampleOf(all)
    if (now < this.due) return
    this.due = now + SAMPLE_MS
    this.end(call)
  }

  end(call: string): void {
    if (this.last && call === this.call) void this.tell(call, this.last).catch(() => undefined)
    this.last = undefined
  }
}

// How much picture may be sent: little at once when the line gets worse, then more from step to step.
export class Ladder {
  kbps = CEILING_KBPS
  private best: number | undefined // round trip

  // `others`: so many are sent the same from here, each by a connection of its own.
  step({ sendLoss = 0, rtt }: Measured['report'], others = 1): void {
    if (rtt !== undefined) this.best = Math.min((this.best ?? rtt) + DRIFT_MS, rtt)
    const slow = rtt !== undefined && this.best !== undefined && rtt > this.best + DELAY_STEP_MS
    if (sendLoss > LOSS_BAD || slow) this.kbps = FLOOR_KBPS
    else if (sendLoss < LOSS_GOOD) this.kbps *= RAISE
    this.kbps = Math.min(this.kbps, Math.max(LEAST_EACH_KBPS, CEILING_KBPS / Math.max(1, others)))
  }

  // What a sender of pictures of this size should do.
  encoding(height: number): { maxBitrate: number; scaleResolutionDownBy: number } {
    const most = this.kbps < SMALL_KBPS ? 180 : this.kbps < MEDIUM_KBPS ? 360 : height
    return { maxBitrate: Math.round(this.kbps * 1_000), scaleResolutionDownBy: Math.max(1, height / most) }
  }
}
