// SPDX-License-Identifier: MIT
// The connections to all others of a call, one each, by the number of their leg: who comes again has another one.
import type { Sdp } from '../protocol/generated'
import { Ladder, mark, measure, type Counters, type Measured } from './quality'
import { isSound, Peer, sources, type Signal, type Tracks } from './peer'
import type { CallReport, QualityReason } from './view'
import { heard, type Heard, type Sealed, type Speech, type Way } from './way'

const MEASURE_MS = 2_000

export interface MeshHost {
  connection(): RTCPeerConnection
  signal(to: number, signal: Signal): void
  reachable(): boolean // signals go out at once
  changed(): void
  lost(leg: number): void
  measured(all: readonly Measured['report'][]): void
  sealed?: Sealed | undefined
}

export interface Line extends Speech {
  peer: Peer
  ladder: Ladder
  counters?: Counters | undefined
  report: Measured['report']
  quality?: 1 | 2 | 3
  why?: QualityReason
}

export class Mesh implements Way {
  readonly lines = new Map<number, Line>()
  private readonly early = new Map<number, Signal[]>() // from legs that the roster does not have yet
  private tracks: Tracks = { mic: null, camera: null, screen: null, sound: null }
  private timer: ReturnType<typeof setInterval> | undefined
  own = 0 // leg
  readonly speaker = undefined // each device hears for itself
  private fresh: Peer | undefined // whose offer rings along, until somebody answers

  constructor(private readonly host: MeshHost) {}

  // --- the offer that rings along, and its answer ---
  async prepare(): Promise<Sdp> {
    this.fresh = this.make(() => this.freshLeg, true, true)
    this.fresh.send(this.tracks)
    return this.fresh.prepare()
  }
  private freshLeg = 0

  commit(offer: Sdp, config: RTCConfiguration): void {
    void this.fresh?.commit(offer, config)
  }

  async answer(leg: number, offer: Sdp): Promise<Sdp> {
    const peer = this.make(() => leg, false, true)
    peer.send(this.tracks)
    this.put(leg, peer)
    try {
      return await peer.answer(offer)
    } catch (error) {
      this.drop(leg) // this one offers then, as whoever comes later
      throw error
    }
  }

  // The answer stands on this side; candidates are kept until it was taken.
  stand(leg: number, answer: Sdp, config: RTCConfiguration): void {
    void this.lines.get(leg)?.peer.commit(answer, config)
  }

  // It was taken: candidates may go.
  answered(leg: number): void {
    this.lines.get(leg)?.peer.tell()
  }

  // --- the roster ---
  follow(company: readonly { leg: number; offers: boolean }[]): void {
    for (const leg of this.lines.keys()) if (!company.some((one) => one.leg === leg)) this.drop(leg)
    for (const leg of this.early.keys()) if (leg < Math.max(0, ...company.map((one) => one.leg)) && !company.some((one) => one.leg === leg)) this.early.delete(leg)
    for (const { leg, offers } of company) {
      if (this.lines.has(leg)) continue
      if (!offers) this.discard() // two who called at once: this one came second
      this.meet(leg)
      if (!offers) this.lines.get(leg)!.peer.offer()
      for (const signal of this.early.get(leg)?.splice(0) ?? []) void this.lines.get(leg)!.peer.take(signal)
      this.early.delete(leg)
    }
    if (company.length > 0) this.timer ??= setInterval(() => void this.measureAll(), MEASURE_MS)
  }

  // The first to come takes the offer that rang along: an answer to it is on its way, or an offer in its place.
  private meet(leg: number): void {
    const { fresh } = this
    if (fresh && leg > this.own) {
      this.freshLeg = leg
      this.fresh = undefined
      this.put(leg, fresh)
      fresh.seal() // whose they are is known only now
    } else this.put(leg, this.make(() => leg, this.own < leg, false))
    this.lines.get(leg)!.peer.send(this.tracks)
  }

  take(from: number, signal: Signal): void {
    const line = this.lines.get(from)
    if (line) return void line.peer.take(signal)
    const waiting = this.early.get(from) ?? []
    if (waiting.length < 64) waiting.push(signal)
    this.early.set(from, waiting)
  }

  send(tracks: Tracks): void {
    this.tracks = tracks
    this.fresh?.send(tracks)
    for (const { peer } of this.lines.values()) peer.send(tracks)
  }

  configure(config: RTCConfiguration): void {
    for (const { peer } of this.lines.values()) peer.configure(config)
  }

