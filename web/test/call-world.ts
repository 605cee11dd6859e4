// SPDX-License-Identifier: MIT
// Devices of several people with their calls, over a server and a network in memory.
import { vi } from 'vitest'
import { ChatError } from '../src/core/api'
import { CallCenter } from '../src/core/calls/calls'
import type { CallView } from '../src/core/calls/view'
import type { Dice } from './dice'
import { FakeCallServer, type FakeLine } from './fake-call-server'
import { asStream, type FakeConnection, FakeNet, FakeStream, FakeTrack } from './fake-rtc'

export const DIRECT = 1 // of 1 and 2
export const GROUP = 2 // of 1 to 4
export const OTHER = 3 // of 1 and 3

const soon = setImmediate // the real one
const settled = (): Promise<void> => new Promise((resolve) => soon(resolve))

export class FakeMedia {
  opened = 0
  refuse: Partial<Record<'mic' | 'camera' | 'screen', string>> = {} // names of errors
  devices: MediaDeviceInfo[] = []
  private readonly tracks: FakeTrack[] = []
  private readonly listeners = new Set<() => void>()

  constructor(private readonly wait: () => number = () => 30) {}

  getUserMedia = async ({ audio, video }: MediaStreamConstraints): Promise<MediaStream> => {
    const idOf = (wish: MediaStreamConstraints['audio']): string => ((wish as MediaTrackConstraints).deviceId as { exact: string } | undefined)?.exact ?? 'default'
    return this.open([...(audio ? [['mic', idOf(audio)] as const] : []), ...(video ? [['camera', idOf(video)] as const] : [])])
  }
  sound = false // screens have their own
  getDisplayMedia = (): Promise<MediaStream> => this.open([['screen', 'screen'], ...(this.sound ? [['mic', 'sound'] as const] : [])])
  enumerateDevices = async (): Promise<MediaDeviceInfo[]> => this.devices
  addEventListener = (_: string, listener: () => void): void => void this.listeners.add(listener)
  removeEventListener = (_: string, listener: () => void): void => void this.listeners.delete(listener)
  changed = (): void => this.listeners.forEach((listener) => listener())
  get live(): number {
    return this.tracks.filter(({ readyState }) => readyState === 'live').length
  }
  get listened(): number {
    return this.listeners.size
  }

  private async open(wished: (readonly ['mic' | 'camera' | 'screen', string])[]): Promise<MediaStream> {
    await new Promise((resolve) => setTimeout(resolve, this.wait()))
    const refusal = wished.map(([kind]) => this.refuse[kind]).find(Boolean)
    if (refusal) throw Object.assign(new Error(refusal), { name: refusal })
    this.opened += wished.length
    const tracks = wished.map(([kind, label]) => new FakeTrack(kind === 'mic' ? 'audio' : 'video', label))
    this.tracks.push(...tracks)
    return asStream(new FakeStream(tracks))
  }
}

export class Device {
  line: FakeLine | undefined
  view: object | undefined
  readonly media: FakeMedia
  readonly sounds: { srcObject: MediaProvider | null; sink?: string }[] = []
  readonly calls: CallCenter
  readonly made: FakeConnection[] = []
  readonly errors: unknown[] = []

  constructor(
    readonly world: World,
    readonly user: number,
  ) {
    this.media = new FakeMedia(() => 1 + (world.dice?.below(60) ?? 30))
    this.connect()
    this.calls = new CallCenter({
      request: async (op, request) => {
        if (!this.line || !this.view) throw new ChatError('offline')
        return this.line.request(op, request)
      },
      socket: () => this.view,
      self: () => user,
      randomId: () => `r${Math.random()}`,
      hostname: 'tea.example',
      media: this.media,
      storage: undefined,
      connection: (config) => {
        const pc = world.net.make(config)
        this.made.push(pc as unknown as FakeConnection)
        return pc
      },
      audio: undefined,
      voice: () => {
        const sound = { srcObject: null, autoplay: false, play: async () => undefined, pause: () => undefined, setSinkId: async (id: string) => void Object.assign(sound, { sink: id }) }
        this.sounds.push(sound)
        return sound
      },
    })
    world.devices.push(this)
  }

  connect(): void {
    this.line = this.world.server.connect(this.user, (push) => this.calls.push(push))
    this.view = {}
  }

  // The socket breaks here; the server hears of it later.
  cut(): void {
    const { line } = this
    this.view = undefined
    line?.drop()
    if (line) setTimeout(() => this.world.server.lost(line), 500)
    void this.calls.online()
  }

  back(): void {
    if (this.view) return
    this.connect()
    void this.calls.online()
  }

  get call(): CallView | undefined {
    return this.calls.snapshot().call
  }

  get rings(): readonly string[] {
    return this.calls.snapshot().rings.map(({ id }) => id)
  }

  get open(): FakeConnection[] {
    return this.made.filter(({ signalingState }) => signalingState !== 'closed')
  }

  // What is asked and may be refused.
  ask(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.errors.push(error))
  }
}

export class World {
  readonly net: FakeNet
  readonly server: FakeCallServer
  readonly devices: Device[] = []

  constructor(readonly dice?: Dice) {
    vi.stubGlobal('MediaStream', FakeStream)
    FakeTrack.live.clear()
    this.net = new FakeNet(dice)
    this.server = new FakeCallServer(
      new Map([
        [DIRECT, { direct: true, users: [1, 2] }],
        [GROUP, { direct: false, users: [1, 2, 3, 4] }],
        [OTHER, { direct: true, users: [1, 3] }],
      ]),
      dice,
    )
  }

  device(user: number): Device {
    return new Device(this, user)
  }

  // As vi.advanceTimersByTimeAsync, which waits a real millisecond for each timer.
  async pass(ms: number): Promise<void> {
    const time = { over: false }
    setTimeout(() => (time.over = true), ms)
    await settled()
    while (!time.over) {
      vi.advanceTimersToNextTimer()
      await settled()
    }
  }

  // Whether each hears each of a room.
  met(...devices: Device[]): boolean {
    return devices.every((one) => one.call?.phase === 'connected' && one.call.people.length === devices.length && one.call.people.every(({ connected }) => connected) && one.open.length === devices.length - 1)
  }

  async end(): Promise<void> {
    for (const device of this.devices) device.calls.stop()
    await this.pass(2_000)
    this.net.stop()
    this.server.stop()
    await this.pass(100)
  }
}
