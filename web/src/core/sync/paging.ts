// SPDX-License-Identifier: MIT
// Brings parts of a room's log: older and newer pages, the newest page, the surroundings of a jump, and what fills a
// hole in the live events.
import type { Event, HistoryReply, Reply, Request } from '../protocol/codec'
import * as ranges from './ranges'
import type { Room } from './room'
import { silent } from '../api'

export const PAGE = 50
const HOLE_MS = 500
const RETRY_MS = 2_000
const HOLE_PAGE = 200
const HOLE_PAGES = 5

export interface PagingHost {
  online(): boolean
  history(request: Request<'history'>): Promise<Reply<'history'>>
  changed(room: Room): void // rows or paging flags
  noticed(room: Room): void // its line in the list
  appended(room: Room, events: readonly Event[]): void // to the live side
  seen(room: Room, events: readonly Event[]): void // anywhere
}

// How many rows the events from … to make, counted from the end up to `enough`.
function rowsIn(room: Room, from: number, to: number, enough: number): number {
  let rows = 0
  for (let seq = to; seq >= from && rows < enough; seq--) {
    const event = room.log.get(seq)
    if (event && !silent.has(event.kind)) rows++
  }
  return rows
}

export class Paging {
  private readonly refreshing = new Set<Room>()

  constructor(private readonly host: PagingHost) {}

  async older(room: Room): Promise<void> {
    const window = room.timeline.window()
    if (room.loadingOlder || room.log.stored || !this.host.online()) return
    if (window ? window[0] <= room.info.first : room.log.end < 1) return
    room.loadingOlder = true
    this.host.changed(room)
    let before = window?.[0] ?? room.log.end + 1
    // Events that make no row bring the reader no further: on to the page before.
    for (let limit = PAGE; await this.page(room, { room: room.id, before, limit }); limit = HOLE_PAGE) {
      const now = room.timeline.window()
      if (!room.shown || !now || now[0] <= room.info.first || now[0] >= before || rowsIn(room, now[0], before - 1, 1) > 0) break
      before = now[0]
    }
    room.loadingOlder = false
    this.host.changed(room)
  }

  async newer(room: Room): Promise<void> {
    const window = room.timeline.window()
    if (room.loadingNewer || !window || window[1] >= room.log.end || !this.host.online()) return
    room.loadingNewer = true
    this.host.changed(room)
    let after = window[1]
    for (let limit = PAGE; await this.page(room, { room: room.id, after, limit }); limit = HOLE_PAGE) {
      const now = room.timeline.window()
      if (!room.shown || !now || now[1] >= room.log.end || now[1] <= after || rowsIn(room, after + 1, now[1], 1) > 0) break
      after = now[1]
    }
    room.loadingNewer = false
    this.host.changed(room)
  }

  // Makes sure that the end of a shown room has rows.
  async newest(room: Room): Promise<void> {
    const tail = room.log.tail
    if (!room.shown || room.log.end < 1 || room.log.stored || (tail && (tail[0] <= room.info.first || rowsIn(room, ...tail, PAGE / 2) >= PAGE / 2))) return
    await this.older(room)
    // Nobody scrolls an empty window: without a row the room asks again.
    const now = room.log.tail
    if (room.shown && !(now && rowsIn(room, ...now, 1)) && this.host.online()) setTimeout(() => void this.newest(room), RETRY_MS)
  }

  // A room without any message shows its last event in the list: asked for, because no welcome tells it.
  async notice(room: Room): Promise<void> {
    if (room.info.last || room.log.tail || room.log.stored || room.log.end < 1 || !this.host.online()) return
    await this.page(room, { room: room.id, before: room.log.end + 1, limit: 1 })
  }

  async jump(room: Room, seq: number): Promise<boolean> {
    const show = room.timeline.jump()
    if (!ranges.has(room.log.known, seq) || room.log.stored) {
      if (!this.host.online() || !(await this.page(room, { room: room.id, around: seq, limit: PAGE }))) return false
    }
    if (!ranges.has(room.log.known, seq)) return false
    show(seq)
    this.host.changed(room)
    return true
  }

  // Reads what may have changed unseen once more, the newest first. What fails is left for the next time.
  async refresh(room: Room): Promise<void> {
    if (room.log.stale.length === 0 || this.refreshing.has(room)) return
    this.refreshing.add(room)
    while (room.shown && this.host.online()) {
      const { stale } = room.log
      const [from, to] = stale.at(-1) ?? [1, 0]
      if (from > to || !(await this.page(room, { room: room.id, before: to + 1, limit: HOLE_PAGE }))) break
      // A gap that came meanwhile has said it anew.
      if (room.log.stale === stale) room.log.stale = ranges.add(stale.slice(0, -1), from, to - HOLE_PAGE)
      this.host.changed(room)
    }
    this.refreshing.delete(room)
  }

  // Live events came with a hole before them. They may only be out of step: wait a little, then ask.
  hole(room: Room): void {
    room.holeTimer ??= setTimeout(() => void this.fill(room), HOLE_MS)
  }

  noHole(room: Room): void {
    clearTimeout(room.holeTimer)
    room.holeTimer = undefined
  }

  private async fill(room: Room): Promise<void> {
    for (let pages = 0; pages < HOLE_PAGES && room.log.heldFrom !== undefined && this.host.online(); pages++) {
      const { epoch } = room.log
      let reply: HistoryReply
      try {
        reply = await this.host.history({ room: room.id, after: room.log.end, limit: HOLE_PAGE })
      } catch {
        break // the next connection brings what is missing
      }
      if (room.log.epoch !== epoch || reply.epoch !== epoch) break
      const fresh: Event[] = []
      for (const event of reply.events) if (room.log.receive(event) === 'appended') fresh.push(event)
      fresh.push(...room.log.drain())
      if (fresh.length === 0) break
      this.host.appended(room, fresh)
    }
    room.holeTimer = undefined
    if (room.log.heldFrom === undefined || !this.host.online()) return
    // Too far, or nobody has it: go on behind the hole. It is loaded like any older page when somebody scrolls there.
    if (room.shown) room.timeline.stay()
    room.log.skipHole()
    this.host.appended(room, room.log.drain())
  }

  private async page(room: Room, request: Request<'history'>): Promise<boolean> {
    const { epoch } = room.log
    try {
      const reply = await this.host.history(request)
      if (room.log.epoch !== epoch || (epoch !== 0 && reply.epoch !== epoch)) return false
      room.log.epoch = reply.epoch
      room.log.insert(reply.events, reply.head)
      this.host.seen(room, reply.events)
      const first = reply.events[0]?.seq
      let known = Math.max(room.info.first, reply.first)
      if (request.after === undefined && !reply.more_before) known = Math.max(known, first ?? room.log.end + 1)
      if (known !== room.info.first) room.info = { ...room.info, first: known }
      const late = room.log.drain()
      if (late.length > 0) this.host.appended(room, late)
      room.recount()
      if (!room.info.last) this.host.noticed(room)
      return true
    } catch {
      return false
    }
  }
}
