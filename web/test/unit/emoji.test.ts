// SPDX-License-Identifier: MIT
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { groupIds, loadEmoji, loadNames, searchEmoji, withTone, type Tone } from '../../src/features/emoji/data'

interface Source {
  hexcode: string
  emoji: string
  group?: number
  version: number
  skins?: { emoji: string; tone: number | number[] }[]
}
const source = createRequire(import.meta.url)('emojibase-data/en/data.json') as Source[]
const signs = async (query: string): Promise<string[]> => (await searchEmoji(query)).map(({ sign }) => sign)

test('every emoji has a group and two names, and is one emoji', async () => {
  const { all, groups } = await loadEmoji()
  expect(groups).toHaveLength(groupIds.length)
  expect(all.length).toBeGreaterThan(1_800)
  for (const locale of ['zh-CN', 'en'] as const) {
    const names = await loadNames(locale)
    expect(names).toHaveLength(all.length)
    expect(names.every((name) => name.trim() !== '')).toBe(true)
  }
  for (const { sign } of all) expect(sign).toMatch(/^\p{RGI_Emoji}$/v)
  expect(new Set(all.map(({ sign }) => sign)).size).toBe(all.length)
})

test('tones are made as Unicode has them', async () => {
  const { all, bySign } = await loadEmoji()
  const real = new Map(source.map((one) => [one.emoji.replaceAll('\ufe0f', ''), one]))
  let checked = 0
  for (const { sign, toned } of all) {
    const skins = real.get(sign.replaceAll('\ufe0f', ''))?.skins
    expect(toned, sign).toBe(skins !== undefined)
    for (const { emoji, tone } of skins ?? []) {
      if (Array.isArray(tone) && new Set(tone).size > 1) continue // two people, two tones
      const made = withTone(sign, (Array.isArray(tone) ? tone[0] : tone) as Tone)
      expect(made.replaceAll('\ufe0f', ''), sign).toBe(emoji.replaceAll('\ufe0f', ''))
      expect(made).toMatch(/^\p{RGI_Emoji}$/v)
      checked++
    }
    expect(bySign(withTone(sign, 3))?.sign, sign).toBe(sign)
  }
  expect(checked).toBeGreaterThan(1_000)
})

describe('search', () => {
  test.each([
    ['茶', '🍵'],
    ['tea', '🍵'],
    ['thumbs up', '👍'],
    ['赞', '👍'],
    ['心', '❤️'],
    ['red heart', '❤️'],
    ['CAT', '🐱'],
    ['中国', '🇨🇳'],
    ['china', '🇨🇳'],
    ['party', '🎉'],
    ['生日', '🎂'],
  ])('%s finds %s among the first', async (query, sign) => {
    expect((await signs(query)).slice(0, 24)).toContain(sign)
  })
  test('nothing is found for nothing, and for what is nowhere', async () => {
    expect(await signs('  ')).toEqual([])
    expect(await signs('qqqq')).toEqual([])
    expect(await signs('茶 qqqq')).toEqual([])
  })
})
