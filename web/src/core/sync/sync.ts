// SPDX-License-Identifier: MIT
// Keeps the rooms in step with the server: what a new connection asks for and gets, and every push after it.
import type { RoomId, UserId } from '../api'
import type { Ephemeral, Event, Head, OpenedRoom, OpName, Push, Reply, Request, RoomInfo, UserInfo } from '../protocol/codec'
import { changesMessage } from './merge'
import { Paging } from './paging'
import { Room } from './room'

export const OPEN_ROOMS = 50
const PROMOTE_MS = 1_000
const PROMOTE_MAX = 10
const TYPING_MS = 7_000
const RETRY_MS = 2_000
const LEAP_MS = 100 // the newest page comes by itself; ask only if it did not

type OpenState = OpenedRoom[1]

export interface SyncHost {
  online(): boolean
  self(): UserId
  request<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>>
  people(users: readonly UserInfo[]): void
  presence(online: readonly UserId[], gone: readonly UserId[]): void
  changedRoom(room: Room): void // its line in the list
  changedRows(room: Room): void
  removed(room: Room): void
  changedOnline(): void
  confirm(cmid: string): boolean // an own message was seen in the log
  claim(room: RoomId, text: string | undefined, file: string | undefined, seq: number): string | undefined
  unsentRead(room: RoomId, seq: number): void // a read mark that the server does not have yet
  nicked(room: RoomId, user: UserId, nick: string): void
  nicksUnknown(room: RoomId): void // something was missed
  expired(room: Room): void // messages up to log.gone
  drafted(room: Room): void // the server told what it has of the draft
}

