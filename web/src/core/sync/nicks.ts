// SPDX-License-Identifier: MIT
// What people are called in single groups. Unknown ones are asked for by themselves, many in one request; events keep
// them up to date while a room is open.
import type { RoomId, UserId } from '../api'
import { clean } from '../markup/clean'

const BATCH_MS = 30
const BATCH = 200

export interface NicksHost {
  fetch(room: RoomId, users: UserId[]): Promise<readonly (readonly [user: UserId, nick: string])[]>
  changed(): void
}

export class Nicks {
  private readonly known = new Map<RoomId, Map<UserId, string>>() // '': by the name of the account
  private readonly wanted = new Map<RoomId, Set<UserId>>()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly host: NicksHost) {}

  get(room: RoomId, user: UserId): string | undefined {
    const nick = this.known.get(room)?.get(user)
    if (nick === undefined && user > 0) this.want(room, user)
    return nick || undefined
  }

  put(room: RoomId, user: UserId, nick: string): void {
    const names = this.known.get(room) ?? new Map<UserId, string>()
    this.known.set(room, names)
    const shown = clean(nick)
    const told = names.get(user)
    names.set(user, shown)
    this.wanted.get(room)?.delete(user)
    if (told !== shown && (told || shown)) this.host.changed()
  }

  // Something may have been missed.
  forget(room?: RoomId): void {
    if (room === undefined) this.known.clear()
    else this.known.delete(room)
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private want(room: RoomId, user: UserId): void {
    const users = this.wanted.get(room) ?? new Set<UserId>()
    this.wanted.set(room, users.add(user))
    this.timer ??= setTimeout(() => void this.ask(), BATCH_MS)
  }

  private async ask(): Promise<void> {
    const asked = [...this.wanted]
    this.wanted.clear()
    for (const [room, users] of asked) {
      const some = [...users].slice(0, BATCH)
      try {
        const found = new Map(await this.host.fetch(room, some))
        for (const user of some) this.put(room, user, found.get(user) ?? '')
      } catch {
        // Asked for again when somebody looks again.
      }
    }
    this.timer = undefined
  }
}
