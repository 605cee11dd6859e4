// SPDX-License-Identifier: MIT
// The real read position: a message counts as read when at least half of it was in the window for a second while the
// page was visible and focused.
import type { Seq } from '@/core/api'
import { covered } from '@/features/calls/state'

const dwellMs = 1000

// Whether somebody sees this page.
export function looking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus() && !covered.value
}

export class ReadTracker {
  #done: Seq = 0
  #seen: Seq = 0
  #waiting: { seq: Seq; timer: ReturnType<typeof setTimeout> } | undefined

  constructor(readonly report: (seq: Seq) => void) {}

  // `seq`: the newest message in view, undefined if the page is not looked at. A second that runs goes on while newer
  // messages come into view below; going back above its message, or looking away, ends it.
  see(seq: Seq | undefined): void {
    if (seq === undefined) return this.stop()
    this.#seen = seq
    if (this.#waiting && this.#waiting.seq <= seq) return
    this.stop()
    this.#wait()
  }

  stop(): void {
    clearTimeout(this.#waiting?.timer)
    this.#waiting = undefined
  }

  #wait(): void {
    const seq = this.#seen
    if (seq > this.#done) this.#waiting = { seq, timer: setTimeout(() => this.#read(seq), dwellMs) }
  }

  #read(seq: Seq): void {
    this.#done = seq
    this.#waiting = undefined
    this.report(seq)
    this.#wait() // for what came into view meanwhile
  }
}
