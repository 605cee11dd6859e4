// SPDX-License-Identifier: MIT
// What is done to messages, from the call to the server and back, under a fake clock.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChatCore, MessageView, Refusal } from '../../src/core/api'
import { createChat } from '../../src/core/chat'
import { FakeServer } from '../fake-server'

const realImmediate = setImmediate
let server: FakeServer
let storage: IDBFactory
let chat: ChatCore

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now: 1_800_000_000_000 })
  server = new FakeServer()
  storage = new IDBFactory()
  chat = await start()
})
afterEach(() => {
  chat.stop()
  vi.useRealTimers()
})

async function until(condition: () => boolean, ms = 60_000): Promise<void> {
  for (let at = 0; at < ms; at += 5) {
    if (condition()) return
    await vi.advanceTimersByTimeAsync(5)
    await new Promise((done) => realImmediate(done))
    await new Promise((done) => realImmediate(done))
  }
  expect.fail(`not reached in ${ms} ms: ${condition.toString()}`)
}

async function start(): Promise<ChatCore> {
  const made = createChat(server.platform(storage, {}))
  void made.start()
  await until(() => made.connection().state === 'online')
  return made
}

const row = (seq: number): MessageView | undefined => chat.timeline(1).rows.find((one) => one.seq === seq)
async function shown(count: number): Promise<void> {
  chat.openRoom(1)
  await until(() => chat.timeline(1).rows.length === count)
}

