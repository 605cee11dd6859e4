// SPDX-License-Identifier: MIT
// The whole core against the protocol in memory, under a fake clock.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChatCore } from '../../src/core/api'
import { createChat } from '../../src/core/chat'
import type { Platform } from '../../src/core/platform'
import { FakeServer } from '../fake-server'

const realImmediate = setImmediate
let server: FakeServer
let storage: IDBFactory
const running = new Set<ChatCore>()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now: 1_800_000_000_000 })
  server = new FakeServer()
  storage = new IDBFactory()
})
afterEach(() => {
  for (const chat of running) chat.stop()
  running.clear()
  vi.useRealTimers()
})

async function pass(ms: number, step = 5): Promise<void> {
  for (let at = 0; at < ms; at += step) {
    await vi.advanceTimersByTimeAsync(step)
    await new Promise((done) => realImmediate(done))
    await new Promise((done) => realImmediate(done))
  }
}
async function until(condition: () => boolean, ms = 60_000): Promise<void> {
  for (let at = 0; at < ms; at += 5) {
    if (condition()) return
    await pass(5)
  }
  expect.fail(`not reached in ${ms} ms: ${condition.toString()}`)
}

function make(extra: Partial<Platform> = {}): ChatCore {
  const chat = createChat(server.platform(storage, extra))
  running.add(chat)
  return chat
}
async function start(extra: Partial<Platform> = {}): Promise<ChatCore> {
  const chat = make(extra)
  void chat.start()
  await until(() => chat.connection().state === 'online')
  return chat
}
function close(chat: ChatCore): void {
  chat.stop()
  running.delete(chat)
}
const texts = (chat: ChatCore, room: number): (string | undefined)[] => chat.timeline(room).rows.map((row) => row.text)
const many = (room: number, from: number, count: number, word = 'm'): void => {
  for (let index = 1; index <= count; index++) server.post(room, from, `${word}${index}`)
}

