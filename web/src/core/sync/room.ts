// SPDX-License-Identifier: MIT
// One room as this client knows it: the server's description, the log, the own read mark and who types.
import type { RoomId, RoomView, ToldKind, UserId } from '../api'
import { EVENTS_PER_ROOM } from '../db/database'
import type { RoomRecord } from '../db/schema'
import { clean } from '../markup/clean'
import { plainText } from '../markup/parse'
import type { Event, RoomInfo } from '../protocol/codec'
import { mediaTold, wordsOf } from './media'
import { merge, mergePins } from './merge'
import type { Range } from './ranges'
import { RoomLog } from './room-log'
import { Timeline } from './timeline'

const countable: ReadonlySet<string> = new Set(['text', 'image', 'video', 'audio', 'voice', 'file', 'sticker', 'poll', 'record', 'missed_call'])

export function isMessage(event: Event): boolean {
  return countable.has(event.kind)
}

const noPins: readonly number[] = []

export class Room {
  readonly id: RoomId
  readonly log: RoomLog
  readonly timeline: Timeline
  info: RoomInfo
  read: number
  unread: number
  mentions: number // unread messages that name this person, as the server counts them
  private countedTo: number // the newest seq that `unread` takes into account
  private toldAt = 0 // when a badge last told of new messages that were not fetched
  draft = ''
  synced = '' // the draft as it was last the same here and on the server
  typing: ReadonlyMap<UserId, number> = new Map() // until when
  live = false // the server sends its events
  opening = false
  shown = false
  firstUnread: number | undefined
  loadingOlder = false
  loadingNewer = false
  holeTimer: ReturnType<typeof setTimeout> | undefined
  kept: Range | undefined // what the browser's store has
  readonly claims = new Map<string, number>() // cmid → seq, guessed from the text
  shownPins: readonly number[] = noPins // with those on their way
  private pinsSeen: readonly number[] = noPins
  private viewed: { view: RoomView; sources: readonly unknown[] } | undefined

  constructor(
    info: RoomInfo,
    private readonly self: () => UserId,
  ) {
    this.id = info.id
    this.info = info
    this.read = info.read
    this.unread = info.unread
    this.mentions = info.mentions ?? 0
    this.countedTo = info.head
    this.log = new RoomLog(self)
    this.timeline = new Timeline(info.id, self, this.log)
    this.log.reset(info.epoch, info.head)
  }

  static fromRecord(record: RoomRecord, self: () => UserId): Room {
    const room = new Room(record.info, self)
    room.read = record.read
    room.synced = record.synced ?? ''
    if (record.from <= record.to) {
      room.kept = [record.from, record.to]
      room.log.reset(record.epoch, record.to)
      room.log.known = [[record.from, record.to]]
      room.log.stored = [record.from, record.to]
    }
    if (record.gone) room.expire(record.gone)
    return room
  }

  record(): RoomRecord {
    const { kept } = this
    const info = { ...this.info, unread: this.unread, mentions: this.mentions, read: this.read, head: Math.max(this.info.head, this.log.end) }
    return { id: this.id, info, epoch: this.log.epoch, from: kept?.[0] ?? 1, to: kept?.[1] ?? 0, read: this.read, ...(this.synced ? { synced: this.synced } : {}), ...(this.log.gone ? { gone: this.log.gone } : {}) }
  }

  // What the server says about the room. Answers false if its log began anew.
  describe(info: RoomInfo): boolean {
    const sameLog = info.epoch === this.log.epoch || this.log.epoch === 0
    const older = sameLog && info.head < this.info.head
    if (!older) this.mentions = this.read >= info.head ? 0 : (info.mentions ?? 0)
    this.info = older ? { ...info, pins: this.info.pins, head: this.info.head, count: this.info.count, last: this.info.last, at: this.info.at } : info
    if (!older) this.toldAt = 0
    if (!sameLog) this.restart(info.epoch, info.head)
    this.log.epoch = info.epoch
    this.info = withoutGone(this.info, this.log.gone)
    this.log.cut(this.info.first)
    this.timeline.cut(this.info.first)
    this.read = sameLog ? Math.max(this.read, info.read) : info.read
    if (!older) {
      this.unread = this.read > info.read ? (this.read >= info.head ? 0 : Math.min(this.unread, info.unread)) : info.unread
      this.countedTo = info.head
    }
    if (!this.live && this.log.known.length === 0) this.log.reset(info.epoch, info.head)
    this.recount()
    return sameLog
  }

  // The log began anew (a restored server): nothing that was known stands.
  restart(epoch: number, head: number): void {
    this.log.reset(epoch, head)
    this.timeline.forget()
    this.claims.clear()
    this.firstUnread = undefined
  }

