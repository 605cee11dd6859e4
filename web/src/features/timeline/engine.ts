// SPDX-License-Identifier: MIT
// What the timeline asks of a virtual list. Rows go in as a prop; these three say where to look and tell what is seen.
// The engine keeps the first visible row in place when rows come in above it, and the end in view when the reader is
// there. Rows are named by their keys: an index would be another row's as soon as older ones come in. What is asked for
// is held while rows are measured and come in, until it has come to rest or the reader takes over.

export interface Visible {
  first: number // rows of which at least half is in the window (or which fill half of it); -1: none
  last: number
  fromTop: number // px from the top of the list to the top of the window
  fromEnd: number // px from the bottom of the window to the end of the list
  cut: number // px of the first row that are above the window; negative if it begins further down
}

export interface TimelineEngine {
  scrollToEnd(): void
  scrollTo(key: string, align: 'start' | 'center', offset?: number): void
  visible(): Visible
  heights(): ReadonlyMap<string, number> // px of the rows around the window, as far as they were measured
}

// How far from the end still counts as being there.
export const endPx = 48
