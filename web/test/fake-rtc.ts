// SPDX-License-Identifier: MIT
// Connections without a network: the states of JSEP (RFC 8829) and of ICE (RFC 8445) as far as they can go wrong. A
// description is its user fragment and its sections; two connections find each other when each has the fragment of the
// other as it is now, and a candidate. Time is that of the fake timers.
import type { Dice } from './dice'

type Kind = 'audio' | 'video'
interface Described {
  of: number // connection
  ufrag: string
  sections: { kind: Kind; direction: string }[]
  lite?: boolean // with all candidates inside
}

const STEP_MS = 100
const DISCONNECTED_MS = 5_000
const FAILED_MS = 17_000
const CHECKS_MS = 15_000

export class FakeTrack {
  static readonly live = new Set<FakeTrack>()
  readyState: 'live' | 'ended' = 'live'
  enabled = true
  contentHint = ''
  onended: (() => void) | null = null

  constructor(
    readonly kind: Kind,
    readonly label = '',
    readonly settings: MediaTrackSettings = { width: 1_280, height: 720 },
  ) {
    FakeTrack.live.add(this)
  }

  stop(): void {
    this.readyState = 'ended'
    FakeTrack.live.delete(this)
  }

  // By the browser or by a cable.
  end(): void {
    this.stop()
    this.onended?.()
  }

  getSettings(): MediaTrackSettings {
    return this.settings
  }
}

export class FakeStream {
  constructor(private readonly tracks: readonly FakeTrack[] = []) {}
  getTracks = (): readonly FakeTrack[] => this.tracks
  getAudioTracks = (): readonly FakeTrack[] => this.tracks.filter(({ kind }) => kind === 'audio')
  getVideoTracks = (): readonly FakeTrack[] => this.tracks.filter(({ kind }) => kind === 'video')
}

export const asTrack = (track: FakeTrack): MediaStreamTrack => track as unknown as MediaStreamTrack
export const asStream = (stream: FakeStream): MediaStream => stream as unknown as MediaStream

class Transceiver {
  mid: string | null = null
  direction = 'sendrecv'
  told = false // that something may come
  preferred: { mimeType: string }[] = []
  private parameters: { encodings: Record<string, number>[] }
  readonly sender: { track: FakeTrack | null; replaceTrack(track: FakeTrack | null): Promise<void>; getParameters(): unknown; setParameters(set: never): Promise<void> }
  readonly receiver: { track: FakeTrack; getSynchronizationSources(): { audioLevel: number }[] }
  level = 0

  constructor(
    readonly kind: Kind,
    net: FakeNet,
    isClosed: () => boolean,
    encodings: RTCRtpEncodingParameters[] = [{}],
  ) {
    this.parameters = { encodings: structuredClone(encodings) as never[] }
    const receives = new FakeTrack(kind)
    FakeTrack.live.delete(receives) // not a device
    this.receiver = { track: receives, getSynchronizationSources: () => [{ audioLevel: this.level }] }
    this.sender = {
      track: null,
      replaceTrack: async (track) => {
        await net.turns()
        if (isClosed()) throw named('InvalidStateError')
        this.sender.track = track
      },
      getParameters: () => structuredClone(this.parameters),
      setParameters: async (set) => void (this.parameters = set),
    }
  }

  setCodecPreferences(codecs: { mimeType: string }[]): void {
    this.preferred = codecs
  }
}

const named = (name: string): Error => Object.assign(new Error(name), { name })

export class FakeNet {
  readonly connections: FakeConnection[] = []
  blocked = false
  apart: ((one: FakeConnection, other: FakeConnection) => boolean) | undefined // the two cannot reach each other
  private count = 0
  private readonly timer: ReturnType<typeof setInterval>

  constructor(readonly dice?: Dice) {
    this.timer = setInterval(() => this.connections.forEach((one) => one.look()), STEP_MS)
  }

  make = (config: RTCConfiguration = {}): RTCPeerConnection => {
    const made = new FakeConnection(this, ++this.count, config)
    this.connections.push(made)
    return made as unknown as RTCPeerConnection
  }

  get open(): FakeConnection[] {
    return this.connections.filter(({ signalingState }) => signalingState !== 'closed')
  }

  stop(): void {
    clearInterval(this.timer)
  }

  // Some work of the browser.
  async turns(): Promise<void> {
    for (let turns = this.dice?.below(4) ?? 1; turns > 0; turns--) await Promise.resolve()
  }

