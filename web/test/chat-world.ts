// SPDX-License-Identifier: MIT
// The whole core against the protocol in memory, under a fake clock: what the tests of chat have in common. Importing it
// gives every test of the file a new server and a new browser's store.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { ChatCore } from '../src/core/api'
import { createChat } from '../src/core/chat'
import type { Platform } from '../src/core/platform'
import { FakeServer } from './fake-server'

const realImmediate = setImmediate
export let server: FakeServer
export let storage: IDBFactory
export const running = new Set<ChatCore>()

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

export async function pass(ms: number, step = 5): Promise<void> {
  for (let at = 0; at < ms; at += step) {
    await vi.advanceTimersByTimeAsync(step)
    await new Promise((done) => realImmediate(done))
    await new Promise((done) => realImmediate(done))
  }
}
export async function until(condition: () => boolean, ms = 60_000): Promise<void> {
  for (let at = 0; at < ms; at += 5) {
    if (condition()) return
    await pass(5)
  }
  expect.fail(`not reached in ${ms} ms: ${condition.toString()}`)
}

export function make(extra: Partial<Platform> = {}): ChatCore {
  const chat = createChat(server.platform(storage, extra))
  running.add(chat)
  return chat
}
export async function start(extra: Partial<Platform> = {}): Promise<ChatCore> {
  const chat = make(extra)
  void chat.start()
  await until(() => chat.connection().state === 'online')
  return chat
}
export function close(chat: ChatCore): void {
  chat.stop()
  running.delete(chat)
}
export const texts = (chat: ChatCore, room: number): (string | undefined)[] => chat.timeline(room).rows.map((row) => row.text)
export const many = (room: number, from: number, count: number, word = 'm'): void => {
  for (let index = 1; index <= count; index++) server.post(room, from, `${word}${index}`)
}