describe('opening', () => {
  test('the first connection brings rooms, the shown one its newest page', async () => {
    many(1, 2, 120)
    const chat = await start()
    expect(chat.self().name).toBe('anna')
    expect(chat.rooms().map((room) => room.id)).toEqual([1])
    expect(chat.room(1)).toMatchObject({ kind: 'lobby', unread: 120, preview: { text: 'm120', from: 2 } })
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 50)
    expect(chat.timeline(1)).toMatchObject({ hasOlder: true, hasNewer: false, firstUnread: 1 })
    expect(texts(chat, 1).at(-1)).toBe('m120')
  })

  test('the unread line stands above the first message of somebody else', async () => {
    server.post(1, 1, 'my own')
    server.append(1, { from: 2, kind: 'title', body: { title: 'x' } })
    server.post(1, 2, 'theirs')
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 3)
    expect(chat.timeline(1).firstUnread).toBe(3)
    chat.send(1, 'answer')
    await until(() => chat.timeline(1).firstUnread === undefined)
  })

  test('an opening that fails is tried again', async () => {
    server.addRoom(2, 'group', [1, 2], 'A')
    server.faults.openError = 'store_unavailable'
    server.faults.historyError = 'store_unavailable'
    many(2, 2, 3)
    const chat = await start()
    chat.openRoom(2)
    await pass(3000, 20)
    expect(texts(chat, 2)).toEqual([])
    server.faults.openError = undefined
    server.faults.historyError = undefined
    await until(() => texts(chat, 2).length === 3, 5000)
    server.post(2, 2, 'live')
    await until(() => texts(chat, 2).length === 4)
  })

  test('older pages grow the start until the log ends', async () => {
    many(1, 2, 120)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 50)
    const anchor = chat.timeline(1).rows[0]!
    chat.loadOlder(1)
    chat.loadOlder(1)
    await until(() => chat.timeline(1).rows.length === 100)
    expect(chat.timeline(1).prepended + chat.timeline(1).rows.indexOf(anchor)).toBeGreaterThan(50)
    expect(chat.timeline(1).rows[50]).toBe(anchor)
    expect(server.of('history')).toHaveLength(2)
    chat.loadOlder(1)
    await until(() => chat.timeline(1).rows.length === 120)
    expect(chat.timeline(1).hasOlder).toBe(false)
    chat.loadOlder(1)
    await pass(50)
    expect(server.of('history')).toHaveLength(3)
  })

  test('a change that grows the start does nothing else', async () => {
    many(1, 2, 120)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 50)
    let before = chat.timeline(1)
    chat.subscribe('timeline:1', () => {
      const now = chat.timeline(1)
      if (now.prepended > 0) {
        expect(now.rows).toHaveLength(before.rows.length + now.prepended)
        expect(now.rows.slice(now.prepended)).toEqual(before.rows)
      }
      before = now
    })
    chat.loadOlder(1)
    for (let index = 0; index < 30; index++) {
      server.post(1, 3, `live${index}`)
      chat.send(1, `own${index}`)
      await pass(5)
    }
    await until(() => before.rows.length === 160)
  })

  test('a jump shows the surroundings, and the way back leads to the end', async () => {
    many(1, 2, 500)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 50)
    const jumped = chat.jumpTo(1, 100)
    await pass(50)
    expect(await jumped).toBe(true)
    expect(chat.timeline(1)).toMatchObject({ hasNewer: true, hasOlder: true })
    expect(texts(chat, 1)).toContain('m100')
    server.post(1, 2, 'news')
    await pass(50)
    expect(texts(chat, 1)).not.toContain('news')
    chat.loadNewer(1)
    await until(() => texts(chat, 1).includes('m150'))
    chat.jumpToLatest(1)
    await until(() => texts(chat, 1).at(-1) === 'news')
    expect(chat.timeline(1).hasNewer).toBe(false)
    const missing = chat.jumpTo(1, 9999)
    await pass(50)
    expect(await missing).toBe(false)
  })

  test('whoever awaited a jump sees its rows at once, without a frame in between', async () => {
    many(1, 2, 500)
    let frames: (() => void)[] | undefined
    const chat = await start({ nextFrame: (work) => void (frames ? frames.push(work) : setTimeout(work, 1)) })
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 50)
    frames = []
    let seen: unknown
    void chat.jumpTo(1, 100).then(() => (seen = texts(chat, 1).includes('m100')))
    await until(() => seen !== undefined)
    expect(seen).toBe(true)
    chat.jumpToLatest(1)
    expect(texts(chat, 1).at(-1)).toBe('m500')
  })

  test('a room that is opened tells at once where the unread begin', async () => {
    server.addRoom(2, 'group', [1, 2], 'A')
    const chat = await start()
    chat.openRoom(2)
    server.post(2, 2, 'read')
    await until(() => texts(chat, 2).length === 1)
    chat.markRead(2, 1)
    chat.closeRoom(2)
    chat.openRoom(1)
    many(2, 2, 20)
    await until(() => chat.room(2)?.unread === 20)
    chat.openRoom(2)
    expect(chat.timeline(2)).toMatchObject({ firstUnread: 2 })
  })

  test('the unread line is not looked for above what may be read', async () => {
    server.addRoom(2, 'group', [1, 2], 'A')
    const room = server.rooms.get(2)!
    server.post(2, 2, 'of before')
    server.post(2, 2, 'of now')
    room.first = 2
    const chat = await start()
    chat.openRoom(2)
    await until(() => chat.timeline(2).rows.length === 1)
    expect(chat.timeline(2).firstUnread).toBe(2)
  })

  test('two ranges that meet become one', async () => {
    many(1, 2, 140)
    const chat = await start()
    chat.openRoom(1)
    await until(() => chat.timeline(1).rows.length === 50)
    void chat.jumpTo(1, 60)
    await until(() => texts(chat, 1).includes('m60'))
    chat.loadNewer(1)
    await until(() => !chat.timeline(1).hasNewer)
    expect(texts(chat, 1)).toEqual(Array.from({ length: 140 - 34 }, (_, index) => `m${index + 35}`))
  })
})

