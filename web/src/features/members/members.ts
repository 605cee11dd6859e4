// SPDX-License-Identifier: MIT
// The members of one room, page by page, and those that a search finds. Read again when their number changes.
import { onScopeDispose, ref, watch } from 'vue'
import type { MemberView, RoomId } from '@/core/api'
import { useConnection, useCore, useRoom, useTimeline } from '@/stores/core'
import { usePages } from '@/stores/pages'

const waitMs = 180
const changes = new Set(['join', 'leave', 'remove', 'role', 'mute', 'nick'])

export function useMembers(id: () => RoomId) {
  const core = useCore()
  const room = useRoom(id)
  const timeline = useTimeline(id)
  const connection = useConnection()
  const query = ref('')
  const total = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined
  const { items: members, state, reload, refresh, next } = usePages<MemberView>(async (last) => {
    const page = await core.members(id(), { query: query.value.trim(), ...(last ? { after: last.user } : {}) })
    total.value = page.total
    return { items: page.members, more: page.more }
  })

  watch(id, reload)
  watch(query, () => {
    clearTimeout(timer)
    timer = setTimeout(reload, waitMs)
  })
  // The last event that moved people or roles; a new one means that the list is old.
  watch([() => room.value?.members, () => timeline.value.rows.findLast((message) => changes.has(message.kind))?.key], refresh)
  watch(
    () => connection.value.state,
    (now) => {
      if (now === 'online' && state.value === 'failed') void refresh()
    },
  )
  onScopeDispose(() => clearTimeout(timer))
  return { query, members, total, state, next, reload }
}
