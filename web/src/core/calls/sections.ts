// SPDX-License-Identifier: MIT
// The receiving sections of a connection to the media router, one for each stream that is wanted. A description never loses
// a section (RFC 8829): one that is free takes the next stream of its kind.
import type { CallSource, SfuWant } from '../protocol/generated'
import { picture, prefer, voice } from './codecs'
import { isSound, sources, type Source } from './peer'
import type { Sealed } from './way'

export const callSource: Readonly<Record<Source, CallSource>> = { mic: 'audio', camera: 'video', screen: 'screen', sound: 'screen_audio' }
export const sourceOf = (source: CallSource): Source | undefined => sources.find((one) => callSource[one] === source)
export const keyOf = (leg: number, source: Source): string => `${leg}:${source}`

export interface Want {
  leg: number
  source: Source
}

export interface Section {
  transceiver: RTCRtpTransceiver
  audio: boolean
  want?: Want | undefined // none: it is free
  stream?: MediaStream | undefined // since the router has answered
}

export class Sections {
  readonly all: Section[] = []

  constructor(
    private readonly pc: RTCPeerConnection,
    private readonly sealed: Sealed | undefined,
  ) {}

  // Answers which streams have got a section that they did not have.
  assign(wants: readonly Want[]): Want[] {
    const open = new Map(wants.map((want) => [keyOf(want.leg, want.source), want]))
    for (const section of this.all) {
      if (!section.want || open.delete(keyOf(section.want.leg, section.want.source))) continue
      section.want = section.stream = undefined
      section.transceiver.direction = 'inactive'
    }
    for (const want of open.values()) {
      const audio = isSound(want.source)
      const section = this.all.find((one) => !one.want && one.audio === audio) ?? this.make(audio)
      section.want = want
      section.transceiver.direction = 'recvonly'
      this.sealed?.receiver(section.transceiver.receiver, want.leg, want.source)
    }
    return [...open.values()]
  }

  // The router has answered to what was assigned.
  settle(): void {
    for (const section of this.all) if (section.want) section.stream ??= new MediaStream([section.transceiver.receiver.track])
  }

  get wants(): SfuWant[] {
    return this.all.flatMap(({ want, transceiver: { mid } }) => (want && mid !== null ? [{ mid, leg: want.leg, source: callSource[want.source] }] : []))
  }

  find(leg: number, source: Source): Section | undefined {
    return this.all.find(({ want }) => want?.leg === leg && want.source === source)
  }

  private make(audio: boolean): Section {
    const transceiver = this.pc.addTransceiver(audio ? 'audio' : 'video', { direction: 'recvonly' })
    prefer(transceiver, audio ? voice : picture)
    const section = { transceiver, audio }
    this.all.push(section)
    return section
  }
}

const extensions = ['sdes:mid', 'sdes:rtp-stream-id', 'sdes:repaired-rtp-stream-id', 'ssrc-audio-level', 'transport-wide-cc', 'video-orientation']
const transport = ['a=ice-', 'a=fingerprint:', 'a=setup:', 'a=rtcp:']

// The same offer in fewer words: without candidates, which the router finds out by itself, and extensions that it does not
// know; and the transport but once, since all sections of the bundle share it (RFC 8843).
export function slim(sdp: string): string {
  let sections = 0
  const lines = sdp.split('\r\n').filter((line) => {
    if (line.startsWith('m=')) sections++
    if (line.startsWith('a=candidate:') || line === 'a=end-of-candidates') return false
    if (line.startsWith('a=extmap:')) return extensions.some((one) => line.includes(one))
    return sections < 2 || !transport.some((one) => line.startsWith(one))
  })
  return lines.join('\r\n')
}
