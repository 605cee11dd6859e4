// SPDX-License-Identifier: MIT
// The real ChatCore: the seam of api.ts over one session at a time.
import {
  type AccountView,
  type ChatCore,
  ChatError,
  type ConnectionView,
  type FileGroup,
  type LimitsView,
  type MemberView,
  type MessageView,
  type OutgoingFile,
  type Refusal,
  type RoomId,
  type RoomView,
  type SendOptions,
  type Seq,
  type TimelineView,
  type Topic,
  type UnsentView,
  type UserId,
  type UserView,
} from './api'
import { Database } from './db/database'
import { Early } from './early'
import { connecting, noAccount, nobody, none } from './empty'
import { defaultLimits } from './limits'
import { Http } from './net/http'
import { Notifier } from './notifier'
import { extraOf } from './outbox/extra'
import { browserPlatform, type Platform } from './platform'
import type { OpName, Push, Reply, Request } from './protocol/codec'
import type { HitPage, SearchOptions } from './search'
import { Session } from './session'
import { mediaOf, mediaTold } from './sync/media'
import { viewOf } from './sync/people'
import { Room } from './sync/room'

export function createChat(platform: Platform = browserPlatform()): ChatCore {
  return new Chat(platform)
}

class Chat implements ChatCore {
  private readonly http: Http
  private readonly notifier: Notifier
  private session: Session | undefined
  private database: Promise<Database> | undefined
  private starting: Promise<void> | undefined
  private ended: ConnectionView | undefined
  private readonly pushed = new Set<(push: Push) => void>()
  private expected: UserId | undefined // who is signed in, as far as known
  readonly early = new Early()

  constructor(private readonly platform: Platform) {
    this.http = new Http(platform)
    this.notifier = new Notifier(platform, (topics) => this.prepare(topics))
  }

  // --- signing in ---
  async serverInfo(): ReturnType<ChatCore['serverInfo']> {
    try {
      const { user, ...server } = await this.http.call('server.info', {})
      this.expected = user?.id
      return { ...server, ...(user ? { user: viewOf(user, true) } : {}) }
    } catch (error) {
      // Away, but this browser knows the account: the chat opens with what it kept.
      const offline = error instanceof ChatError && (error.code === 'offline' || error.code === 'timeout')
      const account = offline ? (await (await this.db()).load()).account : undefined
      if (!account || account.ended) throw error
      return { name: '', version: '', registration: false, user: viewOf(account.user, false) }
    }
  }

  async login(name: string, password: string): Promise<void> {
    await this.http.call('login', { name, password, device: this.platform.deviceLabel() })
    await this.renew()
  }

  async register(name: string, password: string, extra = {}): Promise<void> {
    await this.http.call('register', { name, password, ...extra, device: this.platform.deviceLabel() })
    await this.renew()
  }

  logout(): Promise<void> {
    return this.http.logout(async () => {
      this.session?.link.end('signed_out')
      await this.finish(true)
    })
  }

  async changePassword(old: string, next: string): Promise<void> {
    await this.http.call('password.change', { old, new: next })
  }

  start(first?: RoomId): Promise<void> {
    this.starting ??= this.open(first)
    return this.starting
  }

  stop(): void {
    void this.session?.cache.flush()
    this.session?.stop()
    this.session = undefined
    this.starting = undefined
  }

  // --- snapshots ---
  subscribe(topic: Topic, listener: () => void): () => void {
    return this.notifier.subscribe(topic, listener)
  }

  connection(): ConnectionView {
    return this.session?.connection() ?? this.ended ?? connecting
  }

  self(): UserView {
    const { session } = this
    return session?.selfId ? session.people.get(session.selfId) : nobody
  }

  onlineTotal(): number {
    return this.session?.sync.onlineTotal ?? 0
  }

  limits(): LimitsView {
    return this.session?.limits ?? defaultLimits
  }

  account(): AccountView {
    return this.session?.account ?? noAccount
  }

  nick(room: RoomId, user: UserId): string | undefined {
    return this.session?.room(room)?.info.kind === 'group' ? this.session.nicks.get(room, user) : undefined
  }

  rooms(): readonly RoomView[] {
    return this.session?.rooms() ?? none
  }

  room(id: RoomId): RoomView | undefined {
    const room = this.session?.room(id)
    return room && this.session!.roomView(room)
  }

