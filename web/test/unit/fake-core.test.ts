// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest'
import { createFakeCore } from '../fake-core'

test('the sample has rooms and 500 messages, newest activity first', () => {
  const core = createFakeCore()
  const rooms = core.rooms()
  expect(rooms.map((room) => room.lastAt)).toEqual(rooms.map((room) => room.lastAt).sort((a, b) => b - a))
  expect(core.timeline(1).rows).toHaveLength(50)
  expect(core.timeline(1)).toBe(core.timeline(1))
})

test('a sent row keeps its key when it is confirmed', async () => {
  const core = createFakeCore()
  core.send(3, 'hello')
  const pending = core.timeline(3).rows.at(-1)!
  expect(pending.state).toBe('pending')
  await Promise.resolve()
  const sent = core.timeline(3).rows.at(-1)!
  expect(sent).toMatchObject({ key: pending.key, state: 'sent', text: 'hello' })
})

test('older pages come at the start', async () => {
  const core = createFakeCore()
  const first = core.timeline(1).rows[0]!
  core.loadOlder(1)
  expect(core.timeline(1).loadingOlder).toBe(true)
  await Promise.resolve()
  const view = core.timeline(1)
  expect(view.prepended).toBe(50)
  expect(view.rows[50]).toBe(first)
})
