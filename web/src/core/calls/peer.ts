// SPDX-License-Identifier: MIT
// The connection to one other person: negotiation (JSEP, RFC 8829), candidates, and finding another way when it breaks.
//
// Each connection has four transceivers from the beginning: microphone, camera, screen, and the screen's own sound. What is sent changes by
// replaceTrack alone, so that nothing is negotiated again but new ways. Whoever has the higher leg came later and offers,
// but for the offer that rang along. Of two offers at once that of the lower leg stands ("perfect negotiation").
import type { Sdp } from '../protocol/generated'
import { direct, picture, prefer, voice } from './codecs'
import { redundant } from './redundant'

export const sources = ['mic', 'camera', 'screen', 'sound'] as const
export type Source = (typeof sources)[number]
export const isSound = (source: Source): boolean => source === 'mic' || source === 'sound'
export type Tracks = Readonly<Record<Source, MediaStreamTrack | null>>

export interface Signal {
  sdp?: Sdp
  candidate?: string
  last?: boolean
  key?: string // of a secure call
}

export interface PeerHost {
  connection(): RTCPeerConnection
  signal(signal: Signal): void
  reachable(): boolean // signals go out at once
  changed(): void // connection or streams
  lost(): void // no way was found for long; it is still tried, now and then
  sealed?: { sender(sender: RTCRtpSender, source: Source): void; receiver(receiver: RTCRtpReceiver, source: Source): void } | undefined
}

const HELD_MAX = 256
const RESTART_AFTER_MS = 1_000
const RESTART_EVERY_MS = 2_000
const GIVE_UP_MS = 60_000
const RESTART_RARELY_MS = 10_000
const ANSWER_MS = 8_000

export class Peer {
  pc: RTCPeerConnection
  readonly streams: Partial<Record<Source, MediaStream>> = {}
  connected = false
  wasConnected = false
  private tracks: Tracks = { mic: null, camera: null, screen: null, sound: null }
  private settled = false // negotiated once: from then on this connection stays
  private offering = false
  private offeredAt = 0
  private readonly early: RTCIceCandidateInit[] = []
  private readonly own: Signal[] = [] // candidates that nobody may know before there is an answer
  private mayTell: boolean
  private work: Promise<void> = Promise.resolve()
  private restart: ReturnType<typeof setTimeout> | undefined
  private lostAt = 0
  private closed = false

  // first: this side has the lower leg. held: candidates are kept until tell().
  constructor(
    private readonly host: PeerHost,
    public first: boolean,
    held = false,
  ) {
    this.mayTell = !held
    this.pc = this.make()
  }

  private make(): RTCPeerConnection {
    const pc = this.host.connection()
    pc.onicecandidate = ({ candidate }) => {
      const signal: Signal = candidate ? { candidate: JSON.stringify(candidate.toJSON()) } : { last: true }
      if (this.mayTell) this.host.signal(signal)
      else if (this.own.length < HELD_MAX) this.own.push(signal)
    }
    pc.onconnectionstatechange = () => this.moved()
    pc.ontrack = ({ track, transceiver }) => {
      const source = sources[pc.getTransceivers().indexOf(transceiver)]
      if (!source) return
      this.streams[source] = new MediaStream([track])
      this.host.changed()
    }
    return pc
  }

  // An offer without candidates, that may ring along. commit() makes it stand.
  async prepare(): Promise<Sdp> {
    this.addTransceivers()
    const { sdp = '' } = await this.pc.createOffer()
    return { type: 'offer', sdp }
  }

  commit(offer: Sdp, config: RTCConfiguration): Promise<void> {
    this.configure(config)
    return this.run(() => this.pc.setLocalDescription(offer as RTCSessionDescriptionInit))
  }

