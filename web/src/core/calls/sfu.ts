// SPDX-License-Identifier: MIT
// A call through the media router of the server: one connection, on which this device sends what it has and gets what each
// of the others sends. This side always offers; the router answers with its candidates and learns ours from our checks.
//
// What is sent has a section each from the beginning and changes by replaceTrack alone. What is wanted follows the roster
// (sections.ts). Media does not care for the socket; offers wait for it.
import { ChatError } from '../api'
import type { Push } from '../protocol/codec'
import type { CallLeg, SfuLayer, SfuSend, SfuWant } from '../protocol/generated'
import { picture, prefer, voice } from './codecs'
import { encodingsOf, layerFor, RIDS, screenEncoding } from './layers'
import { isSound, sources, type Source, type Tracks } from './peer'
import { Ladder, mark, measure, type Counters, type Measured } from './quality'
import { redundant } from './redundant'
import { callSource, keyOf, Sections, slim, sourceOf, type Want } from './sections'
import type { CallReport } from './view'
import { heard, type Heard, type Sealed, type Speech, type Way } from './way'

export interface SfuOffer {
  sdp: string
  sends: SfuSend[]
  wants: SfuWant[]
  fresh?: boolean
}

export interface SfuHost {
  connection(): RTCPeerConnection
  offer(offer: SfuOffer): Promise<string> // the answer
  layers(layers: SfuLayer[]): Promise<unknown>
  reachable(): boolean // the server knows whom requests are from
  changed(): void
  lost(): void // no way was found for long; it is still tried
  measured(all: readonly Measured['report'][]): void
  sealed?: Sealed | undefined
}

const WANTS_MAX = 128
const RESTART_AFTER_MS = 1_000
const RESTART_EVERY_MS = 2_000
const FIRST_WAY_MS = 4_000
const FRESH_AFTER_MS = 15_000 // of looking for another way in vain: another connection
const FRESH_EVERY_MS = 2_000
const GIVE_UP_MS = 60_000
const RESTART_RARELY_MS = 10_000
const AGAIN_MS = 1_000
const AGAIN_MAX_MS = 8_000
const LAYERS_MS = 500
const MEASURE_MS = 2_000

interface Line extends Speech {
  counters?: Counters | undefined
  report: Measured['report']
  quality?: 1 | 2 | 3
  why?: Heard['why']
}

type Stat = Record<string, unknown> & { id: string; type: string }

export class Sfu implements Way {
  connected = false
  was = false
  speaker: number | undefined
  pc: RTCPeerConnection
  private sections: Sections
  private readonly senders = new Map<Source, RTCRtpTransceiver>()
  private tracks: Tracks
  private roster: readonly CallLeg[] = []
  private readonly lines = new Map<number, Line>()
  private readonly ladder = new Ladder()
  private counters: Counters | undefined
  private speaking: number | undefined
  // --- negotiation ---
  private dirty = true
  private ahead: { wants: string; offer: Promise<RTCSessionDescriptionInit | undefined> } | undefined
  private busy = false
  private restartWanted = false
  private fresh = true // the router has not heard of this connection yet
  private failures = 0
  private notBefore = 0
  private again: ReturnType<typeof setTimeout> | undefined
  // --- finding another way ---
  private lostAt = 0
  private madeAt = Date.now()
  private restart: ReturnType<typeof setTimeout> | undefined
  // --- layers ---
  private sizes: ReadonlyMap<string, number> | undefined
  private readonly asked = new Map<string, number>()
  private readonly given = new Map<string, number>()
  private layering: ReturnType<typeof setTimeout> | undefined
  private layersAt = 0
  private readonly timer: ReturnType<typeof setInterval>
  private closed = false

  // small: with one other, for whom fewer sizes of the picture will do
  constructor(
    private readonly host: SfuHost,
    tracks: Tracks,
    private readonly small = false,
  ) {
    this.tracks = tracks
    this.pc = this.open()
    this.sections = new Sections(this.pc, host.sealed)
    this.timer = setInterval(() => void this.measureAll(), MEASURE_MS)
  }

  // --- the connection ---
  private open(): RTCPeerConnection {
    const pc = this.host.connection()
    pc.onconnectionstatechange = () => this.moved()
    for (const source of sources) {
      const transceiver = this.makeSender(pc, source)
      prefer(transceiver, isSound(source) ? voice : picture)
      this.senders.set(source, transceiver)
      if (this.host.sealed) this.host.sealed.sender(transceiver.sender, source)
      else if (source === 'mic') redundant(transceiver.sender, true)
      void this.put(transceiver, source)
    }
    return pc
  }

