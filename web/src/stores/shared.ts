// SPDX-License-Identifier: MIT
// State of the whole page that is made when it is first asked for, with what the application provides at hand. Refs are
// read without `.value`.
import { effectScope, reactive, type App, type Reactive } from 'vue'

let app: App | undefined
let made = new Map<() => object, object>()

// Forgets what an earlier application made.
export function shareIn(next: App): void {
  app = next
  made = new Map()
}

export function defineShared<T extends object>(setup: () => T): () => Reactive<T> {
  return () => {
    let found = made.get(setup) as Reactive<T> | undefined
    if (!found) {
      if (!app) throw new Error('no application')
      const scope = effectScope(true) // outlives the component that asks first
      made.set(setup, (found = reactive(scope.run(() => app!.runWithContext(setup))!)))
    }
    return found
  }
}