  soon(): number {
    return 1 + (this.dice?.below(30) ?? 5)
  }
}

export const fake = (pc: RTCPeerConnection): FakeConnection => pc as unknown as FakeConnection

export class FakeConnection {
  signalingState = 'stable'
  connectionState = 'new'
  onicecandidate: ((event: { candidate: { toJSON(): RTCIceCandidateInit } | null }) => void) | null = null
  onconnectionstatechange: (() => void) | null = null
  ontrack: ((event: { track: FakeTrack; transceiver: Transceiver }) => void) | null = null
  localDescription: RTCSessionDescriptionInit | null = null
  remoteDescription: RTCSessionDescriptionInit | null = null
  restarts = 0
  offers = 0
  private readonly transceivers: Transceiver[] = []
  private stands: { local: string; remote: string } | undefined // fragments
  private pending: { local?: string; remote?: string } = {}
  private created = ''
  private generation = 0
  private wantsRestart = false
  private readonly candidates = new Set<string>() // fragments of the other that candidates came for
  private badSince = 0
  private failedWith: string | undefined
  bytes = 0
  private checks = 0 // of the way, that were answered

  constructor(
    private readonly net: FakeNet,
    readonly id: number,
    public config: RTCConfiguration,
  ) {}

  // --- what a page does ---
  addTransceiver(kind: Kind, init?: { direction: string; sendEncodings?: RTCRtpEncodingParameters[] }): Transceiver {
    this.check()
    const made = this.transceiver(kind, init?.sendEncodings)
    made.direction = init?.direction ?? 'sendrecv'
    return made
  }

  getTransceivers(): Transceiver[] {
    return this.transceivers
  }

  getSenders(): Transceiver['sender'][] {
    return this.transceivers.map(({ sender }) => sender)
  }

  setConfiguration(config: RTCConfiguration): void {
    this.check()
    this.config = config
  }

  restartIce(): void {
    this.restarts++
    this.wantsRestart = true
  }

  async createOffer(): Promise<RTCSessionDescriptionInit> {
    await this.net.turns()
    this.check()
    this.offers++
    const known = this.stands?.local ?? this.pending.local
    const ufrag = known === undefined || this.wantsRestart ? `${this.id}.${++this.generation}` : known
    return { type: 'offer', sdp: (this.created = this.write(ufrag)) }
  }

