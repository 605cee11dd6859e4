// SPDX-License-Identifier: MIT
// Files that were chosen together arrive in the order in which they were laid out.
import { describe, expect, test } from 'vitest'
import type { ChatCore, OutgoingFile } from '../../src/core/api'
import { FakeUploads } from '../fake-uploads'
import { pass, server, start, until } from '../chat-world'

const file = (name: string, size: number): OutgoingFile => ({ kind: 'file', blob: new Blob([new Uint8Array(size)]), name })

// A large file whose second half is held back, and two small ones after it, which are up at once.
async function three(options: { batch?: string }) {
  const uploads = new FakeUploads()
  const { fetch } = server.platform()
  const chat = await start({ fetch: (url, init) => (url.includes('/upload') ? uploads.fetch(url, init) : fetch(url, init)) })
  chat.openRoom(1)
  const held = Promise.withResolvers<void>()
  uploads.held = held.promise
  chat.sendFile(1, file('large', 600_000), 'large', options)
  chat.sendFile(1, file('small', 10), 'small', options)
  chat.sendFile(1, file('tiny', 1), 'tiny', options)
  await until(() => [...uploads.files.values()].filter(({ size, data }) => size === data.length).length === 2)
  await pass(200)
  return { chat, uploads, release: held.resolve }
}

const sent = (): unknown[] => server.rooms.get(1)!.log.map((event) => event.body.text)
const keyOf = (chat: ChatCore, text: string): string => chat.timeline(1).rows.find((row) => row.text === text)!.key

describe('files that were chosen together', () => {
  test('wait for a large one before them', async () => {
    const { release } = await three({ batch: 'b' })
    expect(sent()).toEqual([])
    release()
    await until(() => sent().length === 3)
    expect(sent()).toEqual(['large', 'small', 'tiny'])
  })

  test('hold up nothing else', async () => {
    const { chat, release } = await three({ batch: 'b' })
    chat.send(1, 'words')
    await until(() => sent().length === 1)
    expect(sent()).toEqual(['words'])
    release()
    await until(() => sent().length === 4)
  })

  test('go without one that is given up', async () => {
    const { chat } = await three({ batch: 'b' })
    chat.discard(keyOf(chat, 'large'))
    await until(() => sent().length === 2)
    expect(sent()).toEqual(['small', 'tiny'])
  })

  test('go without one that is refused, which can be tried again', async () => {
    const { chat, uploads, release } = await three({ batch: 'b' })
    uploads.refused = 'id1'
    release()
    await until(() => sent().length === 2)
    expect(sent()).toEqual(['small', 'tiny'])
    expect(chat.timeline(1).rows.find((row) => row.text === 'large')).toMatchObject({ state: 'failed', error: 'quota_exceeded' })
    uploads.refused = undefined
    chat.retry(keyOf(chat, 'large'))
    await until(() => sent().length === 3)
  })

  test('and those that were not, do not wait for each other', async () => {
    const { release } = await three({})
    expect(sent()).toEqual(['small', 'tiny'])
    release()
    await until(() => sent().length === 3)
  })
})
