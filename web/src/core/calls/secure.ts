// SPDX-License-Identifier: MIT
// A call whose frames the devices encrypt themselves, so that no server on the way can read them: here are the keys
// (exchange.ts), in a worker what is done with them (frames.ts).
import { Exchange, type Member } from './exchange'
import type { Tally } from './frames'
import type { Source } from './peer'
import type { Sealed } from './way'

export type ToWorker =
  | { op: 'use'; generation: number; key: CryptoKey | undefined }
  | { op: 'give'; leg: number; generation: number; key: CryptoKey }
  | { op: 'drop'; leg: number }
  | { op: 'line'; line: number; leg: number }
export interface FromWorker {
  tallies: Tally[]
}
export interface Line {
  way: 'in' | 'out'
  source: Source
  line: number
}

export interface SecureHost {
  worker(): Worker
  send(to: number, box: string): void
  changed(): void
}

type Transform = new (worker: Worker, options: Line) => object

const BLOCKED_AFTER_MS = 2_000

interface Heard {
  opened: number
  failed: number
  since: number | undefined // ms: nothing has opened, and something has failed
}

export class Secure implements Sealed {
  private readonly worker: Worker
  private readonly exchange: Exchange
  private readonly lines = new WeakMap<object, number>()
  private readonly heard = new Map<number, Heard>()
  private readonly bad = new Set<number>()
  private count = 0
  private stopped = false
  private broken = false // the worker did not come: nothing is sent, and nothing opens

  constructor(private readonly host: SecureHost) {
    this.worker = host.worker()
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.tally(data.tallies)
    this.worker.onerror = () => {
      this.broken = true
      host.changed()
    }
    this.exchange = new Exchange({
      send: (to, box) => host.send(to, box),
      use: (generation, key) => this.post({ op: 'use', generation, key }),
      give: (leg, generation, key) => this.post({ op: 'give', leg, generation, key }),
      drop: (leg) => this.post({ op: 'drop', leg }),
      changed: () => host.changed(),
    })
  }

  sit(call: string, own: Member): void {
    this.exchange.sit(call, own)
  }

  follow(members: readonly Member[], epoch: number): void {
    for (const leg of this.heard.keys()) if (!members.some((one) => one.leg === leg)) this.forget(leg)
    this.exchange.follow(members, epoch)
  }

  take(from: number, box: string): void {
    this.exchange.take(from, box)
  }

  // What all in the call may compare; undefined while keys are on their way.
  get code(): string | undefined {
    return this.exchange.code
  }

  // Something comes from this leg, and none of it can be opened.
  blocked(leg: number): boolean {
    return this.broken || this.bad.has(leg)
  }

  sender(sender: RTCRtpSender, source: Source): void {
    if (!this.lines.has(sender)) this.transform(sender, { way: 'out', source, line: this.line(sender) })
  }

  receiver(receiver: RTCRtpReceiver, leg: number, source: Source): void {
    const known = this.lines.get(receiver)
    this.post({ op: 'line', line: known ?? this.line(receiver), leg })
    if (known === undefined) this.transform(receiver, { way: 'in', source, line: this.lines.get(receiver)! })
  }

  stop(): void {
    if (this.stopped) return
    this.stopped = true
    this.exchange.stop()
    this.worker.terminate()
  }

  private line(of: object): number {
    this.lines.set(of, ++this.count)
    return this.count
  }

  private transform(of: object, options: Line): void {
    const { RTCRtpScriptTransform } = globalThis as unknown as { RTCRtpScriptTransform: Transform }
    Object.assign(of, { transform: new RTCRtpScriptTransform(this.worker, options) })
  }

  private post(message: ToWorker): void {
    if (!this.stopped) this.worker.postMessage(message, [])
  }

  private forget(leg: number): void {
    this.heard.delete(leg)
    this.bad.delete(leg)
  }

  private tally(tallies: readonly Tally[]): void {
    const now = performance.now()
    let changed = false
    for (const { leg, opened, failed } of tallies) {
      const known = this.heard.get(leg) ?? { opened: 0, failed: 0, since: undefined }
      if (opened > known.opened) known.since = undefined
      else if (failed > known.failed) {
        known.since ??= now
        this.exchange.ask(leg)
      }
      this.heard.set(leg, { opened, failed, since: known.since })
      const bad = known.since !== undefined && now - known.since >= BLOCKED_AFTER_MS
      if (bad !== this.bad.has(leg)) {
        if (bad) this.bad.add(leg)
        else this.bad.delete(leg)
        changed = true
      }
    }
    if (changed) this.host.changed()
  }
}
