// SPDX-License-Identifier: MIT
// Calls on this device: one at a time, and what rings. The server says who is in it (`calls`), passes on what devices tell
// each other (`signal`), and gives this one a seat that outlives the socket: a connection that is lost ends nothing, sound
// and pictures go on between the devices.
import { ChatError, type RoomId, type UserId } from '../api'
import type { Push } from '../protocol/codec'
import type { CallEnd, CallInfo, CallKind, CallSeat } from '../protocol/generated'
import { Book } from './book'
import { Devices } from './devices'
import { openEcho, type Echo } from './echo'
import { configurationOf, Renewal } from './ice'
import { isIn, newer, nextLeg, others } from './machine'
import { Mesh } from './mesh'
import { OwnVoice } from './meter'
import { Samples, type Measured } from './quality'
import { agreeOn, foresee, openSecure } from './agree'
import { seen, Streams, type Current } from './seen'
import type { CallsHost } from './host'
import { Ready } from './ready'
import { Signals } from './signal'
import type { CallReport, Calls, CallsView, CallView, Choice, DeviceKind } from './view'
import { Voices } from './voices'
import { throughServer, Ways } from './ways'

const LOOK_MS = 250

export class CallCenter implements Calls {
  private readonly listeners = new Set<() => void>()
  private readonly book = new Book(() => this.changed())
  private current: Current | undefined
  private view: CallsView = { rings: [], rooms: new Map() }
  private readonly devices: Devices
  private readonly streams = new Streams()
  private readonly voices: Voices
  private readonly voice: OwnVoice
  private readonly renewal = new Renewal(async () => (await this.host.request('call.ice', {})).ice)
  private readonly ready = new Ready({ make: (ring) => this.make(ring, ring.id), ice: async () => (await this.host.request('call.ice', {})).ice })
  private readonly samples = new Samples((call, sample) => this.host.request('call.stats', { call, sample }))
  private given: string | undefined // a seat that nobody waits for any more
  private moved = false // to another network, while there was no socket
  private known: object | undefined // the socket of which all was told
  private looking: ReturnType<typeof setInterval> | undefined

  constructor(private readonly host: CallsHost) {
    this.devices = new Devices(host.media, host.storage, (kind) => this.deviceChanged(kind), (device, error) => this.trouble(device, error))
    this.voices = new Voices(host.voice)
    this.voice = new OwnVoice(host.audio)
    this.voices.output(this.devices.choice().speaker)
    this.known = host.socket()
  }

