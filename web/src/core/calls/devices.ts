// SPDX-License-Identifier: MIT
// Microphone, camera and screen: one track each at most, that is there only while it is needed.
import type { Choice, DeviceKind } from './view'

export interface MediaPort {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>
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
  readonly tracks: Record<DeviceKind, MediaStreamTrack | null> = { mic: null, camera: null, screen: null }
  private picked: Choice
  private readonly wanted = new Map<DeviceKind, number>() // the newest request for each
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
    const turn = (this.wanted.get(kind) ?? 0) + 1
    this.wanted.set(kind, turn)
    if (!on) {
      this.put(kind, null)
      return true
    }
    if (this.tracks[kind]?.readyState === 'live') return true
    try {
      const track = await this.open(kind)
      if (this.wanted.get(kind) !== turn) {
        track.stop()
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

  choose(choice: Partial<Choice>): void {
    const before = this.picked
    this.picked = { ...before, ...choice }
    try {
      this.storage?.setItem(KEY, JSON.stringify(this.picked))
    } catch {
      // no room: the choice is for this time
    }
    if (this.tracks.mic && (before.mic !== this.picked.mic || before.noise !== this.picked.noise)) void this.swap('mic')
    if (this.tracks.camera && before.camera !== this.picked.camera) void this.swap('camera')
  }

  stop(): void {
    for (const kind of ['mic', 'camera', 'screen'] as const) void this.set(kind, false)
  }

  dispose(): void {
    this.stop()
    this.port?.removeEventListener('devicechange', this.onDevices)
  }

  private async open(kind: DeviceKind): Promise<MediaStreamTrack> {
    if (!this.port?.getUserMedia) throw Object.assign(new Error('no media here'), { name: 'Unsupported' })
    if (kind === 'screen') {
      if (!this.port.getDisplayMedia) throw Object.assign(new Error('no screens here'), { name: 'Unsupported' })
      const track = (await this.port.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false })).getVideoTracks()[0]!
      track.contentHint = 'detail'
      return track
    }
    const id = kind === 'mic' ? this.picked.mic : this.picked.camera
    try {
      return await this.user(kind, id)
    } catch (error) {
      // The one that was chosen is not there: another one will do.
      if (id && notThere.has(nameOf(error))) return this.user(kind, undefined)
      throw error
    }
  }

  private async user(kind: 'mic' | 'camera', id: string | undefined): Promise<MediaStreamTrack> {
    const device = id ? { deviceId: { exact: id } } : {}
    const stream = await this.port!.getUserMedia(
      kind === 'mic'
        ? { audio: { ...device, echoCancellation: true, autoGainControl: true, noiseSuppression: this.picked.noise } }
        : { video: { ...device, width: { ideal: WIDTH }, height: { ideal: HEIGHT }, frameRate: { ideal: FPS } } },
    )
    return stream.getTracks()[0]!
  }

  // Another device in the place of the one that is on; the old one stays until the new one is there.
  private async swap(kind: 'mic' | 'camera'): Promise<void> {
    const turn = (this.wanted.get(kind) ?? 0) + 1
    this.wanted.set(kind, turn)
    try {
      const track = await this.open(kind)
      if (this.wanted.get(kind) !== turn) return track.stop()
      track.onended = () => this.ended(kind, track)
      this.put(kind, track)
    } catch (error) {
      if (this.wanted.get(kind) === turn) this.failed(kind, error)
    }
  }

  private put(kind: DeviceKind, track: MediaStreamTrack | null): void {
    const old = this.tracks[kind]
    if (old === track) return
    this.tracks[kind] = track
    if (old) {
      old.onended = null
      old.stop()
    }
    this.changed(kind)
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
