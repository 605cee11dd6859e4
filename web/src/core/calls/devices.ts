// SPDX-License-Identifier: MIT
// Microphone, camera and screen: one track each at most, that is there only while it is needed, and with a screen its own
// sound where the browser gives it. A muted microphone stays
// open until the call is over: a headset would change its profile, and some browsers would ask again.
import type { Source } from './peer'
import type { Choice, DeviceKind } from './view'

export interface MediaPort {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>
  getSupportedConstraints?(): object
  getDisplayMedia?(options: DisplayMediaStreamOptions): Promise<MediaStream>
  enumerateDevices(): Promise<MediaDeviceInfo[]>
  addEventListener(type: 'devicechange', listener: () => void): void
  removeEventListener(type: 'devicechange', listener: () => void): void
}

const KEY = 'teahouse.call.devices'
const WIDTH = 1280
const HEIGHT = 720
const FPS = 30

const notThere: ReadonlySet<string> = new Set(['NotFoundError', 'OverconstrainedError', 'DevicesNotFoundError'])
const nameOf = (error: unknown): string => (error instanceof Error || error instanceof DOMException ? error.name : '')

export class Devices {
  readonly tracks: Record<Source, MediaStreamTrack | null> = { mic: null, camera: null, screen: null, sound: null }
  private readonly sounds = new WeakMap<MediaStreamTrack, MediaStreamTrack>() // of screens
  private muted: MediaStreamTrack | null = null // the microphone, while nobody hears it
  private picked: Choice
  private readonly openedFor = new WeakMap<MediaStreamTrack, string>() // the choice then
  private readonly wanted = new Map<DeviceKind, number>() // the newest request for each
  private wishes: MediaStreamConstraints | undefined // of this moment
  private opening: Promise<MediaStream | undefined> | undefined
  private readonly onDevices = (): void => void this.replaceLost()

  constructor(
    private readonly port: MediaPort | undefined,
    private readonly storage: Storage | undefined,
    private readonly changed: (kind: DeviceKind) => void,
    private readonly failed: (kind: DeviceKind, error: unknown) => void,
  ) {
    this.picked = read(storage)
    port?.addEventListener('devicechange', this.onDevices)
  }

  choice(): Choice {
    return this.picked
  }

  async list(): Promise<readonly MediaDeviceInfo[]> {
    return (await this.port?.enumerateDevices()) ?? []
  }

  // Opens or ends one; what came in between counts.
  async set(kind: DeviceKind, on: boolean): Promise<boolean> {
    if (on && this.tracks[kind]?.readyState === 'live') return true // or another one for it is on its way
    const turn = this.turn(kind)
    if (!on) {
      if (kind === 'mic' && this.tracks.mic?.readyState === 'live') this.mute(this.tracks.mic)
      else this.put(kind, null)
      return true
    }
    if (kind === 'mic' && this.unmute()) return true
    try {
      const track = await this.open(kind)
      if (this.wanted.get(kind) !== turn) {
        this.end(track)
        return false
      }
      track.onended = () => this.ended(kind, track)
      this.put(kind, track)
      return true
    } catch (error) {
      // Who closes the chooser of screens has changed their mind.
      const changedMind = kind === 'screen' && nameOf(error) === 'NotAllowedError'
      if (this.wanted.get(kind) === turn && !changedMind) this.failed(kind, error)
      return false
    }
  }

  private mute(track: MediaStreamTrack): void {
    track.enabled = false
    track.onended = () => this.forget()
    this.forget()
    this.muted = track
    this.tracks.mic = null
    this.changed('mic')
  }

  private unmute(): boolean {
    const track = this.muted
    if (track?.readyState !== 'live') return false
    if (this.openedFor.get(track) !== this.keyOf('mic')) {
      this.forget()
      return false
    }
    this.muted = null
    track.enabled = true
    track.onended = () => this.ended('mic', track)
    this.put('mic', track)
    return true
  }

  private forget(): void {
    if (!this.muted) return
    this.muted.onended = null
    this.muted.stop()
    this.muted = null
  }

  choose(choice: Partial<Choice>): void {
    const before = this.picked
    this.picked = { ...before, ...choice }
    try {
      this.storage?.setItem(KEY, JSON.stringify(this.picked))
    } catch {
      // no room: the choice is for this time
    }
    if (before.mic !== this.picked.mic || before.noise !== this.picked.noise) this.forget()
    for (const kind of ['mic', 'camera'] as const) {
      const track = this.tracks[kind]
      if (track && this.openedFor.get(track) !== this.keyOf(kind)) void this.swap(kind)
    }
  }

  stop(): void {
    for (const kind of ['mic', 'camera', 'screen'] as const) {
      this.turn(kind)
      this.put(kind, null)
    }
    this.forget()
  }

  dispose(): void {
    this.stop()
    this.port?.removeEventListener('devicechange', this.onDevices)
  }

  private turn(kind: DeviceKind): number {
    const turn = (this.wanted.get(kind) ?? 0) + 1
    this.wanted.set(kind, turn)
    return turn
  }

