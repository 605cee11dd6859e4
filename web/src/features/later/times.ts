// SPDX-License-Identifier: MIT
// When something may be wanted later: the usual times, in the time zone of the reader, and how they are told.
import { locale, type Key } from '@/i18n'

export interface Choice {
  id: 'hour' | 'tonight' | 'tomorrow' | 'monday'
  key: Key
  at: number // ms
}

const minute = 60_000
const soon = 30 * minute // a choice that is nearer is none
export const aheadMax = 365 * 86_400_000

// At so many hours of the day that is `days` ahead.
function onDay(now: number, days: number, hours: number): number {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hours).getTime()
}

export function choices(now: number): Choice[] {
  const weekday = new Date(now).getDay()
  const toMonday = (8 - weekday) % 7 || 7
  const all: Choice[] = [
    { id: 'hour', key: 'later.inAnHour', at: Math.ceil((now + 60 * minute) / minute) * minute },
    { id: 'tonight', key: 'later.tonight', at: onDay(now, 0, 20) },
    { id: 'tomorrow', key: 'later.tomorrow', at: onDay(now, 1, 9) },
    { id: 'monday', key: 'later.monday', at: onDay(now, toMonday, 9) },
  ]
  return all.filter(({ id, at }) => at >= now + soon && (id !== 'monday' || toMonday > 1))
}

// For a field of the kind datetime-local, and back. NaN: nothing was chosen.
export function fieldOf(at: number): string {
  const date = new Date(at)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`
}

export function timeOf(field: string): number {
  return field === '' ? Number.NaN : new Date(field).getTime()
}

export function isAhead(at: number, now: number): boolean {
  return at > now && at <= now + aheadMax
}

const formats = new Map<string, Intl.DateTimeFormat>()

export function shortMoment(at: number, now = Date.now()): string {
  const year = new Date(at).getFullYear() !== new Date(now).getFullYear()
  const key = `${locale()} ${year}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale(), { weekday: 'short', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(year ? { year: 'numeric' } : {}) })
    formats.set(key, format)
  }
  return format.format(at)
}
