// SPDX-License-Identifier: MIT
// Words in the reader's language. The zh-CN.json of each part is the source of the keys. A catalogue is a lazy chunk: the
// first words are loaded before the first paint, those of signin/ with the sign-in card, and those of later/, which are used
// only by parts that come later themselves, with such parts (app/lazy.ts); all again when the language is switched. Values
// are text with {placeholders}, or {one, other} where a language has a plural; the number is the placeholder `n`.
import { shallowRef } from 'vue'
import type laterSource from './later/zh-CN.json'
import type signInSource from './signin/zh-CN.json'
import type source from './zh-CN.json'

export type Key = keyof typeof source | keyof typeof signInSource | keyof typeof laterSource
export type Part = 'first' | 'signin' | 'later'
export type Locale = 'zh-CN' | 'en'
export type Values = Record<string, string | number>
type Entry = string | { one: string; other: string }
type Catalogue = Partial<Record<Key, Entry>>
type Loaders = Record<Locale, () => Promise<{ default: Catalogue }>>

const files: Record<Part, Loaders> = {
  first: { 'zh-CN': () => import('./zh-CN.json'), en: () => import('./en.json') },
  signin: { 'zh-CN': () => import('./signin/zh-CN.json'), en: () => import('./signin/en.json') },
  later: { 'zh-CN': () => import('./later/zh-CN.json'), en: () => import('./later/en.json') },
}
const wanted = new Set<Part>(['first'])

export const locales: readonly { id: Locale; name: string }[] = [
  { id: 'zh-CN', name: '简体中文' },
  { id: 'en', name: 'English' },
]

// Both change together, so that no render mixes two languages.
const current = shallowRef<{ locale: Locale; words: Catalogue | undefined }>({ locale: 'en', words: undefined })

export function locale(): Locale {
  return current.value.locale
}

export function preferredLocale(languages: readonly string[] = navigator.languages): Locale {
  for (const language of languages) {
    if (/^zh\b/i.test(language)) return 'zh-CN'
    if (/^en\b/i.test(language)) return 'en'
  }
  return 'en'
}

export async function setLocale(next: Locale, ...more: Part[]): Promise<void> {
  current.value = { locale: next, words: await load(next, [...wanted, ...more]) }
  document.documentElement.lang = next
}

async function load(language: Locale, parts: readonly Part[]): Promise<Catalogue> {
  for (const part of parts) wanted.add(part)
  const catalogues = await Promise.all(parts.map((part) => files[part][language]()))
  return Object.assign({}, ...catalogues.map((one) => one.default)) as Catalogue
}

// The words of these parts; they are there when the promise is kept.
async function addWords(parts: readonly Part[]): Promise<void> {
  const language = locale()
  const words = await load(language, parts)
  if (locale() !== language) return addWords(parts) // switched meanwhile, perhaps without them
  const known = current.value.words
  const missing = Object.keys(words).some((key) => known !== undefined && !(key in known))
  if (missing) current.value = { locale: language, words: { ...known, ...words } }
}

export const signInWords = (): Promise<void> => addWords(['signin'])
export const laterWords = (): Promise<void> => addWords(['signin', 'later']) // the settings have words of the card too

export function has(key: string): key is Key {
  return key in (current.value.words ?? {})
}

export function t(key: Key, values?: Values): string {
  const { words, locale: language } = current.value
  const entry = words?.[key]
  if (entry === undefined) return key
  const text = typeof entry === 'string' ? entry : entry[plural(language, values?.['n'])]
  return values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => shown(values[name]) ?? whole) : text
}

// Names written from right to left stay one piece within a sentence.
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

function shown(value: string | number | undefined): string | undefined {
  return typeof value === 'number' ? number(value) : value && rightToLeft.test(value) ? `\u2068${value}\u2069` : value
}

function plural(language: Locale, n: string | number | undefined): 'one' | 'other' {
  return language === 'en' && n === 1 ? 'one' : 'other'
}

// --- numbers and dates, with formatters kept per language ---

const formatters = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.ListFormat>()

function formatter<T extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.ListFormat>(
  name: string,
  make: (language: Locale) => T,
): T {
  const key = `${locale()} ${name}`
  let found = formatters.get(key)
  if (!found) formatters.set(key, (found = make(locale())))
  return found as T
}

function date(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return formatter(name, (language) => new Intl.DateTimeFormat(language, options))
}

// Making a formatter takes ten milliseconds. What is shown first does without: small numbers, times and the last two days are
// the same in all our languages, or words.
export function number(n: number): string {
  if (Number.isInteger(n) && n >= 0 && n < 1000) return String(n)
  return formatter('number', (language) => new Intl.NumberFormat(language)).format(n)
}

// 340 B, 12 kB, 4.8 MB
export function bytes(n: number): string {
  if (n < 1000) return `${number(n)} B` // "10 byte" is what the formatter says in English
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, n)) / 3))
  const unit = (['kilobyte', 'megabyte', 'gigabyte'] as const)[power - 1]!
  return formatter(unit, (language) => new Intl.NumberFormat(language, { style: 'unit', unit, maximumSignificantDigits: 3 })).format(n / 1000 ** power)
}

export function list(items: readonly string[]): string {
  return formatter('list', (language) => new Intl.ListFormat(language, { type: 'conjunction' })).format(items)
}

export function clock(at: number): string {
  const time = new Date(at)
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`
}

export function moment(at: number): string {
  return date('moment', { dateStyle: 'full', timeStyle: 'short' }).format(at)
}

export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

function daysAgo(at: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000)
}

function relativeDay(days: 0 | 1): string {
  return t(days === 0 ? 'time.today' : 'time.yesterday')
}

// Short, for lists: 14:05, yesterday, Tue, 3/14, 2025/3/14.
export function listTime(at: number, now: number): string {
  const days = daysAgo(at, now)
  if (days <= 0) return clock(at)
  if (days === 1) return relativeDay(1)
  if (days < 7) return date('weekday', { weekday: 'short' }).format(at)
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return thisYear
    ? date('day', { month: 'numeric', day: 'numeric' }).format(at)
    : date('year', { year: 'numeric', month: 'numeric', day: 'numeric' }).format(at)
}

// Long, for the separators of a timeline.
export function dayName(at: number, now: number): string {
  const days = daysAgo(at, now)
  if (days === 0 || days === 1) return relativeDay(days)
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return thisYear
    ? date('long', { month: 'long', day: 'numeric', weekday: 'long' }).format(at)
    : date('longyear', { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }).format(at)
}
