// SPDX-License-Identifier: MIT
// One signed-in account: the database, the connection, the rooms, the people and the outbox, tied together. Lives from
// start() to stop() or the end of the login; chat.ts puts the seam of the views over it.
import { type AccountView, type ConnectionView, type MessageView, type RoomId, type RoomView, type Topic, type UnsentView, type UserId } from './api'
import { Changes } from './changes'
import { Cache } from './db/cache'
import type { Cached, Database } from './db/database'
import type { DraftRecord, OutboxExtra } from './db/schema'
import { defaultLimits, limitsOf, type LimitsView } from './limits'
import { Link } from './net/link'
import { Outbox } from './outbox/outbox'
import { clean } from './markup/clean'
import type { Platform } from './platform'
import { protocolVersion, type Account, type Event, type OpName, type Push, type Reply, type Request, type UserInfo } from './protocol/codec'
import type { Drafts } from './sync/drafts'
import { Marks } from './sync/marks'
import { Nicks } from './sync/nicks'
import { People } from './sync/people'
import { Room } from './sync/room'
import { Sync } from './sync/sync'

const STORE_MS = 2_000

export interface SessionHost {
  ask<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>> // over HTTP
  touch(topic: Topic): void
  pushed(push: Push): void
  first(): void // the first snapshot is there
  signedIn(): Promise<boolean>
}

export class Session {
  readonly people: People
  readonly sync: Sync
  readonly link: Link
  readonly marks: Marks
  readonly cache: Cache
  readonly changes: Changes
  readonly nicks: Nicks
  account: AccountView = accountView({})
  recallMs = 0
  outbox: Outbox | undefined
  limits: LimitsView = defaultLimits
  private user: UserInfo | undefined
  private readonly drafts = new Map<RoomId, DraftRecord>()
  private draftSync: Drafts | undefined
  private roomList: readonly RoomView[] | undefined
  private unsentList: readonly UnsentView[] | undefined
  private readonly titles = new Map<RoomId, string>() // of rooms that are gone
  private viewWatch: readonly UserId[] = []

  constructor(
    readonly platform: Platform,
    readonly db: Database,
    first: RoomId | undefined,
    private readonly host: SessionHost,
  ) {
    this.cache = new Cache(db, platform, () => this.sync.rooms.values())
    this.changes = new Changes({
      outbox: () => this.outbox,
      self: () => this.selfId,
      room: (id) => this.room(id),
      name: (user) => this.people.get(user).name,
      online: () => this.link.online,
      request: (op, request, timeout) => this.link.request(op, request, timeout),
      ask: (op, request) => host.ask(op, request),
      changedRows: (room) => this.changedRows(room),
    })
    this.people = new People({
      fetch: async (users) => (await this.link.request('user.get', { users })).users,
      changed: () => this.changedPeople(),
      keep: (user) => this.cache.keepUser(user),
    })
    this.nicks = new Nicks({
      fetch: async (room, users) => (await host.ask('room.nicks', { room, users })).nicks,
      changed: () => this.changedPeople(),
    })
    this.marks = new Marks({
      online: () => this.link.online,
      read: (room, seq) => this.link.request('read', { room, seq }),
      readDone: (id, reply) => {
        const room = this.sync.rooms.get(id)
        if (!room) return
        room.info = { ...room.info, read: Math.max(room.info.read, reply.read) }
        room.serverUnread(reply.read, reply.unread, reply.mentions)
        this.changedRoom(room)
      },
      typing: (room, on) => void this.link.request('typing', { room, on }).catch(() => undefined),
      watch: async (users) => (await this.link.request('presence.watch', { users })).online,
      watched: (online, offline) => this.people.presence(online, offline),
    })
    this.sync = new Sync({
      online: () => this.link.online,
      self: () => this.selfId,
      request: (op, request) => this.link.request(op, request),
      people: (users) => this.putPeople(users),
      presence: (online, gone) => this.people.presence(online, gone),
      changedRoom: (room) => this.changedRoom(room),
      changedRows: (room) => this.changedRows(room),
      removed: (room) => this.removed(room),
      changedOnline: () => host.touch('online'),
      confirm: (cmid) => this.outbox?.confirm(cmid) ?? false,
      claim: (room, text, file, seq) => this.outbox?.claim(room, text, file, seq),
      unsentRead: (room, seq) => this.marks.read(room, seq),
      nicked: (room, user, nick) => this.nicks.put(room, user, nick),
      nicksUnknown: (room) => this.nicks.forget(room),
      expired: (room) => this.outbox?.renew(room.id),
      drafted: (room) => this.draftSync?.settle(room),
    })
    this.link = new Link(platform, {
      hello: () => ({ version: protocolVersion, device: platform.deviceLabel(), ...this.sync.hello(first) }),
      welcome: (welcome) => void this.welcome(welcome),
      push: (push) => this.push(push),
      changed: () => host.touch('connection'),
      lost: () => {
        this.outbox?.disconnected()
        this.sync.lost()
        this.people.lost()
      },
      signedIn: () => host.signedIn(),
    })
  }

