// SPDX-License-Identifier: MIT
// What a start shows first: of the address, and of a store that is slow.
import { describe, expect, test, vi } from 'vitest'
import { Database } from '../../src/core/db/database'
import { close, make, many, pass, server, start, texts, until } from '../chat-world'

describe('a start', () => {
  test('the conversation of the address comes with the welcome', async () => {
    many(1, 2, 90)
    const chat = make()
    const started = chat.start(1)
    await pass(50)
    await started
    expect(server.of('hello')[0]!.open).toEqual([[1, 0, 0]])
    chat.openRoom(1)
    await until(() => texts(chat, 1).length === 50, 500)
    expect(server.of('history')).toEqual([])
    chat.loadOlder(1)
    await until(() => texts(chat, 1).length === 90)
    expect(texts(chat, 1)[0]).toBe('m1')
  })

  test('an address that names nothing of one is passed over', async () => {
    many(1, 2, 5)
    const chat = make()
    const started = chat.start(77)
    await pass(50)
    await started
    chat.openRoom(1)
    await until(() => texts(chat, 1).length === 5)
    expect(chat.room(77)).toBeUndefined()
  })

  test('a store that does not answer keeps nothing back that the server has', async () => {
    many(1, 2, 5)
    const first = await start()
    first.openRoom(1)
    await until(() => texts(first, 1).length === 5)
    await pass(1000)
    close(first)
    const events = vi.spyOn(Database.prototype, 'events').mockReturnValue(new Promise(() => undefined))
    try {
      const second = await start()
      second.openRoom(1)
      await pass(1000)
      expect(texts(second, 1)).toEqual([]) // it may yet answer
      await until(() => texts(second, 1).length === 5, 2000)
    } finally {
      events.mockRestore()
    }
  })
})
