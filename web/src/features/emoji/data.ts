// SPDX-License-Identifier: MIT
// The emoji with their names, loaded once. A search looks at the Chinese and the English words, whatever the language of
// the page is.
import type { Locale } from '@/i18n'

export interface Emoji {
  readonly sign: string
  readonly toned: boolean // takes a tone of skin
  readonly group: number
  readonly index: number
}

export interface EmojiData {
  readonly groups: readonly (readonly Emoji[])[]
  readonly all: readonly Emoji[]
  bySign(sign: string): Emoji | undefined
}

export const groupIds = ['smileys', 'people', 'nature', 'food', 'places', 'activities', 'objects', 'symbols', 'flags'] as const

let loading: Promise<EmojiData> | undefined

export function loadEmoji(): Promise<EmojiData> {
  loading ??= import('virtual:emoji').then(
    ({ default: text }) => read(text),
    (error: unknown) => {
      loading = undefined // asked for again with the next opening
      throw error
    },
  )
  return loading
}

function read(text: string): EmojiData {
  const all: Emoji[] = []
  const groups = text.split('\n').map((line, group) =>
    line.split(' ').map((part) => {
      const toned = part.startsWith('+')
      const emoji: Emoji = { sign: toned ? part.slice(1) : part, toned, group, index: all.length }
      all.push(emoji)
      return emoji
    }),
  )
  const signs = new Map(all.map((emoji) => [bare(emoji.sign), emoji]))
  return { groups, all, bySign: (sign) => signs.get(bare(sign)) }
}

// --- words ---

interface Words {
  readonly names: readonly string[]
  readonly found: readonly string[] // lower case, |name|word|word
}
const words: Partial<Record<'zh' | 'en', Promise<Words>>> = {}

function loadWords(language: 'zh' | 'en'): Promise<Words> {
  words[language] ??= (language === 'zh' ? import('virtual:emoji/zh') : import('virtual:emoji/en')).then(
    ({ default: text }) => {
      const lines = text.split('\n')
      return { names: lines.map((line) => line.split('|', 1)[0]!), found: lines.map((line) => `|${line.toLowerCase()}`) }
    },
    (error: unknown) => {
      delete words[language]
      throw error
    },
  )
  return words[language]
}

export async function loadNames(locale: Locale): Promise<readonly string[]> {
  return (await loadWords(locale === 'en' ? 'en' : 'zh')).names
}

// Best first: the name, a whole word, the start of the name, the start of a word, anything. Every word that is asked for must be found.
export async function searchEmoji(query: string, limit = 120): Promise<Emoji[]> {
  const asked = query.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (asked.length === 0) return []
  const [{ all }, ...lists] = await Promise.all([loadEmoji(), loadWords('zh'), loadWords('en')])
  const ranked: { emoji: Emoji; rank: number }[] = []
  for (const emoji of all) {
    const lines = lists.map((list) => list.found[emoji.index] ?? '')
    let rank = 0
    for (const word of asked) rank += Math.min(...lines.map((line) => rankOf(line, word)))
    if (rank < nowhere) ranked.push({ emoji, rank })
  }
  return ranked
    .sort((a, b) => a.rank - b.rank || a.emoji.index - b.emoji.index)
    .slice(0, limit)
    .map(({ emoji }) => emoji)
}

const nowhere = 1_000

function rankOf(line: string, word: string): number {
  const name = line.slice(1, line.indexOf('|', 1) < 0 ? undefined : line.indexOf('|', 1))
  if (name === word) return 0
  if (word > 'z' && name.includes(word)) return 1 // Chinese names have no spaces
  if (line.includes(`|${word}|`) || line.endsWith(`|${word}`) || ` ${name} `.includes(` ${word} `)) return 1
  if (name.startsWith(word)) return 2
  if (name.includes(` ${word}`)) return 3
  if (line.includes(`|${word}`)) return 4
  // Single letters of the Latin script are everywhere.
  if (!line.includes(word) || (word.length < 2 && word <= 'z')) return nowhere
  return 5
}

// --- tones of skin ---

const tones = ['', '\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'] as const
export type Tone = 0 | 1 | 2 | 3 | 4 | 5

// The tone comes after each sign that takes one, in place of the mark for colour; hands between two people have none.
export function withTone(sign: string, tone: Tone): string {
  if (tone === 0) return sign
  return sign.replace(/(?!\u{1f91d}\u200d)(\p{Emoji_Modifier_Base})\ufe0f?/gu, `$1${tones[tone]}`)
}

function bare(sign: string): string {
  return sign.replace(/[\p{Emoji_Modifier}\ufe0f]/gu, '')
}
