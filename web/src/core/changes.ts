// SPDX-License-Identifier: MIT
// Edits, recalls, reactions, pins and forwards: through the outbox to the server, and on top of the timeline meanwhile.
import type { MessageView, Refusal, RoomId, Seq, UserId } from './api'
import type { OutboxExtra, OutboxRecord } from './db/schema'
import type { Outbox } from './outbox/outbox'
import type { Event, OpName, Reply, Request } from './protocol/codec'
import { mediaBody, mediaRequest } from './sync/media'
import { merge } from './sync/merge'
import type { Room } from './sync/room'

export interface ChangesHost {
  outbox(): Outbox | undefined
  self(): UserId
  room(id: RoomId): Room | undefined
  name(user: UserId): string
  online(): boolean
  request<O extends OpName>(op: O, request: Request<O>, timeout?: number): Promise<Reply<O>>
  ask<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>> // over HTTP
  changedRows(room: Room): void
}

const SEND_MS = 15_000
const QUOTES_MAX = 50
const QUOTE_RETRY_MS = 3_000

const kinds = { edit: 'edit', recall: 'recall', react: 'reaction', pin: 'pin', vote: 'vote', close: 'poll_end' } as const

// Whom it names, and whether it asks to be confirmed; an edit has only people.
const namedIn = ({ mentions, all, admins, confirm }: OutboxRecord): { mentions?: number[]; all?: boolean; admins?: boolean; confirm?: boolean } => ({
  ...(mentions?.length ? { mentions } : {}),
  ...(all ? { all } : {}),
  ...(admins ? { admins } : {}),
  ...(confirm ? { confirm } : {}),
})

export class Changes {
  private readonly listeners = new Set<(refusal: Refusal) => void>()
  private readonly asking = new Set<string>()

  constructor(private readonly host: ChangesHost) {}

