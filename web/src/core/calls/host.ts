// SPDX-License-Identifier: MIT
// What calls need of the page.
import type { UserId } from '../api'
import type { MediaPort } from './devices'
import type { SignalHost } from './signal'
import type { VoiceElement } from './voices'

export interface CallsHost extends SignalHost {
  self(): UserId
  randomId(): string
  hostname: string
  media: MediaPort | undefined
  storage: Storage | undefined
  connection: (config: RTCConfiguration) => RTCPeerConnection
  audio: (() => AudioContext) | undefined
  voice: () => VoiceElement
  worker?: (() => Worker) | undefined // encrypts frames; none: this browser cannot
}