  snapshot(): CallsView {
    return this.view
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  // --- calling and answering ---
  get maySecure(): boolean { return this.host.worker !== undefined }

  async start(room: RoomId, kind: CallKind, users?: readonly UserId[], secure = false): Promise<void> {
    if (this.current && !this.current.end) throw new ChatError('conflict')
    const call = this.begin({ room, kind, secure })
    await this.enter(call, kind === 'video', async () => {
      const offer = users || call.end ? undefined : await call.mesh.prepare()
      if (call.end) return // hung up before anybody was called
      const { seat } = await this.host.request('call.start', { room, kind, ref: this.host.randomId(), ...(offer ? { offer } : {}), ...(users ? { users: [...users] } : {}), ...(secure ? { secure } : {}) })
      this.sit(call, seat, () => offer && call.mesh.commit(offer, this.configuration(call)))
    })
  }

  async accept(id: string, video: boolean): Promise<void> {
    const ring = this.book.rings.get(id)
    if (this.isHere(id)) return
    if (!ring) throw new ChatError('not_found')
    const ready = this.ready.take(ring)
    const call = this.begin(ring, id, ready?.call)
    await this.enter(call, video, async () => {
      const answer = ready?.made ?? (ring.offer && ring.leg && !call.end ? await (ready?.answer ?? call.mesh.answer(ring.leg, ring.offer).catch(() => undefined)) : undefined)
      if (call.end) return void (this.isHere(id) || (await this.decline(id).catch(() => undefined))) // hung up before it was answered
      const accepted = this.host.request('call.accept', { call: id, audio: true, video, ...(answer ? { answer } : {}) })
      const early = answer && ready?.ice
      if (early) call.mesh.stand(ring.leg, answer, configurationOf((call.ice = early), this.host.hostname))
      const { seat } = await accepted.catch((error) => {
        if (this.given !== id) throw error
        call.mesh.stop() // hung up and answered again meanwhile: what was made is for the place that this device has already
        return this.host.request('call.join', { call: id, audio: true, video })
      })
      this.sit(call, seat, () => {
        if (answer && !early) call.mesh.stand(ring.leg, answer, this.configuration(call))
        if (answer) call.mesh.answered(ring.leg)
      })
    })
  }

  async join(id: string, video: boolean): Promise<void> {
    const info = this.book.find(id)
    if (this.isHere(id)) return
    if (!info) throw new ChatError('not_found')
    const call = this.begin(info, id)
    await this.enter(call, video, async () => this.sit(call, (await this.host.request('call.join', { call: id, audio: true, video })).seat))
  }

  async decline(id: string, busy = false): Promise<void> {
    this.book.stop(id)
    this.changed()
    await this.host.request('call.decline', { call: id, ...(busy ? { busy } : {}) })
  }

  leave(): void {
    const call = this.current
    if (!call || call.end) return this.close()
    this.samples.end(call.info.id)
    if (call.info.id) this.hangUp(call.info.id)
    this.finish(call, 'left')
    this.close()
  }

  close(): void {
    if (!this.current?.end) return
    this.current = undefined
    this.changed()
  }

  async invite(users: readonly UserId[]): Promise<void> {
    this.tell((await this.host.request('call.invite', { call: this.need().info.id, users: [...users] })).call)
  }

  async mute(leg: number): Promise<void> {
    await this.host.request('call.mod', { call: this.need().info.id, leg, act: 'mute' })
  }

  async kick(leg: number): Promise<void> {
    await this.host.request('call.mod', { call: this.need().info.id, leg, act: 'kick' })
  }

  // --- what this device sends ---
  setMic = (on: boolean): Promise<boolean> => this.use('mic', on)
  setCamera = (on: boolean): Promise<boolean> => this.use('camera', on)
  setScreen = (on: boolean): Promise<boolean> => this.use('screen', on)

  private async use(kind: DeviceKind, on: boolean): Promise<boolean> {
    return this.current && !this.current.end ? this.devices.set(kind, on) : false
  }

  setHand(on: boolean): void {
    const call = this.current
    if (!call || call.end) return
    call.hand = on
    call.signals.say({ hand: on })
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
    return leg === call.seat.leg ? this.voice.level() : call.way.level(leg)
  }

  shown(sizes: ReadonlyMap<string, number>): void {
    this.current?.way.shown(sizes)
  }

  echo(stream: MediaStream): Promise<Echo> {
    return openEcho(stream, { request: (op, request) => this.host.request(op, request), connection: () => this.host.connection({ bundlePolicy: 'max-bundle' }) })
  }

  listDevices = (): Promise<readonly MediaDeviceInfo[]> => this.devices.list()
  choice = (): Choice => this.devices.choice()

  choose(choice: Partial<Choice>): void {
    this.devices.choose(choice)
    if ('speaker' in choice) this.voices.output(choice.speaker)
    this.changed()
  }

  reports(): readonly CallReport[] {
    const call = this.current
    return call ? call.way.reports((leg) => call.info.legs.find((one) => one.leg === leg)?.user ?? 0) : []
  }

  // --- what the server tells ---
  push(push: Push): void {
    this.current?.signals.note(push)
    if (push.type === 'ring') this.ring(push)
    else if (push.type === 'ring_stop') {
      this.book.stop(push.ring_stop)
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
    } else if (this.current && !this.current.end) this.current.way.push(push)
  }

  // Another socket may be there, that has had its welcome.
  async online(): Promise<void> {
    const socket = this.host.socket()
    if (!socket) return this.changed()
    if (socket !== this.known) {
      this.known = socket
      if (!this.book.isEmpty) void this.catchUp()
    }
    const call = this.current
    if (!call || call.end) return
    const seat = await call.signals.resume()
    if (!seat || call.end) return
    if (seat === 'gone') return this.finish(call, 'failed')
    call.seat = { leg: seat.leg, state: 'joined' }
    this.tell(seat.call)
    const { mic, camera, screen } = this.devices.tracks
    call.signals.say({ audio: !!mic, video: !!camera, screen: !!screen, hand: call.hand, ...(call.told ? { connected: true } : {}) })
    call.signals.flush()
    call.way.retry(this.moved)
    this.moved = false
    this.changed()
  }

  // The device is in another network, or has one again.
  networkChanged(): void {
    const call = this.current
    if (!call || call.end) return
    this.moved = !call.signals.ready
    if (!this.moved) call.way.retry(true)
  }

  // The account has signed out, or another one has signed in: this is not used any more.
  stop(): void {
    this.leave()
    this.current = undefined
    this.book.clear()
    this.changed()
    this.devices.dispose()
  }

  private async catchUp(): Promise<void> {
    const list = await this.host.request('call.list', {}).catch(() => undefined) // else with the next welcome
    if (list) this.book.catchUp(list.calls, this.host.self())
    this.changed()
  }

  private ring(push: Extract<Push, { type: 'ring' }>): void {
    const { id } = push.ring
    if (this.current?.info.id === id && this.current.signals.ready) return this.tell(push.ring) // it rang before the seat was given
    if (this.book.ring(push)) void this.host.request('call.ringing', { call: id }).catch(() => undefined)
    this.changed()
  }

  private signal(push: Extract<Push, { type: 'signal' }>): void {
    const call = this.current
    if (!call?.signals.isNews(push)) return
    if (push.key === undefined) call.way.take(push.from, push)
    else call.secure?.take(push.from, push.key)
  }

  private tell(info: CallInfo): void {
    this.book.tell(info)
    const call = this.current
    if (!call || call.end || call.info.id !== info.id) return
    call.info = newer(call.info, info)
    if (call.info.state === 'ended') return this.finish(call, call.info.answered === undefined ? 'missed' : 'completed') // while the socket was away
    if (call.info.answered !== undefined && call.since === undefined) call.since = Date.now()
    const own = call.info.legs.find(({ leg }) => leg === call.seat.leg)
    if (call.seat.leg && !(own && isIn(own.state))) return this.finish(call, call.info.legs.some(({ leg, user }) => leg && user === this.host.self()) ? 'elsewhere' : 'left') // told before the seat
    if (own) call.seat = { ...call.seat, state: own.state }
    call.way.follow(call.info, call.seat)
    call.secure?.follow(others(call.info, call.seat).filter(({ leg, state }) => leg !== 0 && isIn(state)), call.info.epoch)
  }

  // --- the seat ---
  private begin(of: { room: RoomId; kind: CallKind; secure?: boolean }, wanted?: string, made = this.make(of, wanted)): Current {
    if (wanted !== undefined) this.leave()
    this.current = made
    this.looking ??= setInterval(() => this.look(), LOOK_MS)
    this.changed()
    return made
  }

  private make(of: { room: RoomId; kind: CallKind; secure?: boolean }, wanted?: string): Current {
    if (of.secure && !this.maySecure) throw new ChatError('e2ee_unsupported')
    const measured = (all: readonly Measured['report'][]): void => void (call.signals.ready && this.samples.take(call.info.id, all))
    const mesh: Mesh = new Mesh({
      connection: () => this.host.connection(configurationOf(call.ice, this.host.hostname)),
      signal: (to, signal) => call.signals.send(to, signal),
      reachable: () => call.signals.ready,
      changed: () => way.moved(),
      lost: () => way.meshLost(),
      measured,
      get sealed() {
        return call.secure
      },
    })
    const way: Ways = new Ways(mesh, {
      request: (op, request) => this.host.request(op, request),
      connection: () => this.host.connection(throughServer(this.configuration(call))),
      reachable: () => call.signals.ready,
      changed: () => this.wayChanged(call),
      lost: () => this.lost(call),
      measured,
      heard: (leg, stream) => this.voices.put(leg, stream),
      told: (info) => this.tell(info),
      direct: () => call.direct,
      get sealed() {
        return call.secure
      },
    })
    const call: Current = {
      info: { id: '', room: of.room, kind: of.kind, mode: 'p2p', state: 'ringing', by: this.host.self(), at: Date.now(), rev: 0, epoch: 1, legs: [] },
      seat: { leg: 0, state: nextLeg('none', 'enter')! },
      ...(wanted === undefined ? {} : { wanted }),
      signals: new Signals(this.host, () => call.info),
      mesh,
      way,
      ice: { servers: [] },
      mine: wanted === undefined,
      direct: true,
      hand: false,
      told: false,
    }
    if (of.secure) openSecure(call, this.host, () => this.changed())
    return call
  }

  // stand: what was prepared for the seat holds from now on, before anybody is met.
  private sit(call: Current, seat: CallSeat, stand?: () => void): void {
    this.book.stop(seat.call.id) // also of who calls back while it rings: that is this very call
    if (this.current !== call || call.end) {
      // Hung up before the server had answered. Where the same may be wanted again that answer comes first.
      if (this.current && !this.current.end && this.current.info.room === seat.call.room) this.given = seat.call.id
      else this.hangUp(seat.call.id)
      return
    }
    this.dropGiven(seat.call.id)
    const refusal = agreeOn(call, seat, this.host, () => this.changed())
    if (refusal) {
      this.hangUp(seat.call.id)
      throw new ChatError(refusal)
    }
    call.info = seat.call
    call.seat = { leg: seat.leg, state: 'connecting' }
    call.signals.sit(seat)
    call.ice = seat.ice
    call.mine = seat.call.by === this.host.self()
    call.direct = seat.call.mode === 'p2p'
    call.way.configure(this.configuration(call))
    call.mesh.own = seat.leg
    this.renewal.follow(seat.ice, (ice) => {
      call.ice = ice
      call.way.configure(this.configuration(call))
    })
    stand?.()
    this.tell(seat.call)
    call.signals.say({ audio: !!this.devices.tracks.mic, video: !!this.devices.tracks.camera })
    for (const push of call.signals.early()) this.push(push)
  }

  private configuration(call: Current): RTCConfiguration {
    return configurationOf(call.ice, this.host.hostname)
  }

  private finish(call: Current, why: CallEnd): void {
    call.end = why
    call.seat = { ...call.seat, state: nextLeg(call.seat.state, 'quit') ?? 'left' }
    call.signals.stop()
    call.way.stop()
    this.voices.stop()
    this.devices.stop()
    this.voice.follow(null)
    call.secure?.stop()
    this.streams.clear()
    this.renewal.stop()
    clearInterval(this.looking)
    this.looking = undefined
    if (why === 'elsewhere') this.current = undefined
    this.changed()
  }

  // Where the server does not take it nothing is left of it. Whoever has hung up is not told.
  private async enter(call: Current, video: boolean, ask: () => Promise<void>): Promise<void> {
    try {
      await this.openDevices(video) // asked for before all else: it takes longest
      if (!call.end && call.wanted !== undefined) foresee(call, this.book.find(call.wanted))
      await ask()
      this.changed()
    } catch (error) {
      const waited = !call.end
      if (waited) this.finish(call, 'failed')
      if (this.current === call) {
        this.current = undefined
        this.dropGiven()
      }
      this.changed()
      if (waited) throw error
    }
  }

  private dropGiven(but?: string): void {
    if (this.given !== undefined && this.given !== but) this.hangUp(this.given)
    this.given = undefined
  }

  private hangUp(id: string): void {
    void this.host.request('call.leave', { call: id }).catch(() => undefined)
  }

  private lost(call: Current): void {
    if (call.end || !call.direct) return
    this.hangUp(call.info.id)
    this.finish(call, 'failed')
  }

  // In it already, or on the way.
  private isHere(id: string): boolean {
    const call = this.current
    return !!call && !call.end && (call.info.id === id || call.wanted === id)
  }

  private need(): Current {
    if (!this.current || this.current.end) throw new ChatError('not_found')
    return this.current
  }
  // --- devices ---
  private async openDevices(video: boolean): Promise<void> {
    void this.devices.set('mic', true)
    if (video) void this.devices.set('camera', true)
  }

  private deviceChanged(kind: DeviceKind): void {
    const call = this.current
    if (!call || call.end) return
    call.way.send({ ...this.devices.tracks })
    if (kind === 'mic') this.voice.follow(this.devices.tracks.mic)
    if (call.trouble?.device === kind && this.devices.tracks[kind]) delete call.trouble
    call.signals.say(kind === 'mic' ? { audio: !!this.devices.tracks.mic } : kind === 'camera' ? { video: !!this.devices.tracks.camera } : { screen: !!this.devices.tracks.screen })
    this.changed()
  }

  private trouble(device: DeviceKind, error: unknown): void {
    if (!this.current) return
    this.current.trouble = { device, error }
    this.changed()
  }

  private wayChanged(call: Current): void {
    if (call.way.connected && !call.told) {
      call.told = true
      call.signals.say({ connected: true })
    }
    this.changed()
  }

  // --- telling the views ---
  private look(): void {
    if (this.host.socket() && !this.current?.signals.ready) void this.online()
    const [before, call] = [this.view.call, this.callView()]
    if (!before || !call) return
    const speaks = (view: CallView): string => view.people.filter(({ speaking }) => speaking).map(({ leg }) => leg).join()
    if (speaks(before) !== speaks(call)) this.changed()
  }

  private changed(): void {
    this.ready.follow(this.book.rings, !this.current || !!this.current.end)
    const call = this.callView()
    this.view = {
      rings: [...this.book.rings.values()].map((ring) => ({ ...ring, waiting: !!this.current && !this.current.end })),
      ...(call ? { call } : {}),
      rooms: new Map(this.book.rooms),
    }
    for (const listener of this.listeners) listener()
  }

  private callView(): CallView | undefined {
    return this.current && seen(this.current, this.view.call, { self: this.host.self(), online: this.host.socket() !== undefined, level: this.voice.level(), stream: this.streams.of, tracks: this.devices.tracks })
  }
}