  private makeSender(pc: RTCPeerConnection, source: Source): RTCRtpTransceiver {
    const direction = 'sendonly'
    if (source === 'mic') return pc.addTransceiver('audio', { direction, sendEncodings: [{ priority: 'high' }] })
    if (source === 'sound') return pc.addTransceiver('audio', { direction })
    if (source === 'screen') return pc.addTransceiver('video', { direction, sendEncodings: [screenEncoding(this.ladder.kbps)] })
    const sizes = this.encodings().map((encoding, index) => ({ rid: RIDS[index]!, ...encoding }))
    // Without layers of time, which the router does not thin: who gets a picture late would skip it.
    for (const sendEncodings of [sizes.map((one) => ({ ...one, scalabilityMode: 'L1T1' })), sizes]) {
      try {
        return pc.addTransceiver('video', { direction, sendEncodings })
      } catch {
        // A browser that knows no such mode, or no simulcast.
      }
    }
    return pc.addTransceiver('video', { direction })
  }

  private encodings(count = this.small ? 2 : RIDS.length): ReturnType<typeof encodingsOf> {
    const { width = 1_280, height = 720 } = this.tracks.camera?.getSettings() ?? {}
    return encodingsOf(count, Math.min(width, height), this.ladder.kbps)
  }

  private async put({ sender }: RTCRtpTransceiver, source: Source): Promise<void> {
    try {
      if (!sender.track && !this.tracks[source]) return // the browser would do much for nothing
      await sender.replaceTrack(this.tracks[source])
      await this.limit(source)
    } catch {
      // closed meanwhile
    }
  }

  // Another connection in the place of this one, that leads nowhere.
  private renew(): void {
    if (this.closed || !this.host.reachable()) return
    if (Date.now() - this.madeAt < FRESH_EVERY_MS) return this.ask() // it may be about the one before
    silence(this.pc)
    this.madeAt = Date.now()
    this.connected = false
    this.lostAt ||= Date.now()
    this.asked.clear()
    this.given.clear()
    this.counters = undefined
    for (const line of this.lines.values()) delete line.counters
    this.fresh = true
    this.ahead = undefined
    this.restartWanted = false
    this.pc = this.open()
    this.sections = new Sections(this.pc, this.host.sealed)
    this.notBefore = 0
    this.failures = 0
    this.negotiate()
    this.look(FIRST_WAY_MS)
    this.host.changed()
  }

  // --- what is wanted ---
  // While the server is asked for a place: the offer that will be needed then, if all stays as it is.
  prepare(others: readonly CallLeg[]): void {
    this.roster = others
    this.sections.assign(this.wants())
    this.ahead = { wants: this.wantsKey(), offer: this.pc.createOffer().catch(() => undefined) }
  }

  private wantsKey(): string {
    return this.wants().map(({ leg, source }) => keyOf(leg, source)).join()
  }

  follow(others: readonly CallLeg[]): void {
    const before = this.wantsKey()
    this.roster = others
    for (const leg of this.lines.keys()) if (!others.some((one) => one.leg === leg)) this.lines.delete(leg)
    for (const { leg } of others) if (!this.lines.has(leg)) this.lines.set(leg, { report: {}, spoke: 0, listened: 0 })
    if (this.dirty || before !== this.wantsKey()) this.negotiate()
  }

  // Voices first: who is not seen is heard. Whether a screen has sound is not known before it comes.
  private wants(): Want[] {
    const legs = (source: Source, has: (leg: CallLeg) => unknown): Want[] => this.roster.filter(has).map(({ leg }) => ({ leg, source }))
    return [...legs('mic', () => true), ...legs('screen', ({ screen }) => screen), ...legs('sound', ({ screen }) => screen), ...legs('camera', ({ video }) => video)].slice(0, WANTS_MAX)
  }

  // --- negotiation: one at a time; what changes meanwhile goes into the next ---
  private negotiate(): void {
    this.dirty = true
    if (this.busy || this.closed) return
    const wait = this.notBefore - Date.now()
    if (wait > 0) {
      this.again ??= setTimeout(() => this.negotiateNow(), wait)
      return
    }
    void this.run()
  }

  private negotiateNow(): void {
    clearTimeout(this.again)
    this.again = undefined
    this.notBefore = 0
    if (this.dirty) this.negotiate()
  }

