// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ReadTracker } from '@/features/timeline/read-tracker'

describe('the read position', () => {
  let read: number[]
  let tracker: ReadTracker
  beforeEach(() => {
    vi.useFakeTimers()
    read = []
    tracker = new ReadTracker((seq) => read.push(seq))
  })
  afterEach(() => void vi.useRealTimers())

  it('moves after a second in view', () => {
    tracker.see(5)
    vi.advanceTimersByTime(999)
    expect(read).toEqual([])
    vi.advanceTimersByTime(1)
    expect(read).toEqual([5])
  })

  it('does not move when the page is not looked at', () => {
    tracker.see(5)
    vi.advanceTimersByTime(500)
    tracker.see(undefined)
    vi.advanceTimersByTime(5000)
    expect(read).toEqual([])
  })

  it('does not move when the message is left before the second is over', () => {
    tracker.see(5)
    vi.advanceTimersByTime(500)
    tracker.see(4)
    vi.advanceTimersByTime(999)
    expect(read).toEqual([])
    vi.advanceTimersByTime(1)
    expect(read).toEqual([4])
  })

  it('never goes back, and reaches newer messages while they stream in', () => {
    for (let seq = 1; seq <= 30; seq++) {
      tracker.see(seq)
      vi.advanceTimersByTime(100)
    }
    vi.advanceTimersByTime(1000)
    tracker.see(3)
    vi.advanceTimersByTime(2000)
    expect(read).toEqual([...read].sort((a, b) => a - b))
    expect(read.at(-1)).toBe(30)
    expect(read.length).toBeGreaterThan(1)
  })
})
