// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest'
import { reconnectDelay, resendDelay } from '../../src/core/net/backoff'

test('the first reconnect comes within half a second, the others within 0.25 to 15 s', () => {
  expect(reconnectDelay(0, 0)).toBe(0)
  expect(reconnectDelay(0, 0.999)).toBeLessThan(500)
  for (let attempt = 1; attempt < 40; attempt++) {
    for (const random of [0, 0.5, 0.999]) {
      const delay = reconnectDelay(attempt, random)
      expect(delay).toBeGreaterThanOrEqual(250)
      expect(delay).toBeLessThanOrEqual(15_000)
    }
  }
  expect(reconnectDelay(39, 0)).toBe(7_500)
})

test('resending has full jitter up to 30 s and honours what the server asked for', () => {
  expect(resendDelay(1, 1)).toBe(500)
  expect(resendDelay(30, 1)).toBe(30_000)
  expect(resendDelay(30, 0)).toBe(50)
  expect(resendDelay(1, 0.5, 3_000)).toBe(3_250)
})
