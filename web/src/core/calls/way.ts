// SPDX-License-Identifier: MIT
// What carries sound and pictures: connections to each of the others (mesh.ts), or one to the server (sfu.ts).
import type { Source, Tracks } from './peer'
import type { CallReport, QualityReason } from './view'

// What comes from somebody.
export interface Heard {
  streams: Readonly<Partial<Record<Source, MediaStream>>>
  connected: boolean
  quality?: 1 | 2 | 3 | undefined
  why?: QualityReason | undefined
}

export interface Way {
  readonly connected: boolean
  readonly was: boolean // connected before
  readonly speaker: number | undefined // leg: who speaks or spoke last, where that is told
  of(leg: number): Heard | undefined
  send(tracks: Tracks): void
  configure(config: RTCConfiguration): void
  retry(anew?: boolean): void // the network or the socket came back; `anew`: also what seems whole
  level(leg: number): number // 0 to 1
  speaks(leg: number, now: number): boolean
  reports(userOf: (leg: number) => number): CallReport[]
  stop(): void
}

// Frames that devices encrypt themselves: told of each sender and receiver before anything is negotiated with it, and of a
// receiver again when it is for somebody else. Leg 0: not known yet.
export interface Sealed {
  sender(sender: RTCRtpSender, source: Source): void
  receiver(receiver: RTCRtpReceiver, leg: number, source: Source): void
}

export interface Speech {
  spoke: number // ms
  listened: number
}

const SPEAK = 0.02
const SPEAK_HOLD_MS = 800
const LISTEN_MS = 100

// Whether somebody speaks. Browsers stop for the thread of the network to say how loud it is: not for each view.
export function heard(speech: Speech, level: () => number, now: number): boolean {
  if (now - speech.listened >= LISTEN_MS) {
    speech.listened = now
    if (level() > SPEAK) speech.spoke = now
  }
  return now - speech.spoke < SPEAK_HOLD_MS
}
