// SPDX-License-Identifier: MIT
// Which way a call takes: between the devices or through the server, as its mode says. Where two find no way the server is
// asked for the other one. When the mode changes, the way before stays until the new one is there.
import { ChatError } from '../api'
import type { OpName, Push, Reply, Request } from '../protocol/codec'
import type { CallInfo } from '../protocol/generated'
import { company, isIn, type Seat } from './machine'
import type { Mesh } from './mesh'
import type { Signal, Tracks } from './peer'
import type { Measured } from './quality'
import { Sfu } from './sfu'
import type { CallReport } from './view'
import type { Heard, Sealed, Way } from './way'

export interface WaysHost {
  request<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>>
  connection(): RTCPeerConnection // to the server
  reachable(): boolean
  changed(): void
  lost(): void
  measured(all: readonly Measured['report'][]): void
  heard(leg: number, stream: MediaStream | undefined): void // below zero: the sound of the screen of that leg
  told(info: CallInfo): void
  direct(): boolean
  sealed?: Sealed | undefined
}

const FIRST_WAY_MS = 4_000
const HOPELESS_MS = 15_000
const ASK_AGAIN_MS = 2_000
const LISTEN_MS = 500
const STILL = 5 // times that nothing had come: browsers check a way every 2.5 s, whatever is sent
const STILL_MUTED = 12 // some of the checks may be lost
const ANSWER_MS = 1_000

export class Ways implements Way {
  private sfu: Sfu | undefined
  private epoch = 0 // of it
  private alone = false // the mesh is not there any more, or never was
  private tracks: Tracks = { mic: null, camera: null, screen: null, sound: null }
  private sizes: ReadonlyMap<string, number> | undefined
  private info: CallInfo | undefined
  private met = false // somebody else is in it
  private readonly legs = new Set<number>()
  private asking: ReturnType<typeof setTimeout> | undefined
  private refused = false
  private listener: ReturnType<typeof setInterval> | undefined
  private listening = false
  private arrived = 0
  private still = 0
  private closed = false

  constructor(
    private readonly mesh: Mesh,
    private readonly host: WaysHost,
  ) {}

  private get now(): Way {
    return this.sfu && (this.alone || !this.mesh.connected) ? this.sfu : this.mesh
  }

  // --- the roster ---
  follow(info: CallInfo, seat: Seat): void {
    if (this.closed) return
    this.info = info
    const others = company(info, seat)
    this.met = others.length > 0
    if (info.mode === 'sfu') this.through(info, seat)
    else {
      this.dropSfu()
      this.mesh.follow(others)
    }
    for (const leg of this.legs) if (!others.some((one) => one.leg === leg)) this.silence(leg)
    for (const { leg } of others) this.legs.add(leg)
    this.moved()
  }

  // What the way through the server will need, as far as it can be known before this device is in the call.
  prepare(info: CallInfo): void {
    this.epoch = info.epoch
    this.sfu = this.open(info)
    this.sfu.prepare(info.legs.filter(({ leg, state }) => leg !== 0 && isIn(state)))
  }

  private through(info: CallInfo, seat: Seat): void {
    const others = company(info, seat)
    if (this.sfu && this.epoch !== info.epoch) this.dropSfu()
    if (!this.sfu) {
      this.epoch = info.epoch
      this.sfu = this.open(info)
      if (this.sizes) this.sfu.shown(this.sizes)
    }
    this.sfu.follow(info.legs.filter(({ leg }) => others.some((one) => one.leg === leg)))
    if (this.alone) return
    if (this.mesh.lines.size > 0) this.mesh.follow(others)
    else this.leaveMesh()
  }

  private open({ id, epoch }: CallInfo): Sfu {
    const { host } = this
    return new Sfu(
      {
        connection: () => host.connection(),
        offer: async (offer) => (await host.request('call.sfu', { call: id, epoch, ...offer })).sdp,
        layers: (layers) => host.request('call.layers', { call: id, layers }),
        reachable: () => host.reachable(),
        changed: () => this.moved(),
        lost: () => host.lost(),
        measured: (all) => this.now === this.sfu && host.measured(all),
        sealed: host.sealed,
      },
      this.tracks,
      host.direct(),
    )
  }

  private dropSfu(): void {
    this.sfu?.stop()
    this.sfu = undefined
    this.alone = false
  }

  private leaveMesh(): void {
    this.alone = true
    this.mesh.stop()
  }

  private silence(leg: number): void {
    this.legs.delete(leg)
    this.host.heard(leg, undefined)
    this.host.heard(-leg, undefined)
  }

  // Something is another way now. Told by both ways.
  moved(): void {
    if (this.closed) return
    if (this.sfu?.connected && !this.alone) this.leaveMesh()
    for (const leg of this.legs) {
      const voice = this.now.of(leg)?.streams.mic
      if (voice) this.host.heard(leg, voice) // else the one before is kept for what comes
      const sound = this.now.of(leg)?.streams.sound
      if (!this.info?.legs.some((one) => one.leg === leg && one.screen)) this.host.heard(-leg, undefined)
      else if (sound) this.host.heard(-leg, sound)
    }
    this.watch()
    this.host.changed()
  }

