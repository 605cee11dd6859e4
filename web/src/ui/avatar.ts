// SPDX-License-Identifier: MIT
// Initials and the colour that belongs to an id.

const han = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u

// Neighbouring ids get hues far apart: the golden angle.
export function hue(id: number): number {
  return Math.round((id * 137.508) % 360)
}

// One character for Chinese, Japanese and Korean names; else the first letters of the first and last word.
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/u).filter(Boolean)
  const first = letter(words[0])
  if (!first || han.test(first)) return first
  const last = words.length > 1 ? letter(words.at(-1)) : ''
  return (han.test(last) ? first : first + last).toLocaleUpperCase()
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function letter(word: string | undefined): string {
  if (!word) return ''
  for (const { segment } of segmenter.segment(word)) return segment
  return ''
}
