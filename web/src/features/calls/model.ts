// SPDX-License-Identifier: MIT
// A call as its screens show it.
import type { RoomId, UserId } from '@/core/api'
import type { CallWay } from '@/core/calls/view'
import type { CallEnd } from '@/core/protocol/generated'
import type { Absent } from './People.vue'
import type { Shown } from './shown'
import type { Trouble } from './words'

export interface Whose {
  id: number // the person's, or the room's
  name: string
  avatar?: string | undefined
  group: boolean
}

export interface CallModel {
  id: string
  room: RoomId
  kind: 'audio' | 'video'
  mine: boolean // this person called
  whose: Whose
  state: 'calling' | 'ringing' | 'connecting' | 'connected' | 'reconnecting' | 'ended'
  since: number | undefined // ms; when somebody answered
  end?: CallEnd | undefined
  seconds?: number
  people: readonly Shown[] // who is in it with a tile each, oneself first; shared screens, too
  absent: readonly Absent[]
  moderator: boolean
  speaker?: number | undefined // leg
  mic: boolean
  camera: boolean
  screen: boolean
  hand: boolean
  quality?: 1 | 2 | 3 | undefined
  why?: string | undefined
  lock: 'ends' | 'way' // encrypted between the ends, or as far as the server
  way: CallWay
  trouble?: { device: 'mic' | 'camera' | 'screen'; what: Trouble } | undefined
  mutePlease?: UserId | undefined
  secure?: { code?: string } | undefined // encrypted by the devices, with keys of their own
}
