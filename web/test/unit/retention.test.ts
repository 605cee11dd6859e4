// SPDX-License-Identifier: MIT
// Messages that are older than they are kept leave the client, whatever way it hears of it: memory, rows, quotes, the
// list, the browser's store.
import { describe, expect, test } from 'vitest'
import { Database } from '../../src/core/db/database'
import type { Platform } from '../../src/core/platform'
import { close, many, pass, server, start, storage, texts, until } from '../chat-world'

const stored = async (room = 1): Promise<number[]> => {
  const db = await Database.open({ indexedDB: storage } as unknown as Platform)
  const seqs = (await db.events(room)).map((event) => event.seq)
  db.close()
  return seqs
}

describe('what expires while it is looked at', () => {
  test('goes, the rows after it stay the same, and nothing says so as a row', async () => {
    many(1, 2, 40)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 40)
    const before = chat.timeline(1).rows
    server.expire(1, 25, 30)
    await until(() => chat.timeline(1).rows.length === 15)
    const { rows, hasOlder } = chat.timeline(1)
    expect(rows[0]!.seq).toBe(26)
    rows.forEach((row, index) => expect(row).toBe(before[25 + index]))
    expect(hasOlder).toBe(false)
    expect(chat.room(1)).toMatchObject({ keep: 30, gone: 25, preview: { text: 'm40' } })
    chat.loadOlder(1)
    await pass(50)
    expect(server.of('history')).toHaveLength(1)
    expect(server.of('room.get')).toEqual([]) // the event said for how long
  })

  test('goes step by step, also with messages that come in between', async () => {
    many(1, 2, 40)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 40)
    for (const ref of [10, 20, 30]) {
      server.expire(1, ref)
      server.post(1, 3, `after ${ref}`)
    }
    await until(() => texts(chat, 1).at(-1) === 'after 30')
    expect(texts(chat, 1)).toEqual([...Array.from({ length: 10 }, (_, index) => `m${31 + index}`), 'after 10', 'after 20', 'after 30'])
  })

  test('takes the preview, the pins and what is unread with it', async () => {
    many(1, 2, 20)
    const chat = await start()
    server.append(1, { from: 2, kind: 'pin', ref: 3, body: {} })
    await until(() => chat.room(1)!.pins?.length === 1)
    expect(chat.room(1)).toMatchObject({ unread: 20, preview: { text: 'm20' } })
    await pass(50)
    const now = Date.now()
    server.expire(1, 21)
    await until(() => chat.room(1)!.preview === undefined)
    expect(chat.room(1)).toMatchObject({ pins: [], gone: 21 })
    expect(chat.room(1)!.lastAt).toBeLessThan(now) // nobody wrote
    expect(chat.room(1)!.unread).toBeLessThanOrEqual(1) // no more than there is
    chat.openRoom(1)
    await until(() => chat.room(1)!.unread === 0)
    expect(chat.timeline(1).rows).toEqual([])
    server.post(1, 2, 'new')
    await until(() => chat.room(1)!.preview?.text === 'new')
    expect(chat.room(1)!.unread).toBe(1)
  })

  test('leaves answers to it without their quote, sent ones and those on their way', async () => {
    many(1, 2, 10)
    server.append(1, { from: 3, kind: 'text', ref: 4, body: { text: 'to the fourth' } })
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 11)
    expect(chat.timeline(1).rows.at(-1)!.quote).toMatchObject({ seq: 4, text: 'm4' })
    server.faults.dropRequests = true
    chat.send(1, 'mine', { ref: 5 })
    await until(() => chat.timeline(1).rows.length === 12)
    expect(chat.timeline(1).rows.at(-1)!.quote).toMatchObject({ text: 'm5' })
    server.expire(1, 5)
    await until(() => chat.timeline(1).rows.length === 7)
    expect(chat.timeline(1).rows.slice(-2).map((row) => row.quote)).toEqual([
      { seq: 4, gone: true },
      { seq: 5, gone: true },
    ])
    expect(server.of('message.get')).toEqual([])
  })

  test('is not brought back by a page that was on its way', async () => {
    many(1, 2, 200)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 50)
    const late = server.rooms.get(1)!.log.slice(0, 150)
    server.expire(1, 120)
    await until(() => chat.room(1)!.gone === 120)
    const { log } = server.rooms.get(1)!
    log.splice(0, 150, ...late) // what the answer was made of
    server.rooms.get(1)!.first = 1
    chat.loadOlder(1)
    await until(() => chat.timeline(1).rows.length === 80)
    expect(chat.timeline(1).hasOlder).toBe(false)
    expect(chat.timeline(1).rows[0]!.seq).toBe(121)
  })

  test('leads who reads far above to the first message that is left', async () => {
    many(1, 2, 500)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 50)
    void chat.jumpTo(1, 100)
    await until(() => texts(chat, 1).includes('m100'))
    server.expire(1, 300)
    await until(() => chat.timeline(1).rows[0]?.seq === 301 && chat.timeline(1).hasNewer)
    expect(chat.timeline(1)).toMatchObject({ hasOlder: false, hasNewer: true })
    // Of a part that is left some of, the rest stays.
    void chat.jumpTo(1, 400)
    await until(() => texts(chat, 1).includes('m400'))
    const [first] = chat.timeline(1).rows
    server.expire(1, 390)
    await until(() => chat.timeline(1).rows[0]?.seq === 391)
    expect(chat.timeline(1).rows[0]!.seq).toBeGreaterThan(first!.seq!)
    expect(texts(chat, 1)).toContain('m400')
  })

  test('asks how long messages are kept where nothing told', async () => {
    many(1, 2, 10)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 10)
    server.rooms.get(1)!.keep = 90
    server.expire(1, 5)
    await until(() => chat.room(1)!.keep === 90)
    server.expire(1, 6)
    await until(() => chat.room(1)!.gone === 6)
    expect(server.of('room.get')).toHaveLength(1)
  })
})

