// SPDX-License-Identifier: MIT
// The windows of one browser agree on who tells of news, and know what is looked at in each of them. Web Locks elect one;
// what the others show comes over a channel. Without either (pages over plain http) each window speaks for itself.
import type { RoomId } from '@/core/api'

interface Look {
  tab: string
  room?: RoomId | undefined
  looking: boolean
}

const beatMs = 20_000
const forgetMs = 50_000 // a window that was killed says no goodbye

export class Tabs {
  leading = false
  #id = crypto.getRandomValues(new Uint32Array(2)).join('-')
  #others = new Map<string, Look & { heard: number }>()
  #own: Look = { tab: this.#id, looking: false }
  #channel: BroadcastChannel | undefined
  #stopped = new AbortController()
  #release: (() => void) | undefined
  #beat: ReturnType<typeof setInterval>

  constructor(name: string) {
    if (typeof BroadcastChannel !== 'undefined') {
      this.#channel = new BroadcastChannel(name)
      this.#channel.onmessage = ({ data }: MessageEvent<Look | 'who'>) => {
        if (data === 'who') this.#tell()
        else this.#others.set(data.tab, { ...data, heard: Date.now() })
      }
      this.#channel?.postMessage('who')
    }
    if (navigator.locks) {
      navigator.locks
        .request(name, { signal: this.#stopped.signal }, () => {
          this.leading = true
          return new Promise<void>((resolve) => (this.#release = resolve))
        })
        .catch(() => undefined) // given up before it was our turn
    } else this.leading = true
    this.#beat = setInterval(() => this.#own.looking && this.#tell(), beatMs)
  }

  // What this window shows now; without `looking` nobody sees it.
  look(room: RoomId | undefined, looking: boolean): void {
    if (this.#own.room === room && this.#own.looking === looking) return
    this.#own = { tab: this.#id, room, looking }
    this.#tell()
  }

  // The rooms of all windows that are looked at; undefined: one that shows none.
  lookers(): (RoomId | undefined)[] {
    const now = Date.now()
    const alive = [...this.#others.values()].filter(({ heard }) => now - heard < forgetMs)
    return [this.#own, ...alive].filter(({ looking }) => looking).map(({ room }) => room)
  }

  stop(): void {
    this.look(undefined, false)
    clearInterval(this.#beat)
    this.#stopped.abort()
    this.#release?.()
    this.#channel?.close()
    this.#channel = undefined
    this.leading = false
  }

  #tell(): void {
    this.#channel?.postMessage(this.#own)
  }
}
