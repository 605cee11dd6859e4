// SPDX-License-Identifier: MIT
// Timeline and log against a plain model: random appends, pages, pending rows, jumps, and what expires. Seeds are in the names.
import { expect, test } from 'vitest'
import type { MessageView } from '../../src/core/api'
import type { Event } from '../../src/core/protocol/codec'
import * as ranges from '../../src/core/sync/ranges'
import { RoomLog } from '../../src/core/sync/room-log'
import { Timeline } from '../../src/core/sync/timeline'

const event = (seq: number): Event => ({ room: 1, seq, at: seq, from: seq % 3, kind: 'text', body: { text: `m${seq}` } })
const pendingRow = (key: string): MessageView => ({ key, room: 1, at: 0, from: 1, own: true, kind: 'text', text: key, state: 'pending' })

test.each(Array.from({ length: 200 }, (_, seed) => seed))('rows follow the log, seed %i', (seed) => {
  let state = seed * 7919 + 17
  const random = (below: number): number => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) % below
  const log = new RoomLog()
  const timeline = new Timeline(1, () => 1, log)
  log.reset(1, 100)
  let server = 100
  let first = 1
  let pending: MessageView[] = []
  const kept = new Map<string, MessageView>()
  let before = timeline.snapshot()
  const publish = (): void => {
    for (let more = true, round = 0; more; round++) {
      expect(round).toBeLessThan(3)
      more = timeline.publish(pending, { first, loadingOlder: false, loadingNewer: false, firstUnread: undefined })
      const now = timeline.snapshot()
      if (now.prepended > 0 && now.revision !== before.revision) {
        expect(now.rows.slice(now.prepended)).toEqual(before.rows)
        now.rows.slice(now.prepended).forEach((row, index) => expect(row).toBe(before.rows[index]))
      }
      before = now
    }
  }
  for (let step = 0; step < 60; step++) {
    switch (random(9)) {
      case 0:
      case 1: {
        const burst = 1 + random(3)
        for (let index = 0; index < burst; index++) log.receive(event(++server))
        break
      }
      case 2: {
        const window = timeline.window()
        const to = window ? window[0] - 1 : log.end
        if (to >= 1) log.insert(Array.from({ length: Math.min(to, 10) }, (_, index) => event(to - Math.min(to, 10) + 1 + index)))
        break
      }
      case 3:
        pending = [...pending, pendingRow(`p${step}`)]
        break
      case 4:
        pending = pending.slice(1)
        break
      case 5: {
        const around = 1 + random(log.end)
        const from = Math.max(1, around - 3)
        log.insert(Array.from({ length: Math.min(7, log.end - from + 1) }, (_, index) => event(from + index)))
        timeline.showAround(around)
        break
      }
      case 6: {
        const window = timeline.window()
        if (window && window[1] < log.end) log.insert(Array.from({ length: Math.min(10, log.end - window[1]) }, (_, index) => event(window[1] + 1 + index)))
        break
      }
      case 7:
        timeline.showEnd()
        break
      case 8: {
        const gone = 1 + random(log.end - 1)
        log.expire(gone)
        timeline.cut(gone + 1)
        first = Math.max(first, gone + 1)
        break
      }
    }
    if (random(3) > 0) publish()
  }
  publish()
  const window = timeline.window()
  const confirmed = before.rows.filter((row) => row.seq !== undefined)
  expect(confirmed.map((row) => row.seq)).toEqual(window ? Array.from({ length: window[1] - window[0] + 1 }, (_, index) => window[0] + index) : [])
  if (timeline.atEnd) expect(before.rows.slice(confirmed.length)).toEqual(pending)
  else expect(before.rows).toHaveLength(confirmed.length)
  expect(confirmed.every((row) => row.seq! >= first)).toBe(true)
  expect(new Set(before.rows.map((row) => row.key)).size).toBe(before.rows.length)
  expect(before.hasNewer).toBe(window !== undefined && window[1] < log.end)
  for (const row of before.rows) kept.set(row.key, row)
  publish()
  for (const row of before.rows) expect(kept.get(row.key)).toBe(row)
})

test('what waits behind a hole comes in order when the hole is filled', () => {
  const log = new RoomLog()
  log.reset(1, 0)
  expect(log.receive(event(1))).toBe('appended')
  expect(log.receive(event(4))).toBe('held')
  expect(log.receive(event(3))).toBe('held')
  expect(log.receive(event(1))).toBe('known')
  expect(log.heldFrom).toBe(3)
  expect(log.receive(event(2))).toBe('appended')
  expect(log.drain().map((each) => each.seq)).toEqual([3, 4])
  expect(log.known).toEqual([[1, 4]])
  log.receive(event(9))
  log.skipHole()
  expect(log.drain().map((each) => each.seq)).toEqual([9])
  expect(log.known).toEqual([[1, 4], [9, 9]])
  expect(ranges.has(log.known, 9)).toBe(true)
})

test('kept events with a missing part are not trusted', () => {
  const log = new RoomLog()
  log.reset(1, 10)
  log.known = [[5, 10]]
  log.stored = [5, 10]
  log.receive(event(11))
  expect(log.hydrate([event(5), event(6), event(9), event(10)])).toBe(false)
  expect(log.known).toEqual([[5, 6], [9, 11]])
})
