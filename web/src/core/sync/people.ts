// SPDX-License-Identifier: MIT
// Everybody this client has heard of. Unknown people are asked for by themselves, many in one request.
import type { UserId, UserView } from '../api'
import { clean } from '../markup/clean'
import type { UserInfo } from '../protocol/codec'

const BATCH_MS = 20
const BATCH = 200

export interface PeopleHost {
  fetch(users: UserId[]): Promise<readonly UserInfo[]> // rejects while there is no connection
  changed(): void
  keep(user: UserInfo): void // into the browser's store
}

export class People {
  private readonly known = new Map<UserId, UserView>()
  private readonly fresh = new Set<UserId>() // confirmed by the server since the page was loaded
  private readonly wanted = new Set<UserId>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private placeholders = new Map<UserId, UserView>()

  constructor(private readonly host: PeopleHost) {}

  // From the browser's store: shown at once, asked for again when used.
  restore(users: readonly UserInfo[]): void {
    for (const user of users) this.known.set(user.id, viewOf(user, false))
  }

  put(users: readonly UserInfo[]): void {
    for (const user of users) {
      const old = this.known.get(user.id)
      const next = viewOf(user, user.online ?? false)
      this.fresh.add(user.id)
      this.wanted.delete(user.id)
      if (old && same(old, next)) continue
      this.known.set(user.id, next)
      this.placeholders.delete(user.id)
      this.host.changed()
      this.host.keep({ ...user, online: undefined })
    }
  }

  get(id: UserId): UserView {
    if (!this.fresh.has(id) && id > 0) this.want(id)
    const known = this.known.get(id)
    if (known) return known
    let blank = this.placeholders.get(id)
    if (!blank) this.placeholders.set(id, (blank = { id, name: '', role: 'user', online: false, disabled: false }))
    return blank
  }

  has(id: UserId): boolean {
    return this.known.has(id)
  }

  presence(online: readonly UserId[], gone: readonly UserId[]): void {
    let changed = false
    const set = (id: UserId, to: boolean): void => {
      const old = this.known.get(id)
      if (!old || old.online === to) return
      this.known.set(id, { ...old, online: to, ...(to || old.seen === undefined ? {} : { seen: Date.now() }) })
      changed = true
    }
    for (const id of gone) set(id, false)
    for (const id of online) set(id, true)
    if (changed) this.host.changed()
  }

  // Without a connection nobody is known to be online.
  lost(): void {
    let changed = false
    for (const [id, user] of this.known) {
      if (!user.online) continue
      this.known.set(id, { ...user, online: false })
      changed = true
    }
    if (changed) this.host.changed()
  }

  // After a reconnect: names may have changed meanwhile, and questions may have been lost.
  reconnected(): void {
    const ask = [...this.fresh]
    this.fresh.clear()
    for (const id of ask.slice(-BATCH)) this.want(id)
    this.schedule()
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private want(id: UserId): void {
    if (this.wanted.has(id)) return
    this.wanted.add(id)
    this.schedule()
  }

  private schedule(): void {
    if (this.wanted.size > 0) this.timer ??= setTimeout(() => void this.ask(), BATCH_MS)
  }

  private async ask(): Promise<void> {
    const users = [...this.wanted].slice(0, BATCH)
    try {
      const found = await this.host.fetch(users)
      for (const id of users) this.fresh.add(id) // unknown ones are not asked for again
      this.put(found)
      for (const id of users) this.wanted.delete(id)
      this.timer = undefined
      this.schedule()
    } catch {
      this.timer = undefined // reconnected() asks again
    }
  }
}

export function viewOf(user: UserInfo, online: boolean): UserView {
  return {
    id: user.id,
    name: clean(user.name),
    ...(user.avatar ? { avatar: user.avatar } : {}),
    ...(user.status ? { status: clean(user.status) } : {}),
    role: user.role ?? 'user',
    online,
    disabled: user.disabled ?? false,
    ...(user.mode && user.mode !== 'normal' ? { mode: user.mode } : {}),
    ...(user.seen ? { seen: user.seen } : {}),
    ...(user.bot ? { bot: true } : {}),
  }
}

function same(a: UserView, b: UserView): boolean {
  return (
    a.name === b.name && a.avatar === b.avatar && a.status === b.status && a.role === b.role && a.online === b.online && a.disabled === b.disabled && a.mode === b.mode && a.seen === b.seen
  )
}
