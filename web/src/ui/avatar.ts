// SPDX-License-Identifier: MIT
// Initials and the colour that belongs to an id.

const han = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u

// Neighbouring ids get hues far apart: the golden angle.
export function hue(id: number): number {
  return Math.round((id * 137.508) % 360)
}

const keptMax = 1_000
const kept = new Map<string, string>()

// One character for Chinese, Japanese and Korean names; else the first letters of the first and last word.
export function initials(name: string): string {
  let found = kept.get(name)
  if (found === undefined) {
    if (kept.size === keptMax) kept.clear()
    kept.set(name, (found = made(name)))
  }
  return found
}

function made(name: string): string {
  const words = name.trim().split(/[\s._-]+/u).filter(Boolean)
  const first = letter(words[0])
  if (!first || han.test(first)) return first
  const last = words.length > 1 ? letter(words.at(-1)) : ''
  return (han.test(last) ? first : first + last).toLocaleUpperCase()
}

// What stands alone as a letter and joins no other: Latin, Chinese, Japanese, Korean. All else is the browser's to part.
const alone = /^[\u0020-\u02ff\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3]{1,2}$/
let segmenter: Intl.Segmenter | undefined

function letter(word: string | undefined): string {
  if (!word) return ''
  if (alone.test(word.slice(0, 2))) return word.charAt(0)
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(word)) return segment
  return ''
}