  // --- asking for the way through the server ---
  private watch(): void {
    const direct = this.info?.mode === 'p2p' && this.met && !this.refused
    if (direct && this.mesh.was) this.listener ??= setInterval(() => void this.listen(), LISTEN_MS)
    else this.deafen()
    const waits = direct && !this.mesh.connected
    if (!waits) {
      clearTimeout(this.asking)
      this.asking = undefined
    } else this.asking ??= setTimeout(() => void this.ask(), this.mesh.was ? HOPELESS_MS : FIRST_WAY_MS)
  }

  private deafen(): void {
    clearInterval(this.listener)
    this.listener = undefined
    this.still = 0
  }

  // Browsers take a way for connected until five seconds after its end, and more. Where nothing comes any more while the
  // server answers at once it is not the whole network that is away, which may be back in a moment.
  private async listen(): Promise<void> {
    if (this.listening) return
    this.listening = true
    try {
      await this.hear()
      const sends = this.info?.legs.some(({ leg, audio, video, screen }) => this.legs.has(leg) && (audio || video || screen))
      if (this.still < (sends ? STILL : STILL_MUTED) || !this.host.reachable()) return
      const since = Date.now()
      await this.host.request('call.ice', {})
      if (Date.now() - since > ANSWER_MS) return
      await this.hear()
      if (this.still === 0 || !this.listener) return
      this.still = 0
      await this.ask()
    } catch {
      // the server is away, too
    } finally {
      this.listening = false
    }
  }

  private async hear(): Promise<void> {
    const arrived = await this.mesh.arrived()
    this.still = arrived > 0 && arrived === this.arrived ? this.still + 1 : 0
    this.arrived = arrived
  }

  private async ask(): Promise<void> {
    const { info } = this
    if (!info || this.closed) return
    try {
      if (this.host.reachable()) this.host.told((await this.host.request('call.reroute', { call: info.id, epoch: info.epoch })).call)
    } catch (error) {
      // It has no router: there may still be a way between the two.
      if (error instanceof ChatError && (error.code === 'calls_off' || error.code === 'invalid' || error.code === 'unknown_op')) this.refused = true
    }
    if (this.closed) return
    clearTimeout(this.asking) // of another time without a way, that began meanwhile
    this.asking = this.refused ? undefined : setTimeout(() => void this.ask(), ASK_AGAIN_MS)
    this.watch()
  }

  // --- what goes to the ways ---
  take(from: number, signal: Signal): void {
    if (!this.alone) this.mesh.take(from, signal)
  }

  push(push: Push): void {
    const id = push.type === 'speakers' ? push.speakers : push.type === 'layer' ? push.layer : push.type === 'sfu_lost' ? push.sfu_lost : undefined
    if (id !== undefined && id === this.info?.id) this.sfu?.push(push)
  }

  meshLost(): void {
    if (!this.sfu) this.host.lost()
  }

  shown(sizes: ReadonlyMap<string, number>): void {
    this.sizes = sizes
    this.sfu?.shown(sizes)
  }

  send(tracks: Tracks): void {
    this.tracks = tracks
    this.mesh.send(tracks)
    this.sfu?.send(tracks)
  }

  configure(config: RTCConfiguration): void {
    this.mesh.configure(config)
    this.sfu?.configure(throughServer(config))
  }

  retry(anew = false): void {
    this.mesh.retry(anew)
    this.sfu?.retry(anew)
  }

  stop(): void {
    this.closed = true
    clearTimeout(this.asking)
    this.deafen()
    this.mesh.stop()
    this.sfu?.stop()
  }

  // --- what comes from the one that is used ---
  get way(): 'direct' | 'relay' | 'server' {
    if (this.now === this.sfu) return 'server'
    return this.mesh.reports(() => 0).some(({ way }) => way === 'relay') ? 'relay' : 'direct'
  }
  get connected(): boolean {
    return this.now.connected
  }
  get was(): boolean {
    return this.mesh.was || !!this.sfu?.was
  }
  get speaker(): number | undefined {
    return this.now.speaker
  }
  of(leg: number): Heard | undefined {
    return this.now.of(leg)
  }
  level(leg: number): number {
    return this.now.level(leg)
  }
  speaks(leg: number, now: number): boolean {
    return this.now.speaks(leg, now)
  }
  reports(userOf: (leg: number) => number): CallReport[] {
    return this.now.reports(userOf)
  }
}

// To the server each may go by itself: it sees the address of this device in any case, and the others do not. Its STUN must
// not be asked: browsers take whatever comes from the address of a STUN server for one of its answers, and that is where
// the media comes from.
export const throughServer = (config: RTCConfiguration): RTCConfiguration => ({
  ...config,
  iceServers: (config.iceServers ?? []).filter(({ urls }) => ![urls].flat().some((url) => url.startsWith('stun:'))),
  iceTransportPolicy: 'all',
})