describe('changes of messages', () => {
  test('are shown at once and stay when the server has them', async () => {
    server.post(1, 1, 'teh pot')
    await shown(1)
    chat.edit(1, 1, 'the pot')
    chat.react(1, 1, '👍', true)
    await until(() => row(1)?.text === 'the pot', 50)
    await until(() => server.rooms.get(1)!.log.length === 3)
    await until(() => row(1)?.edited !== undefined && row(1)?.reactions?.[0]?.users.length === 1)
    expect(chat.room(1)?.preview?.text).toBe('the pot')
    expect(chat.timeline(1).rows).toHaveLength(1)
  })

  test('wait for the network, also over a reload', async () => {
    server.post(1, 1, 'before')
    await shown(1)
    server.faults.dropRequests = true
    chat.edit(1, 1, 'after')
    await until(() => row(1)?.text === 'after')
    chat.stop()
    server.faults.dropRequests = false
    chat = await start()
    await until(() => server.rooms.get(1)!.log.length === 2)
    await shown(1)
    await until(() => row(1)?.text === 'after' && row(1)?.edited !== undefined)
  })

  test('that are refused are taken back, and the reason is told', async () => {
    server.post(1, 1, 'mine')
    await shown(1)
    const refusals: Refusal[] = []
    chat.onRefused((refusal) => refusals.push(refusal))
    server.faults.changeError = 'too_late'
    chat.recall(1, 1)
    await until(() => row(1)?.recalled === 1)
    await until(() => refusals.length === 1)
    expect(refusals).toEqual([{ room: 1, op: 'recall', code: 'too_late' }])
    await until(() => row(1)?.text === 'mine')
    server.faults.changeError = 'recalled'
    chat.edit(1, 1, 'my new words')
    await until(() => refusals.length === 2)
    expect(chat.room(1)?.draft).toBe('my new words')
  })

  test('of others reach what is shown and what answers it', async () => {
    server.post(1, 2, 'question')
    server.append(1, { from: 2, kind: 'text', body: { text: 'answer' }, ref: 1 })
    await shown(2)
    expect(row(2)?.quote).toEqual({ seq: 1, from: 2, text: 'question' })
    server.append(1, { from: 2, kind: 'edit', body: { text: 'a better question' }, ref: 1 })
    await until(() => row(2)?.quote?.text === 'a better question')
    server.append(1, { from: 2, kind: 'recall', body: {}, ref: 1 })
    await until(() => row(1)?.recalled === 2 && row(2)?.quote?.gone === true)
    expect(chat.room(1)?.unread).toBe(2)
  })

  test('a missed call is unread like a message, one that took place is not', async () => {
    const before = chat.room(1)?.unread ?? 0
    const row = { id: 'c'.repeat(32), kind: 'audio', at: 1, seconds: 0, users: [2] } as const
    server.append(1, { from: 2, kind: 'call', body: { call: { ...row, end: 'completed' } } })
    server.append(1, { from: 2, kind: 'missed_call', body: { call: { ...row, end: 'missed', missed: [1] } } })
    await until(() => chat.room(1)?.unread === before + 1)
  })

  test('a quoted message that is not loaded is asked for', async () => {
    chat.stop()
    storage = new IDBFactory()
    server.post(1, 2, 'long ago')
    for (let index = 0; index < 80; index++) server.post(1, 2, `talk ${index}`)
    server.append(1, { from: 2, kind: 'text', body: { text: 'yes' }, ref: 1 })
    chat = await start()
    await shown(50)
    await until(() => row(82)?.quote?.text === 'long ago')
  })

  test('an own recalled text can be written anew on this page', async () => {
    server.post(1, 1, 'my words')
    await shown(1)
    chat.recall(1, 1)
    await until(() => server.rooms.get(1)!.log.length === 2)
    await until(() => row(1)?.again === 'my words')
  })

  test('a room whose newest events are no messages shows those before them', async () => {
    chat.stop()
    storage = new IDBFactory()
    for (let index = 0; index < 20; index++) server.post(1, 2, `talk ${index}`)
    for (let index = 0; index < 600; index++) server.append(1, { from: 2, kind: 'reaction', body: { sign: '👍', ...(index % 2 ? { off: true } : {}) }, ref: 20 })
    chat = await start()
    await shown(20)
    expect(chat.timeline(1).hasOlder).toBe(false)
  })

  test('a page of nothing but changes is no end of the way', async () => {
    chat.stop()
    storage = new IDBFactory()
    const react = (count: number): void => {
      for (let index = 0; index < count; index++) server.append(1, { from: 2, kind: 'reaction', body: { sign: '👍', ...(index % 2 ? { off: true } : {}) }, ref: 1 })
    }
    for (let index = 0; index < 30; index++) server.post(1, 2, `old ${index}`)
    react(300)
    for (let index = 0; index < 60; index++) server.post(1, 2, `new ${index}`)
    chat = await start()
    await shown(50)
    chat.loadOlder(1)
    await until(() => chat.timeline(1).rows.length === 60)
    chat.loadOlder(1)
    await until(() => !chat.timeline(1).loadingOlder && chat.timeline(1).rows.length > 60)
    await until(() => !chat.timeline(1).loadingOlder)
    expect(chat.timeline(1).rows.some((one) => one.text === 'old 29')).toBe(true)
  })

  test('one that was so already does not take the place of its message', async () => {
    chat.stop()
    storage = new IDBFactory()
    for (let index = 0; index < 120; index++) server.post(1, 2, `talk ${index}`)
    chat = await start()
    await shown(50)
    chat.pin(1, 10, false)
    await until(() => server.of('message.pin').length === 1)
    await until(() => chat.timeline(1).rows.length === 50)
    void chat.jumpTo(1, 10)
    await until(() => row(10)?.text === 'talk 9')
    expect(row(10)?.kind).toBe('text')
  })

  test('that are new do not take an own message for theirs', async () => {
    server.post(1, 1, 'tea')
    await shown(1)
    server.faults.dropRequests = true
    chat.send(1, 'coffee')
    await until(() => chat.timeline(1).rows.length === 2)
    await vi.advanceTimersByTimeAsync(50)
    server.append(1, { from: 1, kind: 'edit', body: { text: 'coffee' }, ref: 1 })
    await until(() => row(1)?.text === 'coffee')
    expect(chat.timeline(1).rows.map((one) => one.state)).toEqual(['sent', 'sending'])
  })

  test('quoted messages are asked for until all have come', async () => {
    chat.stop()
    storage = new IDBFactory()
    for (let index = 1; index <= 70; index++) server.post(1, 2, `old ${index}`)
    for (let index = 0; index < 60; index++) server.post(1, 2, `talk ${index}`)
    chat = await start()
    await shown(50)
    for (let index = 1; index <= 70; index++) server.append(1, { from: 2, kind: 'text', body: { text: 'yes' }, ref: index })
    await until(() => chat.timeline(1).rows.length === 120)
    await until(() => chat.timeline(1).rows.every((one) => one.ref === undefined || one.quote?.text === `old ${one.ref}`))
  })

  test('quoted messages that an answer has no room for are not taken for gone', async () => {
    chat.stop()
    storage = new IDBFactory()
    server.getMax = 3
    for (let index = 1; index <= 60; index++) server.post(1, 2, `old ${index}`)
    for (let index = 1; index <= 50; index++) server.append(1, { from: 2, kind: 'text', body: { text: 'yes' }, ref: index })
    chat = await start()
    await shown(50)
    await until(() => chat.timeline(1).rows.every((one) => one.quote?.text === `old ${one.ref}`))
    let got: readonly MessageView[] = []
    void chat.messages(1, [51, 60, 900, 52, 53, 54, 58]).then((all) => (got = all))
    await until(() => got.length > 0)
    expect(got.map((one) => one.seq)).toEqual([51, 60, 52, 53, 54, 58])
  })

  test('that were missed in a gap are read again everywhere, also after a failure', async () => {
    chat.stop()
    storage = new IDBFactory()
    for (let index = 1; index <= 300; index++) server.post(1, 2, `old ${index}`)
    chat = await start()
    await shown(50)
    void chat.jumpTo(1, 20)
    await until(() => row(20) !== undefined)
    server.signedIn = undefined // away
    server.faults.refuseUpgrade = true
    server.drop()
    server.append(1, { from: 2, kind: 'edit', body: { text: 'new 20' }, ref: 20 })
    server.append(1, { from: 2, kind: 'edit', body: { text: 'new 290' }, ref: 290 })
    for (let index = 0; index < 600; index++) server.post(1, 2, `talk ${index}`)
    server.signedIn = 1
    server.faults.historyError = 'store_unavailable'
    server.faults.refuseUpgrade = false
    await until(() => chat.connection().state === 'online')
    await until(() => server.of('history').length > 2)
    server.faults.historyError = undefined
    server.drop()
    await until(() => row(20)?.text === 'new 20')
    void chat.jumpTo(1, 290)
    await until(() => row(290)?.text === 'new 290')
  })
})
