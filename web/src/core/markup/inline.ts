// SPDX-License-Identifier: MIT
// What stands within a line, or runs over several of a paragraph: marks around words, code, links.

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'link'; readonly href: string; readonly text: string }
  | { readonly type: 'bold' | 'italic' | 'struck'; readonly children: readonly Inline[] }

type Mark = '**' | '~~' | '*' | '_' | '`'

const kinds = { '**': 'bold', '~~': 'struck', '*': 'italic', _: 'italic' } as const
const link = /https?:\/\/(?=[\p{L}\p{N}]|\[[\da-f:.]+\])[^\s<>"'`|\\^{}\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]{1,2000}/iuy // one that is longer would be searched from every address in it
const labelled = /\[([^[\]\n]{1,200})\]\((https?:\/\/[^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?)\)/iy
const wordBefore = /[\p{L}\p{N}_]/u
const likeAddress = /:\/\/|^[^\s/]+\.[^\s/.]{2,}(?:[/:?#]|$)/

// `inside` has the kinds that are open around: none is opened twice.
export function inlines(text: string, inside: ReadonlySet<string> = new Set()): Inline[] {
  const out: Inline[] = []
  const hopeless = new Set<Mark>()
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
    let found: { node: Inline; end: number } | undefined
    if (sign === '`' || sign === '*' || sign === '_' || sign === '~') found = marked(text, at, inside, hopeless)
    else if (sign === '[') found = labelledAt(text, at)
    else if ((sign === 'h' || sign === 'H') && !(at > 0 && wordBefore.test(text[at - 1]!))) found = linkAt(text, at)
    if (found) put(found.node, found.end)
    else {
      plain += sign
      at++
    }
  }
  if (plain) out.push({ type: 'text', text: plain })
  return out
}

// A mark opens before something that is not a space and closes after such a thing; `_` only at the edge of a word.
function marked(text: string, at: number, inside: ReadonlySet<string>, hopeless: Set<Mark>): { node: Inline; end: number } | undefined {
  const sign = text[at] as '*' | '_' | '~' | '`'
  const double = text[at + 1] === sign
  if (sign === '~' && (!double || text[at + 2] === '~' || (at > 0 && text[at - 1] === '~'))) return undefined
  const mark: Mark = sign === '~' ? '~~' : sign === '*' && double ? '**' : sign
  if (hopeless.has(mark) || (mark !== '`' && inside.has(kinds[mark]))) return undefined
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
  // Code ends with its line; the sign that stands in a later line may open one there.
  if (mark === '`') return inner.includes('\n') ? undefined : { node: { type: 'code', text: inner }, end: after }
  return { node: { type: kinds[mark], children: inlines(inner, new Set([...inside, kinds[mark]])) }, end: after }
}

function closing(text: string, start: number, mark: Mark): number {
  for (let end = text.indexOf(mark, start + 1); end >= 0; end = text.indexOf(mark, end + 1)) {
    if (mark === '`') return end
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

function linkAt(text: string, at: number): { node: Inline; end: number } | undefined {
  link.lastIndex = at
  let found = link.exec(text)?.[0]
  if (!found) return undefined
  // Punctuation at the end belongs to the sentence, a bracket too unless the link opened it.
  let open = count(found, '(') - count(found, ')')
  for (;;) {
    const last = found.at(-1)!
    if (!/[.,;:!?*_~]/.test(last) && !(last === ')' && open < 0) && !(last === ']' && !found.includes('['))) break
    if (last === ')') open++
    found = found.slice(0, -1)
  }
  const href = safe(found)
  return href === undefined ? undefined : { node: { type: 'link', href, text: found }, end: at + found.length }
}

// Words in front of an address. Words that are an address themselves would hide where the link leads.
function labelledAt(text: string, at: number): { node: Inline; end: number } | undefined {
  labelled.lastIndex = at
  const [whole, words = '', address = ''] = labelled.exec(text) ?? []
  if (!whole || words.trim() === '' || likeAddress.test(words.trim())) return undefined
  const href = safe(address)
  return href === undefined ? undefined : { node: { type: 'link', href, text: words }, end: at + whole.length }
}

// The address as the browser will take it; none with a name and a password in it.
function safe(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !url.host || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username || url.password) return undefined
  return url.href
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1
}
