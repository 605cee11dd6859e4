// SPDX-License-Identifier: MIT
// How long to wait before trying again.

const FIRST_MS = 500

// Before a reconnect: the first one within half a second, then 0.5, 1, 2 … 15 s, each between a half and the whole, so
// that the clients of a restarted server do not come back in step.
export function reconnectDelay(attempt: number, random: number): number {
  if (attempt <= 0) return FIRST_MS * random
  const whole = Math.min(15_000, FIRST_MS * 2 ** (attempt - 1))
  return Math.max(FIRST_MS / 2, whole * (0.5 + random / 2))
}

// Before a message is offered again: 0.5, 1, 2 … 30 s with full jitter, never below what the server asked for.
export function resendDelay(attempt: number, random: number, retryAfter = 0): number {
  const whole = Math.min(30_000, FIRST_MS * 2 ** Math.max(0, attempt - 1))
  return retryAfter + Math.max(50, whole * random)
}
