// SPDX-License-Identifier: MIT
// What is known of one room's log: contiguous ranges of events, and `end`, the newest seq up to which nothing is
// missing on the live side. Live events that leave a hole wait until it is filled. A pure value store: it asks nobody.
import type { Event, OwnVote } from '../protocol/codec'
import { changesMessage, merge } from './merge'
import * as ranges from './ranges'

export type Received = 'appended' | 'known' | 'held'

export class RoomLog {
  constructor(private readonly self?: () => number) {}

  epoch = 0
  end = 0
  gone = 0 // what is up to here has expired: nobody can read it any more
  known: ranges.Ranges = []
  // The kept part that lies in the browser's store and is not read yet; part of `known`.
  stored: ranges.Range | undefined
  // Loaded before events were left out: later changes of these messages may be unknown.
  stale: ranges.Ranges = []
  private readonly events = new Map<number, Event>()
  private readonly held = new Map<number, Event>()
  private readonly changes = new Map<number, Event[]>() // by the seq that they are about
  private readonly heads = new Map<number, number>() // a page told the event with all changes up to here
  private readonly quoted = new Map<number, Event | undefined>() // single messages beyond `known`; undefined: nothing there
  private readonly taken = new Map<number, string>() // texts that this person took back, to write them anew
  // Seqs whose event was changed since somebody looked: rows to make anew, events to keep anew.
  readonly revised = new Set<number>()
  readonly unsaved = new Set<number>()

  get(seq: number): Event | undefined {
    return this.events.get(seq)
  }

  // A message that another one refers to; null: not known here.
  quote(seq: number): Event | undefined | null {
    if (seq <= this.gone) return undefined
    return this.events.get(seq) ?? (this.quoted.has(seq) ? this.quoted.get(seq) : null)
  }

  putQuotes(asked: readonly number[], events: readonly Event[]): void {
    for (const seq of asked) {
      this.quoted.set(seq, events.find((event) => event.seq === seq))
      this.revised.add(seq)
    }
  }

  takenText(seq: number): string | undefined {
    return this.taken.get(seq)
  }

  // Applies what an event does to an earlier message.
  change(event: Event, self?: number): void {
    const ref = event.ref!
    const target = this.events.get(ref)
    // No change is made twice: later ones may have undone it. One that "was so already" has the seq of its message.
    if (target && (event.seq <= ref || event.seq > (this.heads.get(ref) ?? 0))) {
      let next = merge(target, event)
      // What came later may be known already, before what is kept was read: it has the last word.
      for (const one of this.changes.get(ref) ?? []) if (one.seq > event.seq) next = merge(next, one)
      if (next !== target) {
        if (event.kind === 'recall' && target.from === self && event.from === self && target.body.text) this.taken.set(ref, target.body.text)
        this.replace(next)
      }
    }
    const quoted = this.quoted.get(ref)
    if (quoted) {
      this.quoted.set(ref, merge(quoted, event))
      this.revised.add(ref)
    }
    if (event.kind === 'recall') this.blankEdits(ref)
  }

  // What this person chose at an anonymous poll, or confirmed: the event keeps silent about it.
  ownVote(self: number, { room, ref, seq, choices }: OwnVote): void {
    const asked = this.events.get(ref)
    if (asked?.body.confirm) return this.replace({ ...asked, merged: { ...asked.merged, confirmed: true } })
    const event = this.events.get(seq)
    const full: Event = { at: 0, ...event, room, seq, ref, from: self, kind: 'vote', body: { ...event?.body, choices, secret: true } }
    if (event?.kind === 'vote') this.rewrite(full)
    const target = this.events.get(ref)
    const poll = target?.merged?.poll
    if (!poll || this.changes.get(ref)?.some((one) => one.seq > seq && one.from === self && one.kind === 'vote')) return
    // Also where the poll has ended since: how it stands is told apart from it.
    const { votes: _, ...rest } = poll
    this.replace({ ...target, merged: { ...target.merged, poll: { ...rest, ...(choices.length > 0 ? { votes: [{ user: self, choices }] } : {}) } } })
  }

  // The answer to one's own vote at an anonymous poll says nothing of how the poll stands, its event nothing of who
  // voted: what was told of one seq belongs together.
  withTally(event: Event): Event {
    const known = this.held.get(event.seq) ?? this.events.get(event.seq)
    if (event.kind !== 'vote' || event.body.tally || !known?.body.tally) return event
    return { ...event, body: { ...event.body, tally: known.body.tally, secret: true } }
  }

