// SPDX-License-Identifier: MIT
// What is known of one room's log: contiguous ranges of events, and `end`, the newest seq up to which nothing is
// missing on the live side. Live events that leave a hole wait until it is filled. A pure value store: it asks nobody.
import type { Event } from '../protocol/codec'
import * as ranges from './ranges'

export type Received = 'appended' | 'known' | 'held'

export class RoomLog {
  epoch = 0
  end = 0
  known: ranges.Ranges = []
  // The kept part that lies in the browser's store and is not read yet; part of `known`.
  stored: ranges.Range | undefined
  private readonly events = new Map<number, Event>()
  private readonly held = new Map<number, Event>()

  get(seq: number): Event | undefined {
    return this.events.get(seq)
  }

  // The range that reaches the end; undefined if nothing at the end is loaded.
  get tail(): ranges.Range | undefined {
    return ranges.at(this.known, this.end)
  }

  // Forgets everything; the log goes on after `end`.
  reset(epoch: number, end: number): void {
    this.epoch = epoch
    this.end = end
    this.known = []
    this.stored = undefined
    this.events.clear()
    this.held.clear()
  }

  // The server left out what is between: the live side goes on after `head`, the newest page up to it is on its way.
  leap(head: number): void {
    this.end = Math.max(this.end, head)
    for (const seq of this.held.keys()) if (seq <= this.end) this.held.delete(seq)
  }

  // One event of the live side, or one's own that was just committed.
  receive(event: Event): Received {
    if (event.seq <= this.end) {
      if (ranges.has(this.known, event.seq)) return 'known'
      this.put([event]) // of the newest page after a leap
      return 'known'
    }
    if (event.seq === this.end + 1) {
      this.end = event.seq
      this.put([event])
      return 'appended'
    }
    this.held.set(event.seq, event)
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

  // A page of history, ascending.
  insert(page: readonly Event[]): void {
    this.put(page)
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

  private put(events: readonly Event[]): void {
    let from = 0
    let to = -1
    for (const event of events) {
      if (!this.events.has(event.seq)) this.events.set(event.seq, event)
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
