// SPDX-License-Identifier: MIT
// The rows of one room as a view shows them. Rows are made once and kept; a change costs what changed. One published
// change either grows the start or does anything else, never both: lists that keep the scroll position at a growing
// start rely on it.
import { silent, type MessageView, type RoomId, type TimelineView, type UserId } from '../api'
import type { Event } from '../protocol/codec'
import { fileShown, mediaTold, wordsOf } from './media'
import { pollShown } from './poll'
import { recordShown } from './record'
import type { Range } from './ranges'
import * as ranges from './ranges'
import type { RoomLog } from './room-log'

// Messages, which may answer another one.
const quoting: ReadonlySet<string> = new Set(['text', 'image', 'video', 'audio', 'voice', 'file', 'sticker', 'poll', 'record'])

interface Traffic {
  after: number // the seq that the line follows
  row: MessageView
}

const none: readonly MessageView[] = []

function sameRows(a: readonly MessageView[], b: readonly MessageView[]): boolean {
  return a === b || (a.length === b.length && a.every((row, index) => row === b[index]))
}

export interface Paging {
  first: number // the first seq that may be read
  loadingOlder: boolean
  loadingNewer: boolean
  firstUnread: number | undefined
}

export class Timeline {
  private anchor: number | 'end' = 'end'
  private turn = 0 // grows with each wish where to look
  private written = 0
  private built: Range | undefined // the seqs that have rows
  private rows: MessageView[] = [] // confirmed and traffic
  private traffic: Traffic[] = []
  // Changes on their way to the server, on top of what is known.
  overlay: (event: Event) => Event = (event) => event
  // Messages that rows refer to and that are not known here.
  readonly missing = new Set<number>()
  private view: TimelineView
  private composed: { rows: MessageView[]; pending: readonly MessageView[]; all: readonly MessageView[] } | undefined
  private trafficKey = 0
  private notice: MessageView | undefined

  constructor(
    private readonly room: RoomId,
    private readonly self: () => UserId,
    private readonly log: RoomLog,
  ) {
    this.view = { room, rows: [], hasOlder: false, hasNewer: false, loadingOlder: false, loadingNewer: false, revision: 0, prepended: 0, written: 0 }
  }

  snapshot(): TimelineView {
    return this.view
  }

  get atEnd(): boolean {
    return this.anchor === 'end'
  }

  // The range of the log that is shown, if any of it is loaded.
  window(): Range | undefined {
    if (this.log.stored) return undefined
    if (this.anchor !== 'end') {
      const range = ranges.at(this.log.known, this.anchor)
      if (range && range[1] < this.log.end) return range
      this.anchor = 'end'
    }
    return this.log.tail
  }

  // Shows the end again.
  showEnd(): void {
    this.turn++
    this.anchor = 'end'
  }

  // A message was written here: its writer looks at the end.
  wrote(): void {
    this.written++
    this.showEnd()
  }

  // A jump begins: what answers `showAround(seq)` once it is loaded. A later wish wins over it.
  jump(): (seq: number) => void {
    const mine = ++this.turn
    return (seq) => {
      if (mine === this.turn) this.showAround(seq)
    }
  }

  // Shows the range around `seq`, which is loaded.
  showAround(seq: number): void {
    this.anchor = seq
  }

  // What is before `first` is gone. True: nothing that was shown is left, and the anchor with it.
  cut(first: number): boolean {
    if (this.anchor === 'end' || this.anchor >= first) return false
    this.anchor = first // what follows it, if it is loaded
    return !ranges.has(this.log.known, first)
  }

  // Stays with what is shown although the end moves away from it.
  stay(): void {
    if (this.anchor === 'end' && this.built) this.anchor = this.built[1]
  }

  forget(): void {
    this.anchor = 'end'
    this.built = undefined
    this.traffic = []
    this.rows = []
    this.notice = undefined
  }

