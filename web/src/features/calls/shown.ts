// SPDX-License-Identifier: MIT
// What a tile of the stage shows: a person, or the screen of one.
import type { UserId } from '@/core/api'

export interface Shown {
  key: string
  leg: number
  user: UserId
  name: string
  avatar?: string | undefined
  hue: number
  own: boolean
  screen: boolean
  stream: MediaStream | undefined
  video: boolean // `stream` has a picture to show
  audio: boolean // the microphone is on
  cameraOff: boolean // in a video call
  mirror: boolean
  hand: boolean
  speaking: boolean
  level: () => number
  quality?: 1 | 2 | 3 | undefined
  why?: string | undefined
  blocked?: boolean | undefined // it cannot be decrypted
  wait?: string | undefined // not there: ringing, connecting, back in a moment
}
