// SPDX-License-Identifier: MIT
// Access to the browser's store. Every call works without a store too (private windows, a full disk, an incompatible
// newer version): then nothing is kept over reloads, and the chat goes on.
import { wrap } from 'idb'
import type { Event, UserInfo } from '../protocol/codec'
import type { Platform } from '../platform'
import { Journal } from './journal'
import {
  type AccountRecord,
  type ChatDatabase,
  type DraftRecord,
  migrate,
  type Migration,
  migrations,
  type OutboxRecord,
  type RoomRecord,
  type Upgrade,
} from './schema'

export const DATABASE = 'teahouse'
export const EVENTS_PER_ROOM = 200
export const ROOMS_WITH_EVENTS = 50

export interface Cached {
  account: AccountRecord | undefined
  rooms: RoomRecord[]
  users: UserInfo[]
  outbox: OutboxRecord[]
  drafts: DraftRecord[]
}

// What one batch changes, all in one transaction: a room record is never ahead of its events.
export interface Batch {
  account?: AccountRecord
  rooms: Iterable<RoomRecord>
  users: Iterable<UserInfo>
  events: Iterable<Event>
  goneRooms: Iterable<number>
  cleared: Iterable<number> // rooms whose kept events are not good any more; deleted before `events` are put
}

const empty: Cached = { account: undefined, rooms: [], users: [], outbox: [], drafts: [] }

export class Database {
  private readonly outboxJournal: Journal
  private readonly draftJournal: Journal
  private readonly goneJournal: Journal

  private constructor(
    private readonly db: ChatDatabase | undefined,
    platform: Platform,
  ) {
    this.outboxJournal = new Journal(platform.localStorage, 'teahouse.outbox.')
    this.draftJournal = new Journal(platform.localStorage, 'teahouse.draft.')
    this.goneJournal = new Journal(platform.localStorage, 'teahouse.gone.')
  }

  static async open(platform: Platform, steps: readonly Migration[] = migrations): Promise<Database> {
    if (!platform.indexedDB) return new Database(undefined, platform)
    try {
      const request = platform.indexedDB.open(DATABASE, steps.length)
      const opened = wrap(request) as unknown as Promise<ChatDatabase>
      request.addEventListener('upgradeneeded', (event) => {
        migrate(wrap(request.result) as unknown as ChatDatabase, event.oldVersion, wrap(request.transaction!) as unknown as Upgrade, steps)
      })
      // Another tab has a newer client: make way for it. This one goes on without a store until it is reloaded.
      request.addEventListener('success', () => request.result.addEventListener('versionchange', () => request.result.close()))
      return new Database(await opened, platform)
    } catch {
      return new Database(undefined, platform)
    }
  }

  async load(): Promise<Cached> {
    await this.recover()
    return this.guard(empty, async (db) => {
      const get = db.transaction(['account', 'rooms', 'users', 'outbox', 'drafts'])
      const [account, rooms, users, outbox, drafts] = await Promise.all([
        get.objectStore('account').get('self'),
        get.objectStore('rooms').getAll(),
        get.objectStore('users').getAll(),
        get.objectStore('outbox').getAll(),
        get.objectStore('drafts').getAll(),
      ])
      return { account, rooms, users, outbox: outbox.sort((a, b) => a.order - b.order), drafts }
    })
  }

  // The kept events of a room, oldest first.
  events(room: number): Promise<Event[]> {
    return this.guard([], (db) => db.getAll('events', roomRange(room)))
  }

