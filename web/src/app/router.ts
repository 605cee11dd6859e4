// SPDX-License-Identifier: MIT
// Where the reader is, kept in the browser's own history so that the system's back button works: the room in the
// address (#/c/12), what lies on top of it (drawer, dialog) in the entry's state. Hash addresses need nothing from the
// server and survive a reload anywhere.
import { readonly, shallowRef, type DeepReadonly, type ShallowRef } from 'vue'
import type { RoomId, Seq, UserId } from '@/core/api'

export type Overlay =
  | { name: 'settings' | 'profile' | 'new-group' | 'directory' | 'keys' }
  | { name: 'add-people'; room: RoomId }
  | { name: 'person'; user: UserId }

export interface Place {
  tab: 'chats' | 'contacts'
  room?: RoomId
  at?: Seq // the message to show: #/c/12/345
  info?: boolean // the drawer, where it covers the conversation
  overlay?: Overlay
}

interface Entry {
  place: Place
  under?: Place // what the entry below shows; absent for the first one
}

export interface Router {
  readonly place: DeepReadonly<ShallowRef<Place>>
  push(place: Place): void
  replace(place: Place): void
  openRoom(room: RoomId, how?: 'push' | 'replace'): void
  open(overlay: Overlay): void
  // Takes the top layer away: through the history where that is the entry below, else in place.
  up(): void
  dispose(): void
}

export function createRouter(): Router {
  const place = shallowRef<Place>(fromHash(location.hash))
  let entry: Entry = isEntry(history.state) ? history.state : { place: place.value }
  write('replaceState', { ...entry, place: place.value })

  function write(how: 'pushState' | 'replaceState', next: Entry): void {
    entry = next
    place.value = next.place
    history[how](structuredClone(next), '', toHash(next.place))
  }

  function push(next: Place): void {
    if (same(next, place.value)) return
    write('pushState', { place: next, under: place.value })
  }

  function replace(next: Place): void {
    write('replaceState', { ...entry, place: next })
  }

  function onPop(event: PopStateEvent): void {
    entry = isEntry(event.state) ? event.state : { place: fromHash(location.hash) }
    place.value = entry.place
  }

  function up(): void {
    const now = place.value
    let next: Place
    if (now.overlay) next = without(now, 'overlay')
    else if (now.info) next = without(now, 'info')
    else if (now.room !== undefined) next = without(now, 'room')
    else return
    if (entry.under && same(entry.under, next)) history.back()
    else replace(next)
  }

  addEventListener('popstate', onPop)
  return {
    place: readonly(place) as DeepReadonly<ShallowRef<Place>>,
    push,
    replace,
    up,
    openRoom(room, how = 'push') {
      const next: Place = { tab: 'chats', room }
      if (how === 'push' && !place.value.overlay) push(next)
      else replace(next)
    },
    open(overlay) {
      const next: Place = { ...place.value, overlay }
      if (place.value.overlay) replace(next)
      else push(next)
    },
    dispose: () => removeEventListener('popstate', onPop),
  }
}

export function toHash(place: Place): string {
  if (place.room !== undefined) return place.at === undefined ? `#/c/${place.room}` : `#/c/${place.room}/${place.at}`
  return place.tab === 'contacts' ? '#/contacts' : '#/'
}

export function fromHash(hash: string): Place {
  const [, room, at] = /^#\/c\/(\d{1,15})(?:\/(\d{1,15}))?$/.exec(hash) ?? []
  if (room !== undefined) return { tab: 'chats', room: Number(room), ...(at === undefined ? {} : { at: Number(at) }) }
  return { tab: hash === '#/contacts' ? 'contacts' : 'chats' }
}

function without(place: Place, key: 'room' | 'info' | 'overlay'): Place {
  const next = { ...place }
  delete next[key]
  if (key === 'room') {
    delete next.info
    delete next.at
  }
  return next
}

function same(a: Place, b: Place): boolean {
  return JSON.stringify(normal(a)) === JSON.stringify(normal(b))
}

function normal(place: Place): unknown {
  return [place.tab, place.room ?? null, place.at ?? null, place.info ?? false, place.overlay ?? null]
}

function isEntry(state: unknown): state is Entry {
  return typeof state === 'object' && state !== null && 'place' in state && typeof state.place === 'object'
}
