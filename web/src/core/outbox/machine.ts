// SPDX-License-Identifier: MIT
// The life of a message that is being sent.
//
//               pick              ack · confirm
//   queued ────────────▶ sending ───────────────▶ sent
//     ▲ ◀── later · lost ───┘ │                     ▲
//     │ retry                 │ refuse              │ confirm (its event was seen: from every state)
//     └──────── failed ◀──────┘                     │
//                 └─────────── discard ──▶ gone     ┘
//
// `lost` and `later` keep the client message id: the server answers a repeat with the first seq, so the message is
// never doubled, whatever became of the answer.

export type State = 'queued' | 'sending' | 'failed' | 'sent' | 'gone'

export type Step =
  | 'pick' // the sender hands it to the network
  | 'ack' // the server committed it
  | 'confirm' // its event came by another way
  | 'refuse' // a permanent no
  | 'later' // a passing no: disk full, rate limit
  | 'lost' // no answer: the connection broke or was too slow
  | 'retry' // the writer wants it again
  | 'discard' // the writer gives it up

export const transitions: Readonly<Record<State, Readonly<Partial<Record<Step, State>>>>> = {
  queued: { pick: 'sending', confirm: 'sent', discard: 'gone' },
  sending: { ack: 'sent', confirm: 'sent', refuse: 'failed', later: 'queued', lost: 'queued' },
  failed: { retry: 'queued', confirm: 'sent', discard: 'gone' },
  sent: {},
  gone: {},
}

// The next state, or undefined where the step has no meaning: late answers are ignored.
export function step(state: State, by: Step): State | undefined {
  return transitions[state][by]
}

const permanent: ReadonlySet<string> = new Set([
  'forbidden',
  'not_a_member',
  'muted',
  'blocked',
  'banned',
  'too_large',
  'invalid',
  'conflict',
  'not_found',
  'unsupported_type',
  'quota_exceeded',
  'disabled',
  'unknown_op',
  'bad_frame',
  'recalled',
  'filtered',
  'too_late',
])

// What an error answer means for the message.
export function verdict(code: string): 'refuse' | 'later' | 'lost' {
  if (permanent.has(code)) return 'refuse'
  return code === 'offline' || code === 'timeout' || code === 'outcome_unknown' ? 'lost' : 'later'
}
