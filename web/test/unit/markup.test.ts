// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest'
import { clean } from '../../src/core/markup/clean'
import { type Block, emojiCount, type Inline, type List, parse, plainText } from '../../src/core/markup/parse'
import { type Dice, seeds } from '../dice'

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
  test.each(['2 * 3 * 4', 'snake_case_name', '**open', 'a ` b', '__', '~~', '~~~', '~a~', '~~~~', 'a ~~ b ~~ c', '__init__', '****', '*', '`', '5*'])('%s stays text', (value) => {
    expect(line(value)).toEqual([text(value)])
  })
  test('struck words', () => {
    expect(line('~~old *x*~~ new')).toEqual([{ type: 'struck', children: [text('old '), { type: 'italic', children: [text('x')] }] }, text(' new')])
  })
  test('a sign of code that is open in one line opens no less in the next', () => {
    expect(line('a ` b\n`c`')).toEqual([text('a ` b\n'), { type: 'code', text: 'c' }])
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

describe('links with words', () => {
  test.each([
    ['[the notes](https://example.org/n)', 'https://example.org/n', 'the notes'],
    ['看[这里](https://example.org/a_(b))。', 'https://example.org/a_(b)', '这里'],
    ['[v1.2](https://example.org/)', 'https://example.org/', 'v1.2'],
  ])('%s', (value, href, words) => {
    expect(line(value).find((node) => node.type === 'link')).toEqual({ type: 'link', href, text: words })
  })
  test.each([
    '[https://bank.example](https://evil.example)',
    '[bank.example](https://evil.example)',
    '[bank.example/login](https://evil.example)',
    '[ ](https://evil.example)',
    '[x](javascript:alert(1))',
    '[x](https://a:b@evil.example)',
    '[x](//evil.example)',
  ])('%s shows where it leads', (value) => {
    expect(line(value).every((node) => node.type === 'text' || (node.type === 'link' && value.includes(node.text) && node.text.startsWith('https://')))).toBe(true)
  })
})

describe('quotes and lists', () => {
  const paragraph = (...children: Inline[]) => ({ type: 'paragraph', children })
  test('a quote has blocks of its own', () => {
    expect(parse('> a **b**\n> c\n>\n> - d\nafter')).toEqual([
      { type: 'quote', blocks: [paragraph(text('a '), { type: 'bold', children: [text('b')] }, text('\nc\n')), { type: 'list', items: [{ children: [text('d')] }] }] },
      paragraph(text('after')),
    ])
    expect(parse('> ```sh\n> make\n> ```')).toEqual([{ type: 'quote', blocks: [{ type: 'code', text: 'make', language: 'sh' }] }])
  })
  test('a fence keeps the signs in it', () => {
    expect(parse('```\n> a\n- b\n```')).toEqual([{ type: 'code', text: '> a\n- b' }])
  })
  test.each(['>_<', '>>> x', '1.5 cups', '-5', '- ', '2024年', '--', '*'])('%s stays text', (value) => {
    expect(parse(value)).toEqual([paragraph(text(value))])
  })
  test('lists nest and keep their numbers', () => {
    expect(parse('3. a\n4. b\n   - c\n5) d')).toEqual([
      { type: 'list', start: 3, items: [{ children: [text('a')] }, { children: [text('b')], list: { type: 'list', items: [{ children: [text('c')] }] } }, { children: [text('d')] }] },
    ])
    expect(plainText('to do\n- tea\n  - cups\n- cake')).toBe('to do\n• tea\n• cups\n• cake')
    expect(plainText('3. a\n4. b')).toBe('3. a\n4. b')
  })
  test('nesting has an end', () => {
    const depth = (value: unknown): number => (typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0)
    expect(depth(parse('> '.repeat(500) + 'x'))).toBeLessThan(20)
    expect(depth(parse(Array.from({ length: 100 }, (_, n) => `${' '.repeat(n)}- x`).join('\n')))).toBeLessThan(20)
    expect(depth(parse('**~~*_'.repeat(300) + 'x' + '_*~~**'.repeat(300)))).toBeLessThan(20)
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

// --- any text ---
const pieces = [
  '*', '**', '_', '~~', '`', '```', '```js\n', ' ', '  ', 'a', '中', '🍵', '\n', '\n> ', '\n- ', '\n  - ', '\n1. ', '> ', 'http://', 'https://x.y/z', 'x.y', '(', ')', '[', '](', '](https://x.y)',
  '<script>', '<img src=x onerror=alert(1)>', 'javascript:', '\u202e', '\u0000', '\ud83c', '&lt;',
]
const random = (dice: Dice): string => Array.from({ length: 1 + dice.below(40) }, () => dice.pick(pieces)).join('')

function* nodes(blocks: readonly Block[]): Generator<Block | Inline> {
  const inside = function* (children: readonly Inline[]): Generator<Inline> {
    for (const node of children) {
      yield node
      if ('children' in node) yield* inside(node.children)
    }
  }
  const items = function* ({ items: all }: List): Generator<Inline> {
    for (const item of all) {
      yield* inside(item.children)
      if (item.list) yield* items(item.list)
    }
  }
  for (const block of blocks) {
    yield block
    if (block.type === 'quote') yield* nodes(block.blocks)
    else if (block.type === 'list') yield* items(block)
    else if (block.type === 'paragraph') yield* inside(block.children)
  }
}

describe('whatever is written', () => {
  test('is shown in its order: what is seen is the text without some of its marks', () => {
    for (const dice of seeds(2_000)) {
      const value = random(dice)
      const seen = plainText(value).replace(/[\s•]|\d+\./g, '') // numbers of lists are counted on
      const source = clean(value)
      const about = `${dice.name}: ${JSON.stringify(value)}`
      let at = 0
      let missing = ''
      for (const sign of seen) {
        const next = source.indexOf(sign, at)
        if (next < 0) missing += sign
        else at = next + sign.length
      }
      expect(missing, about).toBe('')
      // And nothing but marks is missing, where no address stands behind words.
      const letters = (from: string): string => from.replace(/[^\p{L}\p{N}🍵]/gu, '')
      const fenced = /```(?:js)?\n|\]\(https/.test(value)
      if (!fenced) expect(letters(seen), about).toBe(letters(source.replace(/\d+\./g, '')))
    }
  })

  test('has only nodes that are known, and links to http only', () => {
    const known = new Set(['paragraph', 'code', 'quote', 'list', 'text', 'link', 'bold', 'italic', 'struck'])
    for (const dice of seeds(1_500)) {
      for (const node of nodes(parse(random(dice)))) {
        if (!known.has(node.type)) expect.fail(`${dice.name}: ${node.type}`)
        if (node.type === 'link') expect(node.href, dice.name).toMatch(/^https?:\/\/[^@]*$/)
        if (node.type === 'code' && 'language' in node) expect(node.language, dice.name).toMatch(/^[\w+#.-]{1,20}$/)
      }
    }
  })

  test('is read in time that grows with the text', () => {
    const bad = (times: number): string[] => [
      '*a ', '**', '_a', '`a', '*_**', 'http://(', '~~a ', '~~a~', '[a](', '[', '[a](http://', 'http://a[', '> ', '>\n', '- a\n', ' - a\n', '```\n', '``` ```', '```a', '*a*', '**a* ', '(http://a)', '\n`', '_ _', 'http://a))))',
    ].map((piece) => piece.repeat(times))
    const cost = (text: string): number => {
      const start = performance.now()
      parse(text)
      return performance.now() - start
    }
    bad(200).forEach(cost)
    for (const text of bad(4_000)) expect(cost(text), text.slice(0, 12)).toBeLessThan(2_000)
  })
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

test('whatever the browser calls an emoji is counted, and none of it is taken for a letter', () => {
  const one = /^\p{RGI_Emoji}$/v
  let count = 0
  for (let code = 0x20; code <= 0x1ffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const sign = String.fromCodePoint(code)
    for (const text of [sign, `${sign}\ufe0f`, `${sign}\ufe0f\u20e3`]) {
      if (!one.test(text)) continue
      count++
      if (emojiCount(text) !== 1) expect.fail(`${text} (${code.toString(16)})`)
    }
  }
  expect(count).toBeGreaterThan(1_000)
})