  // Merges who came and went into one line as long as nobody writes.
  addTraffic(entered: readonly UserId[], enteredCount: number, left: readonly UserId[], leftCount: number): void {
    if (this.anchor !== 'end') return
    const last = this.traffic.at(-1)
    const merged = last && last.after === this.log.end ? last.row : undefined
    const back = new Set(entered)
    const gone = new Set(left)
    const users = [...new Set([...entered, ...(merged?.users ?? [])])].filter((user) => !gone.has(user)).slice(0, 10)
    const went = [...new Set([...left, ...(merged?.left ?? [])])].filter((user) => !back.has(user)).slice(0, 10)
    const row: MessageView = {
      key: merged?.key ?? `t${this.room}.${++this.trafficKey}`,
      room: this.room,
      at: Date.now(),
      from: users[0] ?? went[0] ?? 0,
      own: false,
      kind: 'traffic',
      users,
      count: merged ? Math.max(users.length, (merged.count ?? 0) + enteredCount - (merged.users ?? []).filter((user) => gone.has(user)).length) : enteredCount,
      left: went,
      leftCount: merged ? Math.max(went.length, (merged.leftCount ?? 0) + leftCount - (merged.left ?? []).filter((user) => back.has(user)).length) : leftCount,
      state: 'sent',
    }
    if (merged) {
      const index = this.rows.lastIndexOf(merged)
      last!.row = row
      if (index >= 0) this.rows = this.rows.with(index, row)
    } else {
      this.traffic.push({ after: this.log.end, row })
      if (this.built?.[1] === this.log.end) this.rows = [...this.rows, row]
    }
    if (this.traffic.length > 50) this.traffic.shift()
  }

  // The newest event of the log that is known, made to a row once.
  lastNotice(): MessageView | undefined {
    const event = this.log.stored ? undefined : this.log.get(this.log.end)
    if (!event || silent.has(event.kind)) return undefined
    if (this.notice?.seq !== event.seq) this.notice = this.row(event)
    return this.notice
  }

  // Makes the next snapshot. True: something is left for another one, in the next frame.
  publish(pending: readonly MessageView[], paging: Paging): boolean {
    this.revise()
    const window = this.window()
    if (window) this.trim(window)
    const built = this.built
    if (!window) {
      if (built || this.rows.length > 0 || this.traffic.length > 0) this.rows = this.traffic.filter((entry) => entry.after === this.log.end).map((entry) => entry.row)
      this.built = undefined
    } else if (!built || built[1] < window[0] - 1 || built[0] > window[1] || built[0] < window[0]) {
      this.rows = this.make(window[0], window[1], true)
      this.built = window
    } else if (window[0] < built[0]) {
      const older = this.make(window[0], built[0] - 1, true)
      this.rows = [...older, ...this.rows]
      this.built = [window[0], built[1]]
      if (older.length > 0) {
        this.show([...older, ...this.view.rows], older.length, window, paging)
        this.composed = undefined
        return true
      }
    }
    if (window && this.built && window[1] > this.built[1]) {
      this.rows = [...this.rows, ...this.make(this.built[1] + 1, window[1], false)]
      this.built = window
    }
    const tail = this.anchor === 'end' ? pending : none
    if (this.composed?.rows !== this.rows || !sameRows(this.composed.pending, tail)) {
      this.composed = { rows: this.rows, pending: tail, all: tail.length > 0 ? [...this.rows, ...tail] : this.rows }
    }
    this.show(this.composed.all, 0, window, paging)
    return false
  }

  // The beginning is gone: the other rows stay as they are.
  private trim(window: Range): void {
    const { built } = this
    if (!built || built[0] >= window[0] || built[1] < window[0] || built[1] > window[1]) return
    this.traffic = this.traffic.filter((entry) => entry.after >= window[0])
    const from = this.rows.findIndex((row) => (row.seq === undefined ? this.traffic.some((entry) => entry.row === row) : row.seq >= window[0]))
    this.rows = from < 0 ? [] : this.rows.slice(from)
    this.built = [window[0], built[1]]
  }

  // Makes the rows anew whose message, or the message that they answer, was changed.
  private revise(): void {
    const { revised } = this.log
    if (revised.size === 0) return
    let rows: MessageView[] | undefined
    for (let index = 0; index < this.rows.length; index++) {
      const { seq, ref, kind } = this.rows[index]!
      if (seq === undefined || kind === 'traffic' || !(revised.has(seq) || (ref !== undefined && revised.has(ref)))) continue
      const event = this.log.get(seq)
      if (event) (rows ??= [...this.rows])[index] = this.row(event)
    }
    revised.clear()
    if (rows) this.rows = rows
  }