describe('live events', () => {
  test('arrive in order, count as unread until read, marks are merged', async () => {
    const chat = await start()
    chat.openRoom(1)
    for (let index = 1; index <= 5; index++) {
      server.post(1, 2, `m${index}`)
      await pass(20)
      chat.markRead(1, index)
    }
    expect(chat.room(1)!.unread).toBe(0)
    await pass(3000)
    expect(server.of('read').length).toBeLessThanOrEqual(2)
    expect(server.rooms.get(1)!.members.get(1)!.read).toBe(5)
    server.post(1, 2, 'm6')
    server.post(1, 1, 'from my phone')
    await until(() => chat.room(1)!.unread === 1)
    chat.markRead(1, 3)
    expect(chat.room(1)!.unread).toBe(1)
  })

  test('a hole is filled from history after half a second', async () => {
    const chat = await start()
    chat.openRoom(1)
    server.post(1, 2, 'a')
    await until(() => texts(chat, 1).length === 1)
    server.faults.omitEvents = 2
    for (const text of ['b', 'c', 'd']) server.post(1, 2, text)
    await pass(300)
    expect(texts(chat, 1)).toEqual(['a'])
    await until(() => texts(chat, 1).length === 4, 1000)
    expect(texts(chat, 1)).toEqual(['a', 'b', 'c', 'd'])
    expect(chat.room(1)!.unread).toBe(4)
  })

  test('events out of order within half a second ask nobody', async () => {
    const chat = await start()
    chat.openRoom(1)
    const event = (seq: number): object => ({ room: 1, seq, at: 1, from: 2, kind: 'text', body: { text: `m${seq}` } })
    server.push('events', { events: [event(2), event(3)] })
    server.push('events', { events: [event(1)] })
    await until(() => texts(chat, 1).length === 3)
    await pass(1000)
    expect(texts(chat, 1)).toEqual(['m1', 'm2', 'm3'])
    expect(server.of('history')).toHaveLength(0)
  })

  test('a room that lagged is opened again and misses nothing', async () => {
    const chat = await start()
    chat.openRoom(1)
    server.post(1, 2, 'a')
    await until(() => texts(chat, 1).length === 1)
    for (const socket of server.sockets) socket.open.clear()
    server.push('lag', { lag: [[1, 1]] })
    server.post(1, 2, 'b')
    await until(() => texts(chat, 1).length === 2)
    server.post(1, 2, 'c')
    await until(() => texts(chat, 1).length === 3)
    expect(texts(chat, 1)).toEqual(['a', 'b', 'c'])
  })

  test('rooms come, change and go', async () => {
    const chat = await start()
    server.addRoom(5, 'group', [2, 1], 'Tea')
    server.push('rooms', { rooms: [{ id: 5, kind: 'group', title: 'Tea', join: 'invite', history: 'joined', role: 'member', members: 2, epoch: 1005, head: 0, count: 0, first: 1, read: 0, unread: 0, at: 5 }] })
    await until(() => chat.rooms().length === 2)
    server.append(5, { from: 2, kind: 'title', body: { title: 'Green tea' } })
    await until(() => chat.room(5)!.title === 'Green tea')
    server.append(5, { from: 2, kind: 'role', body: { users: [1], role: 'admin' } })
    await until(() => chat.room(5)!.role === 'admin')
    server.push('gone', { gone: [5] })
    await until(() => chat.room(5) === undefined)
    expect(chat.rooms().map((room) => room.id)).toEqual([1])
  })

  test('who came and went is one line as long as nobody writes', async () => {
    const chat = await start()
    chat.openRoom(1)
    server.post(1, 2, 'a')
    await until(() => texts(chat, 1).length === 1)
    server.push('ephemeral', { ephemeral: [{ kind: 'traffic', room: 1, entered: [2], entered_count: 1, online: 4 }] })
    server.push('ephemeral', { ephemeral: [{ kind: 'traffic', room: 1, entered: [3], entered_count: 3, left: [2], left_count: 1, online: 6 }] })
    await until(() => chat.onlineTotal() === 6 && chat.timeline(1).rows.length === 2)
    await pass(20)
    expect(chat.timeline(1).rows[1]).toMatchObject({ kind: 'traffic', users: [3], count: 3, left: [2], leftCount: 1 })
    server.post(1, 2, 'b')
    await until(() => chat.timeline(1).rows.length === 3)
    expect(chat.timeline(1).rows.map((row) => row.kind)).toEqual(['text', 'traffic', 'text'])
  })

  test('typing is shown and fades', async () => {
    const chat = await start()
    server.push('ephemeral', { ephemeral: [{ kind: 'typing', room: 1, users: [1, 2] }] })
    await until(() => chat.room(1)!.typing.length === 1)
    expect(chat.room(1)!.typing).toEqual([2])
    await pass(8000, 50)
    expect(chat.room(1)!.typing).toEqual([])
  })

  test('one`s own typing is told sparingly', async () => {
    const chat = await start()
    for (let index = 0; index < 50; index++) {
      chat.setTyping(1, true)
      await pass(100, 20)
    }
    expect(server.of('typing')).toEqual([{ room: 1, on: true }, { room: 1, on: true }])
    await pass(7000, 50)
    expect(server.of('typing').at(-1)).toEqual({ room: 1, on: false })
  })

  test('unknown people are asked for in one request', async () => {
    const chat = await start()
    expect(chat.user(2).name).toBe('')
    expect(chat.user(3).name).toBe('')
    await until(() => chat.user(3).name === '陈')
    expect(chat.user(2).name).toBe('bo')
    expect(server.of('user.get').filter((request) => (request.users as number[]).includes(3))).toHaveLength(1)
  })

  test('what did not change keeps its identity', async () => {
    server.addRoom(2, 'group', [1, 2], 'A')
    const chat = await start()
    chat.openRoom(1)
    server.post(1, 2, 'a')
    await until(() => texts(chat, 1).length === 1)
    const [rooms, room2, row] = [chat.rooms(), chat.room(2), chat.timeline(1).rows[0]]
    expect(chat.rooms()).toBe(rooms)
    server.post(1, 2, 'b')
    await until(() => texts(chat, 1).length === 2)
    expect(chat.room(2)).toBe(room2)
    expect(chat.timeline(1).rows[0]).toBe(row)
    expect(chat.rooms()).not.toBe(rooms)
  })
})

