// SPDX-License-Identifier: MIT
// What the core tells of read messages, of marks and of the time for taking back.
import { expect, test } from 'vitest'
import { close, make, pass, server, start, until } from '../chat-world'

test('up to where the other one of two has read is told live, and kept', async () => {
  server.addRoom(2, 'direct', [1, 2])
  server.post(2, 1, 'there?')
  const chat = await start()
  expect(chat.room(2)?.peerRead).toBeUndefined()
  server.push('ephemeral', { ephemeral: [{ kind: 'seen', room: 2, users: [2], seq: 1 }] })
  await until(() => chat.room(2)?.peerRead === 1)
  server.push('ephemeral', { ephemeral: [{ kind: 'seen', room: 99, users: [2], seq: 1 }] }) // not known here
  await pass(500)
  close(chat)
  server.faults.refuseUpgrade = true
  const again = make()
  await again.start()
  expect(again.room(2)?.peerRead).toBe(1)
})

test('a mark goes when the conversation is opened, and comes back with the next one', async () => {
  server.rooms.get(1)!.marked = true
  const chat = await start()
  expect(chat.room(1)?.marked).toBe(true)
  chat.openRoom(1)
  await until(() => chat.room(1)?.marked === undefined)
  expect(server.of('room.prefs')).toEqual([{ room: 1, unread: false }])
  await chat.ask('room.prefs', { room: 1, unread: true })
  await until(() => chat.room(1)?.marked === true)
  chat.closeRoom(1)
  await pass(50)
  expect(chat.room(1)?.marked).toBe(true) // it was not opened since
  chat.openRoom(1)
  await until(() => chat.room(1)?.marked === undefined)
})

test('the time for taking back is the one that the room says, as its rules change', async () => {
  server.addRoom(2, 'group', [1, 2], 'Tea').recall = 60
  const chat = await start()
  expect(chat.room(2)?.recall).toBe(60)
  server.append(2, { from: 1, kind: 'rules', body: { recall: 1_440 } })
  await until(() => chat.room(2)?.recall === 1_440)
  chat.openRoom(2)
  await until(() => chat.timeline(2).rows.at(-1)?.recall === 1_440)
  server.append(2, { from: 1, kind: 'rules', body: { recall: 0 } })
  await until(() => chat.room(2)?.recall === undefined)
})
