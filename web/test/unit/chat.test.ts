// SPDX-License-Identifier: MIT
// The whole core against the protocol in memory: opening, live events, sending.
import { describe, expect, test } from 'vitest'
import { close, make, many, pass, server, start, texts, until } from '../chat-world'

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