  async createAnswer(): Promise<RTCSessionDescriptionInit> {
    await this.net.turns()
    this.check()
    if (this.signalingState !== 'have-remote-offer') throw named('InvalidStateError')
    const restarted = this.stands && this.stands.remote !== this.pending.remote
    const ufrag = !this.stands || restarted ? `${this.id}.${++this.generation}` : this.stands.local
    return { type: 'answer', sdp: (this.created = this.write(ufrag)) }
  }

  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await this.net.turns()
    this.check()
    if (description.type === 'rollback') {
      if (this.signalingState !== 'have-local-offer') throw named('InvalidStateError')
      return this.rollback()
    }
    if (description.sdp !== this.created) throw named('InvalidModificationError')
    const { ufrag } = JSON.parse(description.sdp) as Described
    if (description.type === 'offer') {
      if (this.signalingState !== 'stable') throw named('InvalidStateError')
      this.signalingState = 'have-local-offer'
      this.pending = { local: ufrag }
    } else {
      if (this.signalingState !== 'have-remote-offer') throw named('InvalidStateError')
      this.stand(ufrag, this.pending.remote!)
    }
    this.transceivers.forEach((one, index) => (one.mid ??= `${index}`))
    this.localDescription = description
    this.gather(ufrag)
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await this.net.turns()
    this.check()
    const { ufrag, sections, lite } = JSON.parse(description.sdp!) as Described
    if (description.type === 'offer') {
      if (this.signalingState === 'have-local-offer') this.rollback()
      if (this.signalingState !== 'stable') throw named('InvalidStateError')
      this.signalingState = 'have-remote-offer'
      this.pending = { remote: ufrag }
    } else {
      if (this.signalingState !== 'have-local-offer') throw named('InvalidStateError')
      this.wantsRestart = false
      this.stand(this.pending.local!, ufrag)
    }
    this.remoteDescription = description
    if (lite) this.candidates.add(ufrag)
    for (const [index, { kind }] of sections.entries()) this.receive(`${index}`, kind)
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await this.net.turns()
    this.check()
    if (!this.remoteDescription) throw named('InvalidStateError')
    const { usernameFragment: of } = candidate
    if (of !== this.pending.remote && of !== this.stands?.remote) throw named('OperationError')
    this.candidates.add(of!)
  }

  async getStats(): Promise<Map<string, unknown>> {
    await this.net.turns()
    this.check()
    this.bytes += 100_000
    if (!this.badSince) this.checks++
    return new Map(
      [
        { id: 'in', type: 'inbound-rtp', kind: 'video', packetsReceived: this.bytes / 1_000, packetsLost: 0, mid: '3', framesDecoded: this.bytes / 4_000, bytesReceived: this.bytes },
        { id: 'pair', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.02, localCandidateId: 'l', responsesReceived: this.checks },
        { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
      ].map((one) => [one.id, one]),
    )
  }

  close(): void {
    this.signalingState = 'closed'
    this.connectionState = 'closed'
  }

  // --- what the network does ---
  get partner(): FakeConnection | undefined {
    const { stands } = this
    return stands && this.net.open.find((one) => one.stands?.local === stands.remote && one.stands.remote === stands.local)
  }

  hears(source: number): FakeTrack | null {
    return this.connectionState === 'connected' ? (this.partner?.transceivers[source]?.sender.track ?? null) : null
  }

  look(): void {
    if (this.signalingState === 'closed') return
    const { partner, stands } = this
    const met = partner && (this.candidates.has(stands!.remote) || partner.candidates.has(stands!.local))
    const key = `${stands?.local} ${stands?.remote}`
    const open = !this.net.blocked && !(partner && this.net.apart?.(this, partner))
    if (met && open && this.failedWith !== key) {
      this.badSince = 0
      return this.become('connected')
    }
    if (!stands) return
    this.badSince ||= Date.now()
    const bad = Date.now() - this.badSince
    if (this.connectionState === 'connected') {
      if (bad >= DISCONNECTED_MS) this.become('disconnected')
    } else if (this.connectionState === 'failed') {
      if (this.failedWith === key) return
      this.badSince = Date.now()
      this.become('connecting')
    } else if (bad >= (this.connectionState === 'disconnected' ? FAILED_MS : CHECKS_MS)) {
      this.failedWith = key
      this.become('failed')
    } else if (this.connectionState === 'new') this.become('connecting')
  }

  private become(state: string): void {
    if (this.connectionState === state) return
    this.connectionState = state
    this.onconnectionstatechange?.()
  }

  private stand(local: string, remote: string): void {
    this.stands = { local, remote }
    this.pending = {}
    this.signalingState = 'stable'
  }

  // Sections that only the offer made stay where they are, without a number.
  private rollback(): void {
    this.signalingState = 'stable'
    this.pending = {}
    if (!this.stands) for (const one of this.transceivers) one.mid = null
  }

  private receive(mid: string, kind: Kind): void {
    let one = this.transceivers.find((other) => other.mid === mid)
    if (!one) Object.assign((one = this.transceiver(kind)), { mid, direction: 'recvonly' })
    if (one.told) return
    one.told = true
    this.ontrack?.({ track: one.receiver.track, transceiver: one })
  }

  private transceiver(kind: Kind, encodings?: RTCRtpEncodingParameters[]): Transceiver {
    const made = new Transceiver(kind, this.net, () => this.signalingState === 'closed', encodings)
    this.transceivers.push(made)
    return made
  }

  private gather(ufrag: string): void {
    const tell = (candidate: RTCIceCandidateInit | null): void => {
      const wanted = ufrag === this.pending.local || ufrag === this.stands?.local // not rolled back
      if (this.signalingState !== 'closed' && wanted) this.onicecandidate?.({ candidate: candidate && { toJSON: () => candidate } })
    }
    for (const port of [1, 2]) setTimeout(() => tell({ candidate: `candidate:${port}`, sdpMLineIndex: 0, usernameFragment: ufrag }), this.net.soon())
    setTimeout(() => tell(null), 40)
  }

  private write(ufrag: string): string {
    return JSON.stringify({ of: this.id, ufrag, sections: this.transceivers.map(({ kind, direction }) => ({ kind, direction })) } satisfies Described)
  }

  private check(): void {
    if (this.signalingState === 'closed') throw named('InvalidStateError')
  }
}
