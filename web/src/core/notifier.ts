// SPDX-License-Identifier: MIT
// Tells views what changed, at most once per animation frame.
import type { Topic } from './api'
import type { Platform } from './platform'

export class Notifier {
  private readonly listeners = new Map<Topic, Set<() => void>>()
  private readonly dirty = new Set<Topic>()
  private scheduled = false

  // `prepare` makes the snapshots anew before the listeners are told; true asks for one more frame.
  constructor(
    private readonly platform: Platform,
    private readonly prepare: (topics: ReadonlySet<Topic>) => Iterable<Topic>,
  ) {}

  subscribe(topic: Topic, listener: () => void): () => void {
    let set = this.listeners.get(topic)
    if (!set) this.listeners.set(topic, (set = new Set()))
    set.add(listener)
    return () => {
      set.delete(listener)
      if (set.size === 0 && this.listeners.get(topic) === set) this.listeners.delete(topic)
    }
  }

  touch(topic: Topic): void {
    this.dirty.add(topic)
    if (this.scheduled) return
    this.scheduled = true
    this.platform.nextFrame(() => this.flush())
  }

  // Tells now what would be told with the next frames: whoever awaited the change can look at it.
  settle(): void {
    for (let round = 0; this.dirty.size > 0 && round < 4; round++) this.flush()
  }

  flush(): void {
    this.scheduled = false
    const topics = new Set(this.dirty)
    this.dirty.clear()
    const again = this.prepare(topics)
    for (const topic of topics) {
      for (const listener of this.listeners.get(topic) ?? []) {
        try {
          listener()
        } catch (error) {
          console.error(error) // one view's fault is not the others'
        }
      }
    }
    for (const topic of again) this.touch(topic)
  }
}