  private async run(): Promise<void> {
    this.busy = true
    while (this.dirty && !this.closed && this.host.reachable()) {
      this.dirty = false
      const { pc } = this
      try {
        await this.exchange(pc)
        this.failures = 0
      } catch (error) {
        if (this.closed) break
        this.dirty = true
        if (this.pc !== pc) continue
        const forgotten = error instanceof ChatError && error.field === 'fresh'
        if (forgotten) this.renew()
        if (this.pc !== pc) continue
        if (pc.signalingState === 'have-local-offer') await pc.setLocalDescription({ type: 'rollback' }).catch(() => undefined)
        const soon = forgotten ? Math.max(1, this.madeAt + FRESH_EVERY_MS - Date.now()) : 0
        const ms = soon || (error instanceof ChatError && error.retryAfter) || Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** this.failures++)
        if (!(error instanceof ChatError)) console.warn('call:', error)
        this.notBefore = Date.now() + ms
        break
      }
    }
    this.busy = false
    if (this.dirty && !this.closed && this.notBefore > Date.now()) this.negotiate()
  }

  private async exchange(pc: RTCPeerConnection): Promise<void> {
    const { sections, fresh } = this
    for (const { leg, source } of sections.assign(this.wants())) {
      this.asked.delete(keyOf(leg, source))
      this.given.delete(keyOf(leg, source))
    }
    if (this.restartWanted) pc.restartIce()
    this.restartWanted = false
    const { ahead } = this
    this.ahead = undefined
    const offer = (ahead?.wants === this.wantsKey() && (await ahead.offer)) || (await pc.createOffer())
    await pc.setLocalDescription(offer)
    const sdp = await this.host.offer({ sdp: slim(offer.sdp ?? ''), sends: this.sends(), wants: sections.wants, ...(fresh ? { fresh } : {}) })
    if (this.closed || this.pc !== pc) return
    await pc.setRemoteDescription({ type: 'answer', sdp })
    this.fresh = false
    sections.settle()
    if (!this.connected) this.look(FIRST_WAY_MS)
    this.layersAt = Date.now() // tiles of what is new are still to be made
    this.tellLayers()
    this.host.changed()
  }

  private sends(): SfuSend[] {
    return [...this.senders].flatMap(([source, { mid }]) => (mid === null ? [] : [{ mid, source: callSource[source] }]))
  }

  // --- finding another way ---
  private moved(): void {
    const state = this.pc.connectionState
    this.connected = state === 'connected'
    if (this.connected) {
      this.was = true
      this.lostAt = 0
      clearTimeout(this.restart)
      this.restart = undefined
    } else if (state === 'failed') this.look(0)
    else if (state === 'disconnected') this.look(RESTART_AFTER_MS)
    this.host.changed()
  }

  private look(ms: number): void {
    this.lostAt ||= Date.now()
    this.restart ??= setTimeout(() => this.findWay(), ms)
  }

  private findWay(): void {
    clearTimeout(this.restart)
    this.restart = undefined
    if (this.closed || this.connected) return
    const lost = Date.now() - this.lostAt
    if (lost > GIVE_UP_MS) this.host.lost()
    if (this.closed) return
    this.look(lost > GIVE_UP_MS ? RESTART_RARELY_MS : RESTART_EVERY_MS)
    if (lost >= FRESH_AFTER_MS && Date.now() - this.madeAt >= FRESH_AFTER_MS) this.renew()
    else this.restartIce()
  }

  private restartIce(): void {
    if (!this.pc.remoteDescription) return // the first offer is on its way
    this.restartWanted = true
    this.negotiate()
  }

  // The network or the socket came back. If the server was away, too, its router does not know this connection any more.
  retry(anew = false): void {
    this.failures = 0
    if (anew || (!this.connected && this.was)) this.restartWanted = !!this.pc.remoteDescription
    this.notBefore = 0
    this.ask()
    this.tellLayers()
  }

  // Offers what the router should have already: it says so if it does not know of it.
  private ask(): void {
    this.dirty ||= !!this.pc.remoteDescription
    if (this.dirty) this.negotiate()
  }

  // --- what the server tells ---
  push(push: Push): void {
    if (push.type === 'speakers') {
      this.speaking = push.speaking
      this.speaker = push.ranked.find((leg) => this.lines.has(leg)) ?? this.speaker
    } else if (push.type === 'layer') {
      const source = sourceOf(push.is.source)
      if (source) this.given.set(keyOf(push.is.leg, source), push.is.layer)
    } else if (push.type === 'sfu_lost') return this.renew()
    this.host.changed()
  }

  // --- what is shown ---
  shown(sizes: ReadonlyMap<string, number>): void {
    this.sizes = sizes
    this.tellLayers()
  }

  private tellLayers(): void {
    if (!this.sizes || this.layering || this.closed) return
    this.layering = setTimeout(() => void this.tellNow(), Math.max(0, this.layersAt + LAYERS_MS - Date.now()))
  }

  private async tellNow(): Promise<void> {
    this.layering = undefined
    this.layersAt = Date.now()
    const layers = this.wishes()
    if (layers.length === 0 || !this.host.reachable()) return
    const keys = layers.map(({ leg, source, layer }): [string, number] => [keyOf(leg, sourceOf(source)!), layer])
    for (const [key, layer] of keys) this.asked.set(key, layer)
    try {
      await this.host.layers(layers)
    } catch {
      for (const [key] of keys) this.asked.delete(key)
      this.layersAt = Date.now() + AGAIN_MS
      this.tellLayers()
    }
  }

  private wishes(): SfuLayer[] {
    return this.sections.all.flatMap(({ want, stream }) => {
      if (!want || !stream || isSound(want.source)) return []
      const layer = layerFor(want.source, this.sizes?.get(want.source === 'screen' ? `${want.leg}:screen` : `${want.leg}`))
      const known = this.asked.get(keyOf(want.leg, want.source)) ?? 3
      return layer === known ? [] : [{ leg: want.leg, source: callSource[want.source], layer }]
    })
  }

  // --- what is heard and seen ---
  of(leg: number): Heard | undefined {
    const line = this.lines.get(leg)
    if (!line) return undefined
    const streams: Partial<Record<Source, MediaStream>> = {}
    for (const { want, stream } of this.sections.all) {
      if (want?.leg !== leg || !stream) continue
      // A picture that does not come would stand still.
      if (want.source === 'camera' && this.given.get(keyOf(leg, 'camera')) === 0) continue
      streams[want.source] = stream
    }
    return { streams, connected: this.connected, ...(line.quality ? { quality: line.quality } : {}), ...(line.why ? { why: line.why } : {}) }
  }

  level(leg: number): number {
    return this.sections.find(leg, 'mic')?.transceiver.receiver.getSynchronizationSources?.()[0]?.audioLevel ?? 0
  }

  speaks(leg: number, now: number): boolean {
    const line = this.lines.get(leg)
    if (!line) return false
    return this.speaking === leg || heard(line, () => this.level(leg), now)
  }

  reports(userOf: (leg: number) => number): CallReport[] {
    return [...this.lines].map(([leg, { report }]) => ({ leg, user: userOf(leg), ...report }))
  }

  // --- what is sent ---
  send(tracks: Tracks): void {
    const before = this.tracks
    this.tracks = tracks
    for (const [source, transceiver] of this.senders) if (before[source] !== tracks[source]) void this.put(transceiver, source)
  }

  configure(config: RTCConfiguration): void {
    if (!this.closed) this.pc.setConfiguration(config)
  }

  stop(): void {
    this.closed = true
    clearInterval(this.timer)
    for (const one of [this.again, this.restart, this.layering]) clearTimeout(one)
    silence(this.pc)
  }

  // --- how it goes ---
  private async measureAll(): Promise<void> {
    const { pc } = this
    if (!this.connected) {
      if (this.was) for (const line of this.lines.values()) Object.assign(line, { quality: 1, why: 'lost' })
      return
    }
    const stats = [...((await pc.getStats().catch(() => undefined))?.values() ?? [])] as Stat[]
    if (this.closed || this.pc !== pc || stats.length === 0) return
    const now = performance.now()
    const whole = measure(stats, this.counters, now)
    this.counters = whole.counters
    const rates: number[] = []
    for (const [leg, line] of this.lines) {
      const mids = new Set(this.sections.all.filter(({ want }) => want?.leg === leg).map(({ transceiver }) => transceiver.mid))
      const { report, counters } = measure(stats.filter(({ type, mid }) => type !== 'inbound-rtp' || mids.has(mid as string)), line.counters, now)
      line.counters = counters
      line.report = { ...report, way: report.way === 'relay' ? 'relay' : 'server' }
      delete line.why
      Object.assign(line, mark(report))
      if (report.width && report.fps !== undefined) rates.push(report.fps)
    }
    this.ladder.step(whole.report)
    for (const source of sources) void this.limit(source)
    this.host.measured([{ ...whole.report, ...(rates.length ? { fps: Math.min(...rates) } : {}) }])
    this.host.changed()
  }

  // Pictures give way to sound.
  private async limit(source: Source): Promise<void> {
    const sender = this.senders.get(source)?.sender
    if (!sender?.track || isSound(source)) return
    const parameters = sender.getParameters()
    if (!parameters.encodings?.length) return
    const wanted = source === 'screen' ? [screenEncoding(this.ladder.kbps)] : this.encodings(parameters.encodings.length)
    const same = parameters.encodings.every((encoding, index) => Object.entries(wanted[index] ?? {}).every(([key, value]) => encoding[key as keyof RTCRtpEncodingParameters] === value))
    if (same) return
    parameters.encodings.forEach((encoding, index) => Object.assign(encoding, wanted[index]))
    await sender.setParameters(parameters).catch(() => undefined)
  }
}

function silence(pc: RTCPeerConnection): void {
  pc.onconnectionstatechange = null
  pc.close()
}
