// SPDX-License-Identifier: MIT
// Days as the reader's clock has them, each by the moment it begins; and how keys go from one to another.
import { startOfDay } from '@/i18n'

export interface Bounds {
  first: number
  last: number
}

// 0: Sunday. Which day a week begins with, where the browser knows it.
export function weekStart(language: string): number {
  const known = new Intl.Locale(language) as Intl.Locale & { getWeekInfo?(): { firstDay: number }; weekInfo?: { firstDay: number } }
  return ((known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1) % 7
}

export function addDays(day: number, count: number): number {
  const date = new Date(day)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + count).getTime()
}

// The same day of another month, or its last one.
export function addMonths(day: number, count: number): number {
  const date = new Date(day)
  const last = new Date(date.getFullYear(), date.getMonth() + count + 1, 0)
  return last.setDate(Math.min(date.getDate(), last.getDate()))
}

export function monthOf(day: number): number {
  return new Date(day).setDate(1)
}

export function within(day: number, { first, last }: Bounds): number {
  return Math.max(first, Math.min(day, last))
}

// The weeks of a month, with undefined where a day belongs to another one.
export function weeksOf(month: number, start: number): (number | undefined)[][] {
  const before = (new Date(month).getDay() - start + 7) % 7
  const count = new Date(addMonths(month, 1) - 1).getDate()
  return Array.from({ length: Math.ceil((before + count) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, place) => {
      const index = week * 7 + place - before
      return index < 0 || index >= count ? undefined : addDays(month, index)
    }),
  )
}

// Where a key leads from a day, before the bounds are looked at. Undefined: it is none of the grid's.
export function moved(day: number, { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>, start: number): number | undefined {
  const place = (new Date(day).getDay() - start + 7) % 7
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1)
    case 'ArrowRight':
      return addDays(day, 1)
    case 'ArrowUp':
      return addDays(day, -7)
    case 'ArrowDown':
      return addDays(day, 7)
    case 'Home':
      return addDays(day, -place)
    case 'End':
      return addDays(day, 6 - place)
    case 'PageUp':
      return addMonths(day, shiftKey ? -12 : -1)
    case 'PageDown':
      return addMonths(day, shiftKey ? 12 : 1)
    default:
      return undefined
  }
}

// From the day of the first message to today; where a clock goes wrong there is at least one.
export function boundsOf(firstAt: number, now: number): Bounds {
  const last = startOfDay(now)
  return { first: Math.min(startOfDay(firstAt), last), last }
}