  // The answer to an offer that rang along, without candidates; commit() makes it stand.
  async answer(offer: Sdp): Promise<Sdp> {
    checkSize(offer)
    await this.pc.setRemoteDescription(offer as RTCSessionDescriptionInit)
    this.adopt()
    const { sdp = '' } = await this.pc.createAnswer()
    this.settled = true
    return { type: 'answer', sdp }
  }

  // From now on the other one may know the candidates.
  tell(): void {
    this.mayTell = true
    for (const signal of this.own.splice(0)) this.host.signal(signal)
  }

  // Begins the negotiation.
  offer(): void {
    void this.run(async () => {
      if (!this.settled && this.pc.getTransceivers().length === 0) this.addTransceivers()
      await this.makeOffer()
    })
  }

  private async makeOffer(): Promise<void> {
    if (this.pc.signalingState !== 'stable') return
    try {
      this.offering = true
      await this.pc.setLocalDescription(await this.pc.createOffer())
      this.offeredAt = Date.now()
      this.tellDescription()
    } finally {
      this.offering = false
    }
  }

  private tellDescription(): void {
    const { localDescription } = this.pc
    if (localDescription) this.host.signal({ sdp: { type: localDescription.type as Sdp['type'], sdp: localDescription.sdp } })
  }

  take(signal: Signal): Promise<void> {
    return this.run(async () => {
      if (signal.sdp) await this.describe(signal.sdp)
      else if (signal.candidate) await this.addCandidate(JSON.parse(signal.candidate) as RTCIceCandidateInit)
    })
  }

  private async describe(sdp: Sdp): Promise<void> {
    const { pc } = this
    checkSize(sdp)
    const collides = sdp.type === 'offer' && (this.offering || pc.signalingState !== 'stable')
    if (collides && this.first && this.settled) return // one's own offer stands
    if (sdp.type === 'answer' && pc.signalingState !== 'have-local-offer') return
    if (collides && !this.settled) {
      // Nothing stands yet: the offer that rang along is for nothing. Its transceivers would stay beside the other's.
      this.pc = this.renew()
    }
    await this.pc.setRemoteDescription(sdp as RTCSessionDescriptionInit)
    if (sdp.type === 'offer') {
      this.adopt()
      await this.pc.setLocalDescription(await this.pc.createAnswer())
      this.tellDescription()
    }
    this.settled = true
    this.tell()
    for (const candidate of this.early.splice(0)) await this.addCandidate(candidate)
  }

  private renew(): RTCPeerConnection {
    silence(this.pc)
    this.pc.close()
    this.own.length = 0
    return this.make()
  }