  get selfId(): UserId {
    return this.user?.id ?? 0
  }

  // What the browser kept of the account, if it is the one that is signed in.
  restore(cached: Cached): void {
    for (const draft of cached.drafts) this.drafts.set(draft.room, draft)
    if (!cached.account) return
    this.user = cached.account.user
    this.account = accountView(cached.account.own ?? {})
    this.people.restore([cached.account.user, ...cached.users])
    this.sync.since = cached.rooms.length > 0 ? cached.account.since : 0
    for (const record of cached.rooms) {
      const room = Room.fromRecord(record, () => this.selfId)
      room.draft = this.draft(room.id)
      this.sync.rooms.set(room.id, room)
      if (record.info.peer && !this.people.has(record.info.peer.id)) this.people.restore([record.info.peer])
    }
    this.openOutbox(cached)
    this.changedRooms()
  }

  start(): void {
    this.link.start()
  }

  stop(): void {
    this.link.stop()
    this.outbox?.stop()
    this.marks.stop()
    this.people.stop()
    this.nicks.stop()
    this.sync.stop()
    this.draftSync?.stop()
    this.cache.stop()
  }

  connection(): ConnectionView {
    return this.link.connection()
  }

  room(id: RoomId): Room | undefined {
    return this.sync.rooms.get(id)
  }

  roomView(room: Room): RoomView {
    room.shownPins = this.changes.pins(room)
    return room.view(room.info.peer ? this.people.get(room.info.peer.id).name || room.info.peer.name : '', this.outbox?.newest(room.id))
  }

  rooms(): readonly RoomView[] {
    this.roomList ??= [...this.sync.rooms.values()].map((room) => this.roomView(room)).sort((a, b) => Number(b.pinned ?? false) - Number(a.pinned ?? false) || b.lastAt - a.lastAt || b.id - a.id)
    return this.roomList
  }

  // Makes the next snapshot of a timeline; true: one more is to come.
  publish(room: Room): boolean {
    const { log } = room
    const shown = (seq: number): boolean => log.get(seq) !== undefined || seq <= log.gone || !(room.live || room.shown)
    this.outbox?.settle(room.id, shown)
    room.placeUnreadLine()
    room.timeline.overlay = (event) => this.changes.overlay(room.id, event)
    const pending: readonly MessageView[] = this.outbox?.pending(room.id, shown) ?? []
    const more = room.timeline.publish(pending, {
      first: room.info.first,
      loadingOlder: room.loadingOlder,
      loadingNewer: room.loadingNewer,
      firstUnread: room.firstUnread,
    })
    if (room.shown) void this.changes.fetchQuotes(room)
    return more
  }

  // --- the open room ---
  async show(room: Room): Promise<void> {
    if (!room.shown) {
      room.shown = true
      room.timeline.showEnd()
      room.firstUnread = room.unread > 0 ? room.read + 1 : undefined
    }
    this.changedRows(room)
    if (room.info.prefs?.unread) void this.host.ask('room.prefs', { room: room.id, unread: false }).catch(() => undefined) // the mark stays then
    if (room.log.stored) {
      room.log.hydrate(await this.keptEvents(room))
      room.recount()
      this.changedRows(room)
    }
    if (room.live) void this.sync.paging.refresh(room)
    if (!room.live) await this.sync.open(room)
    else await this.sync.paging.newest(room)
  }

