// SPDX-License-Identifier: MIT
// The current minute, for words like "today" and "yesterday". One timer for all.
import { shallowRef, type ShallowRef } from 'vue'

let now: ShallowRef<number> | undefined

export function useNow(): Readonly<ShallowRef<number>> {
  if (!now) {
    const made = (now = shallowRef(Date.now()))
    setInterval(() => (made.value = Date.now()), 30_000)
  }
  return now
}
