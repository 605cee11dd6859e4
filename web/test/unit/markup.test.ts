// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest'
import { emojiCount, type Inline, parse, plainText } from '../../src/core/markup/parse'

function line(text: string): readonly Inline[] {
  const blocks = parse(text)
  expect(blocks).toHaveLength(1)
  expect(blocks[0]!.type).toBe('paragraph')
  return blocks[0]!.type === 'paragraph' ? blocks[0]!.children : []
}
const text = (value: string): Inline => ({ type: 'text', text: value })

describe('inline marks', () => {
  test('bold, italic and code nest where it makes sense', () => {
    expect(line('a **b *c* d** `**e**`')).toEqual([
      text('a '),
      { type: 'bold', children: [text('b '), { type: 'italic', children: [text('c')] }, text(' d')] },
      text(' '),
      { type: 'code', text: '**e**' },
    ])
  })
  test.each(['2 * 3 * 4', 'snake_case_name', '**open', 'a ` b', '* list', '__', '__init__', '****', '*', '`', '5*'])('%s stays text', (value) => {
    expect(line(value)).toEqual([text(value)])
  })
  test('Chinese around marks', () => {
    expect(line('请看**重点**部分')).toEqual([text('请看'), { type: 'bold', children: [text('重点')] }, text('部分')])
  })
  test('line breaks stay in the paragraph', () => {
    expect(line('a\nb')).toEqual([text('a\nb')])
  })
})

describe('links', () => {
  test.each([
    ['see https://example.org/a?b=1#c.', 'https://example.org/a?b=1#c'],
    ['(https://example.org/a)', 'https://example.org/a'],
    ['https://en.wikipedia.org/wiki/Tea_(drink)', 'https://en.wikipedia.org/wiki/Tea_(drink)'],
    ['看https://example.org/路径，很好', undefined],
    ['看 https://example.org/路径，很好', 'https://example.org/路径'],
    ['HTTP://EXAMPLE.org', 'HTTP://EXAMPLE.org'],
  ])('%s', (value, expected) => {
    expect(line(value).find((node) => node.type === 'link')?.text).toBe(expected)
  })
  test.each(['javascript:alert(1)', 'data:text/html,x', 'https://', 'http://user:secret@host/', 'xhttps://a.b', 'ftp://a.b', 'vbscript:x'])(
    '%s is no link',
    (value) => expect(line(value).some((node) => node.type === 'link')).toBe(false),
  )
  test('a link inside marks', () => {
    expect(line('**https://a.example/**')).toEqual([{ type: 'bold', children: [{ type: 'link', href: 'https://a.example/', text: 'https://a.example/' }] }])
  })
})

describe('blocks', () => {
  test('a fence with language between paragraphs', () => {
    expect(parse('before\n```ts\nlet a = 1 // **x**\n```\nafter')).toEqual([
      { type: 'paragraph', children: [text('before')] },
      { type: 'code', text: 'let a = 1 // **x**', language: 'ts' },
      { type: 'paragraph', children: [text('after')] },
    ])
  })
  test('an open fence and an empty one stay text', () => {
    expect(parse('```\nabc').map((block) => block.type)).toEqual(['paragraph'])
    expect(parse('``````').map((block) => block.type)).toEqual(['paragraph'])
  })
  test('a one-line fence', () => {
    expect(parse('```make test```')).toEqual([{ type: 'code', text: 'make test' }])
  })
})

test('markup that looks like HTML or a script stays text', () => {
  for (const payload of [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg/onload=alert(1)>',
    "<a href=\"javascript:alert(1)\">x</a>",
    '{{constructor.constructor("alert(1)")()}}',
    '[x](javascript:alert(1))',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '&lt;b&gt;',
  ]) {
    expect(plainText(payload)).toBe(payload)
    expect(line(payload).every((node) => node.type === 'text')).toBe(true)
  }
})

test('the plain text has no marks', () => {
  expect(plainText('**a** `b` *c* https://d.example\n```\ne\n```')).toBe('a b c https://d.example\ne')
})

test('nothing is lost and it is quick: random texts, and the worst of marks', () => {
  const signs = ['*', '**', '_', '`', ' ', 'a', '中', '\n', 'http://', 'x.y', '(', ')']
  let state = 42
  const pick = (): string => signs[(state = (Math.imul(state, 48271) >>> 0) % 2147483647) % signs.length]!
  for (let round = 0; round < 2000; round++) {
    const value = Array.from({ length: 30 }, pick).join('')
    const letters = (from: string): string => from.replace(/[*_`\s]/g, '')
    expect(letters(plainText(value))).toBe(letters(value))
  }
  const start = performance.now()
  for (const bad of ['*a '.repeat(20_000), '**'.repeat(30_000), '_a'.repeat(30_000), '`a'.repeat(30_000), '*_**'.repeat(15_000), 'http://('.repeat(8_000)]) parse(bad)
  expect(performance.now() - start).toBeLessThan(2000)
})

test.each([
  ['👍', 1],
  ['👍🏽 🎉', 2],
  ['👨‍👩‍👧‍👦', 1],
  ['🇨🇳', 1],
  ['3', 0],
  ['hi 👍', 0],
  ['', 0],
])('emoji count of %s is %i', (value, expected) => expect(emojiCount(value)).toBe(expected))
