// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest'
import { pass, start } from '../chat-world'

test('a refusal says what was asked for, over the socket and over HTTP', async () => {
  const chat = await start()
  const refusals: unknown[] = []
  const keep = (error: unknown): void => void refusals.push(error)
  chat.invite(1, [2]).catch(keep)
  await pass(50)
  chat.ask('room.nick', { room: 1, nick: 'a' }).catch(keep)
  await pass(50)
  expect(refusals).toMatchObject([
    { code: 'unknown_op', op: 'room.invite' },
    { code: 'unknown_op', op: 'room.nick' },
  ])
})
