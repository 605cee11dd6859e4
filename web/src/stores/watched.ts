// SPDX-License-Identifier: MIT
// Whose coming and going the server is asked to tell: everybody whose online dot is on screen, over all components.
import { onScopeDispose, watch } from 'vue'
import type { UserId } from '@/core/api'
import { useCore } from './core'

const usersMax = 200
const waitMs = 250

const wishes = new Map<symbol, readonly UserId[]>()
let timer: ReturnType<typeof setTimeout> | undefined
let sent = ''

export function useWatched(users: () => readonly UserId[]): void {
  const core = useCore()
  const me = Symbol('watched')

  function tell(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const all = [...new Set([...wishes.values()].flat())].slice(0, usersMax).sort((a, b) => a - b)
      const key = all.join()
      if (key === sent) return
      sent = key
      core.watch(all)
    }, waitMs)
  }

  watch(
    users,
    (list) => {
      wishes.set(me, list)
      tell()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    wishes.delete(me)
    tell()
  })
}