  user(id: UserId): UserView {
    return this.session?.people.get(id) ?? { ...nobody, id }
  }

  timeline(id: RoomId): TimelineView {
    const room = this.session?.room(id)
    if (!room) return { room: id, rows: [], hasOlder: false, hasNewer: false, loadingOlder: false, loadingNewer: false, revision: 0, prepended: 0, written: 0 }
    if (room.timeline.snapshot().revision === 0) this.session!.publish(room)
    return room.timeline.snapshot()
  }

  // --- the open room ---
  openRoom(id: RoomId): void {
    this.with(id, (session, room) => void session.show(room))
    this.notifier.settle() // a view that is made now finds where the unread begin
  }

  closeRoom(id: RoomId): void {
    this.with(id, (session, room) => session.hide(room))
  }

  loadOlder(id: RoomId): void {
    this.with(id, (session, room) => void session.sync.paging.older(room))
  }

  loadNewer(id: RoomId): void {
    this.with(id, (session, room) => void session.sync.paging.newer(room))
  }

  async jumpTo(id: RoomId, seq: number): Promise<boolean> {
    const room = this.session?.room(id)
    if (!room || !(await this.session!.sync.paging.jump(room, seq))) return false
    this.notifier.settle()
    return true
  }

  jumpToLatest(id: RoomId): void {
    this.with(id, (session, room) => void session.jumpToLatest(room))
    this.notifier.settle()
  }

  markRead(id: RoomId, seq: number): void {
    this.with(id, (session, room) => session.markRead(room, seq))
  }

  setTyping(id: RoomId, on: boolean): void {
    this.session?.marks.typing(id, on)
  }

  setDraft = (id: RoomId, text: string): void => this.session?.setDraft(id, text)

  tellDraft = (id: RoomId): void => this.session?.tellDraft(id)

  // --- sending ---
  send(id: RoomId, text: string, options: SendOptions = {}): void {
    if (text.trim() === '' && !options.own) return
    this.with(id, (session, room) => session.send(room, text, extraOf(options)))
  }

  edit(room: RoomId, ref: number, text: string, mentions: readonly UserId[] = []): void {
    this.session?.changes.add(room, text, { op: 'edit', ref, ...(mentions.length ? { mentions: [...mentions] } : {}) })
  }

  recall(room: RoomId, ref: number): void {
    this.session?.changes.add(room, '', { op: 'recall', ref })
  }

  react(room: RoomId, ref: number, sign: string, on: boolean): void {
    this.session?.changes.add(room, '', { op: 'react', ref, sign, ...(on ? {} : { off: true }) })
  }

  pin(room: RoomId, ref: number, on: boolean): void {
    this.session?.changes.add(room, '', { op: 'pin', ref, ...(on ? {} : { off: true }) })
  }

  vote(room: RoomId, ref: number, choices: readonly number[]): void {
    this.session?.changes.add(room, '', { op: 'vote', ref, choices: [...choices] })
  }

  closePoll(room: RoomId, ref: number): void {
    this.session?.changes.add(room, '', { op: 'close', ref })
  }

  async forward(from: RoomId, seqs: readonly number[], to: readonly RoomId[], asOne = false): Promise<void> {
    const { forward, forwardAsOne } = await import('./forward')
    this.with(from, ({ changes }, room) => (asOne ? forwardAsOne : forward)(changes, room, seqs, to))
  }

  onPush = (listener: (push: Push) => void): (() => void) => (this.pushed.add(listener), () => this.pushed.delete(listener))

  onRefused(listener: (refusal: Refusal) => void): () => void {
    return this.session?.changes.onRefused(listener) ?? (() => undefined)
  }

  recallMs(): number {
    return this.session?.recallMs ?? 0
  }

  async messages(id: RoomId, seqs: readonly number[]): Promise<readonly MessageView[]> {
    const room = this.session?.room(id)
    return room ? this.session!.changes.messages(room, seqs) : []
  }

  sendFile(id: RoomId, file: OutgoingFile, text: string, options: SendOptions = {}): void {
    this.with(id, (session, room) => session.send(room, text.trim(), { ...extraOf(options), media: mediaOf(file) }))
  }

  retry(key: string): void {
    this.session?.outbox?.retry(key)
  }

  discard(key: string): void {
    this.session?.outbox?.discard(key)
  }

