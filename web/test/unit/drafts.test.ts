// SPDX-License-Identifier: MIT
// What one is writing, in step with the other devices. The server here tells drafts to the device that wrote them, too.
import { describe, expect, test } from 'vitest'
import { close, make, pass, running, server, start, until } from '../chat-world'
import { IDBFactory } from 'fake-indexeddb'
import { createChat } from '../../src/core/chat'
import type { ChatCore } from '../../src/core/api'

const told = (): unknown[] => server.of('draft.set').map((request) => request.text ?? '')
const kept = (): string | undefined => server.rooms.get(1)!.drafts.get(1)?.text

// Another device of the same person, with a store of its own.
async function device(): Promise<ChatCore> {
  const chat = createChat(server.platform(new IDBFactory()))
  running.add(chat)
  void chat.start()
  await until(() => chat.connection().state === 'online')
  return chat
}

async function offline(chat: ChatCore): Promise<void> {
  server.faults.refuseUpgrade = true
  server.drop()
  await until(() => chat.connection().state !== 'online')
}

async function back(chat: ChatCore): Promise<void> {
  server.faults.refuseUpgrade = false
  chat.retryNow()
  await until(() => chat.connection().state === 'online')
  await pass(50)
}

describe('a draft', () => {
  test('is told once, when the writer pauses, and shows on the other device', async () => {
    const [desk, phone] = [await start(), await device()]
    desk.setDraft(1, 'half')
    await pass(600, 20)
    desk.setDraft(1, 'half a sen')
    await pass(600, 20)
    expect(told()).toEqual([])
    await until(() => phone.room(1)?.draft === 'half a sen')
    await pass(3_000, 50)
    expect(told()).toEqual(['half a sen']) // and no echo
    expect(desk.room(1)?.draft).toBe('half a sen')
  })

  test('is told at once when it is left or emptied', async () => {
    const chat = await start()
    await pass(50)
    chat.setDraft(1, 'half')
    chat.tellDraft(1)
    await until(() => kept() === 'half')
    chat.setDraft(1, '')
    await pass(20)
    expect(told()).toEqual(['half', ''])
    chat.tellDraft(1)
    await pass(20)
    expect(told()).toHaveLength(2) // nothing new
  })

  test('ends everywhere with its message', async () => {
    const [desk, phone] = [await start(), await device()]
    desk.setDraft(1, 'tea?')
    desk.tellDraft(1)
    await until(() => phone.room(1)?.draft === 'tea?')
    phone.send(1, 'tea?')
    await until(() => desk.room(1)?.draft === '' && kept() === undefined)
    expect(phone.room(1)?.draft).toBe('')
  })

  test('that is being written stays, whatever another device says meanwhile', async () => {
    const chat = await start()
    await pass(50)
    chat.setDraft(1, 'here')
    server.draft(1, 1, 'there, later', Date.now() + 50)
    await pass(100)
    expect(chat.room(1)?.draft).toBe('here')
    await until(() => kept() === 'here')
    await pass(3_000, 50)
    expect(told()).toEqual(['here'])
    server.draft(1, 1, 'there')
    await until(() => chat.room(1)?.draft === 'there') // nobody writes here any more
  })

  test.each([
    { there: -5_000, stays: 'here' },
    { there: 5_000, stays: 'there' },
  ])('that was written on two devices without a connection: the later one stays, $stays', async ({ there, stays }) => {
    const chat = await start()
    await pass(50)
    await offline(chat)
    chat.setDraft(1, 'here')
    server.draft(1, 1, 'there', Date.now() + there)
    await pass(2_000, 50)
    await back(chat)
    expect(kept()).toBe(stays)
    expect(chat.room(1)?.draft).toBe(stays)
  })

  test('that was written without a connection is told when it is back', async () => {
    const chat = await start()
    chat.setDraft(1, 'before')
    chat.tellDraft(1)
    await until(() => kept() === 'before')
    await offline(chat)
    chat.setDraft(1, 'on the train')
    chat.tellDraft(1)
    await back(chat)
    expect(kept()).toBe('on the train')
  })

  test('that was changed elsewhere meanwhile is taken, after a reload too', async () => {
    const first = await start()
    first.setDraft(1, 'before')
    first.tellDraft(1)
    await until(() => kept() === 'before')
    await pass(500)
    close(first)
    server.draft(1, 1, 'from the phone', Date.now() - 60_000) // earlier by the clock: it was not touched here
    const second = make()
    await second.start()
    await until(() => second.room(1)?.draft === 'from the phone')
    expect(told()).toEqual(['before'])
  })

  test('that was emptied on another device is empty here', async () => {
    const [desk, phone] = [await start(), await device()]
    desk.setDraft(1, 'half')
    desk.tellDraft(1)
    await until(() => phone.room(1)?.draft === 'half')
    await offline(desk)
    server.draft(1, 1, '')
    await back(desk)
    expect(desk.room(1)?.draft).toBe('')
    expect(kept()).toBeUndefined()
  })

  test('of a client that kept it to itself is told at the first connection', async () => {
    const first = await start()
    await offline(first)
    first.setDraft(1, 'from before')
    await pass(400)
    close(first)
    server.faults.refuseUpgrade = false
    const second = make()
    await second.start()
    await until(() => kept() === 'from before')
    expect(second.room(1)?.draft).toBe('from before')
  })

  test('of one account is never told for another that signs in with the same browser', async () => {
    const chat = await start()
    await pass(50)
    chat.setDraft(1, 'of anna')
    server.draft(1, 2, 'of bo')
    server.signedIn = 2
    server.drop()
    await until(() => chat.connection().state === 'offline')
    chat.retryNow()
    await until(() => chat.self().id === 2 && chat.room(1)?.draft === 'of bo', 10_000)
    await pass(3_000, 50)
    expect(server.rooms.get(1)!.drafts.get(2)?.text).toBe('of bo')
    expect(kept()).toBeUndefined()
  })

  test('too long for the server stays here, and is not lost to a shorter one', async () => {
    const chat = await start()
    await pass(50)
    const long = '茶'.repeat(1_366) // 4,098 bytes
    chat.setDraft(1, long)
    chat.tellDraft(1)
    await pass(50)
    server.draft(1, 1, 'short', Date.now() + 1_000)
    await pass(2_000, 50)
    expect(told()).toEqual([])
    expect(chat.room(1)?.draft).toBe(long)
    chat.setDraft(1, long.slice(1))
    chat.tellDraft(1)
    await until(() => kept() === long.slice(1)) // 4,095
  })

  test('that the server cannot take now is offered again', async () => {
    const chat = await start()
    await pass(50)
    server.faults.draftError = 'store_unavailable'
    chat.setDraft(1, 'half')
    chat.tellDraft(1)
    await pass(100)
    delete server.faults.draftError
    await pass(9_000, 50)
    expect(told()).toHaveLength(1)
    await pass(2_000, 50)
    expect(kept()).toBe('half')
    server.faults.draftError = 'not_a_member'
    chat.setDraft(1, 'no more')
    chat.tellDraft(1)
    await pass(30_000, 100)
    expect(told()).toHaveLength(3) // for good
  })
})
