// SPDX-License-Identifier: MIT
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { Database, EVENTS_PER_ROOM } from '../../src/core/db/database'
import { type Migration, migrations, type OutboxRecord, type RoomRecord } from '../../src/core/db/schema'
import type { Platform } from '../../src/core/platform'
import type { Event } from '../../src/core/protocol/codec'

let platform: Platform
beforeEach(() => {
  platform = { indexedDB: new IDBFactory() } as unknown as Platform
})

const outbox = (cmid: string, order: number): OutboxRecord => ({ cmid, user: 1, room: 1, text: cmid, at: 0, order, attempts: 0 })
const event = (room: number, seq: number): Event => ({ room, seq, at: 0, from: 1, kind: 'text', body: { text: `${seq}` } })
const record = (id: number, from: number, to: number): RoomRecord => ({
  id,
  epoch: 1,
  from,
  to,
  read: 0,
  info: { id, kind: 'group', join: 'invite', history: 'all', members: 1, epoch: 1, head: to, count: to, first: 1, read: 0, unread: 0, at: 0 },
})
const nothing = { rooms: [], users: [], events: [], goneRooms: [], cleared: [] }

test('an older version is brought up to date and keeps its words', async () => {
  const old = await Database.open(platform, migrations)
  await old.putOutbox(outbox('unsent', 1))
  await old.putDraft({ room: 3, text: 'half', at: 7 })
  await old.write({ ...nothing, rooms: [record(1, 1, 2)], events: [event(1, 1), event(1, 2)] })
  old.close()
  const next: Migration[] = [
    ...migrations,
    (_database, upgrade) => void upgrade.objectStore('rooms').clear(),
    (database) => void (database as unknown as IDBDatabase).createObjectStore('later'),
  ]
  const now = await Database.open(platform, next)
  const cached = await now.load()
  expect(cached.outbox.map((each) => each.cmid)).toEqual(['unsent'])
  expect(cached.drafts).toEqual([{ room: 3, text: 'half', at: 7 }])
  expect(cached.rooms).toEqual([])
  now.close()
})

test('a newer version than this client knows is left alone', async () => {
  const newer = await Database.open(platform, [...migrations, () => undefined])
  await newer.putOutbox(outbox('unsent', 1))
  newer.close()
  const old = await Database.open(platform, migrations)
  expect(await old.load()).toMatchObject({ account: undefined, outbox: [] })
  await old.putDraft({ room: 1, text: 'not kept', at: 7 })
  const again = await Database.open(platform, [...migrations, () => undefined])
  expect((await again.load()).outbox).toHaveLength(1)
})

test('a newer client in another tab is not held up', async () => {
  const old = await Database.open(platform, migrations)
  const newer = await Database.open(platform, [...migrations, () => undefined])
  await newer.putDraft({ room: 1, text: 'x', at: 7 })
  expect((await newer.load()).drafts).toHaveLength(1)
  expect((await old.load()).drafts).toEqual([]) // closed: works on without a store
})

test('only the newest events of a room stay', async () => {
  const db = await Database.open(platform)
  const events = Array.from({ length: EVENTS_PER_ROOM + 50 }, (_, index) => event(1, index + 1))
  await db.write({ ...nothing, rooms: [record(1, 1, events.length)], events: [...events, event(2, 1)] })
  const kept = await db.events(1)
  expect(kept).toHaveLength(EVENTS_PER_ROOM)
  expect(kept[0]!.seq).toBe(51)
  expect((await db.load()).rooms[0]).toMatchObject({ from: 51, to: events.length })
  expect(await db.events(2)).toHaveLength(1)
})

test('rooms that are gone or began anew lose their events', async () => {
  const db = await Database.open(platform)
  await db.write({ ...nothing, rooms: [record(1, 1, 2), record(2, 1, 1)], events: [event(1, 1), event(1, 2), event(2, 1)] })
  await db.write({ ...nothing, rooms: [record(1, 7, 7)], events: [event(1, 7)], cleared: [1], goneRooms: [2] })
  expect((await db.events(1)).map((each) => each.seq)).toEqual([7])
  expect(await db.events(2)).toEqual([])
  expect((await db.load()).rooms).toHaveLength(1)
})

test('the outbox comes back in the order of writing', async () => {
  const db = await Database.open(platform)
  for (const [cmid, order] of [['c', 3], ['a', 1], ['b', 2]] as const) await db.putOutbox(outbox(cmid, order))
  expect((await db.outbox()).map((each) => each.cmid)).toEqual(['a', 'b', 'c'])
  await db.deleteOutbox('b')
  expect((await db.load()).outbox.map((each) => each.cmid)).toEqual(['a', 'c'])
})

test('wiping spares one`s own words only where asked', async () => {
  const db = await Database.open(platform)
  await db.write({ ...nothing, account: { user: { id: 1, name: 'a' }, since: 5 }, rooms: [record(1, 1, 1)], events: [event(1, 1)], users: [{ id: 2, name: 'b' }] })
  await db.putOutbox(outbox('a', 1))
  await db.wipe(false)
  expect(await db.load()).toMatchObject({ account: { ended: true, since: 0 }, rooms: [], users: [], outbox: [{ cmid: 'a' }] })
  expect(await db.events(1)).toEqual([])
  await db.wipe(true)
  expect(await db.load()).toEqual({ account: undefined, rooms: [], users: [], outbox: [], drafts: [] })
})

test('without IndexedDB nothing is kept and nothing breaks', async () => {
  const db = await Database.open({ indexedDB: undefined } as unknown as Platform)
  await db.putOutbox(outbox('a', 1))
  await db.write(nothing)
  expect((await db.load()).outbox).toEqual([])
})

function storage(kept: Map<string, string>): Storage {
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    key: (index: number) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size
    },
  } as Storage
}

test('words that were given up stay away, also when the page is left at once', async () => {
  const kept = new Map<string, string>()
  const both = { ...platform, localStorage: storage(kept) } as Platform
  const left = await Database.open(both)
  await left.putOutbox(outbox('given up', 1))
  await left.putOutbox(outbox('meant', 2))
  left.close() // what is asked of the store now does not arrive
  await left.discardOutbox('given up')
  const next = await Database.open(both)
  expect((await next.load()).outbox.map((each) => each.cmid)).toEqual(['meant'])
  expect(kept.size).toBe(0)
})

test('words that a page took with it are recovered from the journal', async () => {
  const kept = new Map<string, string>()
  const localStorage = storage(kept)
  kept.set('other', 'not ours')
  const both = { ...platform, localStorage } as Platform
  const gone = await Database.open({ ...both, indexedDB: undefined } as Platform)
  await gone.putOutbox(outbox('last words', 9))
  await gone.putDraft({ room: 4, text: 'half', at: 7 })
  expect(kept.size).toBe(3)
  const next = await Database.open(both)
  expect(await next.load()).toMatchObject({ outbox: [{ cmid: 'last words' }], drafts: [{ room: 4, text: 'half' }] })
  expect([...kept.keys()]).toEqual(['other'])
  await next.putOutbox(outbox('x', 10))
  await next.putDraft({ room: 4, text: '', at: 8 })
  expect([...kept.keys()]).toEqual(['other'])
  expect((await next.load()).drafts).toEqual([])
})
