// SPDX-License-Identifier: MIT
// The small markup of messages: text → tree. Views make nodes of the tree, so no message is ever read as HTML.
//
//   **bold**  *italic*  _italic_  ~~struck~~  `code`  ```language block```  > quote  - list  1. list
//   http(s) links, also [with words](https://…)
//
// Everything else stays text, also unfinished marks. Linear in the text: a mark that finds no partner once is not searched
// for again, and nesting has an end.

import { clean } from './clean'
import { inlines, type Inline } from './inline'

export type { Inline } from './inline'

export type Block =
  | { readonly type: 'paragraph'; readonly children: readonly Inline[] } // keeps its line breaks
  | { readonly type: 'code'; readonly text: string; readonly language?: string }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  | List

export interface List {
  readonly type: 'list'
  readonly start?: number // of a numbered one
  readonly items: readonly Item[]
}

export interface Item {
  readonly children: readonly Inline[]
  readonly list?: List
}

const depthMax = 3 // of quotes in quotes, of lists in lists
const fence = /```([\w+#.-]{0,20}(?=\n))?\n?([\s\S]*?)\n?```\n?/y
const marker = /^( {0,8})(?:[-*]|(\d{1,6})[.)]) +(?=\S)/

export function parse(source: string): Block[] {
  return blocks(clean(source), 0)
}

function blocks(text: string, depth: number): Block[] {
  const out: Block[] = []
  let from = 0 // of the paragraph that is being gathered
  let at = 0 // start of a line
  let nextFence = text.indexOf('```')
  const paragraph = (end: number): void => {
    const words = text.slice(from, end).replace(/\n$/, '')
    if (words.trim() !== '') out.push({ type: 'paragraph', children: inlines(words) })
  }
  const put = (block: Block, start: number, end: number): void => {
    paragraph(start)
    out.push(block)
    from = at = end
  }
  while (at < text.length) {
    const line = text.slice(at, endOfLine(text, at))
    if (nextFence >= 0 && nextFence < at) nextFence = text.indexOf('```', at)
    if (isQuote(line) && depth < depthMax) {
      const end = endOfRun(text, at, isQuote)
      put({ type: 'quote', blocks: blocks(unquoted(text.slice(at, end)), depth + 1) }, at, end)
    } else if (nextFence >= at && nextFence < at + line.length) {
      fence.lastIndex = nextFence
      const found = fence.exec(text)
      const start = nextFence
      if (found?.[2]?.trim()) put({ type: 'code', text: found[2], ...(found[1] ? { language: found[1] } : {}) }, start, fence.lastIndex)
      else if (found) {
        // Nothing in it: text, and what follows may be a fence again.
        nextFence = text.indexOf('```', start + found[0].trimEnd().length)
        if (!(nextFence >= 0 && nextFence < at + line.length)) at += line.length + 1
      } else nextFence = -1
    } else if (marker.test(line)) {
      const end = endOfRun(text, at, (next) => marker.test(next) && !next.includes('```'))
      if (end > at) put(list(text.slice(at, end)), at, end)
      else at += line.length + 1
    } else at += line.length + 1
  }
  paragraph(text.length)
  return out
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

// Where the lines end that are like this one; their last line break belongs to them.
function endOfRun(text: string, at: number, like: (line: string) => boolean): number {
  let end = at
  while (end < text.length) {
    const stop = endOfLine(text, end)
    if (!like(text.slice(end, stop))) break
    end = Math.min(text.length, stop + 1)
  }
  return end
}

// A space after the sign, so that >_< stays what it is.
function isQuote(line: string): boolean {
  return line === '>' || line.startsWith('> ') || line.startsWith('>> ')
}

function unquoted(lines: string): string {
  return lines.replace(/^> ?/gm, '')
}

interface Open {
  indent: number
  start: number | undefined
  items: { children: readonly Inline[]; list?: List }[]
}

function list(lines: string): List {
  const open: Open[] = []
  const close = (): List => {
    const { start, items } = open.pop()!
    const done: List = { type: 'list', ...(start === undefined ? {} : { start }), items }
    const parent = open.at(-1)?.items.at(-1)
    if (parent) parent.list = done
    return done
  }
  for (const line of lines.split('\n')) {
    const [mark = '', spaces = '', number] = marker.exec(line) ?? []
    if (!mark) continue
    while (open.length > 1 && spaces.length < open.at(-1)!.indent) close()
    const start = number === undefined ? undefined : Number(number)
    const top = open.at(-1)
    const deeper = top && spaces.length >= top.indent + 2 && open.length < depthMax && !top.items.at(-1)!.list
    if (!top || deeper) open.push({ indent: spaces.length, start, items: [] })
    open.at(-1)!.items.push({ children: inlines(line.slice(mark.length)) })
  }
  while (open.length > 1) close()
  return close()
}

// What a reader sees, without the marks: for previews, notifications and copying.
export function plainText(text: string): string {
  return plain(parse(text)).join('\n')
}

function plain(from: readonly Block[]): string[] {
  return from.flatMap((block) => {
    if (block.type === 'code') return [block.text]
    if (block.type === 'quote') return plain(block.blocks)
    return block.type === 'list' ? plainList(block) : [flat(block.children)]
  })
}

function plainList({ items, start }: List): string[] {
  return items.flatMap((item, index) => [
    `${start === undefined ? '•' : `${start + index}.`} ${flat(item.children)}`,
    ...(item.list ? plainList(item.list) : []),
  ])
}

function flat(nodes: readonly Inline[]): string {
  return nodes.map((node) => ('children' in node ? flat(node.children) : node.text)).join('')
}

const onlyEmoji = /^(?:\p{RGI_Emoji}|\s)+$/v
const oneEmoji = /\p{RGI_Emoji}/gv

// Letters and signs that are no part of any emoji. Compiling the patterns above takes 70 ms on a fast machine: most texts
// do without.
const noEmoji = /[!"$-)+-/:-~\u00aa-\u00ad\u00af-\u1fff\u3040-\u3296\u329a-\ud7ff]/

// How many emoji a text consists of; 0 if there is anything else. Few of them are shown large.
export function emojiCount(text: string): number {
  if (text.length > 80 || text === '' || noEmoji.test(text) || !onlyEmoji.test(text)) return 0
  return text.match(oneEmoji)?.length ?? 0
}
