// SPDX-License-Identifier: MIT
// What a chat shows first are messages and the field to write in. What stands around them is asked for when they are there:
// its files would take the line and the processor from them.
import { untilLoaded } from '@/ui/part'

const longestMs = 5_000 // nobody may look, or there may be nothing to show

let held: Promise<void> | undefined
let open: (() => void) | undefined

// From now on, until `firstShown`.
export function holdBack(): void {
  if (open) return
  const opened = Promise.withResolvers<void>()
  const timer = setTimeout(() => open?.(), longestMs)
  held = opened.promise
  open = () => {
    clearTimeout(timer)
    held = open = undefined
    opened.resolve()
  }
}

// The reader has something to read and may write: the rest begins when the browser has drawn it.
export function firstShown(): void {
  if (!open) return
  if (typeof requestIdleCallback === 'function') requestIdleCallback(() => open?.(), { timeout: 500 })
  else setTimeout(() => open?.(), 50) // Safari
}

// Never fails: what does not come because the network is away is asked for again.
export async function afterFirst<T>(load: () => Promise<T>): Promise<T> {
  await held
  return untilLoaded(load)
}
