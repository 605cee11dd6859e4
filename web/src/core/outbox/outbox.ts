// SPDX-License-Identifier: MIT
// Messages on their way out: kept in the browser's store before the network sees them, in order within a room, rooms
// side by side, offered again with the same client id until the server has decided.
import { ChatError, type FileView, type MessageView, type RoomId, type Seq, type ToldKind } from '../api'
import type { Database } from '../db/database'
import { isOwnRow, type OutboxExtra, type OutboxMedia, type OutboxRecord } from '../db/schema'
import { resendDelay } from '../net/backoff'
import type { ChannelLike, Platform } from '../platform'
import type { Reply } from '../protocol/codec'
import { pollShown } from '../sync/poll'
import { recordShown } from '../sync/record'
import { Election } from './election'
import { type State, step, type Step, verdict } from './machine'
import type { Uploads } from './uploads'

export interface OutboxHost {
  send(record: OutboxRecord): Promise<Pick<Reply<'message.send'>, 'seq' | 'at'>> // ChatError 'offline' while there is no connection
  committed(record: OutboxRecord, seq: Seq, at: number): void
  changed(room: RoomId): void
  quote(room: RoomId, seq: Seq): MessageView['quote']
  touched(room: RoomId, seq: Seq): void // a change of this message is on its way, or is not any more
  refused(record: OutboxRecord, code: string): void // such a change, for good
}

interface Item {
  record: OutboxRecord
  state: State
  seq?: Seq
  notBefore: number
  saved: boolean
  waiting?: string // the code of the last passing no; it is offered again
  view?: MessageView
}

// What the tabs of one account tell each other.
type News =
  | { type: 'put'; record: OutboxRecord; state: State; waiting?: string }
  | { type: 'sent'; cmid: string; seq: Seq; at: number }
  | { type: 'gone'; cmid: string }

export class Outbox {
  private readonly items = new Map<string, Item>()
  private readonly timers = new Map<RoomId, ReturnType<typeof setTimeout>>()
  private readonly election: Election
  private readonly channel: ChannelLike | undefined
  private uploads: Promise<Uploads> | undefined // loaded with the first file
  private order = 0
  private running = true
  private online = false
  private leading = false // elected, and it knows how far the tab before came

  constructor(
    private readonly platform: Platform,
    private readonly db: Database,
    private readonly user: number,
    private readonly host: OutboxHost,
    records: readonly OutboxRecord[],
  ) {
    for (const record of records) this.restore(record)
    this.channel = platform.openChannel(`teahouse-outbox-${user}`)
    if (this.channel) this.channel.onmessage = (event) => this.hear(event.data as News)
    this.election = new Election(platform, `teahouse-outbox-${user}`, () => void this.takeOver())
  }

  stop(): void {
    this.running = false
    this.withUploads((uploads) => uploads.stop())
    this.election.stop()
    this.channel?.close()
    for (const timer of this.timers.values()) clearTimeout(timer)
  }

  add(room: RoomId, text: string, extra: OutboxExtra = {}): void {
    this.order = Math.max(Date.now(), this.order + 1)
    const record: OutboxRecord = { cmid: this.platform.randomId(), user: this.user, room, text, at: Date.now(), order: this.order, attempts: 0, ...extra }
    const item: Item = { record, state: 'queued', notBefore: 0, saved: false }
    this.insert(item)
    this.touched(record)
    this.host.changed(room)
    void this.queue(item)
  }

  retry(cmid: string): void {
    const item = this.items.get(cmid)
    if (!item || !this.advance(item, 'retry')) return
    item.record = { ...item.record, error: undefined }
    item.waiting = undefined
    item.notBefore = 0
    void this.queue(item)
  }

  discard(cmid: string): void {
    const item = this.items.get(cmid)
    if (!item || !this.advance(item, 'discard')) return
    void this.db.discardOutbox(cmid)
    this.withUploads((uploads) => uploads.cancel(cmid))
    this.remove(item)
    this.tell({ type: 'gone', cmid })
    this.pump(item.record.room)
  }

  // The event of a message was seen. Answers whether it was one of these.
  confirm(cmid: string): boolean {
    const item = this.items.get(cmid)
    if (!item || !this.advance(item, 'confirm')) return false
    this.remove(item)
    return true
  }

