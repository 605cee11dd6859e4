// SPDX-License-Identifier: MIT
// Where a timeline looks when several wishes cross each other.
import { expect, test } from 'vitest'
import { many, pass, start, texts, until } from '../chat-world'

test('a message that the server has before the next frame is told as written here', async () => {
  const chat = await start({ nextFrame: (work) => void setTimeout(work, 500) })
  chat.openRoom(1)
  await pass(1_000)
  const states: unknown[] = []
  const { written } = chat.timeline(1)
  chat.subscribe('timeline:1', () => states.push(chat.timeline(1).rows.at(-1)?.state, chat.timeline(1).written - written))
  chat.send(1, 'quick')
  await pass(1_500)
  expect(states.slice(0, 2)).toEqual(['sent', 1])
  expect(texts(chat, 1)).toEqual(['quick'])
})

test('what others write, and this person elsewhere, is not', async () => {
  const chat = await start()
  const elsewhere = await start()
  chat.openRoom(1)
  await pass(50)
  many(1, 2, 3)
  elsewhere.send(1, 'from my phone')
  await until(() => texts(chat, 1).includes('from my phone'))
  expect(chat.timeline(1).written).toBe(0)
})

test('a jump whose page comes after a message was written does not lead away from it', async () => {
  many(1, 2, 300)
  const chat = await start()
  chat.openRoom(1)
  await until(() => chat.timeline(1).rows.length >= 50)
  const jump = chat.jumpTo(1, 20) // asks the server
  chat.send(1, 'mine')
  await pass(200)
  await jump
  await pass(50)
  expect(chat.timeline(1).hasNewer).toBe(false)
  expect(texts(chat, 1).at(-1)).toBe('mine')
})

test('the later one of two jumps wins, whichever page comes first', async () => {
  many(1, 2, 300)
  const chat = await start()
  chat.openRoom(1)
  await until(() => chat.timeline(1).rows.length >= 50)
  const far = chat.jumpTo(1, 20) // asks the server
  await chat.jumpTo(1, 295) // is here
  await pass(200)
  await far
  await pass(50)
  expect(texts(chat, 1)).toContain('m295')
})

test('a jump that ends after its room was closed does not move the room', async () => {
  many(1, 2, 300)
  const chat = await start()
  chat.openRoom(1)
  await until(() => chat.timeline(1).rows.length >= 50)
  const far = chat.jumpTo(1, 20)
  chat.closeRoom(1)
  await pass(200)
  await far
  chat.openRoom(1)
  await pass(50)
  expect(chat.timeline(1).hasNewer).toBe(false)
})
