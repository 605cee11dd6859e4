// SPDX-License-Identifier: MIT
// What this browser keeps of the reader's wishes, as far as it makes sense.
import { notifyDefaults, type Level, type NotifySettings } from './rules'

export const levels: readonly Level[] = ['all', 'direct', 'none']

export function notifyOf(kept: Readonly<Record<string, unknown>>): NotifySettings {
  const is = <K extends keyof NotifySettings>(key: K, fits: (value: unknown) => boolean): NotifySettings[K] =>
    fits(kept[key]) ? (kept[key] as NotifySettings[K]) : notifyDefaults[key]
  const truth = (value: unknown): boolean => typeof value === 'boolean'
  const minute = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 24 * 60
  return {
    level: is('level', (value) => levels.includes(value as Level)),
    system: is('system', truth),
    sound: is('sound', truth),
    words: is('words', truth),
    quiet: is('quiet', truth),
    quietFrom: is('quietFrom', minute),
    quietTo: is('quietTo', minute),
  }
}

export function toClock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

// Undefined: no time of the day, as while it is being typed.
export function toMinute(clock: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})/.exec(clock) ?? []
  return hours === undefined || Number(hours) > 23 || Number(minutes) > 59 ? undefined : Number(hours) * 60 + Number(minutes)
}