describe('sending', () => {
  test('a row is there at once and keeps its key', async () => {
    const chat = await start()
    chat.openRoom(1)
    await pass(50)
    chat.send(1, 'hello')
    await until(() => chat.timeline(1).rows.length === 1, 20)
    const { key } = chat.timeline(1).rows[0]!
    const seen = new Set<string>()
    chat.subscribe('timeline:1', () => {
      const { rows } = chat.timeline(1)
      expect(rows).toHaveLength(1)
      expect(rows[0]!.key).toBe(key)
      seen.add(rows[0]!.state)
    })
    await until(() => chat.timeline(1).rows[0]!.state === 'sent')
    await pass(100)
    expect(chat.timeline(1).rows).toHaveLength(1)
    expect(chat.timeline(1).rows[0]).toMatchObject({ key, seq: 1, own: true, text: 'hello' })
  })

  test('event before ack, ack before event: one row', async () => {
    const chat = await start()
    chat.openRoom(1)
    await pass(50)
    server.faults.dropAnswers = true
    chat.send(1, 'hello')
    await until(() => chat.timeline(1).rows[0]?.seq === 1) // the event alone
    expect(chat.timeline(1).rows).toHaveLength(1)
    server.faults.dropAnswers = false
    await pass(20_000, 50) // the repeat is answered as a duplicate
    expect(server.of('message.send').length).toBeGreaterThan(1)
    expect(chat.timeline(1).rows).toHaveLength(1)
    expect(server.rooms.get(1)!.log).toHaveLength(1)
  })

  test('the order within a room is kept over refusals and lost connections', async () => {
    const chat = await start()
    chat.openRoom(1)
    server.faults.sendError = 'store_unavailable'
    const words = Array.from({ length: 12 }, (_, index) => `w${index}`)
    for (const word of words.slice(0, 6)) chat.send(1, word)
    await pass(800)
    server.drop()
    for (const word of words.slice(6)) chat.send(1, word)
    await pass(800)
    server.faults.sendError = undefined
    await until(() => server.rooms.get(1)!.log.length === 12)
    expect(server.rooms.get(1)!.log.map((event) => event.body.text)).toEqual(words)
    await until(() => chat.timeline(1).rows.every((row) => row.state === 'sent'))
    expect(texts(chat, 1)).toEqual(words)
  })

  test('rooms do not wait for each other', async () => {
    server.addRoom(2, 'group', [1, 2], 'A')
    const chat = await start()
    const original = server.handle.bind(server)
    server.handle = (socket, bytes) => {
      const before = server.faults.sendError
      server.faults.sendError = Buffer.from(bytes).includes('stuck') ? 'read_only' : undefined
      original(socket, bytes)
      server.faults.sendError = before
    }
    chat.send(1, 'stuck')
    chat.send(2, 'free')
    await until(() => server.rooms.get(2)!.log.length === 1)
    expect(server.rooms.get(1)!.log).toHaveLength(0)
  })

  test('a passing refusal is told while it lasts, also for the room', async () => {
    const chat = await start()
    chat.openRoom(1)
    server.faults.sendError = 'read_only'
    chat.send(1, 'a')
    chat.send(1, 'b')
    await until(() => chat.timeline(1).rows[0]?.waiting === 'read_only')
    expect(chat.timeline(1).rows[1]).not.toHaveProperty('waiting')
    await until(() => chat.room(1)?.held === 'read_only')
    server.drop()
    await until(() => chat.room(1)?.held === undefined) // it waits for the connection now
    await until(() => chat.room(1)?.held === 'read_only')
    server.faults.sendError = undefined
    await until(() => chat.timeline(1).rows.length === 2 && chat.timeline(1).rows.every((row) => row.state === 'sent'))
    expect(chat.timeline(1).rows.some((row) => 'waiting' in row)).toBe(false)
    expect(chat.room(1)).not.toHaveProperty('held')
  })

  test('a permanent refusal fails with its reason; retry and discard', async () => {
    const chat = await start()
    chat.openRoom(1)
    server.faults.sendError = 'muted'
    chat.send(1, 'a')
    chat.send(1, 'b')
    await until(() => chat.timeline(1).rows.length === 2 && chat.timeline(1).rows.every((row) => row.state === 'failed'))
    expect(chat.timeline(1).rows[0]).toMatchObject({ error: 'muted' })
    expect(chat.room(1)!.preview).toMatchObject({ text: 'b', failed: true })
    server.faults.sendError = undefined
    chat.discard(chat.timeline(1).rows[1]!.key)
    chat.retry(chat.timeline(1).rows[0]!.key)
    await until(() => chat.timeline(1).rows[0]?.state === 'sent')
    expect(texts(chat, 1)).toEqual(['a'])
    await pass(50)
    expect(server.rooms.get(1)!.log).toHaveLength(1)
  })

  test('an outcome that nobody knows is asked again with the same id', async () => {
    const chat = await start()
    chat.openRoom(1)
    await pass(50)
    server.faults.dropAnswers = true
    chat.send(1, 'once')
    await until(() => server.rooms.get(1)!.log.length === 1)
    server.drop()
    server.faults.dropAnswers = false
    await until(() => chat.connection().state === 'online')
    await until(() => chat.timeline(1).rows[0]?.state === 'sent')
    await pass(2000, 20)
    expect(texts(chat, 1)).toEqual(['once'])
    expect(server.rooms.get(1)!.log).toHaveLength(1)
  })

  test('unsent messages and drafts survive a reload', async () => {
    const first = await start()
    first.openRoom(1)
    server.faults.refuseUpgrade = true
    server.drop()
    await pass(20)
    first.send(1, 'kept')
    first.setDraft(1, 'half a sen')
    await pass(400)
    expect(first.room(1)).toMatchObject({ draft: 'half a sen', preview: { pending: true } })
    close(first)
    const second = make()
    await Promise.all([second.start(), pass(100)])
    expect(second.room(1)).toMatchObject({ draft: 'half a sen', preview: { text: 'kept', pending: true } })
    second.openRoom(1)
    await until(() => texts(second, 1).includes('kept'))
    server.faults.refuseUpgrade = false
    await until(() => server.rooms.get(1)!.log.length === 1)
    await until(() => second.timeline(1).rows[0]?.state === 'sent')
    close(second)
    const third = await start()
    await pass(500)
    expect(server.rooms.get(1)!.log).toHaveLength(1)
    expect(third.room(1)!.preview).toMatchObject({ text: 'kept', pending: false })
  })

  test('a message that was stored but not confirmed before the reload is not sent twice', async () => {
    const first = await start()
    first.openRoom(1)
    await pass(50)
    server.faults.dropAnswers = true
    first.send(1, 'once')
    await until(() => server.rooms.get(1)!.log.length === 1)
    close(first)
    server.faults.dropAnswers = false
    server.drop()
    const second = await start()
    second.openRoom(1)
    await pass(2000, 20)
    expect(texts(second, 1)).toEqual(['once'])
    expect(second.timeline(1).rows[0]!.state).toBe('sent')
  })
})