describe('what expired meanwhile', () => {
  test('goes with the events that were missed, and they count for nothing', async () => {
    many(1, 2, 20)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 20)
    server.faults.silent = true
    many(1, 2, 10, 'missed')
    server.expire(1, 28)
    server.faults.silent = false
    server.drop()
    await until(() => chat.connection().state === 'online' && chat.room(1)!.gone === 28)
    await until(() => chat.timeline(1).rows.length === 2)
    expect(texts(chat, 1)).toEqual(['missed9', 'missed10'])
    expect(chat.room(1)!.preview!.text).toBe('missed10')
  })

  test('goes where so much was missed that no event tells it', async () => {
    many(1, 2, 20)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 20)
    server.faults.silent = true
    server.resumeMax = 20
    server.expire(1, 20)
    many(1, 2, 100, 'missed')
    server.faults.silent = false
    server.drop()
    await until(() => chat.timeline(1).rows.at(-1)?.text === 'missed100')
    for (let page = 0; chat.timeline(1).hasOlder && page < 5; page++) {
      chat.loadOlder(1)
      await pass(50)
    }
    expect(texts(chat, 1)).toHaveLength(100)
    expect(texts(chat, 1)[0]).toBe('missed1')
    const jumped = chat.jumpTo(1, 7)
    await pass(50)
    expect(await jumped).toBe(false)
  })

  test('is not counted as unread', async () => {
    server.addRoom(2, 'group', [1, 2], 'A')
    many(2, 2, 30)
    const chat = await start()
    expect(chat.room(2)!.unread).toBe(30)
    server.expire(2, 30)
    many(2, 2, 3, 'new')
    await until(() => chat.room(2)!.preview?.text === 'new3')
    chat.openRoom(2)
    await until(() => chat.timeline(2).rows.length === 3)
    expect(chat.room(2)!.unread).toBe(3)
    expect(chat.timeline(2).firstUnread).toBe(32)
  })
})