  // The oldest message of the room whose fate is open, if its text is this: the event of it, told without the id.
  // A message with a file is known by the file.
  claim(room: RoomId, text: string | undefined, file: string | undefined, seq: Seq): string | undefined {
    for (const item of this.items.values()) {
      const { media, shared } = item.record
      if (item.record.room !== room || item.state === 'failed' || item.seq !== undefined || !isOwnRow(item.record)) continue
      const offered = item.state === 'sending' || item.record.attempts > 0
      if (media || shared || file !== undefined) {
        if (!offered || file === undefined || (shared?.file.id ?? media?.uploads.file) !== file) continue
      } else if (!offered || item.record.text !== (text ?? '')) return undefined
      item.seq = seq
      item.view = undefined
      return item.record.cmid
    }
    return undefined
  }

  // The rows that stand after the confirmed ones; `shown` says which seqs have a row already.
  pending(room: RoomId, shown: (seq: Seq) => boolean): MessageView[] {
    const rows: MessageView[] = []
    for (const item of this.items.values()) {
      if (item.record.room !== room || !isOwnRow(item.record) || (item.seq !== undefined && shown(item.seq))) continue
      rows.push((item.view ??= this.makeView(item)))
    }
    return rows
  }

  // What messages of the room answer has changed.
  renew(room: RoomId): void {
    for (const item of this.items.values()) if (item.record.room === room) item.view = undefined
  }

  // The newest message of a room that is not confirmed.
  newest(room: RoomId): { text: string; at: number; failed: boolean; waiting: string | undefined; media?: { kind: ToldKind; name: string } } | undefined {
    let found: Item | undefined
    let waiting: string | undefined // what the first in line was told holds up all
    for (const item of this.items.values()) {
      if (item.record.room !== room || item.state === 'sent') continue
      waiting ??= item.waiting
      if (!isOwnRow(item.record)) continue
      found = item
    }
    const shared = found?.record.shared
    const sticker = found?.record.kind && { kind: found.record.kind, name: '' }
    const media = shared ? { kind: shared.kind, name: shared.file.name } : (found?.record.media ?? sticker)
    return found && { text: found.record.text, at: found.record.at, failed: found.state === 'failed', waiting, ...(media ? { media } : {}) }
  }

  // What was refused for good, of all rooms.
  failed(): readonly OutboxRecord[] {
    return [...this.items.values()].filter((item) => item.state === 'failed').map((item) => item.record)
  }

  // What is being done to messages of a room, oldest first.
  changes(room: RoomId): OutboxRecord[] {
    return [...this.items.values()].filter(({ record, state }) => record.room === room && state !== 'failed' && !isOwnRow(record)).map(({ record }) => record)
  }

  rooms(): Set<RoomId> {
    return new Set([...this.items.values()].map((item) => item.record.room))
  }

  // Committed ones are kept until their event is in the log; it is now.
  settle(room: RoomId, shown: (seq: Seq) => boolean): void {
    for (const item of this.items.values()) {
      if (item.record.room === room && item.state === 'sent' && item.seq !== undefined && shown(item.seq)) this.items.delete(item.record.cmid)
    }
  }

  connected(): void {
    this.online = true
    this.allowUploads()
    if (!this.uploads) for (const { record } of this.items.values()) if (record.media && !record.error) this.startUpload(record)
    for (const item of this.items.values()) item.notBefore = 0
    for (const room of this.rooms()) this.pump(room)
  }

  disconnected(): void {
    this.online = false
    for (const item of this.items.values()) {
      if (!item.waiting) continue
      item.waiting = undefined // the connection is what it waits for now
      item.view = undefined
      this.host.changed(item.record.room)
    }
    this.allowUploads()
  }

  private restore(record: OutboxRecord): void {
    this.order = Math.max(this.order, record.order)
    if (record.user !== this.user || this.items.has(record.cmid)) return
    this.insert({ record, state: record.error ? 'failed' : 'queued', notBefore: 0, saved: true })
    this.touched(record)
    if (!record.error && record.media) this.startUpload(record)
    this.host.changed(record.room)
  }

  // In the order of writing, whichever tab it was.
  private insert(item: Item): void {
    const last = [...this.items.values()].at(-1)
    this.items.set(item.record.cmid, item)
    if (!last || last.record.order <= item.record.order) return
    const sorted = [...this.items].sort(([, a], [, b]) => a.record.order - b.record.order)
    this.items.clear()
    for (const [cmid, each] of sorted) this.items.set(cmid, each)
  }