  onRefused(listener: (refusal: Refusal) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  refused(record: OutboxRecord, code: string): void {
    if (record.op === undefined || record.op === 'forward' || record.op === 'record') return
    for (const listener of this.listeners) listener({ room: record.room, op: record.op, code })
  }

  add(room: RoomId, text: string, extra: OutboxExtra): void {
    this.host.outbox()?.add(room, text, extra)
  }

  nameOf = (user: UserId): string => this.host.name(user)

  send(record: OutboxRecord): Promise<Pick<Reply<'message.send'>, 'seq' | 'at'>> {
    const { room, cmid, text, ref, kind, sign, off, source, media, poll, choices } = record
    const named = namedIn(record)
    const { request } = this.host
    switch (record.op) {
      case 'edit':
        return request('message.edit', { room, cmid, ref: ref!, text, ...named }, SEND_MS)
      case 'recall':
        return request('message.recall', { room, cmid, ref: ref! }, SEND_MS)
      case 'react':
        return request('message.react', { room, cmid, ref: ref!, sign: sign!, ...(off ? { off } : {}) }, SEND_MS)
      case 'pin':
        return request('message.pin', { room, cmid, ref: ref!, ...(off ? { off } : {}) }, SEND_MS)
      case 'vote':
        return request('poll.vote', { room, cmid, ref: ref!, choices: choices! }, SEND_MS)
      case 'close':
        return request('poll.close', { room, cmid, ref: ref! }, SEND_MS)
      case 'record':
        return request('message.record', { room, cmid, source: source!, refs: record.refs! }, SEND_MS)
      case 'forward':
        return request('message.forward', { room, cmid, source: source!, ref: ref! }, SEND_MS)
      default:
        if (record.sticker) return this.host.ask('sticker.send', { room, cmid, sticker: record.sticker, ...(ref === undefined ? {} : { ref }) })
        return request('message.send', { room, cmid, ...(media ? mediaRequest(media, text) : { ...(kind ? { kind } : {}), ...(poll ? { poll } : {}), text }), ...(ref === undefined ? {} : { ref }), ...named }, SEND_MS)
    }
  }

  // The event that a record became, as far as it is known here.
  eventOf(record: OutboxRecord, seq: Seq, at: number): Event {
    const { room, cmid, text, ref, kind, sign, off, author, media, shared, poll, choices } = record
    const named = namedIn(record)
    const base = { room, seq, at, from: this.host.self(), cmid }
    switch (record.op) {
      case 'edit':
        return { ...base, kind: 'edit', ref, body: { text, ...named } }
      case 'recall':
        return { ...base, kind: 'recall', ref, body: {} }
      case 'react':
        return { ...base, kind: 'reaction', ref, body: { sign, ...(off ? { off } : {}) } }
      case 'pin':
        return { ...base, kind: off ? 'unpin' : 'pin', ref, body: {} }
      case 'vote':
        return { ...base, kind: 'vote', ref, body: { choices } }
      case 'close':
        return { ...base, kind: 'poll_end', ref, body: {} }
      case 'record':
        return { ...base, kind: 'record', body: { record: record.record } }
      case 'forward':
        return { ...base, kind: shared?.kind ?? kind ?? 'text', body: { ...(shared ? { file: shared.file, ...(text ? { text } : {}) } : record.record ? { record: record.record } : { text }), ...(author ? { origin: author } : {}) } }
      default:
        return { ...base, kind: media?.kind ?? shared?.kind ?? kind ?? 'text', ...(ref === undefined ? {} : { ref }), body: { ...(media ? mediaBody(media, text) : shared ? { file: shared.file } : { text }), ...(poll ? { poll } : {}), ...named } }
    }
  }

  // A message with what is being done to it.
  overlay(room: RoomId, event: Event): Event {
    let shown = event
    for (const record of this.host.outbox()?.changes(room) ?? []) {
      if (record.ref !== event.seq || record.op === 'pin') continue
      shown = merge(shown, { ...this.eventOf(record, Number.MAX_SAFE_INTEGER, record.at), kind: kinds[record.op as keyof typeof kinds] })
    }
    return shown
  }

  pins(room: Room): readonly Seq[] {
    let pins: readonly Seq[] = room.info.pins ?? []
    for (const { op, ref, off } of this.host.outbox()?.changes(room.id) ?? []) {
      if (op === 'pin') pins = off ? pins.filter((seq) => seq !== ref) : pins.includes(ref!) ? pins : [...pins, ref!]
    }
    return pins
  }

  // Asks for the messages that shown rows refer to.
  async fetchQuotes(room: Room): Promise<void> {
    const { missing } = room.timeline
    for (const seq of missing) if (room.log.quote(seq) !== null) missing.delete(seq)
    if (missing.size === 0 || !this.host.online()) return
    const wanted = [...missing].filter((seq) => !this.asking.has(`${room.id}.${seq}`)).slice(0, QUOTES_MAX)
    if (wanted.length === 0) return
    for (const seq of wanted) {
      missing.delete(seq) // the others wait for the next time
      this.asking.add(`${room.id}.${seq}`)
    }
    try {
      await this.get(room, wanted)
      for (const seq of wanted) this.asking.delete(`${room.id}.${seq}`)
      this.host.changedRows(room)
    } catch {
      setTimeout(() => {
        for (const seq of wanted) {
          this.asking.delete(`${room.id}.${seq}`)
          room.log.revised.add(seq)
        }
        this.host.changedRows(room)
      }, QUOTE_RETRY_MS)
    }
  }

  // An answer of many bytes ends early: what comes after its last message is asked for again.
  private async get(room: Room, seqs: readonly Seq[]): Promise<void> {
    for (;;) {
      const unknown = seqs.filter((seq) => room.log.quote(seq) === null).slice(0, QUOTES_MAX)
      if (unknown.length === 0) return
      const { events } = await this.host.request('message.get', { room: room.id, seqs: unknown })
      const last = events.at(-1)?.seq ?? Infinity
      room.log.putQuotes(unknown.filter((seq) => seq <= last), events)
    }
  }

  async messages(room: Room, seqs: readonly Seq[]): Promise<readonly MessageView[]> {
    await this.get(room, seqs)
    return seqs.flatMap((seq) => {
      const event = room.log.quote(seq)
      return event ? [room.timeline.single(event)] : []
    })
  }
}
