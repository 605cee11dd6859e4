// SPDX-License-Identifier: MIT
// Brings what changed into the browser's store, many changes in one transaction.
import type { Platform } from '../platform'
import type { Event, UserInfo } from '../protocol/codec'
import type { Room } from '../sync/room'
import { type Database, ROOMS_WITH_EVENTS } from './database'
import type { AccountRecord } from './schema'

const DELAY_MS = 300

export class Cache {
  private account: AccountRecord | undefined
  private readonly rooms = new Set<Room>()
  private readonly users = new Map<number, UserInfo>()
  private readonly gone = new Set<number>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly stopHide: () => void
  private writing: Promise<void> = Promise.resolve()

  constructor(
    private readonly db: Database,
    platform: Platform,
    private readonly allRooms: () => Iterable<Room>,
  ) {
    this.stopHide = platform.onHide(() => void this.flush())
  }

  keepAccount(account: AccountRecord): void {
    this.account = account
    this.schedule()
  }

  keepRoom(room: Room): void {
    this.rooms.add(room)
    this.schedule()
  }

  keepUser(user: UserInfo): void {
    this.users.set(user.id, user)
    this.schedule()
  }

  forgetRoom(room: Room): void {
    this.rooms.delete(room)
    this.gone.add(room.id)
    this.schedule()
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    if (!this.account && this.rooms.size + this.users.size + this.gone.size === 0) return
    const cleared: number[] = []
    const events: Event[] = []
    this.evict(cleared)
    for (const room of this.rooms) this.plan(room, cleared, events)
    const { account } = this
    const batch = { account, rooms: [...this.rooms].map((room) => room.record()), users: [...this.users.values()], events, goneRooms: [...this.gone], cleared }
    this.account = undefined
    this.rooms.clear()
    this.users.clear()
    this.gone.clear()
    this.writing = this.writing.then(() => this.db.write(batch))
    await this.writing
  }

  stop(): void {
    clearTimeout(this.timer)
    this.stopHide()
  }

  // Writes nothing more; done when a write under way has ended.
  async drop(): Promise<void> {
    this.account = undefined
    this.rooms.clear()
    this.users.clear()
    this.gone.clear()
    await this.writing
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.flush(), DELAY_MS)
  }

  // Which events of a room are new to the store.
  private plan(room: Room, cleared: number[], events: Event[]): void {
    const want = room.live || room.shown || room.kept ? room.wanted() : undefined
    const { kept } = room
    const joins = want && kept && kept[0] <= want[1] + 1 && kept[1] >= want[0] - 1 && kept[1] <= want[1]
    if (kept && !joins) cleared.push(room.id)
    if (want) {
      for (let seq = want[0]; seq <= want[1]; seq++) {
        if (joins && kept[0] <= seq && seq <= kept[1]) continue
        const event = room.log.get(seq)
        if (event) events.push(event)
      }
      // Messages that were changed since they were kept.
      for (const seq of room.log.unsaved) {
        const event = want[0] <= seq && seq <= want[1] ? room.log.get(seq) : undefined
        if (event && joins && kept[0] <= seq && seq <= kept[1]) events.push(event)
      }
      room.log.unsaved.clear()
    }
    room.kept = want
  }

  // Rooms that were quiet for longest give their kept events up.
  private evict(cleared: number[]): void {
    const full = [...this.allRooms()].filter((room) => room.kept || this.rooms.has(room))
    const tooMany = full.length - ROOMS_WITH_EVENTS
    if (tooMany <= 0) return
    const quiet = full.filter((room) => room.kept && !room.live && !room.shown).sort((a, b) => a.info.at - b.info.at)
    for (const room of quiet.slice(0, tooMany)) {
      room.kept = undefined
      if (room.log.stored) room.log.reset(room.log.epoch, room.info.head)
      cleared.push(room.id)
      this.rooms.add(room)
    }
  }
}
