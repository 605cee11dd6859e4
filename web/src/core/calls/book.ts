// SPDX-License-Identifier: MIT
// What the server told of all calls: which are under way in own conversations, and which ring here.
import type { RoomId, UserId } from '../api'
import type { Push } from '../protocol/codec'
import type { CallInfo, Sdp } from '../protocol/generated'
import { isCalled, newer } from './machine'
import type { RingView } from './view'

export interface Ring extends RingView {
  offer?: Sdp
  leg: number // whose offer it is
}

const RING_MAX_MS = 60_000 // the server ends it before; unless this device does not hear of it
const LISTED_MAX = 50 // in one answer

export class Book {
  readonly rings = new Map<string, Ring>()
  readonly rooms = new Map<RoomId, CallInfo>()
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>()
  private readonly over = new Set<string>() // an answer from before may come yet

  constructor(private readonly changed: () => void) {}

  get isEmpty(): boolean {
    return this.rings.size === 0 && this.rooms.size === 0
  }

  find(id: string): CallInfo | undefined {
    return [...this.rooms.values()].find((one) => one.id === id)
  }

  tell(info: CallInfo): void {
    if (this.over.has(info.id)) return
    const before = this.rooms.get(info.room)
    const known = newer(before, info)
    if (this.over.size >= LISTED_MAX) this.over.clear()
    if (info.state === 'ended') this.over.add(info.id)
    if (known.state !== 'ended') this.rooms.set(info.room, known)
    else {
      if (before?.id === info.id) this.rooms.delete(info.room)
      this.stop(info.id)
    }
  }

  // Whether it was not ringing yet.
  ring({ ring, from, until, offer, leg, busy }: Extract<Push, { type: 'ring' }>): boolean {
    this.tell(ring)
    const known = this.rings.has(ring.id)
    this.rings.set(ring.id, { id: ring.id, room: ring.room, from, kind: ring.kind, until, waiting: !!busy, secure: !!ring.secure, leg, ...(offer ? { offer } : {}) })
    clearTimeout(this.timers.get(ring.id))
    this.timers.set(
      ring.id,
      setTimeout(() => {
        this.stop(ring.id)
        this.changed()
      }, RING_MAX_MS),
    )
    return !known
  }

  stop(id: string): void {
    this.rings.delete(id)
    clearTimeout(this.timers.get(id))
    this.timers.delete(id)
  }

  // All there is, after a time when nothing could be told: what is not among them has ended meanwhile.
  catchUp(all: readonly CallInfo[], self: UserId): void {
    for (const info of all) this.tell(info)
    const there = new Map(all.map((info) => [info.id, info]))
    if (all.length < LISTED_MAX) for (const [room, { id }] of this.rooms) if (!there.has(id)) this.rooms.delete(room)
    for (const id of this.rings.keys()) {
      const own = there.get(id)?.legs.find(({ user }) => user === self)
      if (!own || !isCalled(own.state)) this.stop(id)
    }
  }

  clear(): void {
    for (const id of this.rings.keys()) this.stop(id)
    this.rooms.clear()
  }
}