export class Sync {
  readonly rooms = new Map<RoomId, Room>()
  readonly paging: Paging
  onlineTotal = 0
  since = 0
  private readonly promotions = new Set<RoomId>()
  private promoteTimer: ReturnType<typeof setTimeout> | undefined
  private typingTimer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly host: SyncHost) {
    this.paging = new Paging({
      online: () => host.online(),
      history: (request) => host.request('history', request),
      changed: (room) => host.changedRows(room),
      noticed: (room) => host.changedRoom(room),
      appended: (room, events) => this.afterAppend(room, events),
      seen: (room, events) => this.seen(room, events),
    })
  }

  stop(): void {
    clearTimeout(this.promoteTimer)
    clearTimeout(this.typingTimer)
    for (const room of this.rooms.values()) this.paging.noHole(room)
  }

  // Which rooms a connection opens: the shown ones and the most recent; and the one that will be shown first, of which the
  // newest page comes along although nothing is known of it here.
  hello(first?: RoomId): Pick<Request<'hello'>, 'since' | 'open'> {
    const open = this.recent().map((room): [number, number, number] => [room.id, room.log.epoch, room.log.end])
    if (first !== undefined && !this.rooms.has(first)) open.unshift([first, 0, 0])
    return this.since > 0 ? { since: this.since, open } : { open }
  }

  welcome(welcome: Reply<'hello'>): void {
    this.since = welcome.now
    this.onlineTotal = welcome.online
    this.host.changedOnline()
    if (!welcome.partial) {
      const mine = new Set(welcome.rooms.map((room) => room.id))
      for (const room of this.rooms.values()) if (!mine.has(room.id)) this.remove(room.id)
    }
    for (const room of this.rooms.values()) room.live = false
    for (const info of welcome.rooms) this.describe(info)
    for (const [id, state, head] of welcome.open) this.opened(id, state, head)
    for (const room of this.rooms.values()) if (room.read > room.info.read) this.host.unsentRead(room.id, room.read)
    this.openMissing()
  }

  lost(): void {
    for (const room of this.rooms.values()) {
      room.live = false
      room.opening = false
      this.paging.noHole(room)
      if (room.typing.size > 0) {
        room.typing = new Map()
        this.host.changedRoom(room)
      }
    }
    this.promotions.clear()
  }

  push(push: Push): void {
    switch (push.type) {
      case 'events':
        return this.events(push.events)
      case 'heads':
        return this.heads(push.heads)
      case 'ephemeral':
        for (const each of push.ephemeral) this.ephemeral(each)
        return
      case 'lag':
        for (const [id] of push.lag) this.lagged(id)
        return
      case 'rooms':
        for (const info of push.rooms) this.describe(info)
        this.openMissing()
        return
      case 'gone':
        for (const id of push.gone) this.remove(id)
        return
      case 'users':
        return this.host.people(push.users)
      case 'mentions':
        for (const [id, count] of push.mentions) this.mentioned(id, count)
        return
      case 'votes':
        for (const vote of push.votes) {
          const room = this.rooms.get(vote.room)
          room?.log.ownVote(this.host.self(), vote)
          if (room) this.host.changedRows(room)
        }
        return
      case 'drafts':
        for (const draft of push.drafts) {
          const room = this.rooms.get(draft.room)
          if (!room) continue
          room.info = { ...room.info, draft }
          this.host.drafted(room)
        }
        return
      case 'account':
      case 'stickers':
      case 'notice':
        return
    }
  }

  // The server's description of a room, new or known.
  describe(info: RoomInfo): Room {
    let room = this.rooms.get(info.id)
    if (room) {
      if (!room.describe(info)) room.live = false
    } else {
      room = new Room(info, () => this.host.self())
      this.rooms.set(info.id, room)
    }
    if (info.peer) this.host.people([info.peer])
    this.host.drafted(room)
    this.host.changedRoom(room)
    this.host.changedRows(room)
    return room
  }

  remove(id: RoomId): void {
    const room = this.rooms.get(id)
    if (!room) return
    this.rooms.delete(id)
    this.paging.noHole(room)
    this.host.removed(room)
  }

  // Subscribes; what is missed since the log's end comes as a push.
  async open(room: Room): Promise<void> {
    if (room.live || room.opening || !this.host.online()) return
    room.opening = true
    try {
      const reply = await this.host.request('room.open', { open: [room.id, room.log.epoch, room.log.end] })
      if (!room.opening) return // the connection was lost meanwhile
      room.opening = false
      const [id, state, head] = reply.open
      this.describe(reply.room)
      this.opened(id, state, head)
    } catch (error) {
      room.opening = false
      const { code } = error as { code?: string }
      if (code === 'not_a_member') this.remove(room.id)
      // A busy store or a slow answer; a lost connection opens all rooms anew by itself.
      else if (code !== 'offline') this.later(room)
    }
  }

  private later(room: Room): void {
    setTimeout(() => {
      if (this.rooms.get(room.id) === room) void this.open(room)
    }, RETRY_MS)
  }

  // One's own message was committed: its event is known before the server shows it to all.
  committed(answered: Event): void {
    const room = this.rooms.get(answered.room)
    if (!room) return
    const event = room.log.withTally(answered)
    if (event.ref !== undefined && changesMessage(event)) {
      room.log.change(event, this.host.self()) // also where the event itself comes later, or not at all
      this.host.changedRows(room)
    }
    // It was so already: the answer names the message, and there is no event.
    if (event.ref !== undefined && event.seq <= event.ref) return
    if (!room.live) return
    const guessed = room.claims.get(event.cmid!)
    room.claims.delete(event.cmid!)
    if (guessed !== undefined && guessed !== event.seq) {
      room.log.unclaim(guessed)
      room.timeline.forget()
    }
    this.take(room, event)
  }

  private opened(id: RoomId, state: OpenState, head: number): void {
    const room = this.rooms.get(id)
    if (!room) return
    if (state === 'refused') return this.remove(id)
    room.live = true
    if (state === 'gap') {
      if (room.shown) room.timeline.stay()
      room.log.leap(head)
    }
    if (state === 'reset') room.restart(room.info.epoch, head)
    if (state !== 'ok') this.host.nicksUnknown(room.id)
    this.host.changedRows(room)
    if (!room.shown) return void this.paging.notice(room)
    void this.paging.refresh(room)
    if (room.firstUnread === undefined && room.unread > 0) room.firstUnread = room.read + 1
    if (state === 'ok') void this.paging.newest(room)
    else setTimeout(() => void this.paging.newest(room), LEAP_MS)
  }

  private recent(): Room[] {
    const byActivity = [...this.rooms.values()].sort((a, b) => Number(b.shown) - Number(a.shown) || b.info.at - a.info.at)
    return byActivity.slice(0, OPEN_ROOMS)
  }

  private openMissing(): void {
    for (const room of this.recent()) void this.open(room)
  }

  private events(events: readonly Event[]): void {
    const fresh = new Map<Room, Event[]>()
    for (const event of events) {
      const room = this.rooms.get(event.room)
      if (!room) continue
      const list = fresh.get(room) ?? []
      list.push(...(this.accept(room, this.known(room, event)) ?? []))
      fresh.set(room, list)
    }
    for (const [room, list] of fresh) {
      if (list.length > 0) this.afterAppend(room, list)
      else this.host.changedRows(room)
    }
  }

  // Ties an event of one's own to the message in the outbox that it is.
  private known(room: Room, event: Event): Event {
    if (event.from !== this.host.self()) return event
    if (event.cmid || (event.kind !== 'text' && !event.body.file)) return event
    const cmid = event.seq > room.log.end ? this.host.claim(room.id, event.body.text, event.body.file?.id, event.seq) : undefined
    if (!cmid) return event
    room.claims.set(cmid, event.seq)
    return { ...event, cmid }
  }

  private take(room: Room, event: Event): void {
    const took = this.accept(room, event)
    if (took) this.afterAppend(room, took)
    else this.host.changedRows(room)
  }

  // What is appended by an event: it, and what waited for it.
  private accept(room: Room, event: Event): Event[] | undefined {
    const how = room.log.receive(event)
    if (how === 'held') this.paging.hole(room)
    else this.seen(room, [event])
    return how === 'appended' ? [event, ...room.log.drain()] : undefined
  }

  private afterAppend(room: Room, events: readonly Event[]): void {
    if (room.log.heldFrom === undefined) this.paging.noHole(room)
    this.seen(room, events)
    for (const event of events) {
      room.appended(event)
      // The server may say less, which no event tells.
      if (event.kind === 'rules' && event.body.keep !== undefined && room.shown) void this.describeAnew(room)
      if (event.kind === 'nick') for (const user of event.body.users ?? []) this.host.nicked(room.id, user, event.body.nick ?? '')
    }
    this.host.changedRoom(room)
    this.host.changedRows(room)
  }

  // Messages that the outbox still works on, and that turn out to be committed.
  private seen(room: Room, events: readonly Event[]): void {
    for (const event of events) {
      if (event.kind === 'expired') this.expired(room, event)
      if (event.cmid && event.from === this.host.self() && room.claims.get(event.cmid) !== event.seq) this.host.confirm(event.cmid)
    }
  }

  // Told anew by every page that reaches back to it.
  private expired(room: Room, { ref = 0, seq, body }: Event): void {
    if (ref <= room.log.gone) return
    const away = room.expire(ref, body.keep)
    this.host.expired(room)
    this.host.changedRoom(room)
    this.host.changedRows(room)
    if (!room.shown) return
    if (away) void this.paging.jump(room, ref + 1) // to what is left of what was looked at
    if (room.info.keep === undefined && seq === room.log.end) void this.describeAnew(room)
  }

  private async describeAnew(room: Room): Promise<void> {
    const reply = await this.host.request('room.get', { room: room.id }).catch(() => undefined)
    if (reply && this.rooms.get(room.id) === room) this.describe(reply.room)
  }

  private heads(heads: readonly Head[]): void {
    for (const [id, seq, count] of heads) {
      const room = this.rooms.get(id)
      if (!room || room.live) continue
      room.badge(seq, count)
      this.promotions.add(id)
      this.host.changedRoom(room)
    }
    this.schedulePromotion()
  }

  // A room with news is among the most recent now: open it, and close the one that was quiet for longest.
  private schedulePromotion(): void {
    if (this.promotions.size > 0) this.promoteTimer ??= setTimeout(() => this.promote(), PROMOTE_MS)
  }

  private promote(): void {
    this.promoteTimer = undefined
    if (!this.host.online()) return
    for (const id of [...this.promotions].slice(0, PROMOTE_MAX)) {
      this.promotions.delete(id)
      const room = this.rooms.get(id)
      if (room) void this.open(room)
    }
    const live = [...this.rooms.values()].filter((room) => (room.live || room.opening) && !room.shown).sort((a, b) => b.info.at - a.info.at)
    for (const room of live.slice(OPEN_ROOMS)) {
      room.live = false
      this.host.request('room.close', { room: room.id }).catch(() => undefined)
    }
    this.schedulePromotion()
  }

  private lagged(id: RoomId): void {
    const room = this.rooms.get(id)
    if (!room) return
    room.live = false
    void this.open(room)
  }

  private ephemeral(each: Ephemeral): void {
    const room = each.room === undefined ? undefined : this.rooms.get(each.room)
    switch (each.kind) {
      case 'typing':
        if (room) this.typing(room, each.users ?? [])
        break
      case 'presence':
        this.host.presence(each.users ?? [], each.gone ?? [])
        break
      case 'cursor':
        if (!room || each.seq === undefined) break
        room.serverUnread(each.seq, each.unread ?? 0, each.mentions)
        this.host.changedRoom(room)
        break
      case 'seen':
        if (!room || each.seq === undefined) break
        room.info = { ...room.info, peer_read: Math.max(room.info.peer_read ?? 0, each.seq) }
        this.host.changedRoom(room)
        break
      case 'traffic':
        if (each.online !== undefined) {
          this.onlineTotal = each.online
          this.host.changedOnline()
        }
        if (room) this.traffic(room, each)
        break
    }
  }

  private mentioned(id: RoomId, count: number): void {
    const room = this.rooms.get(id)
    if (!room) return
    room.mentions = count
    this.host.changedRoom(room)
  }

  private traffic(room: Room, each: Ephemeral): void {
    if (each.online !== undefined) room.info = { ...room.info, online: each.online }
    this.host.presence(each.entered ?? [], each.left ?? [])
    const self = this.host.self()
    const entered = (each.entered ?? []).filter((user) => user !== self)
    const left = (each.left ?? []).filter((user) => user !== self)
    const came = (each.entered_count ?? entered.length) - ((each.entered?.length ?? 0) - entered.length)
    const went = (each.left_count ?? left.length) - ((each.left?.length ?? 0) - left.length)
    if (came + went > 0) room.timeline.addTraffic(entered, came, left, went)
    this.host.changedRoom(room)
    this.host.changedRows(room)
  }

  private typing(room: Room, users: readonly UserId[]): void {
    const until = Date.now() + TYPING_MS
    room.typing = new Map(users.map((user) => [user, until]))
    this.host.changedRoom(room)
    this.typingTimer ??= setTimeout(() => this.fadeTyping(), TYPING_MS)
  }

  private fadeTyping(): void {
    this.typingTimer = undefined
    const now = Date.now()
    let next = Infinity
    for (const room of this.rooms.values()) {
      if (room.typing.size === 0) continue
      const kept = new Map([...room.typing].filter(([, until]) => until > now))
      for (const until of kept.values()) next = Math.min(next, until)
      if (kept.size === room.typing.size) continue
      room.typing = kept
      this.host.changedRoom(room)
    }
    if (next < Infinity) this.typingTimer = setTimeout(() => this.fadeTyping(), next - now + 1)
  }
}
