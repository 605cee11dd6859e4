// SPDX-License-Identifier: MIT
// One tab of an account sends, the others look on. Web Locks elect it: the lock is held as long as the tab lives, and
// the next in line gets it. Without Web Locks (pages over plain http) every tab sends: a message offered twice has the
// same client id, and the server stores it once.
import type { Platform } from '../platform'

export class Election {
  private release: (() => void) | undefined
  private readonly abort = new AbortController()
  leading = false

  constructor(platform: Platform, name: string, elected: () => void) {
    if (!platform.locks) {
      this.leading = true
      queueMicrotask(elected)
      return
    }
    platform.locks
      .request(name, { signal: this.abort.signal }, () => {
        this.leading = true
        elected()
        return new Promise<void>((resolve) => {
          this.release = resolve
        })
      })
      .catch(() => undefined) // given up before it was our turn
  }

  stop(): void {
    this.leading = false
    this.abort.abort()
    this.release?.()
  }
}
