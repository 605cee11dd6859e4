// SPDX-License-Identifier: MIT
// Small things that are told to the server now and then: read marks (merged to one a second), typing, and whose coming
// and going is on screen.
import type { RoomId, Seq, UserId } from '../api'
import type { Reply } from '../protocol/codec'

const READ_MS = 1_000
const TYPING_REPEAT_MS = 4_000
const TYPING_IDLE_MS = 6_000
const WATCH_MS = 200
const WATCH_MAX = 200

export interface MarksHost {
  online(): boolean
  read(room: RoomId, seq: Seq): Promise<Reply<'read'>>
  readDone(room: RoomId, reply: Reply<'read'>): void
  typing(room: RoomId, on: boolean): void
  watch(users: UserId[]): Promise<readonly UserId[]>
  watched(online: readonly UserId[], offline: readonly UserId[]): void
}

export class Marks {
  private readonly reads = new Map<RoomId, Seq>()
  private lastRead = 0
  private readTimer: ReturnType<typeof setTimeout> | undefined
  private writing: { room: RoomId; told: number; idle: ReturnType<typeof setTimeout> } | undefined
  private watching: readonly UserId[] = []
  private watchTimer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly host: MarksHost) {}

  read(room: RoomId, seq: Seq): void {
    this.reads.set(room, Math.max(seq, this.reads.get(room) ?? 0))
    this.scheduleReads()
  }

  typing(room: RoomId, on: boolean): void {
    const now = Date.now()
    if (this.writing && (!on || this.writing.room !== room)) {
      clearTimeout(this.writing.idle)
      if (this.host.online()) this.host.typing(this.writing.room, false)
      this.writing = undefined
    }
    if (!on || !this.host.online()) return
    if (!this.writing || now - this.writing.told >= TYPING_REPEAT_MS) this.host.typing(room, true)
    const told = !this.writing || now - this.writing.told >= TYPING_REPEAT_MS ? now : this.writing.told
    clearTimeout(this.writing?.idle)
    this.writing = { room, told, idle: setTimeout(() => this.typing(room, false), TYPING_IDLE_MS) }
  }

  // A message ends the typing by itself.
  sent(room: RoomId): void {
    if (this.writing?.room !== room) return
    clearTimeout(this.writing.idle)
    this.writing = undefined
  }

  watch(users: Iterable<UserId>): void {
    const next = [...new Set(users)].slice(0, WATCH_MAX).sort((a, b) => a - b)
    if (next.length === this.watching.length && next.every((user, index) => user === this.watching[index])) return
    this.watching = next
    clearTimeout(this.watchTimer)
    this.watchTimer = setTimeout(() => void this.tellWatch(), WATCH_MS)
  }

  connected(): void {
    this.scheduleReads()
    if (this.watching.length > 0) void this.tellWatch()
  }

  stop(): void {
    clearTimeout(this.readTimer)
    clearTimeout(this.watchTimer)
    clearTimeout(this.writing?.idle)
    this.writing = undefined
  }

  private scheduleReads(): void {
    if (this.reads.size === 0 || this.readTimer || !this.host.online()) return
    const wait = Math.max(0, this.lastRead + READ_MS - Date.now())
    this.readTimer = setTimeout(() => {
      this.readTimer = undefined
      this.tellReads()
    }, wait)
  }

  private tellReads(): void {
    if (!this.host.online()) return // connected() tries again
    this.lastRead = Date.now()
    for (const [room, seq] of this.reads) {
      this.reads.delete(room)
      this.host.read(room, seq).then(
        (reply) => this.host.readDone(room, reply),
        (error: unknown) => {
          const code = (error as { code?: string }).code
          if (code === 'offline' || code === 'timeout' || code === 'store_unavailable' || code === 'rate_limited') {
            this.reads.set(room, Math.max(seq, this.reads.get(room) ?? 0))
            this.scheduleReads()
          }
        },
      )
    }
  }

  private async tellWatch(): Promise<void> {
    if (!this.host.online()) return
    const users = [...this.watching]
    try {
      const online = new Set(await this.host.watch(users))
      this.host.watched(
        [...online],
        users.filter((user) => !online.has(user)),
      )
    } catch {
      // told again with the next connection
    }
  }
}