  unsent(): readonly UnsentView[] {
    return this.session?.unsent() ?? []
  }

  // --- people and rooms ---
  async searchUsers(query: string): Promise<readonly UserView[]> {
    const { users } = await this.live('user.search', { query })
    this.need().people.put(users)
    return users.map((user) => this.user(user.id))
  }

  async searchRooms(query: string): Promise<readonly RoomId[]> {
    return (await this.live('room.list', { scope: 'mine', query })).rooms.map((room) => room.id)
  }

  async searchMessages(query: string, options: SearchOptions): Promise<HitPage> {
    const { hitPage, zoneText } = await import('./search')
    return hitPage(await this.live('search', { query, zone: zoneText(new Date().getTimezoneOffset()), ...options }), (kind) => mediaTold(kind, undefined))
  }

  async setProfile(change: { name?: string; status?: string; avatar?: Blob | null }): Promise<void> {
    const { avatar, ...rest } = change
    const picture = await this.picture(avatar)
    const { user } = await this.live('profile.set', { ...rest, ...picture })
    this.need().putSelf(user)
  }

  async direct(user: UserId): Promise<RoomId> {
    for (const room of this.rooms()) if (room.peer === user) return room.id
    const { room } = await this.live('room.create', { kind: 'direct', users: [user] })
    return this.enter(room).id
  }

  async createGroup(options: Parameters<ChatCore['createGroup']>[0]): Promise<RoomId> {
    const { avatar, cmid, ...rest } = options
    const picture = await this.picture(avatar ?? undefined) // first: a picture that is refused makes no group
    const { room } = await this.live('room.create', { kind: 'group', ...rest, cmid: cmid ?? this.platform.randomId() })
    const { id } = this.enter(room)
    // The group is there. If its picture gets lost on the way, it can be given to it later.
    if (picture.avatar) await this.live('room.set', { room: id, ...picture }).then((set) => this.need().sync.describe(set.room), () => undefined)
    return id
  }

  async directory(query: string): Promise<readonly RoomView[]> {
    const { rooms } = await this.live('room.list', { scope: 'directory', query })
    return rooms.map((info) => new Room(info, () => this.session?.selfId ?? 0).view('', undefined))
  }

  async joinRoom(room: RoomId): Promise<void> {
    this.enter((await this.live('room.join', { room })).room)
  }

  async leaveRoom(room: RoomId): Promise<void> {
    await this.live('room.leave', { room })
    this.need().sync.remove(room)
  }

  async invite(room: RoomId, users: UserId[]): Promise<void> {
    this.need().sync.describe((await this.live('room.invite', { room, users })).room)
  }

  async removeMembers(room: RoomId, users: UserId[]): Promise<void> {
    await this.live('room.remove', { room, users })
  }

  async setRole(room: RoomId, user: UserId, role: 'member' | 'admin'): Promise<void> {
    await this.live('room.role', { room, user, role })
  }

  async transfer(room: RoomId, user: UserId): Promise<void> {
    await this.live('room.transfer', { room, user })
  }

  async dissolve(room: RoomId): Promise<void> {
    await this.live('room.dissolve', { room })
    this.need().sync.remove(room)
  }

  async setRoom(room: RoomId, change: Parameters<ChatCore['setRoom']>[1]): Promise<void> {
    const { avatar, ...rest } = change
    const picture = await this.picture(avatar)
    this.need().sync.describe((await this.live('room.set', { room, ...rest, ...picture })).room)
  }

  async members(room: RoomId, options: { after?: UserId; query?: string }): Promise<{ members: readonly MemberView[]; total: number; more: boolean }> {
    const { members, total, more } = await this.live('room.members', { room, ...options })
    this.need().people.put(members.map((member) => member.user))
    if (this.room(room)?.kind === 'group') for (const { user, nick } of members) this.need().nicks.put(room, user.id, nick ?? '')
    return { members: members.map(({ user, role, nick, muted }) => ({ user: user.id, role, ...(nick ? { nick } : {}), ...(muted ? { muted } : {}) })), total, more }
  }

  async files(room: RoomId, group: FileGroup, before?: Seq): Promise<{ messages: readonly MessageView[]; more: boolean }> {
    const { events, more } = await this.live('room.files', { room, group, limit: 60, ...(before === undefined ? {} : { before }) })
    const { timeline } = this.need().room(room)!
    return { messages: events.map((event) => timeline.single(event)), more }
  }