  private async addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!this.pc.remoteDescription) {
      if (this.early.length < HELD_MAX) this.early.push(candidate)
      return
    }
    await this.pc.addIceCandidate(candidate).catch(() => undefined) // of an offer that does not stand; there are others
  }

  private addTransceivers(): void {
    for (const source of sources) {
      const transceiver = this.pc.addTransceiver(isSound(source) ? 'audio' : 'video', { direction: 'sendrecv' })
      prefer(transceiver, isSound(source) ? voice : this.host.sealed ? picture : direct)
      if (this.host.sealed) this.host.sealed.sender(transceiver.sender, source)
      else if (source === 'mic') redundant(transceiver.sender)
      this.host.sealed?.receiver(transceiver.receiver, source)
      this.put(transceiver, source)
    }
  }

  // Tells again whose the receivers are.
  seal(): void {
    for (const source of sources) {
      const receiver = this.receiver(source)
      if (receiver) this.host.sealed?.receiver(receiver, source)
    }
  }

  // The transceivers that an offer made.
  private adopt(): void {
    this.pc.getTransceivers().forEach((transceiver, index) => {
      const source = sources[index]
      if (!source || transceiver.direction === 'stopped') return
      transceiver.direction = 'sendrecv'
      prefer(transceiver, isSound(source) ? voice : this.host.sealed ? picture : direct)
      if (this.host.sealed) this.host.sealed.sender(transceiver.sender, source)
      else if (source === 'mic') redundant(transceiver.sender)
      this.host.sealed?.receiver(transceiver.receiver, source)
      this.put(transceiver, source)
    })
  }

  send(tracks: Tracks): void {
    const before = this.tracks
    this.tracks = tracks
    this.pc.getTransceivers().forEach((transceiver, index) => {
      const source = sources[index]
      if (source && before[source] !== tracks[source]) this.put(transceiver, source)
    })
  }

  private put({ sender }: RTCRtpTransceiver, source: Source): void {
    if (!sender.track && !this.tracks[source]) return // the browser would do much for nothing
    sender.replaceTrack(this.tracks[source]).catch(() => undefined) // closed meanwhile
  }

  sender(source: Source): RTCRtpSender | undefined {
    return this.pc.getTransceivers()[sources.indexOf(source)]?.sender
  }

  receiver(source: Source): RTCRtpReceiver | undefined {
    return this.pc.getTransceivers()[sources.indexOf(source)]?.receiver
  }

  // The network or the socket came back: what is broken is tried again at once, by both sides. `anew`: also what seems whole,
  // since the device may have another address now.
  retry(anew = false): void {
    if (this.wasConnected && (anew || !this.connected)) this.again(true)
  }

  private moved(): void {
    const state = this.pc.connectionState
    this.connected = state === 'connected'
    if (this.connected) {
      this.wasConnected = true
      this.lostAt = 0
      clearTimeout(this.restart)
      this.restart = undefined
    } else if (state === 'failed' || (state === 'disconnected' && this.wasConnected)) {
      this.lostAt ||= Date.now()
      this.restart ??= setTimeout(() => this.again(), state === 'failed' ? 0 : RESTART_AFTER_MS)
    }
    this.host.changed()
  }

  // Another way, by the side with the lower leg; the other one waits for it, unless it knows better.
  private again(asked = false): void {
    clearTimeout(this.restart)
    this.restart = undefined
    if (this.closed || (this.connected && !asked)) return
    const given = this.lostAt > 0 && Date.now() - this.lostAt > GIVE_UP_MS
    if (given) this.host.lost()
    if (this.closed) return
    if (this.first || asked || this.isTired()) void this.run(() => this.findWay())
    if (!this.connected) this.restart = setTimeout(() => this.again(), given ? RESTART_RARELY_MS : RESTART_EVERY_MS)
  }

  // The side with the lower leg may see nothing of it.
  private isTired(): boolean {
    return Date.now() - Math.max(this.lostAt, this.offeredAt) > RESTART_RARELY_MS
  }

  private async findWay(): Promise<void> {
    if (!this.host.reachable()) return // tried when the socket is back
    if (this.pc.signalingState === 'have-local-offer') {
      // Its answer comes for sure, after the signals before it. Applied to another offer it would lead nowhere.
      if (Date.now() - this.offeredAt < ANSWER_MS) return
      await this.pc.setLocalDescription({ type: 'rollback' })
    }
    this.pc.restartIce()
    await this.makeOffer()
  }

  configure(config: RTCConfiguration): void {
    if (!this.closed) this.pc.setConfiguration(config)
  }

  close(): void {
    this.closed = true
    clearTimeout(this.restart)
    silence(this.pc)
    this.pc.close()
  }

  // One thing after the other.
  private run(job: () => Promise<void>): Promise<void> {
    const before = this.work
    this.work = (async () => {
      await before
      if (this.closed) return
      try {
        await job()
      } catch (error) {
        if (!this.closed) console.warn('call:', error)
      }
    })()
    return this.work
  }
}

// Each further section would stay for good, whatever comes later.
function checkSize({ sdp }: Sdp): void {
  if ((sdp.match(/^m=/gm)?.length ?? 0) > sources.length) throw new Error('a description of too many sections')
}

function silence(pc: RTCPeerConnection): void {
  pc.onicecandidate = pc.onconnectionstatechange = pc.ontrack = null
}