  retry(anew = false): void {
    for (const { peer } of this.lines.values()) peer.retry(anew)
  }

  get connected(): boolean {
    return [...this.lines.values()].some(({ peer }) => peer.connected)
  }

  get was(): boolean {
    return [...this.lines.values()].some(({ peer }) => peer.wasConnected)
  }

  of(leg: number): Heard | undefined {
    const line = this.lines.get(leg)
    return line && { streams: line.peer.streams, connected: line.peer.connected, quality: line.quality, why: line.why }
  }

  // How loud somebody is, 0 to 1, as their device says it (RFC 6464) or as is heard here.
  level(leg: number): number {
    const receiver = this.lines.get(leg)?.peer.receiver('mic')
    const source = receiver?.getSynchronizationSources?.()[0]
    return source?.audioLevel ?? 0
  }

  speaks(leg: number, now: number): boolean {
    const line = this.lines.get(leg)
    if (!line) return false
    return heard(line, () => this.level(leg), now)
  }

  reports(userOf: (leg: number) => number): CallReport[] {
    return [...this.lines].map(([leg, { report }]) => ({ leg, user: userOf(leg), ...report }))
  }

  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
    for (const leg of this.lines.keys()) this.drop(leg)
    this.discard()
    this.early.clear()
  }

  discard(): void {
    this.fresh?.close()
    this.fresh = undefined
  }

  private drop(leg: number): void {
    this.lines.get(leg)?.peer.close()
    this.lines.delete(leg)
  }

  private put(leg: number, peer: Peer): void {
    this.lines.set(leg, { peer, ladder: new Ladder(), report: {}, spoke: 0, listened: 0 })
  }

  private make(leg: () => number, first: boolean, held: boolean): Peer {
    const peer: Peer = new Peer(
      {
        connection: () => this.host.connection(),
        signal: (signal) => this.host.signal(leg(), signal),
        reachable: () => this.host.reachable(),
        changed: () => {
          if (this.lines.get(leg())?.peer === peer) this.host.changed()
        },
        lost: () => this.host.lost(leg()),
        sealed: this.host.sealed && { sender: (sender, source) => this.host.sealed!.sender(sender, source), receiver: (receiver, source) => this.host.sealed!.receiver(receiver, leg(), source) },
      },
      first,
      held,
    )
    return peer
  }

  // How much has come over all ways that were found, be it only checks of them; 0: not known.
  async arrived(): Promise<number> {
    let all = 0
    for (const { peer } of this.lines.values()) {
      const stats = await peer.pc.getStats().catch(() => undefined)
      for (const one of (stats?.values() ?? []) as Iterable<Record<string, unknown>>) {
        if (one.type === 'candidate-pair') for (const key of ['bytesReceived', 'requestsReceived', 'responsesReceived']) all += Number(one[key] ?? 0)
      }
    }
    return all
  }

  private async measureAll(): Promise<void> {
    const all: Measured['report'][] = []
    for (const [leg, line] of this.lines) {
      if (!line.peer.connected) {
        if (line.peer.wasConnected) Object.assign(line, { quality: 1, why: 'lost' })
        continue
      }
      const stats = await line.peer.pc.getStats().catch(() => undefined)
      if (!stats || this.lines.get(leg) !== line) continue
      const { report, counters } = measure(stats.values() as Iterable<Record<string, unknown> & { id: string; type: string }>, line.counters, performance.now())
      line.counters = counters
      line.report = report
      delete line.why
      Object.assign(line, mark(report))
      line.ladder.step(report, this.lines.size)
      limit(line)
      all.push(report)
    }
    if (all.length) this.host.measured(all)
    this.host.changed()
  }
}

// Pictures give way to sound.
function limit({ peer, ladder }: Line): void {
  for (const source of sources) {
    const sender = isSound(source) ? undefined : peer.sender(source)
    if (!sender?.track) continue
    const parameters = sender.getParameters()
    const encoding = parameters.encodings?.[0]
    if (!encoding) continue
    const { width = 640, height = 360 } = sender.track.getSettings()
    const { maxBitrate, scaleResolutionDownBy } = ladder.encoding(Math.min(width, height)) // also where it stands upright
    const scale = source === 'camera' ? scaleResolutionDownBy : 1 // letters stay sharp
    if (encoding.maxBitrate === maxBitrate && (encoding.scaleResolutionDownBy ?? 1) === scale) continue
    encoding.maxBitrate = maxBitrate
    encoding.scaleResolutionDownBy = scale
    void sender.setParameters(parameters).catch(() => undefined)
  }
}