  write(batch: Batch): Promise<void> {
    return this.guard(undefined, async (db) => {
      const put = db.transaction(['account', 'rooms', 'users', 'events'], 'readwrite')
      const events = put.objectStore('events')
      const rooms = put.objectStore('rooms')
      const users = put.objectStore('users')
      const work: Promise<unknown>[] = []
      if (batch.account) work.push(put.objectStore('account').put(batch.account, 'self'))
      for (const room of batch.goneRooms) work.push(rooms.delete(room), events.delete(roomRange(room)))
      for (const room of batch.cleared) work.push(events.delete(roomRange(room)))
      for (const event of batch.events) work.push(events.put(event))
      for (const record of batch.rooms) {
        const putRoom = async (): Promise<void> => {
          // What another tab knows to be gone does not come back with a record of this one.
          const before = await rooms.get(record.id)
          const gone = Math.max(record.gone ?? 0, (before?.epoch === record.epoch && before.gone) || 0)
          const keep = Math.max(record.from, record.to - EVENTS_PER_ROOM + 1, gone + 1)
          await Promise.all([
            events.delete(IDBKeyRange.bound([record.id, 0], [record.id, keep], false, true)),
            rooms.put({ ...record, from: keep, ...(gone ? { gone } : {}) }),
          ])
        }
        work.push(putRoom())
      }
      for (const user of batch.users) work.push(users.put(user))
      await Promise.all([...work, put.done])
    })
  }

  async putOutbox(record: OutboxRecord): Promise<void> {
    if (!record.media) this.outboxJournal.put(record.cmid, record) // a file does not fit in there
    await this.guard(undefined, async (db) => {
      await db.put('outbox', record)
      this.outboxJournal.delete(record.cmid)
    })
  }

  deleteOutbox(cmid: string): Promise<void> {
    this.outboxJournal.delete(cmid)
    return this.guard(undefined, (db) => db.delete('outbox', cmid))
  }

  // Given up by the writer: does not come back, even if the page is left before the store has heard of it.
  async discardOutbox(cmid: string): Promise<void> {
    if (this.db) this.goneJournal.put(cmid, true)
    this.outboxJournal.delete(cmid)
    await this.guard(undefined, async (db) => {
      await db.delete('outbox', cmid)
      this.goneJournal.delete(cmid)
    })
  }

  outbox(): Promise<OutboxRecord[]> {
    return this.guard([], async (db) => (await db.getAll('outbox')).sort((a, b) => a.order - b.order))
  }

  async putDraft(draft: DraftRecord): Promise<void> {
    const { room, text } = draft
    this.draftJournal.put(String(room), draft)
    await this.guard(undefined, async (db) => {
      await (text ? db.put('drafts', draft) : db.delete('drafts', room))
      // A later one may be on its way already.
      if (this.draftJournal.all<DraftRecord>().get(String(room))?.text === text) this.draftJournal.delete(String(room))
    })
  }

  // Everything that the server has too. The writer's own unsent words stay unless `own`.
  wipe(own: boolean): Promise<void> {
    if (own) {
      this.outboxJournal.clear()
      this.draftJournal.clear()
      this.goneJournal.clear()
    }
    return this.guard(undefined, async (db) => {
      const names = own ? (['account', 'rooms', 'users', 'events', 'outbox', 'drafts'] as const) : (['account', 'rooms', 'users', 'events'] as const)
      const clear = db.transaction([...names], 'readwrite')
      const account = own ? undefined : await clear.objectStore('account').get('self')
      const work: Promise<unknown>[] = names.map((name) => clear.objectStore(name).clear())
      if (account) work.push(clear.objectStore('account').put({ ...account, since: 0, ended: true }, 'self'))
      await Promise.all([...work, clear.done])
    })
  }

  close(): void {
    this.db?.close()
  }

  // Takes over what an earlier page did not get into the store any more.
  private async recover(): Promise<void> {
    for (const cmid of this.goneJournal.all().keys()) await this.discardOutbox(cmid)
    for (const record of this.outboxJournal.all<OutboxRecord>().values()) await this.putOutbox(record)
    for (const draft of this.draftJournal.all<DraftRecord>().values()) await this.putDraft(draft)
  }

  private async guard<T>(otherwise: T, work: (db: ChatDatabase) => Promise<T>): Promise<T> {
    if (!this.db) return otherwise
    try {
      return await work(this.db)
    } catch {
      return otherwise // closed for a newer client, or out of space: go on without
    }
  }
}

function roomRange(room: number): IDBKeyRange {
  return IDBKeyRange.bound([room, 0], [room, Infinity])
}
