// SPDX-License-Identifier: MIT
// The whole core against the protocol in memory: the connection, the browser's store, several tabs.
import { describe, expect, test } from 'vitest'
import type { Platform } from '../../src/core/platform'
import { createChat } from '../../src/core/chat'
import { FakeUploads } from '../fake-uploads'
import { close, make, many, pass, running, server, start, texts, until } from '../chat-world'

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

  test('a dead connection is noticed by a message that is not answered, long before the ping', async () => {
    const chat = await start()
    server.faults.silent = true
    const at = Date.now()
    chat.send(1, 'into the silence')
    await until(() => chat.connection().state !== 'online', 20_000)
    expect(Date.now() - at).toBeLessThan(13_500)
    server.faults.silent = false
    await until(() => texts(chat, 1).at(-1) === 'into the silence')
    await until(() => chat.connection().state === 'online')
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

  test('who is kept out is told why and until when, and comes back by hand only', async () => {
    const chat = await start()
    const before = server.connects
    server.push('notice', { notice: 'kicked', text: 'calm down', retry_after: 60_000 })
    await pass(20)
    server.drop(4004)
    await pass(30_000, 100)
    const now = chat.connection()
    expect(now).toMatchObject({ state: 'closed', reason: 'banned', ban: { kicked: true, text: 'calm down' } })
    expect(now.state === 'closed' && now.ban!.until! - Date.now()).toBeGreaterThan(20_000)
    expect(server.connects).toBe(before)
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

  test('the next tab goes on with an upload where the server stands', async () => {
    const uploads = new FakeUploads()
    const { fetch } = server.platform()
    const tab = browser()
    const both = (): Partial<Platform> => ({ ...tab(), fetch: (url, init) => (url.includes('/upload') ? uploads.fetch(url, init) : fetch(url, init)) })
    const a = await start(both())
    await start(both())
    uploads.held = new Promise(() => undefined)
    a.sendFile(1, { kind: 'file', blob: new Blob([new Uint8Array(600_000)]), name: 'a.bin' }, '')
    await until(() => uploads.log.filter((each) => each === 'PATCH id1').length === 2)
    close(a)
    uploads.held = undefined
    await until(() => server.rooms.get(1)!.log.length === 1)
    expect(uploads.log).toEqual(['POST', 'PATCH id1', 'PATCH id1', 'HEAD id1', 'PATCH id1', 'PATCH id1'])
    expect(uploads.files.get('id1')!.data).toHaveLength(600_000)
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
