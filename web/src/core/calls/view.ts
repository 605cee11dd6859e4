// SPDX-License-Identifier: MIT
// What the views see of calls, and what they may ask for. A snapshot keeps the identity of what did not change.
import type { RoomId, UserId } from '../api'
import type { CallEnd, CallInfo, CallKind, LegState, UserInfo } from '../protocol/generated'
import type { Echo } from './echo'

export type DeviceKind = 'mic' | 'camera' | 'screen'

// Somebody calls.
export interface RingView {
  id: string
  room: RoomId
  from: UserInfo
  kind: CallKind
  until: number // ms, by the server's clock
  waiting: boolean // this person is in another call
  secure: boolean // only devices that can encrypt frames may answer
}

export type Phase =
  | 'calling' // nobody has been reached yet
  | 'ringing'
  | 'connecting' // answered, nothing is heard yet
  | 'connected'
  | 'reconnecting' // the way was lost
  | 'ended'

export type CallWay = 'direct' | 'relay' | 'server'

// Why a line is not good.
export type QualityReason = 'loss' | 'delay' | 'jitter' | 'lost' | 'cpu' | 'bandwidth'

// Somebody in the call, oneself first.
export interface PersonView {
  leg: number
  user: UserId
  own: boolean
  state: LegState
  audio: boolean
  video: boolean
  screen: boolean
  hand: boolean
  voice?: MediaStream
  camera?: MediaStream
  shared?: MediaStream // the screen
  connected: boolean
  speaking: boolean
  blocked?: boolean // in a secure call: what they send cannot be opened
  quality?: 1 | 2 | 3 // 3: good
  why?: QualityReason
}

export interface AbsentView {
  user: UserId
  state: LegState
}

export interface CallView {
  id: string
  room: RoomId
  kind: CallKind
  mine: boolean // this person called
  direct: boolean
  way: CallWay // that sound and pictures take
  phase: Phase
  since?: number // ms, by this device's clock: when somebody answered
  end?: CallEnd
  seconds?: number
  people: readonly PersonView[]
  absent: readonly AbsentView[]
  speaker?: number // leg
  mic: boolean
  cam: boolean
  screen: boolean
  hand: boolean
  trouble?: { device: DeviceKind; error: unknown } // what the browser said
  mutePlease?: UserId
  secure?: { code?: string } // what all in it may compare, as soon as the keys are there
}

export interface CallsView {
  rings: readonly RingView[]
  call?: CallView
  rooms: ReadonlyMap<RoomId, CallInfo> // calls under way in own conversations
}

export interface Choice {
  mic?: string // device ids
  camera?: string
  speaker?: string
  noise: boolean // the browser's suppression of noise
}

export interface CallReport {
  leg: number
  user: UserId
  rtt?: number // ms
  loss?: number // of 100
  jitter?: number // ms
  concealed?: number // of 100
  fps?: number
  width?: number
  height?: number
  sendKbps?: number
  receiveKbps?: number
  codec?: string
  way?: CallWay
  protocol?: string
}

export interface Calls {
  snapshot(): CallsView
  subscribe(listener: () => void): () => void

  readonly maySecure: boolean // this browser can be in secure calls
  start(room: RoomId, kind: CallKind, users?: readonly UserId[], secure?: boolean): Promise<void> // ChatError; in a call already: conflict
  accept(id: string, video: boolean): Promise<void> // leaves the call one is in
  decline(id: string, busy?: boolean): Promise<void>
  join(id: string, video: boolean): Promise<void>
  leave(): void
  close(): void // what is over is not shown any more
  invite(users: readonly UserId[]): Promise<void>
  mute(leg: number): Promise<void> // asks somebody
  kick(leg: number): Promise<void>
  answerMute(mute: boolean): void

  setMic(on: boolean): Promise<boolean> // whether it is so now
  setCamera(on: boolean): Promise<boolean>
  setScreen(on: boolean): Promise<boolean>
  setHand(on: boolean): void
  dropTrouble(): void
  level(leg: number): number // 0 to 1, now
  shown(sizes: ReadonlyMap<string, number>): void // heights of tiles in pixels

  listDevices(): Promise<readonly MediaDeviceInfo[]>
  choice(): Choice
  choose(choice: Partial<Choice>): void
  reports(): readonly CallReport[]
  echo(stream: MediaStream): Promise<Echo> // a test, that fails where nothing gets through
}
