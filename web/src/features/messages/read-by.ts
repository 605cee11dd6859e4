// SPDX-License-Identifier: MIT
// How many have read an own message of a group. Asked while the message is looked at, one question at a time, again
// after ten seconds as long as somebody is missing; nothing is asked for by a page that is hidden.
import { onActivated, onDeactivated, onScopeDispose, shallowRef } from 'vue'
import { onLeave } from '@/app/forget'
import type { ChatCore, RoomId, Seq } from '@/core/api'
import { looking } from '@/features/timeline/read-tracker'

const againMs = 10_000
const keptMax = 100

export interface Counted {
  read: number
  missing: number
  at: number // when it was asked
}

const kept = new Map<string, Counted>()
let asking = false
onLeave(() => kept.clear())

function keep(key: string, counted: Counted): void {
  kept.delete(key)
  kept.set(key, counted)
  if (kept.size > keptMax) kept.delete(kept.keys().next().value!)
}

// Within a component's setup.
export function useReadBy(core: ChatCore, room: RoomId, seq: Seq) {
  const key = `${room}.${seq}`
  const counted = shallowRef(kept.get(key))
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false
  let away = false // put away for later, with the timeline that it stands in

  function later(ms: number): void {
    clearTimeout(timer)
    if (!over && !away && looking() && counted.value?.missing !== 0) timer = setTimeout(() => void ask(), ms)
  }

  async function ask(): Promise<void> {
    if (asking) return later(500)
    asking = true
    const at = Date.now()
    try {
      const { read_count, unread_count } = await core.ask('message.readers', { room, seq })
      counted.value = { read: read_count, missing: unread_count, at }
      keep(key, counted.value)
    } catch {
      // It stays as it was; asked again like any other.
    } finally {
      asking = false
    }
    later(againMs)
  }

  // A moment after it came into view: who scrolls past asks nothing.
  function look(): void {
    later(Math.max(300, (counted.value?.at ?? 0) + againMs - Date.now()))
  }

  look()
  document.addEventListener('visibilitychange', look)
  addEventListener('focus', look)
  addEventListener('blur', look)
  onDeactivated(() => {
    away = true
    clearTimeout(timer)
  })
  onActivated(() => {
    away = false
    look()
  })
  onScopeDispose(() => {
    over = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
    removeEventListener('focus', look)
    removeEventListener('blur', look)
  })
  return counted
}
