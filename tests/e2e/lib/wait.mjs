// SPDX-License-Identifier: MIT
// Waiting for a condition. A condition that throws is not met yet; its last error is told when time is up.
import { setTimeout as pause } from 'node:timers/promises'

export const PATIENCE_MS = 20_000

export async function eventually(what, condition, patience = PATIENCE_MS) {
  const end = Date.now() + patience
  let last
  for (;;) {
    try {
      last = undefined
      const value = await condition()
      if (value) return value
      last = value
    } catch (error) {
      last = error
    }
    if (Date.now() > end) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last)
      throw new Error(`waited ${patience} ms in vain until ${what}; last: ${seen}`)
    }
    await pause(25)
  }
}

// Until the value equals what is expected; both are told when it never does.
export async function eventuallyEquals(what, read, expected, patience = PATIENCE_MS) {
  const want = JSON.stringify(expected)
  let seen
  try {
    await eventually(what, async () => (seen = JSON.stringify(await read())) === want, patience)
  } catch {
    throw new Error(`${what}:\n  expected ${want}\n  saw      ${seen}`)
  }
}

export function check(condition, what) {
  if (!condition) throw new Error(what)
}

export function equal(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}:\n  expected ${b}\n  saw      ${a}`)
}
