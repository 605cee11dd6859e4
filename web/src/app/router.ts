// SPDX-License-Identifier: MIT
// Where the reader is, kept in the browser's own history so that the system's back button works: the room in the
// address (#/c/12), what lies on top of it (drawer, dialog, card, question) in the entry's state. Hash addresses need
// nothing from the server and survive a reload anywhere.
//
// Going back is answered later, by popstate: what is asked for meanwhile waits for it, so that nothing is ever pushed
// on top of an entry that is about to go.
import { readonly, shallowRef, type DeepReadonly, type ShallowRef } from 'vue'
import type { RoomId, Seq } from '@/core/api'

export type Overlay = { name: 'settings' | 'profile' | 'new-group' | 'directory' | 'keys' } | { name: 'add-people' | 'folders' | 'links' | 'hooks'; room: RoomId } | { name: 'join'; code: string } | { name: 'search' | 'later'; room?: RoomId }

export interface Place {
  tab: 'chats' | 'contacts'
  room?: RoomId
  at?: Seq // the message to show: #/c/12/345
  info?: boolean // the drawer, where it covers the conversation
  manage?: boolean // the drawer's second page
  overlay?: Overlay
  layers?: readonly string[] // cards and questions, which live only as long as the page; see layer.ts
}

interface Entry {
  place: Place
  trail: readonly Place[] // what the entries below show, as far as they are of this page
}

export interface Router {
  readonly place: DeepReadonly<ShallowRef<Place>>
  push(place: Place): void
  replace(place: Place): void
  openRoom(room: RoomId, how?: 'push' | 'replace'): void
  open(overlay: Overlay): void
  // Takes the top layer away: through the history where what is left is an entry below, else in place.
  up(): void
  // The same for the drawer with all its pages, and for a room that is gone.
  closeInfo(): void
  leave(room: RoomId): void
  // A layer of one's own on top, and away again.
  addLayer(id: string): void
  dropLayer(id: string): void
  dispose(): void
}

const trailMax = 30
const patienceMs = 1_000 // a browser that does not answer a step back

export function createRouter(): Router {
  const place = shallowRef<Place>({ tab: 'chats' })
  const live = new Set<string>()
  const queue: (() => void)[] = []
  let entry: Entry = { place: place.value, trail: [] }
  let going: ReturnType<typeof setTimeout> | undefined

  // --- steps, one after the other ---
  function act(work: () => void): void {
    if (going === undefined) work()
    else queue.push(work)
  }

  function go(steps: number): void {
    going = setTimeout(arrived, patienceMs)
    history.go(-steps)
  }

  function arrived(): void {
    clearTimeout(going)
    going = undefined
    for (let next = queue.shift(); next; next = going === undefined ? queue.shift() : undefined) next()
  }

  function write(how: 'pushState' | 'replaceState', next: Entry): void {
    entry = next
    place.value = next.place
    history[how](structuredClone(next), '', toHash(next.place))
  }

  function pushNow(next: Place): void {
    if (same(next, place.value)) return
    write('pushState', { place: next, trail: [...entry.trail, place.value].slice(-trailMax) })
  }

  function replaceNow(next: Place): void {
    write('replaceState', { ...entry, place: next })
  }

  // Back to the nearest entry that shows this, without leaving its room on the way; in place where there is none.
  function settle(next: Place): void {
    for (let steps = 1; steps <= entry.trail.length; steps++) {
      const below = entry.trail[entry.trail.length - steps]!
      if (same(below, next)) return go(steps)
      if (next.room !== undefined && below.room !== next.room) break
    }
    replaceNow(next)
  }

  // An entry of the history is shown. Its layers are those of a page that was reloaded, or were closed since: the
  // browser's forward button leads there, and is led back.
  function show(state: unknown): void {
    entry = isEntry(state) ? state : { place: fromHash(location.hash), trail: [] }
    place.value = entry.place
    const layers = place.value.layers ?? []
    const kept = layers.filter((id) => live.has(id))
    if (kept.length === layers.length) return
    const next = withLayers(place.value, kept)
    const below = entry.trail.at(-1)
    place.value = next
    if (below && (same(below, next) || (below.layers?.length ?? 0) > 0)) go(1)
    else replaceNow(next)
  }

  function onPop(event: PopStateEvent): void {
    clearTimeout(going)
    going = undefined
    show(event.state)
    if (going === undefined) arrived()
  }

  function upNow(): void {
    const now = place.value
    if (now.layers?.length) settle(withLayers(now, now.layers.slice(0, -1)))
    else if (now.overlay) settle(without(now, 'overlay'))
    else if (now.manage) settle(without(now, 'manage'))
    else if (now.info) settle(without(now, 'info'))
    else if (now.room !== undefined) settle(without(now, 'room'))
  }

  // A dialog or a card gives its entry to what is opened from it.
  const covered = (): boolean => !!place.value.overlay || !!place.value.layers?.length

  if (isEntry(history.state)) show(history.state)
  else replaceNow(fromHash(location.hash))
  addEventListener('popstate', onPop)
  return {
    place: readonly(place) as DeepReadonly<ShallowRef<Place>>,
    push: (next) => act(() => (place.value.layers?.length ? replaceNow(next) : pushNow(next))),
    replace: (next) => act(() => replaceNow(next)),
    up: () => act(upNow),
    closeInfo: () => act(() => settle(without(without(place.value, 'info'), 'manage'))),
    leave: (room) =>
      act(() => {
        if (place.value.room !== room) return
        const steps = [...entry.trail].reverse().findIndex((below) => below.room !== room) + 1
        if (steps > 0) go(steps)
        else replaceNow({ tab: 'chats' })
      }),
    openRoom: (room, how = 'push') =>
      act(() => {
        const next: Place = { tab: 'chats', room }
        if (how === 'push' && !covered()) pushNow(next)
        else replaceNow(next)
      }),
    open: (overlay) =>
      act(() => {
        const next: Place = { ...withLayers(place.value, []), overlay }
        if (covered()) replaceNow(next)
        else pushNow(next)
      }),
    addLayer(id) {
      live.add(id)
      act(() => live.has(id) && pushNow(withLayers(place.value, [...(place.value.layers ?? []), id])))
    },
    dropLayer(id) {
      live.delete(id)
      act(() => {
        const layers = place.value.layers ?? []
        if (layers.includes(id)) settle(withLayers(place.value, layers.slice(0, layers.indexOf(id))))
      })
    },
    dispose() {
      clearTimeout(going)
      removeEventListener('popstate', onPop)
    },
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

function without(place: Place, key: 'room' | 'info' | 'manage' | 'overlay'): Place {
  const { layers: _layers, ...next } = place
  delete next[key]
  if (key === 'room') {
    delete next.info
    delete next.at
    delete next.manage
  }
  return next
}

function withLayers(place: Place, layers: readonly string[]): Place {
  const { layers: _layers, ...next } = place
  return layers.length > 0 ? { ...next, layers } : next
}

function same(a: Place, b: Place): boolean {
  return JSON.stringify(normal(a)) === JSON.stringify(normal(b))
}

function normal(place: Place): unknown {
  return [place.tab, place.room ?? null, place.at ?? null, place.info ?? false, place.manage ?? false, place.overlay ?? null, place.layers ?? []]
}

function isEntry(state: unknown): state is Entry {
  return typeof state === 'object' && state !== null && 'place' in state && typeof state.place === 'object' && 'trail' in state && Array.isArray(state.trail)
}
