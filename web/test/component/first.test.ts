// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { afterFirst, firstShown, holdBack } from '@/app/first'

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.runAllTimers() // whatever is held is let go
  vi.useRealTimers()
})

async function asked(): Promise<() => boolean> {
  let done = false
  void afterFirst(async () => (done = true))
  await vi.advanceTimersByTimeAsync(0)
  return () => done
}

it('nothing waits where nothing is held back', async () => {
  expect((await asked())()).toBe(true)
})

it('what is held back comes after what is shown first, and the next at once', async () => {
  holdBack()
  holdBack() // twice is once
  const there = await asked()
  await vi.advanceTimersByTimeAsync(4_000)
  expect(there()).toBe(false)
  firstShown()
  expect(there()).toBe(false) // the browser draws first
  await vi.advanceTimersByTimeAsync(600)
  expect(there()).toBe(true)
  expect((await asked())()).toBe(true)
})

it('comes all the same when nothing is ever shown', async () => {
  holdBack()
  const there = await asked()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(there()).toBe(true)
})

it('what does not come is asked for again', async () => {
  let tries = 0
  let there = false
  void afterFirst(async () => (++tries < 3 ? Promise.reject(new TypeError('Failed to fetch')) : 'a file')).then(() => (there = true))
  await vi.advanceTimersByTimeAsync(1_000)
  expect([tries, there]).toEqual([2, false])
  await vi.advanceTimersByTimeAsync(2_000)
  expect([tries, there]).toEqual([3, true])
})
