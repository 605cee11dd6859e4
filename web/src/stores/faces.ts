// SPDX-License-Identifier: MIT
// The first members of small groups, for their mosaics. Asked for only when a group without a picture is on screen,
// and again when its number of members changes.
import { shallowReactive, toValue, watch, computed, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import type { RoomId, RoomView, UserId } from '@/core/api'
import { useCore } from './core'

const membersMax = 60 // larger groups show initials: their page of members is too much for a picture
const facesMax = 9

const none: readonly UserId[] = []
const known = shallowReactive(new Map<RoomId, { members: number; faces: readonly UserId[] }>())
const asked = new Map<RoomId, number>()

export function useFaces(room: MaybeRefOrGetter<RoomView>): ComputedRef<readonly UserId[]> {
  const core = useCore()
  watch(
    () => toValue(room),
    async ({ id, kind, avatar, members, role }) => {
      if (kind !== 'group' || avatar || !role || members < 2 || members > membersMax || asked.get(id) === members) return
      asked.set(id, members)
      try {
        const page = await core.members(id, {})
        known.set(id, { members, faces: page.members.slice(0, facesMax).map((member) => member.user) })
      } catch {
        asked.delete(id) // offline: the next change tries again
      }
    },
    { immediate: true },
  )
  return computed(() => {
    const { id, members } = toValue(room)
    const found = known.get(id)
    return found && found.members === members ? found.faces : none
  })
}