describe('connection', () => {
  test('the first retry comes within half a second, later ones back off to 15 s', async () => {
    const chat = await start()
    const tries: number[] = []
    server.faults.refuseUpgrade = true
    const from = Date.now()
    server.drop()
    let last = server.connects
    while (tries.length < 12) {
      await pass(20)
      if (server.connects > last) tries.push(Date.now() - from)
      last = server.connects
    }
    expect(tries[0]).toBeLessThanOrEqual(530)
    const gaps = tries.slice(1).map((at, index) => at - tries[index]!)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15_100)
    expect(gaps.at(-1)!).toBeGreaterThanOrEqual(7_400)
    expect(chat.connection().state).toBe('offline')
    server.faults.refuseUpgrade = false
    chat.retryNow()
    await until(() => chat.connection().state === 'online', 100)
  })

  test('what was missed comes after a reconnect, exactly once', async () => {
    const chat = await start()
    chat.openRoom(1)
    many(1, 2, 5, 'a')
    await until(() => texts(chat, 1).length === 5)
    server.drop()
    many(1, 2, 30, 'b')
    await until(() => texts(chat, 1).length === 35)
    expect(new Set(texts(chat, 1)).size).toBe(35)
    expect(chat.room(1)!.unread).toBe(35)
    expect(server.of('hello').at(-1)!.open).toEqual([[1, 1001, 5]])
  })

  test('far behind: the reader stays, newer pages lead on', async () => {
    const chat = await start()
    chat.openRoom(1)
    many(1, 2, 5, 'a')
    await until(() => texts(chat, 1).length === 5)
    server.drop()
    many(1, 2, 600, 'b')
    await until(() => chat.connection().state === 'online' && chat.timeline(1).hasNewer)
    expect(texts(chat, 1)).toHaveLength(5)
    chat.loadNewer(1)
    await until(() => texts(chat, 1).length === 55)
    chat.jumpToLatest(1)
    await until(() => texts(chat, 1).at(-1) === 'b600')
    expect(chat.timeline(1).hasOlder).toBe(true)
    expect(chat.room(1)!.unread).toBe(605)
    server.post(1, 2, 'c')
    await until(() => texts(chat, 1).at(-1) === 'c')
  })

  test('a log that began anew replaces the old one', async () => {
    const chat = await start()
    chat.openRoom(1)
    many(1, 2, 5, 'a')
    await until(() => texts(chat, 1).length === 5)
    server.drop()
    const room = server.rooms.get(1)!
    room.epoch++
    room.log.splice(3)
    server.post(1, 2, 'new')
    await until(() => texts(chat, 1).includes('new'))
    expect(texts(chat, 1)).toEqual(['a1', 'a2', 'a3', 'new'])
    server.post(1, 2, 'newer')
    await until(() => texts(chat, 1).at(-1) === 'newer')
  })

  test('a dead connection is noticed by the ping, and at once after waking up', async () => {
    let wake = (): void => undefined
    const chat = await start({ onWake: (work) => ((wake = work), () => undefined) })
    server.faults.silent = true
    await until(() => chat.connection().state !== 'online', 45_000)
    server.faults.silent = false
    await until(() => chat.connection().state === 'online')
    server.faults.silent = true
    const at = Date.now()
    wake()
    await until(() => chat.connection().state !== 'online', 5_000)
    expect(Date.now() - at).toBeLessThan(3_500)
  })

  test('waking up shortens the wait', async () => {
    let wake = (): void => undefined
    const chat = await start({ onWake: (work) => ((wake = work), () => undefined) })
    server.faults.refuseUpgrade = true
    server.drop()
    await pass(20_000, 50)
    server.faults.refuseUpgrade = false
    await until(() => chat.connection().state === 'offline')
    wake()
    await until(() => chat.connection().state === 'online', 200)
  })

  test('a draining server is given its time', async () => {
    const chat = await start()
    server.push('notice', { notice: 'draining', retry_after: 4000 })
    await pass(20)
    server.drop(4012)
    expect(chat.connection().state).toBe('draining')
    const before = server.connects
    await pass(3900, 50)
    expect(server.connects).toBe(before)
    await until(() => chat.connection().state === 'online', 2000)
  })

  test.each([
    [4002, 'replaced'],
    [4003, 'removed'],
    [4013, 'version'],
    [4001, 'signed_out'],
  ] as const)('close code %i ends it: %s', async (code, reason) => {
    const chat = await start()
    const before = server.connects
    server.drop(code)
    await pass(30_000, 100)
    expect(chat.connection()).toEqual({ state: 'closed', reason })
    expect(server.connects).toBe(before)
  })

  test('after another login took over, the reader may take the chat back', async () => {
    const chat = await start()
    server.drop(4002)
    await pass(50)
    chat.retryNow()
    await until(() => chat.connection().state === 'online')
  })

  test('a refused upgrade with a dead session ends at the sign-in page', async () => {
    const chat = await start()
    server.faults.noSession = true
    server.drop()
    await until(() => chat.connection().state === 'closed')
    expect(chat.connection()).toMatchObject({ reason: 'signed_out' })
  })
})