  // Everything up to `gone` is older than it is kept. True: what was shown is gone with it.
  expire(gone: number, keep = this.info.keep): boolean {
    this.log.expire(gone)
    this.info = { ...withoutGone(this.info, gone), ...(keep ? { keep } : {}) }
    const most = Math.max(0, this.countedTo - gone) // of what is left
    this.unread = Math.min(this.unread, most)
    this.mentions = Math.min(this.mentions, most)
    this.recount()
    return this.timeline.cut(gone + 1)
  }

  // An event was appended to the live side.
  appended(event: Event): void {
    const own = event.from === this.self()
    if (event.seq > this.countedTo) {
      this.countedTo = event.seq
      if (isMessage(event) && !own && event.seq > Math.max(this.read, this.log.gone)) this.unread++
    }
    if (event.seq > this.info.head) this.info = withoutGone(changedBy(event, this.info, this.self()), this.log.gone)
    if (this.typing.has(event.from) && isMessage(event)) this.typing = new Map([...this.typing].filter(([user]) => user !== event.from))
  }

  badge(head: number, count: number): void {
    if (head <= this.info.head) return
    const more = count - this.info.count
    this.unread += Math.max(0, more)
    this.countedTo = head
    const now = Date.now()
    if (more > 0) this.toldAt = now
    this.info = { ...this.info, head, count, at: now }
  }

  // When somebody last wrote: an edit, a reaction or a person who comes does not move a conversation up.
  private messageAt(sending = 0): number {
    return Math.max(this.info.last?.at ?? this.info.at, this.toldAt, sending)
  }

  // Moves the own read mark. Answers whether it moved.
  readTo(seq: number): boolean {
    const mark = Math.min(seq, Math.max(this.log.end, this.info.head))
    if (mark <= this.read) return false
    this.read = mark
    if (mark >= this.log.end && mark >= this.countedTo) this.unread = this.mentions = 0
    else this.recount()
    return true
  }

  // The server's count, for when the log here does not reach back to the mark.
  serverUnread(read: number, unread: number, mentions = 0): void {
    if (read < this.read) return
    this.mentions = mentions
    this.read = read
    this.unread = unread
    this.recount()
  }

  // The unread line stands above a message of somebody else.
  placeUnreadLine(): void {
    if (this.firstUnread === undefined) return
    this.firstUnread = Math.max(this.firstUnread, this.info.first)
    for (;;) {
      const event = this.log.get(this.firstUnread)
      if (!event || (isMessage(event) && event.from !== this.self())) return
      this.firstUnread++
    }
  }

  // Counts by itself where the log is loaded from the mark to the end.
  recount(): void {
    const tail = this.log.tail
    if (!tail || this.log.stored || this.log.end < this.countedTo || tail[0] > Math.max(this.read + 1, this.info.first)) return
    let unread = 0
    for (let seq = this.read + 1; seq <= tail[1]; seq++) {
      const event = this.log.get(seq)
      if (event && isMessage(event) && event.from !== this.self()) unread++
    }
    this.unread = unread
  }

  // The same array as long as it says the same.
  private pinsView(): readonly number[] {
    const now = this.shownPins
    if (now.length !== this.pinsSeen.length || now.some((seq, index) => seq !== this.pinsSeen[index])) this.pinsSeen = now
    return this.pinsSeen
  }

  // What the browser's store should keep: the newest part of the log.
  wanted(): Range | undefined {
    const tail = this.log.tail
    return tail && [Math.max(tail[0], tail[1] - EVENTS_PER_ROOM + 1), tail[1]]
  }

  // What the viewer set, and what holds for their writing here.
  private ownView(): Partial<RoomView> {
    const { prefs, slow, writers, keep, keep_own, muted, nick, peer, count, peer_read, recall } = this.info
    const { gone } = this.log
    return {
      ...(peer && peer.id === this.self() ? { own: true } : {}),
      ...(prefs?.pinned ? { pinned: true } : {}),
      ...(prefs?.muted ? { muted: true } : {}),
      ...(prefs?.hidden !== undefined && count <= prefs.hidden ? { hidden: true } : {}),
      ...(prefs?.level && prefs.level !== 'all' ? { level: prefs.level } : {}),
      ...(slow ? { slow } : {}),
      ...(writers && writers !== 'all' ? { writers } : {}),
      ...(keep ? { keep } : {}),
      ...(keep_own ? { keepOwn: keep_own } : {}),
      ...(gone ? { gone } : {}),
      ...(muted ? { mutedUntil: muted } : {}),
      ...(nick ? { nick: clean(nick) } : {}),
      ...(peer_read ? { peerRead: peer_read } : {}),
      ...(prefs?.unread ? { marked: true } : {}),
      ...(recall ? { recall } : {}),
    }
  }

