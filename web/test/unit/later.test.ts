// SPDX-License-Identifier: MIT
// Times for later in the reader's zone, and the lists that follow the server's pushes.
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChatCore } from '../../src/core/api'
import { choices, fieldOf, isAhead, timeOf } from '../../src/features/later/times'
import { due } from '../../src/features/later/due'
import { failed, reminders, schedules, take, watchLater, type Reminder, type Schedule } from '../../src/features/later/later'

const at = (year: number, month: number, day: number, hour: number, minute = 0): number => new Date(year, month - 1, day, hour, minute).getTime()

describe('the usual times', () => {
  const ids = (now: number): string[] => choices(now).map(({ id }) => id)

  test('leave out what is over or the same', () => {
    expect(ids(at(2026, 11, 25, 10))).toEqual(['hour', 'tonight', 'tomorrow', 'monday']) // a Wednesday
    expect(ids(at(2026, 11, 25, 19, 45))).toEqual(['hour', 'tomorrow', 'monday'])
    expect(ids(at(2026, 11, 29, 10))).toEqual(['hour', 'tonight', 'tomorrow']) // Sunday: tomorrow is Monday
    expect(choices(at(2026, 11, 30, 10)).at(-1)!.at).toBe(at(2026, 12, 7, 9)) // Monday: the next one
  })

  test('are those of the reader\'s clock', () => {
    const now = at(2026, 11, 25, 10, 17)
    expect(choices(now).map((one) => one.at)).toEqual([at(2026, 11, 25, 11, 17), at(2026, 11, 25, 20), at(2026, 11, 26, 9), at(2026, 11, 30, 9)])
  })

  test('go into a field and back', () => {
    expect(fieldOf(at(2026, 1, 2, 3, 4))).toBe('2026-01-02T03:04')
    expect(timeOf('2026-01-02T03:04')).toBe(at(2026, 1, 2, 3, 4))
    expect(isAhead(timeOf(''), 0)).toBe(false)
    expect(isAhead(1, 2)).toBe(false)
    expect(isAhead(2, 1)).toBe(true)
  })
})

describe('what comes later', () => {
  const schedule = (id: number, time: number): Schedule => ({ id, user: 1, room: 2, at: time, text: `${id}`, created: 0 })
  const reminder = (id: number, time: number, isDue = false): Reminder => ({ id, user: 1, room: 2, seq: id, at: time, created: 0, ...(isDue ? { due: true } : {}) })
  let push: (value: unknown) => void = () => undefined
  let connected: () => void = () => undefined
  let answer: (op: string) => Promise<unknown>
  const told = vi.fn()
  const core = {
    ask: (op: string) => answer(op),
    onPush: (listener: (value: unknown) => void) => ((push = listener), () => undefined),
    subscribe: (_: string, listener: () => void) => ((connected = listener), () => undefined),
    connection: () => ({ state: 'online' }),
  } as unknown as ChatCore

  beforeEach(() => {
    told.mockClear()
    schedules.value = []
    reminders.value = []
    answer = (op) => Promise.resolve(op === 'schedule.list' ? { schedules: [schedule(1, 50)] } : { reminders: [reminder(3, 10, true), reminder(4, 20)] })
  })

  test('is read once, and follows what is told', async () => {
    watchLater(core, told)
    await vi.waitFor(() => expect(schedules.value).toHaveLength(1))
    expect(due.value).toBe(1)
    expect(told).not.toHaveBeenCalled() // it was due before
    push({ type: 'schedules', schedules: [schedule(2, 40)] })
    expect(schedules.value.map(({ id }) => id)).toEqual([2, 1])
    push({ type: 'schedules', schedules: [], gone: [1] })
    expect(schedules.value.map(({ id }) => id)).toEqual([2])
    push({ type: 'reminders', reminders: [reminder(4, 20, true)] })
    push({ type: 'reminders', reminders: [reminder(4, 20, true)] })
    expect(told).toHaveBeenCalledTimes(1)
    expect(due.value).toBe(2)
    take({ reminder: reminder(4, 90) }) // put off
    expect(reminders.value.map(({ id }) => id)).toEqual([3, 4])
    expect(due.value).toBe(1)
  })

  test('says so where it cannot be read, and tries again', async () => {
    const good = answer
    answer = () => Promise.reject(new Error('offline'))
    watchLater(core, told)
    await vi.waitFor(() => expect(failed.value).toBe(true))
    answer = good
    connected()
    await vi.waitFor(() => expect(failed.value).toBe(false))
    expect(schedules.value).toHaveLength(1)
  })
})
