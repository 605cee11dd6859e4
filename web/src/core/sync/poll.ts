// SPDX-License-Identifier: MIT
// What votes make of a poll: the server's rules (server/proto/merge.cc), except that of an anonymous poll only the own
// vote is known here, and how it stands is told with each vote.
import type { OutgoingPoll, PollView } from '../api'
import { clean } from '../markup/clean'
import type { Event, Poll, PollState, Tally, Vote } from '../protocol/codec'

function count(poll: Poll, votes: readonly Vote[]): Tally {
  return { counts: poll.options.map((_, option) => votes.filter(({ choices }) => choices.includes(option)).length), voters: votes.length }
}

// The tally with one's own vote moved: the log says nothing of it yet.
function moved({ counts, voters }: Tally, from: readonly number[], to: readonly number[]): Tally {
  const one = (on: boolean): number => (on ? 1 : 0)
  return {
    counts: counts.map((n, option) => Math.max(0, n + one(to.includes(option)) - one(from.includes(option)))),
    voters: Math.max(0, voters + one(to.length > 0) - one(from.length > 0)),
  }
}

export function voted(message: Event, { from, body: { choices, tally } }: Event): Event {
  const { poll } = message.body
  const now = message.merged?.poll
  if (!poll || now?.ended || !(choices || tally)) return message
  const old = now?.votes ?? []
  const mine = old.find((vote) => vote.user === from)
  const same = !choices || String(choices) === String(mine?.choices ?? [])
  if (same && !tally) return message
  const vote = { user: from, choices: choices ?? [] }
  const votes = same ? old : mine ? old.flatMap((one) => (one !== mine ? one : vote.choices.length > 0 ? vote : [])) : [...old, vote]
  const stands = tally ?? (poll.anonymous ? moved(now?.tally ?? count(poll, []), mine?.choices ?? [], vote.choices) : count(poll, votes))
  return withState(message, { tally: stands, ...(votes.length > 0 ? { votes } : {}) })
}

export function ended(message: Event, { at, body: { off } }: Event): Event {
  const { poll } = message.body
  const now = message.merged?.poll
  return !poll || off || now?.ended ? message : withState(message, { tally: count(poll, []), ...now, ended: at })
}

function withState(message: Event, poll: PollState): Event {
  return { ...message, merged: { ...message.merged, poll } }
}

export function pollShown({ options, several, anonymous, until }: Poll, state: PollState | undefined): PollView {
  return {
    options: options.map(({ text }) => clean(text)),
    several: several ?? false,
    anonymous: anonymous ?? false,
    ...(until === undefined ? {} : { until }),
    counts: options.map((_, option) => state?.tally.counts[option] ?? 0),
    voters: state?.tally.voters ?? 0,
    votes: state?.votes ?? [],
    ...(state?.ended === undefined ? {} : { ended: state.ended }),
  }
}

export function pollAsked({ options, several, anonymous, until }: OutgoingPoll): Poll {
  return { options: options.map((text) => ({ text })), ...(several ? { several } : {}), ...(anonymous ? { anonymous } : {}), ...(until === undefined ? {} : { until }) }
}