  watch(users: readonly UserId[]): void {
    this.session?.watch(users)
  }

  async devices(): ReturnType<ChatCore['devices']> {
    return (await this.live('session.list', {})).devices
  }

  async revokeDevice(device: number | 'others'): Promise<void> {
    await this.live('session.revoke', device === 'others' ? {} : { device })
  }

  ask<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>> {
    return this.http.call(op, request)
  }

  async joinByCode(code: string): Promise<RoomId> {
    return this.enter((await this.ask('link.join', { code })).room).id
  }

  upload(picture: Blob): Promise<string> {
    return this.http.uploadAvatar(picture)
  }

  async uploadFile(file: Blob, name: string): Promise<string> {
    return (await import('./outbox/uploads')).upload(this.platform, file, name)
  }

  retryNow(): void {
    this.session?.link.retryNow()
  }

  // --- inside ---
  private db(): Promise<Database> {
    this.database ??= Database.open(this.platform)
    return this.database
  }

  private async open(first?: RoomId): Promise<void> {
    const db = await this.db()
    let cached = await db.load()
    if (cached.account && this.expected !== undefined && this.expected !== cached.account.user.id) {
      await db.wipe(true) // of another account
      cached = await db.load()
    }
    this.ended = undefined
    await new Promise<void>((resolve, reject) => {
      let failures = 0
      let done = cached.rooms.length > 0
      const session = new Session(this.platform, db, first, {
        ask: (op, request) => this.http.call(op, request),
        touch: (topic) => {
          this.notifier.touch(topic)
          if (topic !== 'connection' || this.session !== session) return
          const { state } = session.connection()
          if (state === 'closed') {
            resolve()
            void this.finish(false)
          } else if (state === 'offline' && !done && ++failures === 2) {
            this.stop() // nothing to show and nobody there: the view says so and starts again
            reject(new ChatError('offline'))
          }
        },
        first: () => {
          done = true
          resolve()
        },
        pushed: (push) => {
          this.early.note(push)
          this.pushed.forEach((listener) => listener(push))
        },
        signedIn: async () => (await this.http.call('server.info', {})).user !== undefined,
      })
      this.session = session
      session.restore(cached)
      if (done) resolve()
      session.start()
    })
  }

  // A login was made: whatever was before it is over.
  private async renew(): Promise<void> {
    this.stop()
    this.ended = undefined
    await this.serverInfo()
  }

  // The session ended. What the server has is not left behind in the browser; after a logout nothing is.
  private async finish(own: boolean): Promise<void> {
    const { session } = this
    if (session) {
      const view = session.connection()
      this.ended = view.state === 'closed' ? view : { state: 'closed', reason: 'signed_out' }
      // Whoever comes back finds what was kept.
      if (own || (view.state === 'closed' && view.reason !== 'version' && view.reason !== 'replaced' && !view.ban?.until)) {
        session.stop()
        this.session = undefined
        this.starting = undefined
        await session.cache.drop()
        await session.db.wipe(own)
      }
      for (const topic of ['connection', 'self', 'rooms', 'users', 'online'] as const) this.notifier.touch(topic)
    } else if (own) {
      await (await this.db()).wipe(true)
    }
  }

  // Before the listeners are told: the timelines that changed get their new snapshot.
  private prepare(topics: ReadonlySet<Topic>): Topic[] {
    return [...topics].filter((topic) => {
      if (!topic.startsWith('timeline:')) return false
      const room = this.session?.room(Number(topic.slice(9)))
      return room && (room.shown || room.timeline.snapshot().revision > 0) && this.session!.publish(room)
    })
  }

  private need(): Session {
    if (!this.session) throw new ChatError('offline')
    return this.session
  }

  private with(id: RoomId, work: (session: Session, room: Room) => void): void {
    const room = this.session?.room(id)
    if (room) work(this.session!, room)
  }

  live<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>> {
    return this.need().link.request(op, request)
  }

  private enter(info: Reply<'room.create'>['room']): Room {
    const { sync } = this.need()
    const room = sync.describe(info)
    void sync.open(room)
    return room
  }

  private async picture(picture: Blob | null | undefined): Promise<{ avatar?: string }> {
    if (picture === undefined) return {}
    return { avatar: picture === null ? '' : await this.http.uploadAvatar(picture) }
  }
}
