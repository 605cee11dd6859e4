// SPDX-License-Identifier: MIT
// What happens in a call, in the reader's words.
import type { CallEnd } from '@/core/protocol/generated'
import { has, t } from '@/i18n'

// What became of a call that is over here. `mine`: this person called.
export function endText(end: CallEnd, mine: boolean, group: boolean): string {
  if (end === 'missed') return t(mine ? (group ? 'call.end_nobody' : 'call.end_missed') : 'call.missed')
  if (end === 'declined') return t(mine ? 'call.end_theyDeclined' : 'call.end_declined')
  return t(`call.end_${end === 'left' ? 'completed' : end}`)
}

// Why the line is not good.
export function whyText(why: string): string {
  const key = `call.why_${why}`
  return has(key) ? t(key) : t('call.why_other')
}

export type Trouble = 'insecure' | 'unsupported' | 'denied' | 'none' | 'busy' | 'failed'

// A refusal of the browser, as one of those that people can do something about.
export function troubleOf(error: unknown): Trouble {
  if (!globalThis.isSecureContext) return 'insecure'
  if (!navigator.mediaDevices?.getUserMedia || typeof RTCPeerConnection === 'undefined') return 'unsupported'
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (name === 'Unsupported') return 'unsupported'
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError' || name === 'DevicesNotFoundError') return 'none'
  if (name === 'NotReadableError' || name === 'AbortError' || name === 'TrackStartError') return 'busy'
  return 'failed'
}
