// SPDX-License-Identifier: MIT
// People, conversations and messages for what is typed: own rooms at once, the rest from the server a moment later.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { ChatError, type RoomId, type RoomView, type UserView } from '@/core/api'
import type { HitView } from '@/core/search'
import { roomTitle } from '@/features/conversations/title'
import { useCore, useRooms, useSelf } from '@/stores/core'

const waitMs = 200
const peopleMax = 5
const roomsMax = 5
// What looks like a filter (a word and a colon, in any language); then only messages are meant.
const filter = /(^|\s)\p{L}{1,6}[:\uff1a](?!\/\/)/u

export function hasFilter(query: string): boolean {
  return filter.test(query)
}

export function useSearch(query: Ref<string>, room: Ref<RoomId | undefined>) {
  const core = useCore()
  const allRooms = useRooms()
  const self = useSelf() // nobody to write to
  const people = shallowRef<readonly UserView[]>([])
  const found = shallowRef<ReadonlySet<RoomId>>(new Set())
  const hits = shallowRef<readonly HitView[]>([])
  const cursor = ref<string>()
  const partial = ref(false)
  const state = ref<'idle' | 'busy' | 'ready' | 'failed'>('idle')
  const loadingMore = ref(false)
  const words = computed(() => query.value.trim())
  const plain = computed(() => words.value !== '' && room.value === undefined && !hasFilter(words.value))
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function run(): Promise<void> {
    const mine = ++turn
    const wanted = words.value
    const options = room.value === undefined ? {} : { room: room.value }
    state.value = 'busy'
    try {
      const [page, users, rooms] = await Promise.all([
        patiently(() => core.searchMessages(wanted, options), () => mine === turn),
        plain.value ? core.searchUsers(wanted) : [],
        plain.value ? core.searchRooms(wanted) : [],
      ])
      if (mine !== turn) return
      hits.value = page.hits
      cursor.value = page.cursor
      partial.value = page.partial
      people.value = users
      found.value = new Set(rooms)
      state.value = 'ready'
    } catch {
      if (mine === turn) state.value = 'failed'
    }
  }

  async function more(): Promise<void> {
    if (cursor.value === undefined || loadingMore.value || state.value !== 'ready') return
    const mine = turn
    loadingMore.value = true
    try {
      const page = await patiently(
        () => core.searchMessages(words.value, { cursor: cursor.value!, ...(room.value === undefined ? {} : { room: room.value }) }),
        () => mine === turn,
      )
      if (mine !== turn) return
      const known = new Set(hits.value.map((hit) => hit.key))
      hits.value = [...hits.value, ...page.hits.filter((hit) => !known.has(hit.key))]
      cursor.value = page.cursor
      partial.value ||= page.partial
    } catch {
      if (mine === turn) cursor.value = undefined
    } finally {
      loadingMore.value = false
    }
  }

  watch(
    [words, room],
    ([wanted]) => {
      clearTimeout(timer)
      turn++
      if (wanted === '') {
        people.value = []
        found.value = new Set()
        hits.value = []
        cursor.value = undefined
        partial.value = false
        state.value = 'idle'
        return
      }
      state.value = 'busy'
      timer = setTimeout(() => void run(), waitMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    turn++
  })

  const rooms = computed<readonly RoomView[]>(() => {
    if (!plain.value) return []
    const lower = words.value.toLocaleLowerCase()
    return allRooms.value.filter((one) => found.value.has(one.id) || roomTitle(one).toLocaleLowerCase().includes(lower)).slice(0, roomsMax)
  })
  // Who has a conversation among the hits already is not shown twice.
  const others = computed<readonly UserView[]>(() => {
    if (!plain.value) return []
    const met = new Set(rooms.value.map((one) => one.peer))
    return people.value.filter((one) => one.id !== self.value.id && !met.has(one.id)).slice(0, peopleMax)
  })
  return { words, rooms, people: others, hits, partial, state, more, loadingMore, hasMore: computed(() => cursor.value !== undefined), retry: run }
}

// A search that comes too soon after the others is asked again when the server says so.
async function patiently<T>(ask: () => Promise<T>, wanted: () => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'rate_limited' || tries === 3 || !wanted()) throw error
      await new Promise((resolve) => setTimeout(resolve, error.retryAfter ?? 500))
      if (!wanted()) throw error
    }
  }
}