  // Of one's own the answer was taken for the event before it came; the server may have covered words in it.
  private complete(event: Event): void {
    const { seq, ref, kind, body } = event
    const known = this.events.get(seq)
    if (!known) return
    if (kind !== 'vote') return this.correct(known, event)
    const { tally } = body
    if (!tally || known.body.tally) return
    const full = { ...known, body: { ...known.body, tally, secret: true } }
    this.rewrite(full)
    if (!this.changes.get(ref!)?.some((one) => one.seq > seq && one.kind === 'vote')) this.change(full, this.self?.())
  }

  private correct(known: Event, { seq, ref, kind, body }: Event): void {
    const { text, poll, record } = body
    const same = JSON.stringify([text, poll, record]) === JSON.stringify([known.body.text, known.body.poll, known.body.record])
    if (same || !known.cmid || known.merged?.edit !== undefined || known.merged?.recalled !== undefined) return
    if (kind !== 'edit') return this.replace({ ...known, body: { ...known.body, ...(text === undefined ? {} : { text }), ...(poll ? { poll } : {}), ...(record ? { record } : {}) } })
    if (known.body.text === undefined) return // taken back since
    this.rewrite({ ...known, body })
    const target = this.events.get(ref!)
    if (target?.merged?.edit === seq) this.replace({ ...target, body: { ...target.body, ...(text === undefined ? {} : { text }) } })
  }

  // A change of which more is known now.
  private rewrite(event: Event): void {
    this.replace(event)
    const list = this.changes.get(event.ref!)
    list?.splice(0, list.length, ...list.map((one) => (one.seq === event.seq ? event : one)))
  }

  // What was taken back is not kept in its edits either.
  private blankEdits(ref: number): void {
    for (const edit of this.changes.get(ref) ?? []) {
      const kept = this.events.get(edit.seq)
      if (edit.kind === 'edit' && kept?.body.text !== undefined) this.replace({ ...kept, body: {} })
    }
  }

  // What is up to `gone` has expired.
  expire(gone: number): void {
    if (gone <= this.gone) return
    this.gone = gone
    this.forgetUntil(gone)
    for (const seq of [...this.changes.keys(), ...this.quoted.keys(), ...this.taken.keys()]) {
      if (seq > gone) continue
      this.changes.delete(seq)
      this.quoted.delete(seq)
      this.taken.delete(seq)
    }
    for (const event of this.events.values()) {
      if (event.ref === undefined || event.ref > gone) continue
      if (event.kind === 'edit') this.replace({ ...event, body: {} })
      else this.revised.add(event.seq) // an answer, whose quote is empty now
    }
  }

  // What is before `first` may not be read here, or not any more.
  cut(first: number): void {
    if ((this.known[0]?.[0] ?? first) < first) this.forgetUntil(first - 1)
  }

  private forgetUntil(last: number): void {
    this.known = ranges.since(this.known, last + 1)
    this.stale = ranges.since(this.stale, last + 1)
    this.stored = this.stored && ranges.since([this.stored], last + 1)[0]
    for (const seq of [...this.events.keys(), ...this.held.keys()]) {
      if (seq > last) continue
      for (const part of [this.events, this.held, this.heads, this.revised, this.unsaved]) part.delete(seq)
    }
  }

  private replace(event: Event): void {
    this.events.set(event.seq, event)
    this.revised.add(event.seq)
    this.unsaved.add(event.seq)
  }

  // The range that reaches the end; undefined if nothing at the end is loaded.
  get tail(): ranges.Range | undefined {
    return ranges.at(this.known, this.end)
  }

  // Forgets everything; the log goes on after `end`.
  reset(epoch: number, end: number): void {
    if (epoch !== this.epoch) this.gone = 0
    this.epoch = epoch
    this.end = end
    this.known = []
    this.stored = undefined
    this.stale = []
    this.events.clear()
    this.held.clear()
    this.changes.clear()
    this.heads.clear()
    this.quoted.clear()
    this.revised.clear()
    this.unsaved.clear()
  }

  // The server left out what is between: the live side goes on after `head`, the newest page up to it is on its way.
  leap(head: number): void {
    for (const range of this.known) this.stale = ranges.add(this.stale, ...range)
    for (const seq of this.quoted.keys()) this.revised.add(seq) // asked for again
    this.quoted.clear()
    this.end = Math.max(this.end, head)
    for (const seq of this.held.keys()) if (seq <= this.end) this.held.delete(seq)
  }

