// SPDX-License-Identifier: MIT
// How the screens of calls follow the engine (core/calls).
import { computed, inject, shallowRef, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import type { Calls, CallsView } from '@/core/calls/view'

export const engineKey: InjectionKey<Calls> = Symbol('calls')

export function useEngine(): Calls {
  const engine = inject(engineKey)
  if (!engine) throw new Error('no call engine was provided')
  return engine
}

const counts = new WeakMap<Calls, ShallowRef<number>>()

const LATEST_MS = 100 // where no frame comes

// With the next frame: what the engine has to do for a call goes before what is drawn of it, and is drawn once.
function withNextFrame(draw: () => void): void {
  if (document.hidden) return draw()
  let drawn = false
  const once = (): void => {
    if (!drawn) draw()
    drawn = true
  }
  requestAnimationFrame(once)
  setTimeout(once, LATEST_MS)
}

// One subscription for all that follow the engine.
export function follow<T>(engine: Calls, read: (view: CallsView) => T): ComputedRef<T> {
  let count = counts.get(engine)
  if (!count) {
    const made = (count = shallowRef(0))
    counts.set(engine, made)
    let due = false
    engine.subscribe(() => {
      if (due) return
      due = true
      withNextFrame(() => {
        due = false
        made.value++
      })
    })
  }
  const seen = count
  return computed(() => {
    void seen.value
    return read(engine.snapshot())
  })
}
