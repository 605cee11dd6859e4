// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest'
import { broken, emojiQuery, formatted, inFence, type Edit, type Format } from '../../src/features/composer/format'
import { parse } from '../../src/core/markup/parse'

// [ and ] stand for the ends of the selection.
function edit(marked: string, change: (text: string, start: number, end: number) => Edit): string {
  const start = marked.indexOf('[')
  const end = marked.indexOf(']') - 1
  const { text, start: from, end: to } = change(marked.replace(/[[\]]/g, ''), start, end)
  return `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`
}
const format = (marked: string, how: Format): string => edit(marked, (text, start, end) => formatted(text, start, end, how))

describe('formats', () => {
  test.each<[string, Format, string]>([
    ['a [b] c', 'bold', 'a **[b]** c'],
    ['a **[b]** c', 'bold', 'a [b] c'],
    ['a [ b ]c', 'italic', 'a  *[b]* c'],
    ['**[b]**', 'italic', '***[b]***'],
    ['***[b]***', 'italic', '**[b]**'],
    ['*[b]*', 'italic', '[b]'],
    ['a[]', 'code', 'a`[]`'],
    ['[茶]', 'struck', '~~[茶]~~'],
    ['x [a\nb] y', 'code', 'x \n```\n[a\nb]\n```\n y'],
    ['a\nb[c\nd]', 'quote', 'a\n> b[c\n> d]'],
    ['> b[c\n> d]', 'quote', 'b[c\nd]'],
    ['[]', 'list', '- []'],
  ])('%j %s', (before, how, after) => expect(format(before, how)).toBe(after))
  test('what is formatted is read so', () => {
    for (const [how, type] of [['bold', 'bold'], ['italic', 'italic'], ['struck', 'struck'], ['code', 'code']] as const) {
      const [block] = parse(formatted('a b c', 2, 3, how).text)
      expect(block?.type === 'paragraph' && block.children[1]?.type).toBe(type)
    }
  })
})

describe('new lines', () => {
  test.each([
    ['a[]', 'a\n[]'],
    ['- a[]', '- a\n- []'],
    ['  * a[]b', '  * a\n  * []b'],
    ['9. a[]', '9. a\n10. []'],
    ['> a[]', '> a\n> []'],
    ['- a\n- []', '- a\n[]'],
    ['```\n- a[]', '```\n- a\n[]'],
    ['-a[]', '-a\n[]'],
  ])('%j', (before, after) => expect(edit(before, broken)).toBe(after))
  test('an open block of code', () => {
    expect([inFence('```js\na', 7), inFence('```\na\n``` b', 11), inFence('a', 1)]).toEqual([true, false, false])
  })
})

test.each([
  [':smi', 'smi'],
  ['a :tea', 'tea'],
  ['好:茶', '茶'],
  ['a:b', undefined],
  ['12:30', undefined],
  [': ', undefined],
  [':s', undefined],
  ['http://x', undefined],
  ['，:心', '心'],
])('%j asks for %s', (text, query) => expect(emojiQuery(text, text.length)).toBe(query))