  // One event of the live side, or one's own that was just committed.
  receive(event: Event): Received {
    if (event.seq <= this.end) {
      if (ranges.has(this.known, event.seq)) {
        this.complete(event)
        return 'known'
      }
      this.put([event]) // of the newest page after a leap
      return 'known'
    }
    if (event.seq === this.end + 1) {
      this.end = event.seq
      this.put([event])
      return 'appended'
    }
    const held = this.held.get(event.seq)
    this.held.set(event.seq, held?.kind === 'vote' ? { ...event, ...held, body: { ...event.body, ...held.body } } : event)
    return 'held'
  }

  // The held events that follow without a hole now, oldest first; they are appended.
  drain(): Event[] {
    const out: Event[] = []
    for (;;) {
      const next = this.held.get(this.end + 1)
      if (next) {
        this.end++
        this.put([next])
        out.push(next)
      } else if (ranges.has(this.known, this.end + 1)) {
        this.end = ranges.at(this.known, this.end + 1)![1] // a page of history reached beyond the hole
      } else {
        break
      }
    }
    for (const seq of this.held.keys()) if (seq <= this.end) this.held.delete(seq)
    return out
  }

  // The first seq that waits behind a hole.
  get heldFrom(): number | undefined {
    return this.held.size === 0 ? undefined : Math.min(...this.held.keys())
  }

  // Gives the hole up: what waits behind it becomes a range of its own.
  skipHole(): void {
    const from = this.heldFrom
    if (from !== undefined) this.end = from - 1
  }

  // A page of history, ascending, with all changes up to `head` in it.
  insert(page: readonly Event[], head = 0): void {
    // The page knows of changes that this log may have missed; those after it are applied again.
    for (const event of page) {
      const old = this.events.get(event.seq)
      if (!old || head < (this.heads.get(event.seq) ?? 0)) continue
      if (head > 0) this.heads.set(event.seq, head)
      if (event.merged?.recalled !== undefined) this.blankEdits(event.seq)
      if (event.merged === undefined && old.merged === undefined) continue
      const next = this.later({ ...event, ...(old.cmid && !event.cmid ? { cmid: old.cmid } : {}) }, head)
      if (JSON.stringify(next) !== JSON.stringify(old)) this.replace(next)
    }
    this.put(page, head)
  }

  // The event with the known changes after `head`.
  private later(event: Event, head: number): Event {
    let next = event
    for (const change of this.changes.get(event.seq) ?? []) if (change.seq > head) next = merge(next, change)
    return next
  }

  // The event is not the message that it was taken for.
  unclaim(seq: number): void {
    const event = this.events.get(seq)
    if (!event) return
    const { cmid: _, ...rest } = event
    this.events.set(seq, rest)
  }

  // What the browser's store had of [stored]. Answers false if a part of it was missing; that is forgotten then.
  hydrate(kept: readonly Event[]): boolean {
    const stored = this.stored
    this.stored = undefined
    if (!stored) return true
    const there = kept.filter((event) => stored[0] <= event.seq && event.seq <= stored[1])
    const whole = there.length === stored[1] - stored[0] + 1
    if (!whole) {
      this.known = []
      for (const event of this.events.values()) this.known = ranges.add(this.known, event.seq, event.seq)
    }
    this.put(there)
    return whole
  }

  private add(told: Event, head: number): void {
    if (head > 0) this.heads.set(told.seq, head)
    const event = told.kind === 'edit' && told.ref! <= this.gone ? { ...told, body: {} } : told // kept before its message expired
    const next = this.later(event, head)
    this.events.set(event.seq, next)
    if (next !== told) this.unsaved.add(event.seq)
    if (next.merged?.recalled !== undefined) this.blankEdits(event.seq)
    if (!changesMessage(event)) return
    const list = this.changes.get(event.ref!)
    if (list) list.push(event)
    else this.changes.set(event.ref!, [event])
    list?.sort((a, b) => a.seq - b.seq)
    this.change(event, this.self?.())
    if (this.quote(event.ref!)?.merged?.recalled !== undefined) this.blankEdits(event.ref!)
  }

  private put(events: readonly Event[], head = 0): void {
    let from = 0
    let to = -1
    for (const event of events) {
      if (event.seq <= this.gone) continue // it was on its way
      if (!this.events.has(event.seq)) this.add(event, head)
      if (event.seq === to + 1) {
        to++
        continue
      }
      this.known = ranges.add(this.known, from, to)
      from = to = event.seq
    }
    this.known = ranges.add(this.known, from, to)
  }
}