  private keyOf(kind: DeviceKind): string {
    const { mic, camera, noise } = this.picked
    return kind === 'mic' ? `${mic} ${noise}` : kind === 'camera' ? `${camera}` : ''
  }

  // What is chosen when it comes, not when it was asked for.
  private async open(kind: DeviceKind): Promise<MediaStreamTrack> {
    for (;;) {
      const key = this.keyOf(kind)
      const track = await (kind === 'screen' ? this.screen() : this.chosen(kind))
      if (key === this.keyOf(kind)) {
        this.openedFor.set(track, key)
        return track
      }
      track.stop()
    }
  }

  private async screen(): Promise<MediaStreamTrack> {
    if (!this.port?.getDisplayMedia) throw Object.assign(new Error('no screens here'), { name: 'Unsupported' })
    // Not what this page itself plays: the others would hear themselves. Where that cannot be left out, no sound of all the system.
    const apart = 'restrictOwnAudio' in (this.port.getSupportedConstraints?.() ?? {})
    const audio = { autoGainControl: false, echoCancellation: !apart, noiseSuppression: false, restrictOwnAudio: true }
    const stream = await this.port.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio, systemAudio: apart ? 'include' : 'exclude' } as DisplayMediaStreamOptions)
    const track = stream.getVideoTracks()[0]!
    const [sound] = stream.getAudioTracks()
    track.contentHint = 'detail'
    if (sound) {
      sound.contentHint = 'music'
      this.sounds.set(track, sound)
    }
    return track
  }

  private async chosen(kind: 'mic' | 'camera'): Promise<MediaStreamTrack> {
    if (!this.port?.getUserMedia) throw Object.assign(new Error('no media here'), { name: 'Unsupported' })
    const id = kind === 'mic' ? this.picked.mic : this.picked.camera
    try {
      return await this.user(kind, id)
    } catch (error) {
      // The one that was chosen is not there: another one will do.
      if (id && notThere.has(nameOf(error))) return this.user(kind, undefined)
      throw error
    }
  }

  // What is asked for in one moment is opened at once: browsers open what comes in two requests one after the other, and
  // some ask twice.
  private async user(kind: 'mic' | 'camera', id: string | undefined): Promise<MediaStreamTrack> {
    const device = id ? { deviceId: { exact: id } } : {}
    const wish: MediaStreamConstraints =
      kind === 'mic'
        ? { audio: { ...device, echoCancellation: true, autoGainControl: true, noiseSuppression: this.picked.noise } }
        : { video: { ...device, width: { ideal: WIDTH }, height: { ideal: HEIGHT }, frameRate: { ideal: FPS } } }
    const wishes = (this.wishes ??= {})
    if (Object.keys(wish).some((key) => key in wishes)) return (await this.port!.getUserMedia(wish)).getTracks()[0]!
    Object.assign(wishes, wish)
    this.opening ??= Promise.resolve().then(() => {
      this.wishes = this.opening = undefined
      return wishes.audio && wishes.video ? this.port!.getUserMedia(wishes).catch(() => undefined) : undefined
    })
    const both = await this.opening // else each for itself: one may be there
    const stream = both ?? (await this.port!.getUserMedia(wish))
    return (kind === 'mic' ? stream.getAudioTracks() : stream.getVideoTracks())[0]!
  }

  // Another device in the place of the one that is on; the old one stays until the new one is there.
  private async swap(kind: 'mic' | 'camera'): Promise<void> {
    const turn = this.turn(kind)
    try {
      const track = await this.open(kind)
      if (this.wanted.get(kind) !== turn) return track.stop()
      track.onended = () => this.ended(kind, track)
      this.put(kind, track)
    } catch (error) {
      if (this.wanted.get(kind) !== turn) return
      if (this.tracks[kind]?.readyState === 'ended') this.put(kind, null)
      this.failed(kind, error)
    }
  }

  private put(kind: DeviceKind, track: MediaStreamTrack | null): void {
    const old = this.tracks[kind]
    if (old === track) return
    this.tracks[kind] = track
    if (kind === 'screen') this.tracks.sound = (track && this.sounds.get(track)) ?? null
    if (old) {
      old.onended = null
      this.end(old)
    }
    this.changed(kind)
  }

  private end(track: MediaStreamTrack): void {
    track.stop()
    this.sounds.get(track)?.stop()
  }

  // Unplugged, or the browser's own bar ended it.
  private ended(kind: DeviceKind, track: MediaStreamTrack): void {
    if (this.tracks[kind] !== track) return
    if (kind === 'screen') return this.put(kind, null)
    void this.swap(kind)
  }

  private async replaceLost(): Promise<void> {
    for (const kind of ['mic', 'camera'] as const) if (this.tracks[kind]?.readyState === 'ended') await this.swap(kind)
    this.changed('mic')
  }
}

function read(storage: Storage | undefined): Choice {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? '{}') as Partial<Choice>
    const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined)
    const [mic, camera, speaker] = [text(kept.mic), text(kept.camera), text(kept.speaker)]
    return { noise: kept.noise !== false, ...(mic ? { mic } : {}), ...(camera ? { camera } : {}), ...(speaker ? { speaker } : {}) }
  } catch {
    return { noise: true }
  }
}
