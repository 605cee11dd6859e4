// SPDX-License-Identifier: MIT
// What the composer does to a text for its markup: marks around the selection, and what a new line begins with.

export interface Edit {
  readonly text: string
  readonly start: number // of the selection afterwards
  readonly end: number
}

export type Format = 'bold' | 'italic' | 'struck' | 'code' | 'quote' | 'list'

const marks = { bold: '**', italic: '*', struck: '~~', code: '`' } as const

// A format that is there already is taken away.
export function formatted(text: string, start: number, end: number, format: Format): Edit {
  if (format === 'quote' || format === 'list') return prefixed(text, start, end, format === 'quote' ? '> ' : '- ')
  const chosen = text.slice(start, end)
  if (format === 'code' && chosen.includes('\n')) return fenced(text, start, end)
  const mark = marks[format]
  const size = mark.length
  // Spaces at the ends stay outside: a mark beside a space is none.
  const from = start + chosen.length - chosen.trimStart().length
  const to = Math.max(from, end - (chosen.length - chosen.trimEnd().length))
  if (isMark(text, from - size, mark, -1) && isMark(text, to, mark, 1)) {
    return { text: text.slice(0, from - size) + text.slice(from, to) + text.slice(to + size), start: from - size, end: to - size }
  }
  return { text: text.slice(0, from) + mark + text.slice(from, to) + mark + text.slice(to), start: from + size, end: to + size }
}

// One star is not half of a bold mark: of two there is none, of three there is one.
function isMark(text: string, at: number, mark: string, away: 1 | -1): boolean {
  if (at < 0 || !text.startsWith(mark, at)) return false
  if (mark !== '*') return true
  let stars = 0
  while (text[at + stars * away] === '*') stars++
  return stars % 2 === 1
}

function fenced(text: string, start: number, end: number): Edit {
  const before = start > 0 && text[start - 1] !== '\n' ? '\n```\n' : '```\n'
  const chosen = text.slice(start, end)
  const after = `${chosen.endsWith('\n') ? '' : '\n'}\`\`\`${end < text.length && text[end] !== '\n' ? '\n' : ''}`
  return { text: text.slice(0, start) + before + chosen + after + text.slice(end), start: start + before.length, end: end + before.length }
}

function prefixed(text: string, start: number, end: number, prefix: string): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const lines = text.slice(from, end).split('\n')
  const off = lines.every((line) => line.startsWith(prefix))
  const changed = lines.map((line) => (off ? line.slice(prefix.length) : prefix + line)).join('\n')
  const first = off ? -prefix.length : prefix.length
  return { text: text.slice(0, from) + changed + text.slice(end), start: Math.max(from, start + first), end: from + changed.length }
}

// Whether the caret stands in a block of code that is still open.
export function inFence(text: string, caret: number): boolean {
  return text.slice(0, caret).split('```').length % 2 === 0
}

const item = /^(\s*)(?:([-*])|(\d{1,6})([.)])|(>)) +/

// Whether the line of the caret is of a list or a quote.
export function continues(text: string, caret: number): boolean {
  return item.test(text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret)) && !inFence(text, caret)
}

// A line break; in a list or a quote the next line begins like this one, and an empty one ends it.
export function broken(text: string, start: number, end: number): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const line = text.slice(from, start)
  const [mark, spaces = '', dash, number, dot = '', quote] = item.exec(line) ?? []
  if (!mark || inFence(text, start)) return inserted(text, start, end, '\n')
  if (line === mark) return { text: text.slice(0, from) + text.slice(end), start: from, end: from }
  const next = dash ?? (number === undefined ? quote : `${Number(number) + 1}${dot}`)
  return inserted(text, start, end, `\n${spaces}${next} `)
}

export function inserted(text: string, start: number, end: number, piece: string): Edit {
  const at = start + piece.length
  return { text: text.slice(0, start) + piece + text.slice(end), start: at, end: at }
}

// What stands between a colon and the caret, if an emoji may be meant: two signs of a Latin word, one of another.
export function emojiQuery(text: string, caret: number): string | undefined {
  const [, query] = /(?:^|[\s\p{Script=Han}\p{P}]):([\p{L}\p{N}_+-]{1,24})$/u.exec(text.slice(0, caret)) ?? []
  return query !== undefined && (query.length > 1 || query > 'z') && !/^\d+$/.test(query) ? query : undefined
}
