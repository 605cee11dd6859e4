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

// One subscription for all that follow the engine.
export function follow<T>(engine: Calls, read: (view: CallsView) => T): ComputedRef<T> {
  let count = counts.get(engine)
  if (!count) {
    const made = (count = shallowRef(0))
    counts.set(engine, made)
    engine.subscribe(() => made.value++)
  }
  const seen = count
  return computed(() => {
    void seen.value
    return read(engine.snapshot())
  })
}