describe('the browser`s store', () => {
  test('forgets what expired, and does not show it after a reload', async () => {
    many(1, 2, 40)
    server.append(1, { from: 3, kind: 'text', ref: 4, body: { text: 'an answer' } })
    const chat = await start()
    chat.openRoom(1)
    chat.setDraft(1, 'half a word')
    await until(() => chat.timeline(1).rows.length === 41)
    await pass(400)
    expect(await stored()).toHaveLength(41)
    server.expire(1, 25, 30)
    await until(() => chat.timeline(1).rows.length === 16)
    await pass(400)
    expect(await stored()).toEqual(Array.from({ length: 17 }, (_, index) => 26 + index))
    close(chat)
    server.faults.refuseUpgrade = true
    const again = await startOffline()
    expect(texts(again, 1).slice(0, 2)).toEqual(['m26', 'm27'])
    expect(again.timeline(1).rows.at(-1)!.quote).toEqual({ seq: 4, gone: true })
    expect(again.room(1)).toMatchObject({ draft: 'half a word', keep: 30, gone: 25 })
    expect(again.timeline(1).hasOlder).toBe(false)
  })

  test('forgets what expired while it was not read yet', async () => {
    many(1, 2, 40)
    const first = await start()
    first.openRoom(1)
    await until(() => first.timeline(1).rows.length === 40)
    await pass(400)
    close(first)
    server.expire(1, 25)
    const chat = await start() // the room is not shown
    await until(() => chat.room(1)!.gone === 25)
    await pass(400)
    expect((await stored())[0]).toBe(26)
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 15)
  })

  test('is not filled again by another tab that has not heard of it', async () => {
    const db = await Database.open({ indexedDB: storage } as unknown as Platform)
    const info = { id: 9, kind: 'group' as const, join: 'invite' as const, history: 'all' as const, members: 1, epoch: 5, head: 10, count: 10, first: 1, read: 0, unread: 0, at: 0 }
    const events = Array.from({ length: 10 }, (_, index) => ({ room: 9, seq: index + 1, at: 0, from: 1, kind: 'text' as const, body: {} }))
    const batch = (more: object, epoch = 5) => ({ rooms: [{ id: 9, epoch, from: 1, to: 10, read: 0, info, ...more }], users: [], events, goneRooms: [], cleared: [] })
    await db.write(batch({ from: 7, gone: 6 }))
    await db.write(batch({}))
    expect((await db.events(9)).map((event) => event.seq)).toEqual([7, 8, 9, 10])
    expect((await db.load()).rooms[0]).toMatchObject({ from: 7, gone: 6 })
    // A log that began anew has nothing to do with it.
    await db.write(batch({}, 6))
    expect(await db.events(9)).toHaveLength(10)
    expect((await db.load()).rooms[0]).not.toHaveProperty('gone')
    db.close()
  })

  async function startOffline() {
    const { make } = await import('../chat-world')
    const chat = make()
    await chat.start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length > 0)
    return chat
  }
})

describe('the rules of a room', () => {
  test('say how long it keeps messages, where the server does not say less', async () => {
    server.addRoom(2, 'group', [1, 2], 'A')
    const chat = await start()
    chat.openRoom(2)
    const said = server.rooms.get(2)!
    const rules = async (keep: number, all = 0): Promise<unknown> => {
      Object.assign(said, { keep: keep && all ? Math.min(keep, all) : keep + all, keepOwn: keep })
      server.append(2, { from: 2, kind: 'rules', body: { slow: 0, writers: 'all', keep } })
      await pass(50)
      const { keep: force, keepOwn } = chat.room(2)!
      return { force, keepOwn }
    }
    await until(() => chat.room(2) !== undefined)
    expect(await rules(90)).toEqual({ force: 90, keepOwn: 90 })
    expect(chat.timeline(2).rows.at(-1)).toMatchObject({ kind: 'rules', keep: 90 })
    expect(await rules(0)).toEqual({ force: undefined, keepOwn: undefined })
    said.keep = 60
    server.drop()
    await until(() => chat.room(2)!.keep === 60)
    expect(await rules(30, 60)).toEqual({ force: 30, keepOwn: 30 })
    expect(await rules(0, 60)).toEqual({ force: 60, keepOwn: undefined }) // what the server says is asked for
    expect(await rules(90, 60)).toEqual({ force: 60, keepOwn: 90 })
  })
})
