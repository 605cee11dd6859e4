// SPDX-License-Identifier: MIT
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dayName, laterWords, listTime, preferredLocale, setLocale, t } from '@/i18n'
import enAdmin from '@/i18n/admin/en.json'
import zhAdmin from '@/i18n/admin/zh-CN.json'
import enFirst from '@/i18n/en.json'
import enLater from '@/i18n/later/en.json'
import zhLater from '@/i18n/later/zh-CN.json'
import enSignIn from '@/i18n/signin/en.json'
import zhSignIn from '@/i18n/signin/zh-CN.json'
import zhFirst from '@/i18n/zh-CN.json'

const en = { ...enFirst, ...enSignIn, ...enLater }
const zh = { ...zhFirst, ...zhSignIn, ...zhLater }

const root = join(import.meta.dirname, '../../src')
const sources = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(vue|ts)$/.test(entry.name))
  .map((entry) => ({ name: entry.name, text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }))
const all = sources.map((source) => source.text).join('\n')

// Keys that are put together: the literal part before the ${…}, as in t(`closed.${reason}Text`).
const built = [...all.matchAll(/`([a-z]+\.\w*)\$\{/g)].map((match) => match[1]!)

type Entry = string | { one: string; other: string }
const placeholders = (entry: Entry): string[] =>
  typeof entry === 'string'
    ? [...new Set([...entry.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()
    : [...new Set([...placeholders(entry.one), ...placeholders(entry.other)])].sort()

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh))
  })

  it('have the same placeholders', () => {
    for (const [key, entry] of Object.entries<Entry>(zh)) {
      expect([key, ...placeholders((en as Record<string, Entry>)[key]!)]).toEqual([key, ...placeholders(entry)])
    }
  })

  it('hold each key once, in the same part', () => {
    expect(Object.keys(enFirst)).toEqual(Object.keys(zhFirst))
    expect(Object.keys(enSignIn)).toEqual(Object.keys(zhSignIn))
    expect(Object.keys(zhSignIn).filter((key) => key in zhFirst)).toEqual([])
    expect(Object.keys(zhLater).filter((key) => key in zhFirst || key in zhSignIn)).toEqual([])
  })

  it('give the sign-in card all that it says before the later words come', () => {
    const card = sources.find(({ name }) => name === 'SignIn.vue')!.text
    const asked = [...card.matchAll(/\bt\('([^']+)'/g)].map((match) => match[1]!)
    const refused = [...card.matchAll(/'([a-z]+_[a-z_]+)'/g)].map((match) => `error.${match[1]!}`)
    expect(asked.length).toBeGreaterThan(20)
    expect(refused.length).toBeGreaterThan(4)
    expect([...asked, ...refused, 'error.rate_limited_for'].filter((key) => !(key in zhFirst) && !(key in zhSignIn))).toEqual([])
  })

  it('have no empty text', () => {
    for (const [key, entry] of [...Object.entries<Entry>(zh), ...Object.entries<Entry>(en)]) {
      const texts = typeof entry === 'string' ? [entry] : [entry.one, entry.other]
      for (const text of texts) expect([key, text.length > 0]).toEqual([key, true])
    }
  })

  it('have no key that nothing uses', () => {
    const unused = Object.keys(zh).filter((key) => !all.includes(`'${key}'`) && !built.some((prefix) => key.startsWith(prefix)))
    expect(unused).toEqual([])
  })

  it('have every key that is asked for', () => {
    const asked = [...all.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1]!)
    expect(asked.filter((key) => !(key in zh))).toEqual([])
  })

  it('have a sentence for every error of the protocol', () => {
    const generated = readFileSync(join(root, 'core/protocol/generated.ts'), 'utf8')
    const codes = /ErrorCode\s*=\s*([^\n]*(?:\n\s*\|[^\n]*)*)/.exec(generated)?.[1] ?? ''
    const words = [...codes.matchAll(/'([a-z_]+)'/g)].map((match) => match[1]!)
    expect(words.length).toBeGreaterThan(20)
    for (const code of [...words, 'offline', 'timeout']) expect(zh).toHaveProperty([`error.${code}`])
  })

  it('are the only place with Chinese words', () => {
    const allowed = new Set(['index.ts']) // the languages' own names
    const wrong = sources.filter(({ name, text }) => !allowed.has(name) && /\p{Script=Han}/u.test(text.replace(/\\p\{Script=Han\}/g, '')))
    expect(wrong.map(({ name }) => name)).toEqual([])
  })
})

describe('the words of the console', () => {
  it('are the same keys with the same placeholders in both languages', () => {
    expect(Object.keys(enAdmin)).toEqual(Object.keys(zhAdmin))
    for (const [key, entry] of Object.entries<Entry>(zhAdmin)) {
      expect([key, ...placeholders((enAdmin as Record<string, Entry>)[key]!)]).toEqual([key, ...placeholders(entry)])
    }
  })

  it('have no key that nothing uses', () => {
    const parts = [...all.matchAll(/`([a-z]+\.)\$\{/g)].map((match) => match[1]!)
    const unused = Object.keys(zhAdmin).filter((key) => !all.includes(`'${key}'`) && !parts.some((prefix) => key.startsWith(prefix)))
    expect(unused).toEqual([])
  })
})

describe('t', () => {
  it('fills placeholders and picks the plural', async () => {
    await setLocale('en')
    expect(t('header.members', { n: 1 })).toBe('1 member')
    expect(t('header.members', { n: 1200 })).toBe('1,200 members')
    await setLocale('zh-CN')
    expect(t('header.members', { n: 1 })).toBe('1 位成员')
    expect(document.documentElement.lang).toBe('zh-CN')
  })

  it('has the words of later parts in the language of now, once they are asked for', async () => {
    await setLocale('en')
    const asked = laterWords()
    await setLocale('zh-CN')
    await asked
    expect(t('signin.submit')).toBe('进入')
    await setLocale('en')
    expect(t('signin.submit')).toBe('Continue')
  })

  it('leaves text with a dollar sign as it is', async () => {
    await setLocale('en')
    await laterWords()
    expect(t('signin.unknown', { name: "$& $' {name}" })).toContain("$& $' {name}")
  })
})

describe('the language', () => {
  it('comes from the first one of the browser that there is', () => {
    expect(preferredLocale(['fr', 'zh-TW', 'en'])).toBe('zh-CN')
    expect(preferredLocale(['en-GB', 'zh'])).toBe('en')
    expect(preferredLocale(['fr'])).toBe('en')
  })
})

describe('times', () => {
  const now = new Date(2026, 10, 20, 15, 0).getTime()
  it('are short in lists', async () => {
    await setLocale('zh-CN')
    expect(listTime(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe('09:05')
    expect(listTime(new Date(2026, 10, 19, 23, 59).getTime(), now)).toBe('昨天')
    expect(listTime(new Date(2026, 10, 15, 12).getTime(), now)).toBe('周日')
    expect(listTime(new Date(2026, 2, 4, 12).getTime(), now)).toBe('3/4')
    expect(listTime(new Date(2025, 2, 4, 12).getTime(), now)).toBe('2025/3/4')
  })
  it('are words in separators', async () => {
    await setLocale('en')
    expect(dayName(now, now)).toBe('Today')
    expect(dayName(new Date(2026, 10, 19, 1).getTime(), now)).toBe('Yesterday')
    expect(dayName(new Date(2026, 10, 2, 1).getTime(), now)).toBe('Monday, November 2')
  })
})