  // This tab sends from now on: also what others wrote and did not get through.
  private async takeOver(): Promise<void> {
    for (const record of await this.db.outbox()) {
      const known = this.items.get(record.cmid)
      if (known?.record.media && record.media && known.state === 'queued') {
        known.record = { ...known.record, media: record.media } // how far it is
        this.startUpload(known.record)
      }
      this.restore(record)
    }
    this.leading = true
    for (const item of this.items.values()) if (item.state === 'sending') this.advance(item, 'lost')
    this.allowUploads()
    for (const room of this.rooms()) this.pump(room)
  }

  private pump(room: RoomId): void {
    if (!this.running || !this.online || !this.election.leading) return
    let next: Item | undefined
    const held = new Set<string>()
    for (const item of this.items.values()) {
      const { media, batch } = item.record
      if (item.record.room !== room || item.state === 'failed' || item.state === 'sent') continue
      if (media && (!media.ready || (batch && held.has(batch)))) {
        // A file holds up its own message and those chosen after it with it, as albums do elsewhere (TDLib): however
        // slow it is, they arrive as they were laid out. Once it is refused or given up, they go without it.
        if (batch) held.add(batch)
        continue
      }
      if (item.state === 'queued' && item.saved) next = item
      break // one at a time, in order
    }
    if (!next) return
    clearTimeout(this.timers.get(room))
    const wait = next.notBefore - Date.now()
    if (wait > 0) this.timers.set(room, setTimeout(() => this.pump(room), wait))
    else void this.offer(next)
  }

  private async offer(item: Item): Promise<void> {
    const { room, cmid } = item.record
    this.advance(item, 'pick')
    item.record = { ...item.record, attempts: item.record.attempts + 1 }
    if (item.record.attempts === 1) await this.db.putOutbox(item.record)
    this.tell({ type: 'put', record: item.record, state: item.state, waiting: item.waiting })
    try {
      const { seq, at } = await this.host.send(item.record)
      this.tell({ type: 'sent', cmid, seq, at })
      this.commit(item, seq, at)
    } catch (error) {
      this.refused(item, error instanceof ChatError ? error : new ChatError('internal'))
    }
    this.pump(room)
  }

  private commit(item: Item, seq: Seq, at: number): void {
    item.seq = seq
    if (!this.advance(item, 'ack')) return
    void this.db.deleteOutbox(item.record.cmid)
    this.host.committed(item.record, seq, at)
    if (!isOwnRow(item.record)) this.items.delete(item.record.cmid)
    this.touched(item.record)
    this.host.changed(item.record.room)
  }

  private touched(record: OutboxRecord): void {
    if (!isOwnRow(record)) this.host.touched(record.room, record.ref!)
  }

  private startUpload(record: OutboxRecord): void {
    this.uploads ??= this.loadUploads()
    this.withUploads((uploads) => this.running && this.items.has(record.cmid) && uploads.add(record))
  }

  private allowUploads(): void {
    this.withUploads((uploads) => uploads.allow(this.online && this.running, this.leading))
  }

  private withUploads(work: (uploads: Uploads) => unknown): void {
    this.uploads?.then(work).catch(() => (this.uploads = undefined)) // its code could not be loaded: again with the next connection
  }

  private async loadUploads(): Promise<Uploads> {
    const { Uploads: Loaded } = await import('./uploads')
    const uploads = new Loaded(this.platform, {
      changed: (cmid, media, keep) => this.uploaded(cmid, media, keep),
      done: (cmid) => this.pump(this.items.get(cmid)?.record.room ?? 0),
      failed: (cmid, code) => {
        const item = this.items.get(cmid)
        if (!item || !this.advance(item, 'pick')) return
        this.refused(item, new ChatError(code), true)
        this.pump(item.record.room)
      },
    })
    uploads.allow(this.online && this.running, this.leading)
    return uploads
  }

  // What became of the files of a message so far.
  private async uploaded(cmid: string, media: OutboxMedia, keep: boolean): Promise<void> {
    const item = this.items.get(cmid)
    if (!item) return
    item.record = { ...item.record, media }
    item.view = undefined
    this.host.changed(item.record.room)
    if (keep) await this.save(item)
  }

