// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, boundsOf, monthOf, moved, weeksOf, weekStart, within } from '@/features/days/calendar'

const at = (year: number, month: number, day: number): number => new Date(year, month - 1, day).getTime()
const key = (name: string, from: number, shiftKey = false): number | undefined => moved(from, { key: name, shiftKey }, 1)

describe('the weeks of a month', () => {
  it('begin with the day of the language and hold its days in order', () => {
    const weeks = weeksOf(at(2026, 11, 1), 1) // a Sunday
    expect(weeks).toHaveLength(6)
    expect(weeks[0]!.slice(0, 6)).toEqual(Array(6).fill(undefined))
    expect(weeks.flat().filter((day) => day !== undefined)).toEqual(Array.from({ length: 30 }, (_, index) => at(2026, 11, index + 1)))
    expect(weeksOf(at(2026, 11, 1), 0)).toHaveLength(5)
    expect(weeksOf(at(2027, 2, 1), 1)).toHaveLength(4)
  })

  it('go on over the hours of a summer time', () => {
    for (const month of [3, 10]) expect(new Set(weeksOf(at(2026, month, 1), 1).flat().filter((day) => day !== undefined).map((day) => new Date(day).getDate())).size).toBe(31)
  })

  it('are known for the languages there are', () => {
    for (const language of ['en', 'zh-CN']) expect([0, 1]).toContain(weekStart(language))
  })
})

describe('a key', () => {
  it.each([
    ['ArrowLeft', at(2026, 2, 28)],
    ['ArrowRight', at(2026, 3, 2)],
    ['ArrowUp', at(2026, 2, 22)],
    ['ArrowDown', at(2026, 3, 8)],
    ['Home', at(2026, 2, 23)],
    ['End', at(2026, 3, 1)],
    ['PageUp', at(2026, 2, 1)],
    ['PageDown', at(2026, 4, 1)],
    ['Tab', undefined],
  ])('%s leads on from a Sunday, the first of March', (name, to) => {
    expect(key(name, at(2026, 3, 1))).toBe(to)
  })

  it('goes by years with Shift, and to the last day of a shorter month', () => {
    expect(key('PageUp', at(2024, 2, 29), true)).toBe(at(2023, 2, 28))
    expect(key('PageDown', at(2026, 1, 31))).toBe(at(2026, 2, 28))
    expect(addMonths(at(2026, 12, 31), 2)).toBe(at(2027, 2, 28))
  })
})

describe('the bounds', () => {
  it('are the day of the first message and today', () => {
    const bounds = boundsOf(at(2026, 3, 5) + 80_000_000, at(2026, 4, 2) + 5)
    expect(bounds).toEqual({ first: at(2026, 3, 5), last: at(2026, 4, 2) })
    expect(within(addDays(bounds.last, 1), bounds)).toBe(bounds.last)
    expect(within(monthOf(bounds.first), bounds)).toBe(bounds.first)
    expect(boundsOf(at(2026, 5, 1), at(2026, 4, 2)).first).toBe(at(2026, 4, 2)) // a clock was wrong
  })
})
