// SPDX-License-Identifier: MIT
// The search box: own rooms by title at once, people from the server a moment later.
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { RoomView, UserView } from '@/core/api'
import { useCore, useRooms, useSelf } from '@/stores/core'
import { roomTitle } from './title'

const waitMs = 180

export type Hit = { type: 'room'; key: string; room: RoomView } | { type: 'user'; key: string; user: UserView }

export function useSearch(query: Ref<string>) {
  const core = useCore()
  const rooms = useRooms()
  const people = shallowRef<readonly UserView[]>([])
  const busy = ref(false)
  const failed = ref(false)
  const words = computed(() => query.value.trim().toLocaleLowerCase())

  // The one who searches is nobody to write to.
  const self = useSelf()
  const again = ref(0)
  watch([words, again], ([wanted], _before, onCleanup) => {
    people.value = wanted ? people.value : []
    failed.value = false
    busy.value = wanted !== ''
    if (!wanted) return
    let old = false
    const timer = setTimeout(async () => {
      try {
        const found = await core.searchUsers(wanted)
        if (!old) people.value = found.filter((user) => user.id !== self.value.id)
      } catch {
        if (!old) {
          people.value = []
          failed.value = true
        }
      } finally {
        if (!old) busy.value = false
      }
    }, waitMs)
    onCleanup(() => {
      old = true
      clearTimeout(timer)
    })
  })

  const hits = computed<readonly Hit[]>(() => {
    if (!words.value) return []
    const found: Hit[] = rooms.value
      .filter((room) => roomTitle(room).toLocaleLowerCase().includes(words.value))
      .map((room) => ({ type: 'room', key: `r${room.id}`, room }))
    const met = new Set(found.map((hit) => (hit.type === 'room' ? hit.room.peer : undefined)))
    for (const user of people.value) if (!met.has(user.id)) found.push({ type: 'user', key: `u${user.id}`, user })
    return found
  })
  return { hits, busy, failed, words, retry: () => void again.value++ }
}