  private refused(item: Item, error: ChatError, final = false): void {
    const what = final ? 'refuse' : verdict(error.code)
    item.waiting = what === 'later' ? error.code : undefined
    if (!this.advance(item, what)) return
    if (what === 'refuse' && !isOwnRow(item.record)) {
      this.remove(item)
      this.tell({ type: 'gone', cmid: item.record.cmid })
      this.touched(item.record)
      this.host.refused(item.record, error.code)
      return
    }
    if (what === 'refuse') {
      item.record = { ...item.record, error: error.code, ...(item.record.media ? { media: again(item.record.media, error.code) } : {}) }
      void this.save(item)
    } else {
      item.notBefore = Date.now() + resendDelay(item.record.attempts, this.platform.random(), error.retryAfter)
    }
    this.tell({ type: 'put', record: item.record, state: item.state, waiting: item.waiting })
  }

  // Takes the step if the table has it.
  private advance(item: Item, by: Step): boolean {
    const next = step(item.state, by)
    if (!next) return false
    item.state = next
    item.view = undefined
    this.host.changed(item.record.room)
    return true
  }

  private remove(item: Item): void {
    this.items.delete(item.record.cmid)
    void this.db.deleteOutbox(item.record.cmid)
    this.host.changed(item.record.room)
  }

  // Kept first, offered then.
  private async queue(item: Item): Promise<void> {
    await this.save(item)
    this.tell({ type: 'put', record: item.record, state: item.state })
    if (item.record.media && this.items.get(item.record.cmid) === item) this.startUpload(item.record)
    this.pump(item.record.room)
  }

  private async save(item: Item): Promise<void> {
    await this.db.putOutbox(item.record)
    item.saved = true
  }

  private tell(news: News): void {
    if (this.running) this.channel?.postMessage(news)
  }

  private hear(news: News): void {
    if (news.type === 'put') {
      const item = this.items.get(news.record.cmid)
      if (!item) {
        this.restore(news.record)
      } else if (item.state !== 'sent') {
        item.record = news.record
        item.waiting = news.waiting
        item.state = news.state === 'sending' && this.election.leading ? item.state : news.state
        item.view = undefined
        if (item.state === 'queued' && news.record.media) this.startUpload(news.record) // tried again there, sent here
      }
      this.host.changed(news.record.room)
      this.pump(news.record.room)
      return
    }
    const item = this.items.get(news.cmid)
    if (!item) return
    if (news.type === 'gone') {
      this.withUploads((uploads) => uploads.cancel(news.cmid))
      this.items.delete(news.cmid)
      this.touched(item.record)
      this.pump(item.record.room)
    } else if (item.state !== 'sent') {
      item.seq = news.seq
      item.state = 'sent'
      item.view = undefined
      this.host.committed(item.record, news.seq, news.at)
      if (!isOwnRow(item.record)) this.items.delete(news.cmid)
      this.touched(item.record)
    }
    this.host.changed(item.record.room)
  }

  private makeView(item: Item): MessageView {
    const { record } = item
    return {
      key: record.cmid,
      room: record.room,
      ...(item.seq === undefined ? {} : { seq: item.seq }),
      at: record.at,
      from: this.user,
      own: true,
      kind: record.shared?.kind ?? record.media?.kind ?? record.kind ?? 'text',
      text: record.text,
      ...(record.poll ? { poll: pollShown(record.poll, undefined) } : {}),
      ...(record.record ? { record: recordShown(record.cmid, record.room, record.record) } : {}),
      ...(record.ref !== undefined && !record.op ? { ref: record.ref, quote: this.host.quote(record.room, record.ref) } : {}),
      ...(record.mentions ? { mentions: record.mentions } : {}),
      ...(record.all ? { all: true } : {}),
      ...(record.admins ? { admins: true } : {}),
      ...(record.author ? { origin: record.author } : {}),
      ...(record.shared ? { file: record.shared.file } : record.media ? { file: fileOf(record.media) } : {}),
      state: item.state === 'queued' ? 'pending' : item.state === 'failed' ? 'failed' : item.state === 'sending' ? 'sending' : 'sent',
      ...(record.error ? { error: record.error } : {}),
      ...(item.waiting && item.state !== 'sent' ? { waiting: item.waiting } : {}),
    }
  }
}

// The server does not have what was uploaded (it waited too long): a retry begins anew.
function again(media: OutboxMedia, code: string): OutboxMedia {
  if (code === 'unsupported_type') return { ...media, kind: 'file' } // the server sees something else in it
  return code === 'not_found' ? { ...media, uploads: {}, ready: false, thumbReady: false, progress: 0 } : media
}

function fileOf(media: OutboxMedia): FileView {
  const { blob, thumbBlob: _, uploads: __, ready, progress = 0, ...rest } = media
  return { ...rest, size: blob.size, mime: blob.type, local: blob, progress: ready ? 1 : progress }
}
