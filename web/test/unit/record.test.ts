// SPDX-License-Identifier: MIT
// Messages that are forwarded as one: what is made of them, and what is shown.
import { expect, test } from 'vitest'
import type { Event } from '../../src/core/protocol/codec'
import { recordOf, recordShown } from '../../src/core/sync/record'

const event = (seq: number, from: number, kind: Event['kind'], body: Event['body']): Event => ({ room: 3, seq, at: seq * 1000, from, kind, body })
const file = { id: 'f', name: 'a\u202egnp.exe', size: 3, mime: 'image/png' }
const names = ['', 'Anna', 'Bo\u202e']

test('a record keeps who said what and when, and of polls the question only', () => {
  const events = [event(4, 1, 'image', { file, text: 'look' }), event(5, 2, 'poll', { text: 'tea?', poll: { options: [{ text: 'a' }, { text: 'b' }] } }), event(6, 2, 'record', { record: { items: [] } })]
  const record = recordOf(events, true, (user) => names[user]!)
  expect(record).toEqual({
    direct: true,
    items: [
      { user: 1, name: 'Anna', at: 4000, kind: 'image', text: 'look', file },
      { user: 2, name: 'Bo\u202e', at: 5000, kind: 'poll', text: 'tea?' },
      { user: 2, name: 'Bo\u202e', at: 6000, kind: 'record' },
    ],
  })
})

test('what is shown has rows of its own, and no signs that turn words about', () => {
  const { direct, items } = recordShown('3.9', 3, { items: [{ user: 2, name: names[2]!, at: 7, kind: 'file', file }] })
  expect(direct).toBe(false)
  expect(items).toMatchObject([{ key: '3.9.0', room: 3, at: 7, from: 2, own: false, kind: 'file', state: 'sent', origin: { user: 2, name: 'Bo', at: 7 } }])
  expect(items[0]!.file!.name).not.toContain('\u202e')
  expect(items[0]!.seq).toBeUndefined()
})
