// SPDX-License-Identifier: MIT
// The small markup of messages: text → tree. Views make nodes of the tree, so no message is ever read as HTML.
//
//   **bold**  *italic*  _italic_  `code`  ```block```  http(s) links
//
// Everything else stays text, also unfinished marks. One pass, linear in the text: a mark that finds no partner once is
// not searched for again.

import { clean } from './clean'

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'link'; readonly href: string; readonly text: string }
  | { readonly type: 'bold'; readonly children: readonly Inline[] }
  | { readonly type: 'italic'; readonly children: readonly Inline[] }

export type Block =
  | { readonly type: 'paragraph'; readonly children: readonly Inline[] } // keeps its line breaks
  | { readonly type: 'code'; readonly text: string; readonly language?: string }

export function parse(source: string): Block[] {
  const text = clean(source)
  const blocks: Block[] = []
  const fence = /```([\w+#.-]{0,20}(?=\n))?\n?([\s\S]*?)\n?```/g
  let from = 0
  for (const match of text.matchAll(fence)) {
    if (!match[2]?.trim()) continue
    paragraph(text.slice(from, match.index).replace(/\n$/, ''), blocks)
    blocks.push(match[1] ? { type: 'code', text: match[2], language: match[1] } : { type: 'code', text: match[2] })
    from = match.index + match[0].length
    if (text[from] === '\n') from++
  }
  paragraph(text.slice(from), blocks)
  return blocks
}

function paragraph(text: string, into: Block[]): void {
  if (text.trim() !== '') into.push({ type: 'paragraph', children: inlines(text, { inBold: false, inItalic: false }) })
}

interface Inside {
  inBold: boolean
  inItalic: boolean
}

const link = /https?:\/\/[^\s<>"'`|\\^{}\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]+/iy
const wordBefore = /[\p{L}\p{N}_]/u

function inlines(text: string, inside: Inside): Inline[] {
  const out: Inline[] = []
  const hopeless = new Set<string>()
  let plain = ''
  let at = 0
  const put = (node: Inline, end: number): void => {
    if (plain) out.push({ type: 'text', text: plain })
    plain = ''
    out.push(node)
    at = end
  }
  while (at < text.length) {
    const sign = text[at]!
    if (sign === '`' || sign === '*' || sign === '_') {
      const found = marked(text, at, inside, hopeless)
      if (found) {
        put(found.node, found.end)
        continue
      }
    } else if ((sign === 'h' || sign === 'H') && !(at > 0 && wordBefore.test(text[at - 1]!))) {
      const found = linkAt(text, at)
      if (found) {
        put(found, at + found.text.length)
        continue
      }
    }
    plain += sign
    at++
  }
  if (plain) out.push({ type: 'text', text: plain })
  return out
}

// A mark opens before something that is not a space and closes after such a thing; `_` only at the edge of a word.
function marked(text: string, at: number, inside: Inside, hopeless: Set<string>): { node: Inline; end: number } | undefined {
  const sign = text[at]!
  const mark = sign === '*' && text[at + 1] === '*' ? '**' : sign
  if (hopeless.has(mark)) return undefined
  if (mark === '**' ? inside.inBold : mark !== '`' && inside.inItalic) return undefined
  const start = at + mark.length
  if (start >= text.length || (mark !== '`' && /\s/.test(text[start]!))) return undefined
  if (mark === '_' && (text[start] === '_' || (at > 0 && wordBefore.test(text[at - 1]!)))) return undefined // also __init__
  const end = closing(text, start, mark)
  if (end < 0) {
    hopeless.add(mark)
    return undefined
  }
  const inner = text.slice(start, end)
  const after = end + mark.length
  if (mark === '`') return { node: { type: 'code', text: inner }, end: after }
  if (mark === '**') return { node: { type: 'bold', children: inlines(inner, { ...inside, inBold: true }) }, end: after }
  return { node: { type: 'italic', children: inlines(inner, { ...inside, inItalic: true }) }, end: after }
}

function closing(text: string, start: number, mark: string): number {
  for (let end = text.indexOf(mark, start + 1); end >= 0; end = text.indexOf(mark, end + 1)) {
    if (mark === '`') return text.slice(start, end).includes('\n') ? -1 : end
    if (/\s/.test(text[end - 1]!)) continue
    if (mark === '*' && (text[end + 1] === '*' || text[end - 1] === '*')) {
      end++ // part of a bold mark inside
      continue
    }
    if (mark === '_' && end + 1 < text.length && wordBefore.test(text[end + 1]!)) continue
    return end
  }
  return -1
}

function linkAt(text: string, at: number): { type: 'link'; href: string; text: string } | undefined {
  link.lastIndex = at
  let found = link.exec(text)?.[0]
  if (!found) return undefined
  // Punctuation at the end belongs to the sentence, a bracket too unless the link opened it.
  for (;;) {
    const last = found.at(-1)!
    if (/[.,;:!?*_~]/.test(last) || (last === ')' && count(found, '(') < count(found, ')')) || (last === ']' && !found.includes('['))) {
      found = found.slice(0, -1)
    } else {
      break
    }
  }
  const url = URL.canParse(found) ? new URL(found) : undefined
  if (!url || !url.host || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username || url.password) return undefined
  return { type: 'link', href: url.href, text: found }
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1
}

// What a reader sees, without the marks: for previews, notifications and copying.
export function plainText(text: string): string {
  return parse(text)
    .map((block) => (block.type === 'code' ? block.text : flat(block.children)))
    .join('\n')
}

function flat(nodes: readonly Inline[]): string {
  return nodes.map((node) => ('children' in node ? flat(node.children) : node.text)).join('')
}

const onlyEmoji = /^(?:\p{RGI_Emoji}|\s)+$/v
const oneEmoji = /\p{RGI_Emoji}/gv

// How many emoji a text consists of; 0 if there is anything else. Few of them are shown large.
export function emojiCount(text: string): number {
  if (text.length > 80 || !onlyEmoji.test(text)) return 0
  return text.match(oneEmoji)?.length ?? 0
}