test('a start with nothing kept and nobody there says so, and can be tried again', async () => {
  server.faults.refuseUpgrade = true
  const chat = make()
  const started = chat.start()
  const refused = expect(started).rejects.toMatchObject({ code: 'offline' })
  await pass(3000, 20)
  await refused
  server.faults.refuseUpgrade = false
  const again = chat.start()
  await pass(100)
  await again
  expect(chat.rooms()).toHaveLength(1)
})

describe('the browser`s store', () => {
  test('a known conversation shows before the socket opens', async () => {
    many(1, 2, 90)
    const first = await start()
    first.openRoom(1)
    await until(() => texts(first, 1).length === 50)
    first.user(2)
    await pass(1000)
    close(first)
    server.faults.refuseUpgrade = true
    const second = make()
    const started = second.start()
    await pass(50)
    await started
    expect(second.rooms()).toHaveLength(1)
    second.openRoom(1)
    await until(() => texts(second, 1).length === 50, 500)
    expect(second.user(2).name).toBe('bo')
    expect((await second.serverInfo()).user?.name).toBe('anna')
    server.faults.refuseUpgrade = false
    server.post(1, 2, 'news')
    await until(() => texts(second, 1).at(-1) === 'news')
    expect(texts(second, 1)).toHaveLength(51)
  })

  test('at most 200 messages of a room are kept', async () => {
    const first = await start()
    first.openRoom(1)
    many(1, 2, 450)
    await until(() => texts(first, 1).length === 450)
    await pass(1000)
    close(first)
    const second = await start()
    second.openRoom(1)
    await until(() => texts(second, 1).length === 200)
    expect(texts(second, 1)[0]).toBe('m251')
    second.loadOlder(1)
    await until(() => texts(second, 1).length === 250)
  })

  test('nothing is left after signing out', async () => {
    many(1, 2, 5)
    const first = await start()
    first.openRoom(1)
    first.setDraft(1, 'secret')
    await pass(1000)
    const done = first.logout()
    await pass(200)
    await done
    expect(first.connection()).toEqual({ state: 'closed', reason: 'signed_out' })
    server.faults.refuseUpgrade = true
    const second = make()
    const info = second.serverInfo()
    info.catch(() => undefined)
    await pass(50)
    await expect(info).rejects.toMatchObject({ code: 'offline' })
    second.start().catch(() => undefined)
    await pass(100)
    expect(second.rooms()).toEqual([])
  })

  test('another account sees nothing of the former', async () => {
    many(1, 2, 5)
    server.addRoom(2, 'group', [1], 'Private')
    const first = await start()
    first.openRoom(1)
    server.faults.sendError = 'store_unavailable'
    first.send(1, 'unsent')
    await pass(1000)
    close(first)
    server.faults.sendError = undefined
    server.signedIn = 2
    const second = await start()
    await until(() => second.self().name === 'bo')
    expect(second.rooms().map((room) => room.id)).toEqual([1])
    second.openRoom(1)
    await pass(2000, 20)
    expect(server.rooms.get(1)!.log).toHaveLength(5)
    expect(texts(second, 1)).not.toContain('unsent')
  })

  test('a login that was ended elsewhere leaves no conversations, but one`s own unsent words', async () => {
    many(1, 2, 5)
    const first = await start()
    first.openRoom(1)
    server.faults.sendError = 'store_unavailable'
    first.send(1, 'unsent')
    await pass(1000)
    server.faults.noSession = true
    server.drop(4001)
    await pass(500)
    expect(first.rooms()).toEqual([])
    server.faults.noSession = false
    server.faults.sendError = undefined
    const login = first.login('anna', 'password')
    await pass(50)
    await login
    void first.start()
    await until(() => server.rooms.get(1)!.log.length === 6)
    expect(server.rooms.get(1)!.log.at(-1)!.body.text).toBe('unsent')
  })

  test('without a store everything works but the memory', async () => {
    const chat = createChat(server.platform(undefined))
    running.add(chat)
    void chat.start()
    await until(() => chat.connection().state === 'online')
    chat.openRoom(1)
    chat.send(1, 'hello')
    await until(() => chat.timeline(1).rows[0]?.state === 'sent')
  })
})

