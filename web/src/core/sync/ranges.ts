// SPDX-License-Identifier: MIT
// Which seqs of a room are known: a sorted list of disjoint, not touching, inclusive ranges. Lists are values; every
// function answers a new one.

export type Range = readonly [from: number, to: number]
export type Ranges = readonly Range[]

// Adds [from, to]; ranges that overlap or touch become one.
export function add(ranges: Ranges, from: number, to: number): Ranges {
  if (from > to) return ranges
  const out: Range[] = []
  let low = from
  let high = to
  for (const range of ranges) {
    if (range[1] + 1 < low) out.push(range)
    else if (range[0] > high + 1) break
    else {
      low = Math.min(low, range[0])
      high = Math.max(high, range[1])
    }
  }
  const kept = out.length
  out.push([low, high])
  for (const range of ranges.slice(kept)) if (range[0] > high + 1) out.push(range)
  return out
}

// What is left of them from `first` on.
export function since(ranges: Ranges, first: number): Ranges {
  return ranges.filter((range) => range[1] >= first).map((range) => (range[0] < first ? [first, range[1]] : range))
}

// The range that holds `seq`.
export function at(ranges: Ranges, seq: number): Range | undefined {
  return ranges.find((range) => range[0] <= seq && seq <= range[1])
}

export function has(ranges: Ranges, seq: number): boolean {
  return at(ranges, seq) !== undefined
}

// The newest range.
export function last(ranges: Ranges): Range | undefined {
  return ranges.at(-1)
}

// What is not known inside [from, to].
export function missing(ranges: Ranges, from: number, to: number): Ranges {
  const out: Range[] = []
  let next = from
  for (const range of ranges) {
    if (range[1] < next) continue
    if (range[0] > to) break
    if (range[0] > next) out.push([next, range[0] - 1])
    next = Math.max(next, range[1] + 1)
  }
  if (next <= to) out.push([next, to])
  return out
}
