// SPDX-License-Identifier: MIT
// The call that this device is in, and how the views see it.
import type { UserId } from '../api'
import type { CallEnd, CallInfo, IceConfig } from '../protocol/generated'
import { isIn, phaseOf, type Seat } from './machine'
import type { Mesh } from './mesh'
import type { Secure } from './secure'
import type { Signals } from './signal'
import type { CallView, DeviceKind, PersonView } from './view'
import type { Ways } from './ways'

const LOUD = 0.05

export interface Current {
  info: CallInfo
  seat: Seat
  wanted?: string // the call that it is to become, while the server is asked
  signals: Signals
  mesh: Mesh // and the offer that rings along
  way: Ways
  ice: IceConfig
  mine: boolean
  direct: boolean
  since?: number
  end?: CallEnd
  seconds?: number
  hand: boolean
  told: boolean // the server knows that something is heard
  trouble?: { device: DeviceKind; error: unknown }
  mutePlease?: UserId
  secure?: Secure
}

export interface Here {
  self: UserId
  online: boolean
  level: number // of the own voice
  tracks: Readonly<Record<DeviceKind, MediaStreamTrack | null>>
  stream: (key: string, track: MediaStreamTrack) => MediaStream
}

export function seen(call: Current, before: CallView | undefined, here: Here): CallView {
  const { info, seat, way } = call
  const link = { connected: way.connected, was: way.was, lost: !here.online }
  const now = performance.now()
  const own = ownView(call, here)
  const people = [own, ...info.legs.filter(({ leg, state }) => leg !== 0 && leg !== seat.leg && isIn(state)).map((leg) => otherView(call, leg, now))]
  const speaks = people.find((one) => !one.own && one.leg === way.speaker) ?? people.find((one) => !one.own && one.speaking)
  const speaker = speaks?.leg ?? (before?.id === info.id ? before.speaker : undefined)
  return {
    id: info.id,
    room: info.room,
    kind: info.kind,
    mine: call.mine,
    direct: call.direct,
    way: way.way,
    phase: call.end ? 'ended' : phaseOf(info, seat, link),
    ...(call.since === undefined ? {} : { since: call.since }),
    ...(call.end ? { end: call.end } : {}),
    ...(call.seconds === undefined ? {} : { seconds: call.seconds }),
    people,
    absent: info.legs.filter(({ state }) => !isIn(state)).map(({ user, state }) => ({ user, state })),
    ...(speaker === undefined ? {} : { speaker }),
    mic: own.audio,
    cam: own.video,
    screen: own.screen,
    hand: call.hand,
    ...(call.trouble ? { trouble: call.trouble } : {}),
    ...(call.mutePlease === undefined ? {} : { mutePlease: call.mutePlease }),
    ...(call.secure ? { secure: call.secure.code === undefined ? {} : { code: call.secure.code } } : {}),
  }
}

function ownView(call: Current, here: Here): PersonView {
  const { mic, camera, screen } = here.tracks
  return {
    leg: call.seat.leg,
    user: here.self,
    own: true,
    state: isIn(call.seat.state) ? (call.seat.state as 'joined') : 'left',
    audio: !!mic,
    video: !!camera,
    screen: !!screen,
    hand: call.hand,
    ...(camera ? { camera: here.stream('camera', camera) } : {}),
    ...(screen ? { shared: here.stream('screen', screen) } : {}),
    connected: true,
    speaking: !!mic && here.level > LOUD,
  }
}

function otherView({ way, secure }: Current, leg: CallInfo['legs'][number], now: number): PersonView {
  const line = way.of(leg.leg)
  const { mic, camera, screen } = line?.streams ?? {}
  return {
    leg: leg.leg,
    user: leg.user,
    own: false,
    state: leg.state,
    audio: !!leg.audio,
    video: !!leg.video,
    screen: !!leg.screen,
    hand: !!leg.hand,
    ...(mic ? { voice: mic } : {}),
    ...(camera && leg.video ? { camera } : {}),
    ...(screen && leg.screen ? { shared: screen } : {}),
    connected: !!line?.connected,
    speaking: !!leg.audio && way.speaks(leg.leg, now),
    ...(secure?.blocked(leg.leg) ? { blocked: true } : {}),
    ...(line?.quality ? { quality: line.quality } : {}),
    ...(line?.why ? { why: line.why } : {}),
  }
}

// One stream for each track, so that pictures do not start anew.
export class Streams {
  private readonly made = new Map<string, MediaStream>()

  readonly of = (key: string, track: MediaStreamTrack): MediaStream => {
    const known = this.made.get(key)
    if (known?.getTracks()[0] === track) return known
    const made = new MediaStream([track])
    this.made.set(key, made)
    return made
  }

  clear(): void {
    this.made.clear()
  }
}
