// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest'
import type { RoomView } from '../../src/core/api'
import { countsOf, isQuiet, isWanted, newsOf, notifyDefaults, wayOf } from '../../src/features/notify/rules'
import { notifyOf, toClock, toMinute } from '../../src/features/notify/settings'

const room = (id: number, unread: number, more: Partial<RoomView> & { muted?: boolean } = {}): RoomView => ({
  id, kind: 'group', title: `room ${id}`, join: 'invite', history: 'joined', members: 3, unread, lastAt: id * 10 + unread, draft: '', typing: [], ...more,
})

describe('news', () => {
  const before = countsOf([room(1, 0), room(2, 3, { mentions: 1 })])
  test('are rooms with more unread messages, also new rooms; the newest comes last', () => {
    const now = [room(3, 1), room(2, 5, { mentions: 2 }), room(1, 0)]
    expect(newsOf(before, now).map(({ room: { id }, count, named }) => [id, count, named])).toEqual([[2, 2, true], [3, 1, false]])
  })
  test('are not what was read, here or elsewhere, nor a count that comes back without a message', () => {
    expect(newsOf(before, [room(2, 0), room(1, 0)])).toEqual([])
    expect(newsOf(before, [room(1, 1, { lastAt: 0 })])).toEqual([])
  })
  test('are also names that are told after their messages, but not after they were read', () => {
    expect(newsOf(before, [room(2, 3, { mentions: 2 })]).map(({ count, named }) => [count, named])).toEqual([[0, true]])
    expect(newsOf(before, [room(2, 3, { mentions: 1 }), room(1, 0)])).toEqual([])
    expect(newsOf(before, [room(2, 1, { mentions: 2, lastAt: 23 })])).toEqual([])
  })
})

describe('what is wanted', () => {
  const settings = (level: 'all' | 'direct' | 'none') => ({ ...notifyDefaults, level })
  const news = (more: Partial<RoomView> & { muted?: boolean }, named = false) => ({ room: room(1, 1, more), count: 1, named })
  test.each([
    ['all', {}, false, true],
    ['direct', {}, false, false],
    ['direct', { kind: 'direct' }, false, true],
    ['direct', {}, true, true],
    ['none', { kind: 'direct' }, true, false],
    ['all', { muted: true }, false, false],
    ['all', { muted: true }, true, true],
    ['all', { level: 'mentions' }, false, false],
    ['all', { level: 'mentions' }, true, true],
    ['all', { level: 'none' }, true, false],
    ['none', { level: 'mentions' }, true, false],
  ] as const)('%s, %o, named %s', (level, more, named, wanted) => {
    expect(isWanted(news(more, named), settings(level))).toBe(wanted)
  })
  test('a name that comes after its message is told where the message was not, and only there', () => {
    const late = (level: 'all' | 'direct', more: Partial<RoomView> & { muted?: boolean }) => isWanted({ room: room(1, 1, more), count: 0, named: true }, settings(level))
    expect([late('all', {}), late('all', { kind: 'direct' }), late('direct', { kind: 'direct' })]).toEqual([false, false, false])
    expect([late('all', { muted: true }), late('all', { level: 'mentions' }), late('direct', {})]).toEqual([true, true, true])
  })
})

test('the way: nothing where it is read, the page where the page is looked at, else the system', () => {
  const news = { room: room(1, 1), count: 1, named: false }
  expect([wayOf(news, [1]), wayOf(news, [2, 1]), wayOf(news, [2]), wayOf(news, [undefined]), wayOf(news, [])]).toEqual(['nothing', 'nothing', 'page', 'page', 'system'])
})

describe('quiet hours', () => {
  const quiet = (from: string, to: string, at: string): boolean =>
    isQuiet({ ...notifyDefaults, quiet: true, quietFrom: toMinute(from)!, quietTo: toMinute(to)! }, new Date(`2026-11-26T${at}:00`))
  test.each([
    ['22:00', '07:00', '23:30', true],
    ['22:00', '07:00', '06:59', true],
    ['22:00', '07:00', '07:00', false],
    ['22:00', '07:00', '21:59', false],
    ['12:00', '14:00', '13:00', true],
    ['12:00', '14:00', '14:00', false],
    ['08:00', '08:00', '03:00', true],
  ])('%s to %s at %s', (from, to, at, expected) => expect(quiet(from, to, at)).toBe(expected))
  test('only where they are on', () => expect(isQuiet({ ...notifyDefaults, quietFrom: 0, quietTo: 0 }, new Date())).toBe(false))
})

test('what is kept is taken over as far as it makes sense', () => {
  expect(notifyOf({})).toEqual(notifyDefaults)
  expect(notifyOf({ level: 'direct', sound: false, quietFrom: 60, quietTo: 5_000, words: 'no', other: 1 })).toEqual({ ...notifyDefaults, level: 'direct', sound: false, quietFrom: 60 })
  expect([toClock(0), toClock(22 * 60 + 5), toMinute('07:30'), toMinute('24:00'), toMinute('')]).toEqual(['00:00', '22:05', 450, undefined, undefined])
})
