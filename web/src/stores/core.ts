// SPDX-License-Identifier: MIT
// How components read the core: `useCore()` for calls, and snapshots as shallow refs that follow a topic. A snapshot
// that did not change keeps its identity, so a computed on top of it stops the update right there.
import {
  computed,
  getCurrentInstance,
  getCurrentScope,
  inject,
  onActivated,
  onDeactivated,
  onScopeDispose,
  shallowRef,
  toValue,
  watch,
  type ComputedRef,
  type InjectionKey,
  type MaybeRefOrGetter,
  type ShallowRef,
} from 'vue'
import type { AccountView, ChatCore, RoomId, RoomView, TimelineView, Topic, UnsentView, UserId, UserView } from '@/core/api'

export const coreKey: InjectionKey<ChatCore> = Symbol('core')

export function useCore(): ChatCore {
  const core = inject(coreKey)
  if (!core) throw new Error('no core was provided')
  return core
}

// One counter per core and topic, so that forty rows that show a name share one subscription.
const counters = new WeakMap<ChatCore, Map<Topic, ShallowRef<number>>>()

function counter(core: ChatCore, topic: Topic): ShallowRef<number> {
  let topics = counters.get(core)
  if (!topics) counters.set(core, (topics = new Map()))
  let count = topics.get(topic)
  if (!count) {
    const made = (count = shallowRef(0))
    topics.set(topic, made)
    core.subscribe(topic, () => made.value++)
  }
  return count
}

function follow<T>(core: ChatCore, topic: Topic, read: () => T): ComputedRef<T> {
  const count = counter(core, topic)
  return computed(() => {
    void count.value
    return read()
  })
}

export function useConnection() {
  const core = useCore()
  return follow(core, 'connection', () => core.connection())
}

export function useRooms(): ComputedRef<readonly RoomView[]> {
  const core = useCore()
  return follow(core, 'rooms', () => core.rooms())
}

export function useSelf(): ComputedRef<UserView> {
  const core = useCore()
  return follow(core, 'self', () => core.self())
}

export function useAccount(): ComputedRef<AccountView> {
  const core = useCore()
  return follow(core, 'account', () => core.account())
}

export function useOnlineTotal(): ComputedRef<number> {
  const core = useCore()
  return follow(core, 'online', () => core.onlineTotal())
}

export function useUnsent(): ComputedRef<readonly UnsentView[]> {
  const core = useCore()
  return follow(core, 'unsent', () => core.unsent())
}

export function useUser(id: MaybeRefOrGetter<UserId | undefined>): ComputedRef<UserView | undefined> {
  const core = useCore()
  const count = counter(core, 'users')
  return computed(() => {
    void count.value
    const wanted = toValue(id)
    return wanted === undefined ? undefined : core.user(wanted)
  })
}

// For code that needs several people at once; call it inside a computed or a template.
export function useUsers(): (id: UserId) => UserView {
  const core = useCore()
  const count = counter(core, 'users')
  return (id) => {
    void count.value
    return core.user(id)
  }
}

// What people are called in a room; call it inside a computed or a template.
export function useNames(room: MaybeRefOrGetter<RoomId | undefined>): (id: UserId) => string {
  const core = useCore()
  const count = counter(core, 'users')
  return (id) => {
    void count.value
    const wanted = toValue(room)
    return (wanted === undefined ? undefined : core.nick(wanted, id)) ?? core.user(id).name
  }
}

// The topics of single rooms come and go with the screen, so these subscribe and let go again; what is kept for later
// (KeepAlive) follows nothing until it is shown again.
function useRoomTopic<T>(id: MaybeRefOrGetter<RoomId>, topic: (id: RoomId) => Topic, read: (core: ChatCore, id: RoomId) => T): ShallowRef<T> {
  const core = useCore()
  const value = shallowRef(read(core, toValue(id))) as ShallowRef<T>
  let stop: (() => void) | undefined
  const leave = (): void => {
    stop?.()
    stop = undefined
  }
  const enter = (now: RoomId): void => {
    leave()
    value.value = read(core, now)
    stop = core.subscribe(topic(now), () => (value.value = read(core, now)))
  }
  watch(() => toValue(id), enter, { immediate: true, flush: 'sync' })
  if (getCurrentScope()) onScopeDispose(leave)
  if (getCurrentInstance()) {
    onDeactivated(leave)
    onActivated(() => stop ?? enter(toValue(id)))
  }
  return value
}

export function useRoom(id: MaybeRefOrGetter<RoomId>): ShallowRef<RoomView | undefined> {
  return useRoomTopic(
    id,
    (room) => `room:${room}`,
    (core, room) => core.room(room),
  )
}

export function useTimeline(id: MaybeRefOrGetter<RoomId>): ShallowRef<TimelineView> {
  return useRoomTopic(
    id,
    (room) => `timeline:${room}`,
    (core, room) => core.timeline(room),
  )
}
