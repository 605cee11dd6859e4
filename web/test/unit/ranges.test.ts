// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest'
import { add, at, has, last, missing, type Ranges } from '../../src/core/sync/ranges'

test('touching and overlapping ranges become one', () => {
  let ranges: Ranges = []
  ranges = add(ranges, 10, 20)
  ranges = add(ranges, 30, 40)
  ranges = add(ranges, 1, 3)
  expect(ranges).toEqual([[1, 3], [10, 20], [30, 40]])
  expect(add(ranges, 21, 29)).toEqual([[1, 3], [10, 40]])
  expect(add(ranges, 5, 8)).toEqual([[1, 3], [5, 8], [10, 20], [30, 40]])
  expect(add(ranges, 0, 100)).toEqual([[0, 100]])
  expect(add(ranges, 5, 4)).toBe(ranges)
  expect(last(ranges)).toEqual([30, 40])
  expect(at(ranges, 15)).toEqual([10, 20])
  expect(missing(ranges, 2, 35)).toEqual([[4, 9], [21, 29]])
})

// Against a plain set of numbers: 300 random histories, the seed is printed on failure.
test.each(Array.from({ length: 300 }, (_, seed) => seed))('like a set of numbers, seed %i', (seed) => {
  let state = seed * 7919 + 1
  const random = (below: number): number => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) % below
  const set = new Set<number>()
  let ranges: Ranges = []
  for (let step = 0; step < 20; step++) {
    const from = random(60)
    const to = from + random(8)
    ranges = add(ranges, from, to)
    for (let seq = from; seq <= to; seq++) set.add(seq)
    for (let index = 0; index < ranges.length; index++) {
      expect(ranges[index]![0]).toBeLessThanOrEqual(ranges[index]![1])
      if (index > 0) expect(ranges[index]![0]).toBeGreaterThan(ranges[index - 1]![1] + 1)
    }
  }
  for (let seq = 0; seq < 70; seq++) expect(has(ranges, seq)).toBe(set.has(seq))
  const holes = missing(ranges, 5, 60)
  for (let seq = 5; seq <= 60; seq++) expect(has(holes, seq)).toBe(!set.has(seq))
})
