// SPDX-License-Identifier: MIT
// How this device stands in a call: the table of the server (call-table.ts), walked by what happens here. What the server
// tells comes over it: it has the last word.
import { legSteps, type LegEvent } from '../protocol/call-table'
import type { CallEnd, CallInfo, CallLeg, LegState } from '../protocol/generated'
import type { Phase } from './view'

export function nextLeg(from: LegState | 'none', event: LegEvent): LegState | undefined {
  return legSteps.find((step) => step.from === from && step.event === event)?.to
}

export const isIn = (state: LegState | 'none'): boolean => state === 'connecting' || state === 'joined' || state === 'reconnecting'
export const isCalled = (state: LegState | 'none'): boolean => state === 'invited' || state === 'ringing'

// Newer by the count of its changes; of a call that is over nothing newer comes.
export function newer(known: CallInfo | undefined, told: CallInfo): CallInfo {
  if (!known || known.id !== told.id) return told
  return told.rev >= known.rev ? told : known
}

export interface Seat {
  leg: number
  state: LegState | 'none'
}

// The own leg after something that happened here; undefined: the table does not know it, nothing has changed.
export function step(seat: Seat, event: LegEvent): Seat | undefined {
  const state = nextLeg(seat.state, event)
  return state && { ...seat, state }
}

// What the views call it.
export function phaseOf(call: CallInfo, seat: Seat, link: { connected: boolean; was: boolean; lost: boolean }): Phase {
  if (call.state === 'ended' || !isIn(seat.state)) return 'ended'
  if (call.state === 'ringing') return others(call, seat).some(({ state }) => state === 'ringing') ? 'ringing' : 'calling'
  const company = others(call, seat).some(({ state }) => isIn(state))
  if (!company) return link.was ? 'connected' : 'ringing'
  if (link.connected) return 'connected'
  return link.was || link.lost ? 'reconnecting' : 'connecting'
}

export function others(call: CallInfo, seat: Seat): CallLeg[] {
  return call.legs.filter(({ leg }) => leg !== seat.leg || leg === 0)
}

// Whom this device has to reach, and whether the other one offers.
export function company(call: CallInfo, seat: Seat): { leg: number; offers: boolean }[] {
  return call.legs.filter(({ leg, state }) => leg !== 0 && leg !== seat.leg && isIn(state)).map(({ leg }) => ({ leg, offers: leg > seat.leg }))
}

// Whether an end is worth a word on the screen.
export const isSilent = (why: CallEnd): boolean => why === 'left' || why === 'elsewhere'
