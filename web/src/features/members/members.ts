// SPDX-License-Identifier: MIT
// The members of one room, page by page, and those that a search finds. Read again when their number changes.
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { MemberView, RoomId } from '@/core/api'
import { useConnection, useCore, useRoom, useTimeline } from '@/stores/core'

const waitMs = 180
const changes = new Set(['join', 'leave', 'remove', 'role', 'mute', 'nick'])

export function useMembers(id: () => RoomId) {
  const core = useCore()
  const room = useRoom(id)
  const timeline = useTimeline(id)
  const connection = useConnection()
  const query = ref('')
  const members = shallowRef<readonly MemberView[]>([])
  const total = ref(0)
  const more = ref(false)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(next: boolean): Promise<void> {
    const mine = ++turn
    const after = next ? members.value.at(-1)?.user : undefined
    try {
      const page = await core.members(id(), { query: query.value.trim(), ...(after === undefined ? {} : { after }) })
      if (mine !== turn) return
      members.value = next ? [...members.value, ...page.members] : page.members
      total.value = page.total
      more.value = page.more
      state.value = 'ready'
    } catch {
      if (mine === turn) state.value = 'failed'
    }
  }

  function reload(): void {
    void load(false)
  }

  let loadingMore = false
  async function loadMore(): Promise<void> {
    if (!more.value || loadingMore) return
    loadingMore = true
    await load(true)
    loadingMore = false
  }

  watch(id, reload, { immediate: true })
  watch(query, () => {
    clearTimeout(timer)
    timer = setTimeout(reload, waitMs)
  })
  // The last event that moved people or roles; a new one means that the list is old.
  watch([() => room.value?.members, () => timeline.value.rows.findLast((message) => changes.has(message.kind))?.key], reload)
  watch(
    () => connection.value.state,
    (now) => {
      if (now === 'online' && state.value === 'failed') reload()
    },
  )
  onScopeDispose(() => clearTimeout(timer))
  return { query, members, total, more, state, loadMore, reload }
}