describe('many rooms', () => {
  test('the most recent are open, the others are known by their heads', async () => {
    for (let id = 2; id <= 80; id++) {
      server.addRoom(id, 'group', [1, 2], `g${id}`)
      server.post(id, 2, 'first')
    }
    const chat = await start()
    await pass(500)
    const [socket] = server.sockets
    expect(socket!.open.size).toBe(50)
    const closed = [...server.rooms.keys()].find((id) => !socket!.open.has(id) && id !== 1)!
    server.post(closed, 2, 'second')
    await until(() => chat.room(closed)!.unread === 2)
    expect(chat.rooms()[0]!.id).toBe(closed)
    await until(() => chat.room(closed)!.preview?.text === 'second', 3000)
    await pass(100)
    expect(socket!.open.has(closed)).toBe(true)
    expect(socket!.open.size).toBe(50)
  })
})

describe('two tabs of one account', () => {
  // Channels and locks of one browser.
  function browser(): () => Partial<Platform> {
    const channels = new Set<{ onmessage: ((event: MessageEvent) => void) | null }>()
    let queue = Promise.resolve()
    return () => ({
      openChannel: () => {
        const channel = {
          onmessage: null as ((event: MessageEvent) => void) | null,
          postMessage: (data: unknown) => {
            for (const other of channels) if (other !== channel) setTimeout(() => other.onmessage?.({ data: structuredClone(data) } as MessageEvent), 1)
          },
          close: () => void channels.delete(channel),
        }
        channels.add(channel)
        return channel
      },
      locks: {
        request: (_name: string, options: { signal: AbortSignal }, work: () => Promise<void>) => {
          const turn = queue.then(() => (options.signal.aborted ? undefined : work()))
          queue = turn.catch(() => undefined)
          return turn
        },
      } as unknown as LockManager,
    })
  }

  test('one sends for both, and both show one row', async () => {
    const tab = browser()
    const a = await start(tab())
    const b = await start(tab())
    a.openRoom(1)
    b.openRoom(1)
    await pass(50)
    b.send(1, 'from b')
    await until(() => b.timeline(1).rows[0]?.state === 'sent')
    await until(() => a.timeline(1).rows[0]?.state === 'sent')
    await pass(100)
    expect(texts(a, 1)).toEqual(['from b'])
    expect(texts(b, 1)).toEqual(['from b'])
    expect(server.of('message.send')).toHaveLength(1)
  })

  test('the next tab takes over what the first did not get through', async () => {
    const tab = browser()
    const a = await start(tab())
    const b = await start(tab())
    server.faults.sendError = 'store_unavailable'
    a.send(1, 'one')
    await pass(10)
    b.send(1, 'two')
    await pass(1000)
    close(a)
    server.faults.sendError = undefined
    await until(() => server.rooms.get(1)!.log.length === 2)
    expect(server.rooms.get(1)!.log.map((event) => event.body.text)).toEqual(['one', 'two'])
  })
})

