// SPDX-License-Identifier: MIT
// What one is writing, in step with one's other devices. Three texts tell what to do in a room: the one that was the
// same on both sides last (`room.synced`), the one here, and the one that the server has. Who has not changed it since
// takes the other's; if both have, the one that is being written here stays, else the later one. So an own draft that
// the server tells again changes nothing.
// Comes with the first connection.
import type { RoomId } from '../api'
import type { DraftRecord } from '../db/schema'
import { bytesOf } from '../limits'
import type { Draft } from '../protocol/generated'
import type { Room } from './room'

const TELL_MS = 1_100 // the composer tells of a change after 400 ms
const RETRY_MS = 10_000
const BYTES_MAX = 4_096 // of the server; what is longer stays here
const passing = new Set(['offline', 'timeout', 'store_unavailable', 'read_only', 'rate_limited'])

export interface DraftHost {
  online(): boolean
  rooms(): Iterable<Room>
  room(id: RoomId): Room | undefined
  draft(id: RoomId): DraftRecord | undefined
  take(room: Room, text: string, at: number): void
  set(room: RoomId, text: string): Promise<{ draft: Draft }>
  keep(room: Room): void // into the browser's store
}

export class Drafts {
  private readonly timers = new Map<RoomId, ReturnType<typeof setTimeout>>()
  private readonly telling = new Set<RoomId>()
  private ahead = 0 // how far the server's clock is before this one

  constructor(private readonly host: DraftHost) {}

  connected(ahead: number): void {
    this.ahead = ahead
    for (const room of this.host.rooms()) this.settle(room)
  }

  // It was written here. `done`: and is left now.
  changed(id: RoomId, done: boolean): void {
    this.wait(id, done ? 0 : TELL_MS, true)
  }

  // The server told of the room.
  settle(room: Room): void {
    if (!this.timers.has(room.id)) this.decide(room, false)
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
  }

  private decide(room: Room, written: boolean): void {
    if (this.telling.has(room.id)) return // its answer is on the way
    const { draft } = room.info
    const theirs = draft?.text ?? ''
    const { text: mine, at } = this.host.draft(room.id) ?? { text: '', at: 0 }
    if (mine === theirs) this.agree(room, theirs)
    else if (bytesOf(mine) > BYTES_MAX) return
    else if (mine === room.synced || (!written && theirs !== room.synced && draft && draft.at > at + this.ahead)) {
      this.agree(room, theirs)
      this.host.take(room, theirs, (draft?.at ?? Date.now()) - this.ahead)
    } else void this.tell(room, mine)
  }

  private agree(room: Room, text: string): void {
    if (room.synced === text) return
    room.synced = text
    this.host.keep(room)
  }

  private wait(id: RoomId, ms: number, written: boolean): void {
    clearTimeout(this.timers.get(id))
    this.timers.delete(id)
    const go = (): void => {
      this.timers.delete(id)
      const room = this.host.room(id)
      if (room) this.decide(room, written)
    }
    if (ms === 0) go()
    else this.timers.set(id, setTimeout(go, ms))
  }

  private async tell(room: Room, text: string): Promise<void> {
    if (!this.host.online()) return // connected() does it
    this.telling.add(room.id)
    try {
      const { draft } = await this.host.set(room.id, text)
      this.telling.delete(room.id)
      room.info = { ...room.info, draft }
      this.agree(room, draft.text)
      this.settle(room) // what was written meanwhile
    } catch (error) {
      this.telling.delete(room.id)
      if (passing.has((error as { code?: string }).code ?? '')) this.wait(room.id, RETRY_MS, false)
    }
  }
}
