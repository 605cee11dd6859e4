// SPDX-License-Identifier: MIT
// Sound on a line that loses packets. Browsers send each frame of it twice (RED, RFC 2198), and of those a fifth of the
// packets lost leaves one in 25 missing. Where much is lost each goes out a third time, in a worker.

const OFFSET_END = 1 << 14
const LENGTH_END = 1 << 10
const BYTES_MAX = 1_000 // one packet, whatever else is in front of it
const EARLIER = 2

interface Block {
  time: number // of RTP
  data: Uint8Array
}

// Of one sender.
export class Redundancy {
  private readonly earlier: Block[] = []

  // What goes out instead of `payload`, which is sound in RED of that RTP time; undefined: as it is.
  add(payload: Uint8Array, time: number): Uint8Array<ArrayBuffer> | undefined {
    const newest = newestOf(payload)
    if (!newest) return undefined
    const blocks = this.earlier.filter((one) => one.time !== time && (time - one.time) >>> 0 < OFFSET_END && one.data.length < LENGTH_END)
    this.earlier.push({ time, data: newest.data.slice() })
    if (this.earlier.length > EARLIER) this.earlier.shift()
    const length = blocks.reduce((sum, { data }) => sum + 4 + data.length, 1 + newest.data.length)
    if (length > BYTES_MAX) return undefined
    const out = new Uint8Array(length)
    let head = 0
    let at = 4 * blocks.length + 1
    for (const { time: then, data } of blocks) {
      const offset = (time - then) >>> 0
      out.set([0x80 | newest.type, offset >>> 6, ((offset & 0x3f) << 2) | (data.length >>> 8), data.length & 0xff], head)
      out.set(data, at)
      head += 4
      at += data.length
    }
    out[head] = newest.type
    out.set(newest.data, at)
    return out
  }
}

function newestOf(payload: Uint8Array): { type: number; data: Uint8Array } | undefined {
  let at = 0
  let old = 0
  while (payload[at]! & 0x80) {
    if (at + 4 > payload.length) return undefined
    old += ((payload[at + 2]! & 3) << 8) | payload[at + 3]!
    at += 4
  }
  const begin = at + 1 + old
  return begin < payload.length ? { type: payload[at]! & 0x7f, data: payload.subarray(begin) } : undefined
}

// --- on the page ---
export interface Options {
  port: MessagePort
}
type Transform = new (worker: Worker, options: Options, transfer: Transferable[]) => object

const MEASURE_MS = 1_000
const LOSS_ON = 0.03
const LOSS_OFF = 0.01
const CALM_MS = 30_000 // also from the beginning: it takes seconds until the other side has said anything
const UNUSED_MS = 120_000 // a connection that was never negotiated

interface Sending {
  sender: RTCRtpSender
  port: MessagePort
  since: number
  always: boolean
  lossy: number | undefined // when much was lost for the last time; undefined: it is not sent thrice
}

let page: Redundancies | undefined

export function useRedundancies(all: Redundancies | undefined): void {
  page = all
}

// A microphone, before it is negotiated. `always`: whoever passes it on leaves out what is not needed.
export function redundant(sender: RTCRtpSender, always = false): void {
  page?.add(sender, always)
}

// One for the page. The worker begins at once: a sender that comes before it is there sends as browsers do, since one with a
// transform is silent until then.
export class Redundancies {
  private readonly worker: Worker
  private ready = false
  private readonly all = new Set<Sending>()
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(start: () => Worker) {
    this.worker = start()
    this.worker.onmessage = () => (this.ready = true)
    this.worker.onerror = () => (this.ready = false)
  }

  // Before the sender is negotiated: browsers do not look for a transform later.
  add(sender: RTCRtpSender, always: boolean): void {
    if (!this.ready || [...this.all].some((one) => one.sender === sender)) return
    const { port1, port2 } = new MessageChannel()
    const { RTCRtpScriptTransform } = globalThis as unknown as { RTCRtpScriptTransform: Transform }
    Object.assign(sender, { transform: new RTCRtpScriptTransform(this.worker, { port: port2 }, [port2]) })
    this.all.add({ sender, port: port1, since: performance.now(), always, lossy: performance.now() })
    this.timer ??= setInterval(() => void this.measure(), MEASURE_MS)
  }

  stop(): void {
    for (const one of this.all) this.drop(one)
    this.ready = false
    this.worker.terminate()
  }

  private async measure(): Promise<void> {
    const now = performance.now()
    for (const one of this.all) {
      const { transport } = one.sender
      if (transport ? transport.state === 'closed' : now - one.since > UNUSED_MS) this.drop(one)
      else if (transport && !one.always) this.follow(one, await lossOf(one.sender), now)
    }
  }

  private follow(one: Sending, loss: number, now: number): void {
    const was = one.lossy !== undefined
    if (loss >= LOSS_ON || (was && loss >= LOSS_OFF)) one.lossy = now
    else if (was && now - one.lossy! > CALM_MS) one.lossy = undefined
    const is = one.lossy !== undefined
    if (was !== is) one.port.postMessage(is, [])
  }

  private drop(one: Sending): void {
    one.port.close()
    this.all.delete(one)
    if (this.all.size > 0) return
    clearInterval(this.timer)
    this.timer = undefined
  }
}

// What the other side says that it did not get, of 1.
async function lossOf(sender: RTCRtpSender): Promise<number> {
  const stats = await sender.getStats().catch(() => undefined)
  const losses = [...(stats?.values() ?? [])].map((one: { type: string; fractionLost?: unknown }) => (one.type === 'remote-inbound-rtp' ? one.fractionLost : 0))
  return Math.max(0, ...losses.filter((one) => typeof one === 'number'))
}
