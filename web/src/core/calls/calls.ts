// SPDX-License-Identifier: MIT
// Calls on this device: one at a time, and what rings. The server says who is in it (`calls`), passes on what devices tell
// each other (`signal`), and gives this one a seat that outlives the socket: a connection that is lost ends nothing, sound
// and pictures go on between the devices.
import { ChatError, type RoomId, type UserId } from '../api'
import type { OpName, Push, Reply, Request } from '../protocol/codec'
import type { CallEnd, CallInfo, CallKind, CallSeat, Sdp } from '../protocol/generated'
import { Devices, type MediaPort } from './devices'
import { configurationOf, renewIn } from './ice'
import { company, isIn, newer, nextLeg } from './machine'
import { Mesh } from './mesh'
import { meterOf, type Meter } from './meter'
import type { Signal } from './peer'
import type { Measured } from './quality'
import { seen, type Current } from './seen'
import type { CallReport, Calls, CallsView, CallView, Choice, DeviceKind, RingView } from './view'
import { Voices, type VoiceElement } from './voices'

const SIGNALS_MAX = 256
const SAMPLE_MS = 10_000
const LOOK_MS = 250

export interface CallsHost {
  request<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>>
  online(): boolean
  self(): UserId
  randomId(): string
  hostname: string
  media: MediaPort | undefined
  storage: Storage | undefined
  connection: (config: RTCConfiguration) => RTCPeerConnection
  audio: (() => AudioContext) | undefined
  voice: () => VoiceElement
}

interface Ring extends RingView {
  offer?: Sdp
  leg: number // whose offer it is
}

export class CallCenter implements Calls {
  private readonly listeners = new Set<() => void>()
  private readonly rings = new Map<string, Ring>()
  private readonly rooms = new Map<RoomId, CallInfo>()
  private current: Current | undefined
  private view: CallsView = { rings: [], rooms: new Map() }
  private readonly devices: Devices
  private readonly voices: Voices
  private renewal: ReturnType<typeof setTimeout> | undefined
  private sampled = 0
  private looking: ReturnType<typeof setInterval> | undefined
  private meter: Meter | undefined

  constructor(private readonly host: CallsHost) {
    this.devices = new Devices(host.media, host.storage, (kind) => this.deviceChanged(kind), (device, error) => this.trouble(device, error))
    this.voices = new Voices(host.voice)
    this.voices.output(this.devices.choice().speaker)
  }