  private show(rows: readonly MessageView[], prepended: number, window: Range | undefined, paging: Paging): void {
    const next: TimelineView = {
      room: this.room,
      rows,
      hasOlder: window ? window[0] > paging.first : this.log.end >= Math.max(1, paging.first),
      hasNewer: window ? window[1] < this.log.end : false,
      loadingOlder: paging.loadingOlder,
      loadingNewer: paging.loadingNewer,
      firstUnread: paging.firstUnread,
      revision: this.view.revision + 1,
      prepended,
      written: this.written,
    }
    const old = this.view
    const same =
      prepended === 0 &&
      (rows === old.rows || sameRows(rows, old.rows)) &&
      next.hasOlder === old.hasOlder &&
      next.hasNewer === old.hasNewer &&
      next.loadingOlder === old.loadingOlder &&
      next.loadingNewer === old.loadingNewer &&
      next.firstUnread === old.firstUnread &&
      next.written === old.written
    if (!same) this.view = next
  }

  // The rows of the seqs from … to. `lead`: with the traffic lines that come before the first.
  private make(from: number, to: number, lead: boolean): MessageView[] {
    const out: MessageView[] = []
    let line = this.traffic.findIndex((entry) => entry.after >= from - (lead ? 1 : 0))
    while (line >= 0 && line < this.traffic.length && this.traffic[line]!.after < from) out.push(this.traffic[line++]!.row)
    for (let seq = from; seq <= to; seq++) {
      const event = this.log.get(seq)
      if (event && !silent.has(event.kind)) out.push(this.row(event))
      while (line >= 0 && line < this.traffic.length && this.traffic[line]!.after === seq) out.push(this.traffic[line++]!.row)
    }
    return out
  }

  // A message that belongs to no window: pins.
  single(event: Event): MessageView {
    return this.row(event)
  }

  private row(logged: Event): MessageView {
    const event = this.overlay(logged)
    const { body } = event
    return {
      key: event.cmid ?? `${event.room}.${event.seq}`,
      room: event.room,
      seq: event.seq,
      at: event.at,
      from: event.from,
      own: event.from === this.self(),
      kind: event.kind,
      ...(body.text === undefined ? {} : { text: body.text }),
      ...(body.users === undefined ? {} : { users: body.users }),
      ...(body.title === undefined ? {} : { title: body.title }),
      ...(body.role === undefined ? {} : { role: body.role }),
      ...(body.until === undefined ? {} : { until: body.until }),
      ...(body.slow === undefined ? {} : { slow: body.slow }),
      ...(body.writers === undefined ? {} : { writers: body.writers }),
      ...(body.nick === undefined ? {} : { nick: body.nick }),
      ...(body.keep === undefined ? {} : { keep: body.keep }),
      ...(body.recall === undefined ? {} : { recall: body.recall }),
      ...(body.file === undefined ? {} : { file: fileShown(body.file) }),
      ...(body.poll === undefined ? {} : { poll: pollShown(body.poll, event.merged?.poll) }),
      ...(body.record === undefined ? {} : { record: recordShown(`${event.room}.${event.seq}`, event.room, body.record) }),
      ...(body.call === undefined ? {} : { call: body.call }),
      ...this.about(event),
      state: 'sent',
    }
  }

  private about(event: Event): Partial<MessageView> {
    const { body, merged } = event
    const out: Partial<MessageView> = {}
    if (body.mentions) out.mentions = body.mentions
    if (body.all) out.all = true
    if (body.admins) out.admins = true
    if (body.confirm) out.confirm = { count: merged?.confirms ?? 0, mine: !!merged?.confirmed }
    if (body.origin) out.origin = { user: body.origin.user, name: body.origin.name, at: body.origin.at }
    if (merged?.edited !== undefined) out.edited = merged.edited
    if (merged?.reactions) out.reactions = merged.reactions
    if (merged?.recalled !== undefined) {
      out.recalled = merged.recalled
      const again = this.log.takenText(event.seq)
      if (again !== undefined && event.kind !== 'sticker' && event.kind !== 'poll') out.again = again
    }
    if (event.ref !== undefined) {
      out.ref = event.ref
      if (quoting.has(event.kind) && merged?.recalled === undefined) out.quote = this.quote(event.ref)
    }
    return out
  }

  quote(ref: number): MessageView['quote'] {
    const target = this.log.quote(ref)
    if (target === null) {
      this.missing.add(ref)
      return { seq: ref }
    }
    if (!target) return { seq: ref, gone: true }
    const shown = this.overlay(target)
    return {
      seq: ref,
      from: shown.from,
      ...(shown.merged?.recalled === undefined ? { text: wordsOf(shown.kind, shown.body.text), ...mediaTold(shown.kind, shown.body.file?.name) } : { gone: true }),
    }
  }
}
