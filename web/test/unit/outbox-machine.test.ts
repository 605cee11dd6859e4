// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest'
import { type State, step, type Step, transitions, verdict } from '../../src/core/outbox/machine'

const states: State[] = ['queued', 'sending', 'failed', 'sent', 'gone']
const steps: Step[] = ['pick', 'ack', 'confirm', 'refuse', 'later', 'lost', 'retry', 'discard']

// The whole table, written out a second time.
const expected: Record<State, Partial<Record<Step, State>>> = {
  queued: { pick: 'sending', confirm: 'sent', discard: 'gone' },
  sending: { ack: 'sent', confirm: 'sent', refuse: 'failed', later: 'queued', lost: 'queued' },
  failed: { retry: 'queued', confirm: 'sent', discard: 'gone' },
  sent: {},
  gone: {},
}

test.each(states.flatMap((state) => steps.map((by) => [state, by] as const)))('%s on %s', (state, by) => {
  expect(step(state, by)).toBe(expected[state][by])
})

test('every state but the last two leads on, and what is sent never comes back', () => {
  for (const state of states) {
    const out = Object.values(transitions[state])
    expect(out.length > 0).toBe(state !== 'sent' && state !== 'gone')
  }
})

test('a message under way cannot be given up: its fate is not known', () => {
  expect(step('sending', 'discard')).toBeUndefined()
})

test.each([
  ['forbidden', 'refuse'],
  ['not_a_member', 'refuse'],
  ['muted', 'refuse'],
  ['too_large', 'refuse'],
  ['invalid', 'refuse'],
  ['conflict', 'refuse'],
  ['store_unavailable', 'later'],
  ['read_only', 'later'],
  ['rate_limited', 'later'],
  ['internal', 'later'],
  ['login_needed', 'later'],
  ['something_new', 'later'],
  ['offline', 'lost'],
  ['timeout', 'lost'],
  ['outcome_unknown', 'lost'],
] as const)('the error %s means %s', (code, what) => expect(verdict(code)).toBe(what))