  view(peerName: string, sending: { text: string; at: number; failed: boolean; waiting: string | undefined; media?: { kind: ToldKind; name: string } } | undefined): RoomView {
    const { info } = this
    const newest = sending ? undefined : this.timeline.lastNotice()
    const notice = info.last && !(newest?.call && newest.seq! > info.last.seq) ? undefined : newest
    const sources = [info, this.log.gone, notice, this.unread, this.mentions, this.pinsView(), this.draft, this.typing, peerName, sending?.text, sending?.at, sending?.failed, sending?.waiting]
    if (this.viewed && this.viewed.sources.every((source, index) => source === sources[index])) return this.viewed.view
    const typing = [...this.typing.keys()].filter((user) => user !== this.self())
    const latest = info.last && {
      from: info.last.from,
      text: plainText(wordsOf(info.last.kind, info.last.body.text)),
      pending: false,
      failed: false,
      seq: info.last.seq,
      ...mediaTold(info.last.kind, info.last.body.file?.name),
      ...(info.last.body.call ? { call: info.last.body.call } : {}),
      ...(info.last.merged?.recalled === undefined ? {} : { recalled: info.last.merged.recalled }),
    }
    const view: RoomView = {
      id: info.id,
      kind: info.kind,
      title: info.kind === 'direct' ? peerName : info.kind === 'lobby' ? '' : clean(info.title ?? ''),
      avatar: info.avatar,
      announcement: info.announcement && clean(info.announcement),
      role: info.role,
      join: info.join,
      history: info.history,
      members: info.members,
      online: info.online,
      peer: info.peer?.id,
      unread: this.unread,
      lastAt: this.messageAt(sending?.at),
      preview: sending
        ? { from: this.self(), text: plainText(wordsOf(sending.media?.kind, sending.text)).slice(0, 80), pending: !sending.failed, failed: sending.failed, ...mediaTold(sending.media?.kind, sending.media?.name) }
        : latest,
      latest,
      mentions: this.mentions,
      pins: this.pinsView(),
      ...this.ownView(),
      ...(notice ? { notice } : {}),
      draft: this.draft,
      ...(sending?.waiting ? { held: sending.waiting } : {}),
      typing,
    }
    this.viewed = { view, sources }
    return view
  }
}

// Without what was up to `gone`.
function withoutGone(info: RoomInfo, gone: number): RoomInfo {
  const last = info.last && info.last.seq <= gone
  const pins = info.pins?.some((seq) => seq <= gone)
  if (!last && !pins && info.first > gone) return info
  const { last: newest, pins: all, ...rest } = info
  return { ...rest, first: Math.max(info.first, gone + 1), ...(newest && !last ? { last: newest } : {}), ...(all ? { pins: all.filter((seq) => seq > gone) } : {}) }
}

// What holds once the room itself says `own`: the shorter one of that and what the server says, as far as it is known.
function keptBy({ keep, keep_own }: RoomInfo, own = 0): number | undefined {
  const server = keep === keep_own ? 0 : (keep ?? 0)
  return server && own ? Math.min(server, own) : server || own || undefined
}

// How a new event changes the description of its room.
function changedBy(event: Event, info: RoomInfo, self: UserId): RoomInfo {
  const next: RoomInfo = { ...info, head: event.seq, at: event.kind === 'expired' ? info.at : event.at }
  const { body } = event
  const many = body.users?.length ?? 1
  const pins = mergePins(info.pins ?? noPins, event)
  if (pins !== (info.pins ?? noPins)) next.pins = [...pins]
  if (info.last && event.ref === info.last.seq && (event.kind === 'edit' || event.kind === 'recall')) next.last = merge(info.last, event)
  switch (event.kind) {
    case 'title':
      next.title = body.title
      break
    case 'announcement':
      next.announcement = body.text
      break
    case 'avatar':
      next.avatar = body.avatar
      break
    case 'policy':
      next.join = body.join ?? info.join
      next.history = body.history ?? info.history
      break
    case 'rules':
      next.slow = body.slow
      next.writers = body.writers
      next.keep = keptBy(info, body.keep)
      next.keep_own = body.keep
      next.recall = body.recall
      break
    case 'mute':
      if (body.users?.includes(self)) next.muted = body.until
      break
    case 'nick':
      if (body.users?.includes(self)) next.nick = body.nick
      break
    case 'role':
      if (body.users?.includes(self)) next.role = body.role
      else if (body.role === 'owner' && event.from === self) next.role = 'admin' // it was handed over
      break
    case 'join':
      next.members += many
      break
    case 'leave':
    case 'remove':
      next.members = Math.max(0, info.members - many)
      break
    default:
      if (isMessage(event)) {
        next.count++
        next.last = { ...event, body: { ...event.body, text: event.body.text?.slice(0, 160) } }
      }
  }
  return next
}