  // Of a store that takes long nothing is waited for as soon as the server can be asked instead.
  private async keptEvents(room: Room): Promise<Event[]> {
    const kept = this.db.events(room.id)
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const found = await Promise.race([kept, new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), STORE_MS)))])
      clearTimeout(timer)
      if (found || this.link.online) return found ?? []
    }
  }

  hide(room: Room): void {
    room.shown = false
    room.firstUnread = undefined
    room.timeline.showEnd()
    this.marks.typing(room.id, false)
  }

  async jumpToLatest(room: Room): Promise<void> {
    room.timeline.showEnd()
    this.changedRows(room)
    await this.sync.paging.newest(room)
  }

  markRead(room: Room, seq: number): void {
    if (!room.readTo(seq)) return
    this.marks.read(room.id, room.read)
    this.changedRoom(room)
  }

  setDraft(id: RoomId, text: string): void {
    if (this.draft(id) === text) return
    this.putDraft({ room: id, text, at: Date.now() })
    this.draftSync?.changed(id, text === '')
  }

  // Nobody writes on here for now.
  tellDraft(id: RoomId): void {
    this.draftSync?.changed(id, true)
  }

  send(room: Room, text: string, extra: OutboxExtra = {}): void {
    this.marks.sent(room.id)
    this.outbox?.add(room.id, text, extra)
    if (!extra.media && !extra.poll && extra.kind !== 'sticker') this.setDraft(room.id, '') // beside those, what is being written stays
    room.firstUnread = undefined
    if (room.timeline.atEnd) this.markRead(room, room.log.end)
    else void this.sync.paging.newest(room)
    room.timeline.wrote()
    this.changedRows(room)
  }

  // Words for rooms that one is no longer in. Not before the server has told which those are.
  unsent(): readonly UnsentView[] {
    this.unsentList ??= this.sync.since === 0 ? [] : (this.outbox?.failed() ?? [])
      .filter((record) => !this.sync.rooms.has(record.room) && record.kind !== 'sticker') // that is no loss
      .map(({ cmid, room, text, at }) => ({ key: cmid, title: this.titles.get(room) ?? '', text, at }))
    return this.unsentList
  }

  watch(users: readonly UserId[]): void {
    this.viewWatch = users
    this.updateWatch()
  }

  putPeople(users: readonly UserInfo[]): void {
    const self = users.find((user) => user.id === this.selfId)
    if (self) this.putSelf(self)
    this.people.put(users)
  }

  putSelf(user: UserInfo): void {
    this.user = user
    this.people.put([{ ...user, online: true }])
    this.host.touch('self')
  }

  // --- the server ---
  private async welcome(welcome: Reply<'hello'>): Promise<void> {
    if (this.user && this.user.id !== welcome.user.id) {
      // Another account has signed in with this browser: nothing of the former one may be seen.
      await this.db.wipe(true)
      for (const id of this.sync.rooms.keys()) this.sync.remove(id)
      this.outbox?.stop()
      this.outbox = undefined
      this.drafts.clear()
      this.draftSync?.stop()
      this.sync.since = 0
      this.user = undefined
      this.link.restart()
      return
    }
    this.limits = limitsOf(welcome.limits)
    this.putSelf(welcome.user)
    this.recallMs = welcome.limits.recall_ms ?? 0
    this.sync.welcome(welcome)
    this.people.reconnected()
    this.openOutbox()
    this.outbox?.connected()
    this.updateWatch()
    this.marks.connected()
    this.changedUnsent()
    this.followDrafts(welcome.now - Date.now()).catch(() => undefined) // the network is away again: with the next welcome
    this.keepAccount(welcome.account ?? {})
    this.host.first()
  }

  private push(push: Push): void {
    if (push.type === 'notice') {
      if (push.notice === 'draining') this.link.draining(push.retry_after ?? 1_000)
      else if (push.notice === 'banned' || push.notice === 'kicked') this.link.banned(push.notice === 'kicked', push.text, push.retry_after)
    }
    if (push.type === 'account') this.keepAccount(push.account)
    if (push.type === 'stickers') this.host.touch('stickers')
    this.sync.push(push)
    this.host.pushed(push)
  }

  private keepAccount(own: Account): void {
    this.account = accountView(own)
    if (this.user) this.cache.keepAccount({ user: this.user, since: this.sync.since, own })
    this.host.touch('account')
  }

  private openOutbox(cached?: Cached): void {
    if (this.outbox || !this.user) return
    this.outbox = new Outbox(
      this.platform,
      this.db,
      this.user.id,
      {
        send: (record) => this.changes.send(record),
        committed: (record, seq, at) => this.sync.committed(this.changes.eventOf(record, seq, at)),
        quote: (id, seq) => this.room(id)?.timeline.quote(seq),
        touched: (id, seq) => this.room(id)?.log.revised.add(seq),
        refused: (record, code) => {
          // What was written is not lost with the refusal.
          if (record.op === 'edit' && !this.draft(record.room)) this.setDraft(record.room, record.text)
          this.changes.refused(record, code)
        },
        changed: (id) => {
          const room = this.room(id)
          if (!room) return this.changedUnsent()
          this.changedRoom(room)
          this.changedRows(room)
        },
      },
      cached?.outbox ?? [],
    )
  }

  private draft(id: RoomId): string {
    return this.drafts.get(id)?.text ?? ''
  }

  private putDraft(draft: DraftRecord): void {
    this.drafts.set(draft.room, draft)
    const room = this.room(draft.room)
    if (room) this.changedRoom(room)
    void this.db.putDraft(draft) // at once: the page may be going away
  }

  private async followDrafts(ahead: number): Promise<void> {
    const { Drafts } = await import('./sync/drafts')
    this.draftSync ??= new Drafts({
      online: () => this.link.online,
      rooms: () => this.sync.rooms.values(),
      room: (id) => this.room(id),
      draft: (id) => this.drafts.get(id),
      take: ({ id }, text, at) => this.putDraft({ room: id, text, at }),
      set: (room, text) => this.link.request('draft.set', { room, ...(text ? { text } : {}) }),
      keep: (room) => this.cache.keepRoom(room),
    })
    this.draftSync.connected(ahead)
  }

  // --- telling the views ---
  private changedUnsent(): void {
    this.unsentList = undefined
    this.host.touch('unsent')
  }

  private changedRoom(room: Room): void {
    room.draft = this.draft(room.id)
    this.roomList = undefined
    this.cache.keepRoom(room)
    this.host.touch('rooms')
    this.host.touch(`room:${room.id}`)
  }

  private changedRows(room: Room): void {
    this.cache.keepRoom(room)
    this.host.touch(`timeline:${room.id}`)
  }

  private changedRooms(): void {
    this.roomList = undefined
    this.host.touch('rooms')
    for (const room of this.sync.rooms.values()) {
      this.host.touch(`room:${room.id}`)
      this.host.touch(`timeline:${room.id}`)
    }
  }

  private changedPeople(): void {
    this.host.touch('users')
    this.roomList = undefined // titles of direct rooms
    this.host.touch('rooms')
    for (const room of this.sync.rooms.values()) if (room.info.kind === 'direct') this.host.touch(`room:${room.id}`)
  }

  private removed(room: Room): void {
    if (room.info.title) this.titles.set(room.id, clean(room.info.title))
    this.changedUnsent()
    this.cache.forgetRoom(room)
    this.roomList = undefined
    this.host.touch('rooms')
    this.host.touch(`room:${room.id}`)
    this.host.touch(`timeline:${room.id}`)
  }

  private updateWatch(): void {
    const peers = this.rooms().flatMap((room) => (room.peer === undefined ? [] : [room.peer]))
    this.marks.watch([...this.viewWatch, ...peers])
  }
}

function accountView({ mode, hide_seen, contacts, blocked, folders }: Account): AccountView {
  return {
    ...(mode && mode !== 'normal' ? { mode } : {}),
    hideSeen: hide_seen ?? false,
    contacts: contacts ?? [],
    blocked: blocked ?? [],
    folders: folders ?? [],
  }
}
