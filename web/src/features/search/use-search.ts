// SPDX-License-Identifier: MIT
// People, conversations, open groups and messages for what is typed: own rooms at once, the rest from the server a moment later.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useRouter } from '@/app/use-router'
import { ChatError, type RoomId, type RoomView, type UserView } from '@/core/api'
import { bytesOf } from '@/core/limits'
import type { HitPage, HitView } from '@/core/search'
import { roomTitle } from '@/features/conversations/title'
import { useCore, useRooms, useSelf } from '@/stores/core'

const waitMs = 200
const nameBytesMax = 64 // what the server takes as a part of a name
const peopleMax = 5
const roomsMax = 5
// What looks like a filter (a word and a colon, in any language); then only messages are meant.
const filter = /(^|\s)\p{L}{1,6}[:\uff1a](?!\/\/)/u

export function hasFilter(query: string): boolean {
  return filter.test(query)
}

export function useSearch(query: Ref<string>, room: Ref<RoomId | undefined>) {
  const core = useCore()
  const router = useRouter()
  const allRooms = useRooms()
  const self = useSelf() // nobody to write to
  const people = shallowRef<readonly UserView[]>([])
  const found = shallowRef<ReadonlySet<RoomId>>(new Set())
  const listed = shallowRef<readonly RoomView[]>([]) // in the directory
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
    const named = plain.value && bytesOf(wanted) <= nameBytesMax
    const still = (): boolean => mine === turn
    state.value = 'busy'
    // Each for itself: what is found is shown, whatever became of the others.
    const [page, users, rooms, directory] = await Promise.allSettled([
      patiently(() => core.searchMessages(wanted, options), still),
      named ? patiently(() => core.searchUsers(wanted), still) : [],
      named ? patiently(() => core.searchRooms(wanted), still) : [],
      named ? patiently(() => core.directory(wanted), still) : [],
    ])
    if (!still()) return
    people.value = users.status === 'fulfilled' ? users.value : []
    found.value = new Set(rooms.status === 'fulfilled' ? rooms.value : [])
    listed.value = directory.status === 'fulfilled' ? directory.value : []
    take(page.status === 'fulfilled' ? page.value : { hits: [], partial: false })
    state.value = page.status === 'fulfilled' ? 'ready' : 'failed'
  }

  function take(page: HitPage): void {
    hits.value = page.hits
    cursor.value = page.cursor
    partial.value = page.partial
    dropChanged()
  }

  // What is taken back or says something else by now, as far as this page has heard of it, and what is in rooms left since.
  function dropChanged(): void {
    const open = router.place.value.room
    const rows = open === undefined || !hits.value.some((hit) => hit.room === open) ? [] : core.timeline(open).rows
    const changed = new Set(rows.filter((row) => row.recalled !== undefined).map((row) => row.seq))
    const left = hits.value.filter((hit) => core.room(hit.room) && !(hit.room === open && changed.has(hit.seq)))
    if (left.length < hits.value.length) hits.value = left
  }
  const stops = [core.subscribe('rooms', dropChanged)]
  const here = router.place.value.room
  if (here !== undefined) stops.push(core.subscribe(`timeline:${here}`, dropChanged))

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
      // The button stays, to ask again.
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
        listed.value = []
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
    for (const stop of stops) stop()
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
  const open = computed<readonly RoomView[]>(() => {
    if (!plain.value) return []
    const mine = new Set(allRooms.value.map((one) => one.id))
    return listed.value.filter((one) => !mine.has(one.id)).slice(0, roomsMax)
  })
  return { words, rooms, open, people: others, hits, partial, state, more, loadingMore, hasMore: computed(() => cursor.value !== undefined), retry: run }
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
