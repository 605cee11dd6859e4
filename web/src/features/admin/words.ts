// SPDX-License-Identifier: MIT
// The words of the console. Both languages come with it; nobody else needs them.
import en from '@/i18n/admin/en.json'
import zh from '@/i18n/admin/zh-CN.json'
import { locale, number, type Values } from '@/i18n'

type Entry = string | { one: string; other: string }
export type Word = keyof typeof zh

export function a(key: Word, values: Values = {}): string {
  const english = locale() === 'en'
  const entry: Entry = english ? en[key] : zh[key]
  const text = typeof entry === 'string' ? entry : entry[values['n'] === 1 ? 'one' : 'other']
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return typeof value === 'number' ? number(value) : (value ?? whole)
  })
}

// How long something lasts, in its largest unit.
export function span(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes >= 2880) return a('days', { n: Math.floor(minutes / 1440) })
  return minutes >= 120 ? a('hours', { n: Math.floor(minutes / 60) }) : a('minutes', { n: minutes })
}

const units = ['B', 'KB', 'MB', 'GB', 'TB']
export function bytes(n: number): string {
  let unit = 0
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1024
    unit++
  }
  return `${n >= 100 || unit === 0 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`
}
