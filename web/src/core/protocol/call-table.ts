// SPDX-License-Identifier: MIT
// What leads from one state of a call, or of a person in it, to another.
// Made by tools/schema/generate.py from server/proto/calls.table. Do not edit.
import type { CallState, LegState } from './generated'

export type LegEvent = 'invite' | 'enter' | 'alert' | 'decline' | 'refuse' | 'expire' | 'cancel' | 'connect' | 'lose' | 'fail' | 'quit' | 'resume' | 'lapse'

export const legSteps: readonly { from: LegState | 'none'; event: LegEvent; to: LegState }[] = [
  { from: 'none', event: 'invite', to: 'invited' },
  { from: 'none', event: 'enter', to: 'connecting' },
  { from: 'invited', event: 'alert', to: 'ringing' },
  { from: 'invited', event: 'enter', to: 'connecting' },
  { from: 'invited', event: 'decline', to: 'declined' },
  { from: 'invited', event: 'refuse', to: 'busy' },
  { from: 'invited', event: 'expire', to: 'missed' },
  { from: 'invited', event: 'cancel', to: 'missed' },
  { from: 'ringing', event: 'alert', to: 'ringing' },
  { from: 'ringing', event: 'enter', to: 'connecting' },
  { from: 'ringing', event: 'decline', to: 'declined' },
  { from: 'ringing', event: 'refuse', to: 'busy' },
  { from: 'ringing', event: 'expire', to: 'missed' },
  { from: 'ringing', event: 'cancel', to: 'missed' },
  { from: 'connecting', event: 'connect', to: 'joined' },
  { from: 'connecting', event: 'lose', to: 'reconnecting' },
  { from: 'connecting', event: 'fail', to: 'failed' },
  { from: 'connecting', event: 'enter', to: 'connecting' },
  { from: 'connecting', event: 'quit', to: 'left' },
  { from: 'joined', event: 'connect', to: 'joined' },
  { from: 'joined', event: 'lose', to: 'reconnecting' },
  { from: 'joined', event: 'enter', to: 'connecting' },
  { from: 'joined', event: 'quit', to: 'left' },
  { from: 'reconnecting', event: 'resume', to: 'joined' },
  { from: 'reconnecting', event: 'enter', to: 'connecting' },
  { from: 'reconnecting', event: 'quit', to: 'left' },
  { from: 'reconnecting', event: 'lapse', to: 'left' },
  { from: 'left', event: 'enter', to: 'connecting' },
  { from: 'left', event: 'invite', to: 'invited' },
  { from: 'declined', event: 'enter', to: 'connecting' },
  { from: 'declined', event: 'invite', to: 'invited' },
  { from: 'busy', event: 'enter', to: 'connecting' },
  { from: 'busy', event: 'invite', to: 'invited' },
  { from: 'missed', event: 'enter', to: 'connecting' },
  { from: 'missed', event: 'invite', to: 'invited' },
  { from: 'failed', event: 'enter', to: 'connecting' },
  { from: 'failed', event: 'invite', to: 'invited' },
]

// A state that is not left in `ms` meets the event.
export const legAfter: readonly { state: LegState; ms: number; event: LegEvent }[] = [
  { state: 'invited', ms: 45000, event: 'expire' },
  { state: 'ringing', ms: 45000, event: 'expire' },
  { state: 'connecting', ms: 20000, event: 'fail' },
  { state: 'reconnecting', ms: 15000, event: 'lapse' },
]

export type CallEvent = 'start' | 'answer' | 'end'

export const callSteps: readonly { from: CallState | 'none'; event: CallEvent; to: CallState }[] = [
  { from: 'none', event: 'start', to: 'ringing' },
  { from: 'ringing', event: 'answer', to: 'active' },
  { from: 'ringing', event: 'end', to: 'ended' },
  { from: 'active', event: 'end', to: 'ended' },
]

// A state that is not left in `ms` meets the event.
export const callAfter: readonly { state: CallState; ms: number; event: CallEvent }[] = [
]