describe('a room that is gone', () => {
  test('leaves its unsent words to their writer, over a reload, until they are deleted', async () => {
    server.addRoom(2, 'group', [2, 1], 'Tea')
    const chat = await start()
    server.faults.refuseUpgrade = true
    server.drop()
    await until(() => chat.connection().state === 'offline')
    chat.send(2, 'my words')
    server.rooms.get(2)!.members.delete(1)
    await pass(50)
    expect(chat.unsent()).toEqual([])
    server.faults.refuseUpgrade = false
    chat.retryNow()
    let told = 0
    chat.subscribe('unsent', () => told++)
    await until(() => chat.unsent().length === 1)
    await until(() => told > 0)
    expect(chat.unsent()[0]).toMatchObject({ title: 'Tea', text: 'my words' })
    expect(chat.room(2)).toBeUndefined()
    close(chat)
    const again = await start()
    await until(() => again.unsent().length === 1)
    expect(again.unsent()[0]).toMatchObject({ title: '', text: 'my words' })
    again.discard(again.unsent()[0]!.key)
    expect(again.unsent()).toEqual([])
    close(again)
    const last = await start()
    await pass(100)
    expect(last.unsent()).toEqual([])
  })
})

describe('what is known of people and rooms', () => {
  test('nobody is online without a connection', async () => {
    const chat = await start()
    server.push('ephemeral', { ephemeral: [{ kind: 'presence', users: [2] }] })
    chat.user(2)
    await until(() => chat.user(2).name === 'bo')
    server.push('ephemeral', { ephemeral: [{ kind: 'presence', users: [2] }] })
    await until(() => chat.user(2).online)
    server.faults.refuseUpgrade = true
    server.drop()
    await until(() => chat.connection().state !== 'online')
    expect(chat.user(2).online).toBe(false)
  })

  test('a group without a message tells its last event in the list', async () => {
    server.addRoom(2, 'group', [2, 1], 'Tea')
    server.append(2, { from: 2, kind: 'created', body: { title: 'Tea' } })
    const chat = await start()
    await until(() => chat.room(2)?.notice !== undefined)
    expect(chat.room(2)?.notice).toMatchObject({ kind: 'created', from: 2 })
    server.append(2, { from: 2, kind: 'avatar', body: {} })
    await until(() => chat.room(2)?.notice?.kind === 'avatar')
    server.post(2, 2, 'hello')
    await until(() => chat.room(2)?.preview?.text === 'hello')
    expect(chat.room(2)?.notice).toBeUndefined()
  })

  test('so does one that is open, without another event', async () => {
    const chat = await start()
    const made = chat.createGroup({ title: 'Tea', users: [2] })
    await until(() => chat.rooms().length === 2)
    const id = await made
    server.rooms.get(id)!.log.push({ room: id, seq: 1, at: 1, from: 1, kind: 'created', body: { title: 'Tea' } })
    close(chat)
    const again = make()
    void again.start()
    await until(() => again.room(id) !== undefined)
    again.openRoom(id)
    const seen: unknown[] = []
    again.subscribe(`room:${id}`, () => seen.push(again.room(id)?.notice?.kind))
    await until(() => again.timeline(id).rows.length === 1)
    await until(() => seen.at(-1) === 'created')
  })

  test('limits are those of the welcome', async () => {
    const chat = await start()
    expect(chat.limits()).toMatchObject({ textBytes: 65536, nameBytes: 64, passwordCharsMin: 10 })
  })
})