  snapshot(): CallsView {
    return this.view
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  // --- calling and answering ---
  async start(room: RoomId, kind: CallKind, users?: readonly UserId[]): Promise<void> {
    if (this.current && !this.current.end) throw new ChatError('conflict')
    const call = this.begin({ room, kind })
    this.openDevices(kind === 'video')
    try {
      const offer = users ? undefined : await call.mesh.prepare()
      const { seat } = await this.host.request('call.start', { room, kind, ref: this.host.randomId(), ...(offer ? { offer } : {}), ...(users ? { users: [...users] } : {}) })
      this.sit(call, seat)
      if (offer) call.mesh.commit(offer, this.configuration(call))
      this.changed()
    } catch (error) {
      this.abandon(call)
      throw error
    }
  }

  async accept(id: string, video: boolean): Promise<void> {
    const ring = this.rings.get(id)
    if (!ring) throw new ChatError('not_found')
    this.leave()
    const call = this.begin(ring)
    this.openDevices(video)
    try {
      const answer = ring.offer && ring.leg ? await call.mesh.answer(ring.leg, ring.offer) : undefined
      const { seat } = await this.host.request('call.accept', { call: id, audio: true, video, ...(answer ? { answer } : {}) })
      this.sit(call, seat)
      if (answer) call.mesh.answered(ring.leg, answer, this.configuration(call))
      this.changed()
    } catch (error) {
      this.abandon(call)
      throw error
    }
  }

  async join(id: string, video: boolean): Promise<void> {
    const info = [...this.rooms.values()].find((one) => one.id === id)
    if (!info) throw new ChatError('not_found')
    this.leave()
    const call = this.begin(info)
    this.openDevices(video)
    try {
      this.sit(call, (await this.host.request('call.join', { call: id, audio: true, video })).seat)
      this.changed()
    } catch (error) {
      this.abandon(call)
      throw error
    }
  }

  async decline(id: string, busy = false): Promise<void> {
    this.rings.delete(id)
    this.changed()
    await this.host.request('call.decline', { call: id, ...(busy ? { busy } : {}) })
  }

  leave(): void {
    const call = this.current
    if (!call || call.end) return this.close()
    if (call.info.id) void this.host.request('call.leave', { call: call.info.id }).catch(() => undefined)
    this.finish(call, 'left')
    this.close()
  }

  close(): void {
    if (!this.current?.end) return
    this.current = undefined
    this.changed()
  }

  async invite(users: readonly UserId[]): Promise<void> {
    const call = this.need()
    this.tell((await this.host.request('call.invite', { call: call.info.id, users: [...users] })).call)
  }

  async mute(leg: number): Promise<void> {
    await this.host.request('call.mod', { call: this.need().info.id, leg, act: 'mute' })
  }

  async kick(leg: number): Promise<void> {
    await this.host.request('call.mod', { call: this.need().info.id, leg, act: 'kick' })
  }

  // --- what this device sends ---
  setMic = (on: boolean): Promise<boolean> => this.devices.set('mic', on)
  setCamera = (on: boolean): Promise<boolean> => this.devices.set('camera', on)
  setScreen = (on: boolean): Promise<boolean> => this.devices.set('screen', on)

  setHand(on: boolean): void {
    const call = this.current
    if (!call || call.end) return
    call.hand = on
    this.tellMedia({ hand: on })
    this.changed()
  }

  answerMute(mute: boolean): void {
    if (!this.current) return
    delete this.current.mutePlease
    if (mute) void this.setMic(false)
    this.changed()
  }

  dropTrouble(): void {
    if (this.current) delete this.current.trouble
    this.changed()
  }

  level(leg: number): number {
    const call = this.current
    if (!call) return 0
    return leg === call.seat.leg ? (this.meter?.read() ?? 0) : call.mesh.level(leg)
  }

  shown(): void {} // each connection adapts by itself; through the server it will matter

  listDevices(): Promise<readonly MediaDeviceInfo[]> {
    return this.devices.list()
  }

  choice(): Choice {
    return this.devices.choice()
  }

  choose(choice: Partial<Choice>): void {
    this.devices.choose(choice)
    if ('speaker' in choice) this.voices.output(choice.speaker)
    this.changed()
  }

  reports(): readonly CallReport[] {
    const call = this.current
    return call ? call.mesh.reports((leg) => call.info.legs.find((one) => one.leg === leg)?.user ?? 0) : []
  }

  // --- what the server tells ---
  push(push: Push): void {
    if (push.type === 'ring') this.ring(push)
    else if (push.type === 'ring_stop') {
      this.rings.delete(push.ring_stop)
      this.changed()
    } else if (push.type === 'calls') {
      for (const info of push.calls) this.tell(info)
      this.changed()
    } else if (push.type === 'signal') this.signal(push)
    else if (push.type === 'call_end') {
      const call = this.current
      if (!call || call.info.id !== push.call_end || call.end) return
      call.seconds = push.seconds
      this.finish(call, push.why)
    } else if (push.type === 'mute_please') {
      if (this.current?.info.id !== push.mute_please || !this.devices.tracks.mic) return
      this.current.mutePlease = push.by
      this.changed()
    }
  }

  // The socket is there again, and has had its welcome.
  async online(): Promise<void> {
    const call = this.current
    if (!call || call.end || !call.token) return
    call.mesh.retry()
    try {
      const { seat } = await this.host.request('call.resume', { call: call.info.id, leg: call.seat.leg, token: call.token, last: call.last })
      call.seat = { leg: seat.leg, state: 'joined' }
      this.tell(seat.call)
      for (const { to, signal } of call.waiting.splice(0)) this.send(call, to, signal)
      this.tellMedia({ audio: !!this.devices.tracks.mic, video: !!this.devices.tracks.camera, screen: !!this.devices.tracks.screen, hand: call.hand, ...(call.told ? { connected: true } : {}) })
      this.changed()
    } catch (error) {
      if (error instanceof ChatError && (error.code === 'offline' || error.code === 'timeout')) return // the next welcome
      this.finish(call, 'failed')
    }
  }

  // The account has signed out, or another one has signed in.
  stop(): void {
    if (this.current && !this.current.end) this.finish(this.current, 'left')
    this.current = undefined
    this.rings.clear()
    this.rooms.clear()
    this.changed()
    this.devices.stop()
  }

  private ring({ ring, from, until, offer, leg, busy }: Extract<Push, { type: 'ring' }>): void {
    this.tell(ring)
    const known = this.rings.has(ring.id)
    this.rings.set(ring.id, { id: ring.id, room: ring.room, from, kind: ring.kind, until, waiting: !!busy, leg, ...(offer ? { offer } : {}) })
    if (!known) void this.host.request('call.ringing', { call: ring.id }).catch(() => undefined)
    this.changed()
  }

  private signal(push: Extract<Push, { type: 'signal' }>): void {
    const call = this.current
    if (!call || call.end || call.info.id !== push.signal || push.to !== call.seat.leg || push.epoch !== call.info.epoch || push.seq <= call.last) return
    call.last = push.seq
    call.mesh.take(push.from, push)
  }

  private tell(info: CallInfo): void {
    const known = newer(this.rooms.get(info.room), info)
    if (known.state === 'ended') {
      if (this.rooms.get(info.room)?.id === info.id || !this.rooms.has(info.room)) this.rooms.delete(info.room)
      this.rings.delete(info.id)
    } else this.rooms.set(info.room, known)
    const call = this.current
    if (!call || call.end || call.info.id !== info.id) return
    call.info = newer(call.info, info)
    if (call.info.answered !== undefined && call.since === undefined) call.since = Date.now()
    const own = call.info.legs.find(({ leg }) => leg === call.seat.leg)
    if (own && isIn(own.state)) call.seat = { ...call.seat, state: own.state }
    call.mesh.follow(company(call.info, call.seat))
  }

  // --- the seat ---
  private begin(of: { room: RoomId; kind: CallKind }): Current {
    const mesh: Mesh = new Mesh({
      connection: () => this.host.connection(configurationOf(call.ice, this.host.hostname)),
      signal: (to, signal) => this.send(call, to, signal),
      changed: () => this.meshChanged(call),
      lost: () => this.lost(call),
      measured: (all) => this.sample(call, all),
      heard: (leg, stream) => this.voices.put(leg, stream),
    })
    const call: Current = {
      info: { id: '', room: of.room, kind: of.kind, mode: 'p2p', state: 'ringing', by: this.host.self(), at: Date.now(), rev: 0, epoch: 1, legs: [] },
      seat: { leg: 0, state: nextLeg('none', 'enter')! },
      token: '',
      last: 0,
      mesh,
      ice: { servers: [] },
      mine: !('id' in of),
      direct: true,
      hand: false,
      told: false,
      waiting: [],
    }
    this.current = call
    this.looking ??= setInterval(() => this.look(), LOOK_MS)
    this.changed()
    return call
  }

  private sit(call: Current, seat: CallSeat): void {
    this.rings.delete(seat.call.id) // also of who calls back while it rings: that is this very call
    if (this.current !== call || call.end) {
      // Hung up before the server had answered.
      void this.host.request('call.leave', { call: seat.call.id }).catch(() => undefined)
      return
    }
    this.rings.delete(seat.call.id) // two may have called each other
    call.info = seat.call
    call.seat = { leg: seat.leg, state: 'connecting' }
    call.token = seat.token
    call.ice = seat.ice
    call.mine = seat.call.by === this.host.self()
    call.direct = seat.call.mode === 'p2p'
    call.mesh.own = seat.leg
    this.renew(call)
    this.tell(seat.call)
    this.tellMedia({ audio: !!this.devices.tracks.mic, video: !!this.devices.tracks.camera })
  }

  private configuration(call: Current): RTCConfiguration {
    return configurationOf(call.ice, this.host.hostname)
  }

  // Credentials end; those of a long call are renewed in time.
  private renew(call: Current): void {
    clearTimeout(this.renewal)
    const wait = renewIn(call.ice, Date.now())
    if (wait === undefined) return
    this.renewal = setTimeout(() => void this.fetchIce(call), wait)
  }

  private async fetchIce(call: Current): Promise<void> {
    try {
      call.ice = (await this.host.request('call.ice', {})).ice
      if (this.current !== call || call.end) return
      call.mesh.configure(this.configuration(call))
    } catch {
      // tried again when half of what is left is over
    }
    if (this.current === call && !call.end) this.renew(call)
  }

  private send(call: Current, to: number, signal: Signal): void {
    if (call.end) return
    if (!this.host.online()) {
      if (call.waiting.length < SIGNALS_MAX) call.waiting.push({ to, signal })
      return
    }
    this.host.request('call.signal', { call: call.info.id, to, epoch: call.info.epoch, ...signal }).catch((error: unknown) => {
      const away = error instanceof ChatError && (error.code === 'offline' || error.code === 'timeout')
      if (away && call.waiting.length < SIGNALS_MAX) call.waiting.push({ to, signal })
    })
  }

  private finish(call: Current, why: CallEnd): void {
    call.end = why
    call.seat = { ...call.seat, state: nextLeg(call.seat.state, 'quit') ?? 'left' }
    call.mesh.stop()
    this.voices.stop()
    this.devices.stop()
    clearTimeout(this.renewal)
    clearInterval(this.looking)
    this.looking = undefined
    if (why === 'elsewhere') this.current = undefined
    this.changed()
  }

  // The server did not take it: nothing is left of it.
  private abandon(call: Current): void {
    if (!call.end) this.finish(call, 'failed')
    if (this.current === call) this.current = undefined
    this.changed()
  }

  private lost(call: Current): void {
    if (call.end || !call.direct) return
    void this.host.request('call.leave', { call: call.info.id }).catch(() => undefined)
    this.finish(call, 'failed')
  }

  private need(): Current {
    if (!this.current || this.current.end) throw new ChatError('not_found')
    return this.current
  }

  // --- devices ---
  private openDevices(video: boolean): void {
    void this.devices.set('mic', true)
    if (video) void this.devices.set('camera', true)
  }

  private deviceChanged(kind: DeviceKind): void {
    const call = this.current
    if (!call || call.end) return
    call.mesh.send({ ...this.devices.tracks })
    if (kind === 'mic') this.listen()
    if (call.trouble?.device === kind && this.devices.tracks[kind]) delete call.trouble
    this.tellMedia(kind === 'mic' ? { audio: !!this.devices.tracks.mic } : kind === 'camera' ? { video: !!this.devices.tracks.camera } : { screen: !!this.devices.tracks.screen })
    this.changed()
  }

  private trouble(device: DeviceKind, error: unknown): void {
    if (!this.current) return
    this.current.trouble = { device, error }
    this.changed()
  }

  // How loud one is oneself.
  private listen(): void {
    this.meter?.stop()
    this.meter = undefined
    const track = this.devices.tracks.mic
    if (!track || !this.host.audio) return
    try {
      this.meter = meterOf(this.host.audio(), track)
    } catch {
      // no meter
    }
  }

  private tellMedia(media: Omit<Request<'call.media'>, 'call'>): void {
    const call = this.current
    if (!call?.token || call.end || !this.host.online()) return // told after the next welcome
    void this.host.request('call.media', { call: call.info.id, ...media }).catch(() => undefined)
  }

  private meshChanged(call: Current): void {
    if (call.mesh.connected && !call.told) {
      call.told = true
      this.tellMedia({ connected: true })
    }
    this.changed()
  }

  private sample(call: Current, all: readonly Measured['report'][]): void {
    const now = Date.now()
    if (now - this.sampled < SAMPLE_MS || !this.host.online()) return
    this.sampled = now
    const worst = <K extends 'rtt' | 'jitter' | 'loss' | 'concealed'>(key: K): number => Math.max(0, ...all.map((one) => one[key] ?? 0))
    void this.host
      .request('call.stats', {
        call: call.info.id,
        sample: {
          rtt: Math.round(worst('rtt')),
          jitter: Math.round(worst('jitter')),
          lost: Math.min(1_000, Math.round(worst('loss') * 10)),
          concealed: Math.min(1_000, Math.round(worst('concealed') * 10)),
          relay: all.some(({ way }) => way === 'relay'),
        },
      })
      .catch(() => undefined)
  }

  // --- telling the views ---
  private look(): void {
    const before = this.view.call
    const call = this.callView()
    if (!before || !call) return
    const speaks = (view: CallView): string => view.people.filter(({ speaking }) => speaking).map(({ leg }) => leg).join()
    if (speaks(before) !== speaks(call)) this.changed()
  }

  private changed(): void {
    const call = this.callView()
    this.view = {
      rings: [...this.rings.values()].map((ring) => ({ ...ring, waiting: !!this.current && !this.current.end })),
      ...(call ? { call } : {}),
      rooms: new Map(this.rooms),
    }
    for (const listener of this.listeners) listener()
  }

  private callView(): CallView | undefined {
    return this.current && seen(this.current, this.view.call, { self: this.host.self(), online: this.host.online(), level: this.meter?.read() ?? 0, stream: this.stream, tracks: this.devices.tracks })
  }

  // One stream for each track, so that pictures do not start anew.
  private readonly streams = new Map<string, MediaStream>()
  private readonly stream = (key: string, track: MediaStreamTrack): MediaStream => {
    const known = this.streams.get(key)
    if (known?.getTracks()[0] === track) return known
    const made = new MediaStream([track])
    this.streams.set(key, made)
    return made
  }
}
