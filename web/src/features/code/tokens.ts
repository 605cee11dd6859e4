// SPDX-License-Identifier: MIT
// Code as coloured pieces: a plain scan from left to right that never goes back, because what is pasted comes from
// anybody. It knows words, quotes and comments, not grammars.
import { languageOf, type Language } from './languages'

export type Kind = 'comment' | 'text' | 'number' | 'keyword' | 'constant' | 'type' | 'call' | 'key' | 'attribute' | 'variable' | 'tag' | 'added' | 'removed' | 'hunk'
export interface Token {
  readonly kind?: Kind // none: plain
  readonly text: string
}

export const codeMax = 20_000 // letters; longer code is not coloured

// Undefined: shown as it is. The texts of the tokens put together are the code.
export function tokens(code: string, name: string | undefined): Token[] | undefined {
  const language = name === undefined ? undefined : languageOf(name)
  if (!language || code.length > codeMax) return undefined
  const out = new Out()
  if (language.how === 'diff') diff(code, out)
  else if (language.how === 'markup') markup(code, out)
  else scan(code, language, out)
  return out.tokens
}

class Out {
  readonly tokens: { kind?: Kind; text: string }[] = []

  put(text: string, kind?: Kind): void {
    const last = this.tokens.at(-1)
    if (text === '') return
    if (last && last.kind === kind) last.text += text
    else this.tokens.push(kind ? { kind, text } : { text })
  }
}

const wordStart = /[\p{L}_]/u
const word = /[\p{L}\p{N}_]+/uy
const number = /0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?[a-zA-Z%]{0,4}/y
const keyAhead = /[ \t]*(?::(?!:)|=(?!=))/y

function sticky(pattern: RegExp, code: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(code)?.[0] ?? ''
}

function scan(code: string, language: Language, out: Out): void {
  const { quotes = '', line = [], block = [], long = [], attribute, variable, keys = false, noCase = false } = language
  const words = (text = ''): ReadonlySet<string> => new Set(text.split(' '))
  const keywords = words(language.keywords)
  const constants = words(language.constants)
  // A pair that finds no end once finds none later.
  const until = (at: number, open: string, close: string): number => {
    const end = code.indexOf(close, at + open.length)
    return end < 0 ? code.length : end + close.length
  }
  let at = 0
  let fresh = true // nothing but space before in this line
  while (at < code.length) {
    const sign = code[at]!
    const starts = (text: string): boolean => code.startsWith(text, at)
    const pair = block.find(([open]) => starts(open))
    const many = pair ? undefined : long.find(([open]) => starts(open))
    let end = at + 1
    let kind: Kind | undefined
    if (pair || many) {
      end = until(at, ...(pair ?? many)!)
      kind = pair ? 'comment' : 'text'
    } else if (line.some(starts) && (sign !== '#' || attribute !== '#') && commentMayStart(code, at)) {
      end = endOfLine(code, at)
      kind = 'comment'
    } else if (quotes.includes(sign)) {
      end = endOfQuote(code, at)
      kind = keys && sticky(keyAhead, code, end) ? 'key' : 'text'
    } else if (sign === attribute && (sign !== '#' || fresh)) {
      end = at + 1 + sticky(/[ \t]*[\w.[\]!-]*/y, code, at + 1).length
      kind = 'attribute'
    } else if (sign === variable) {
      end = at + 1 + sticky(/\{[\w]*\}?|[\w@]+|[?!#*@$-]/y, code, at + 1).length
      kind = end > at + 1 ? 'variable' : undefined
    } else if (wordStart.test(sign)) {
      let text = sticky(word, code, at)
      if (keys && fresh) text += sticky(/[\w.-]*/y, code, at + text.length)
      end = at + text.length
      kind = kindOfWord(text, code, end, { keywords, constants, noCase, key: keys && fresh })
    } else if (sign >= '0' && sign <= '9') {
      end = at + sticky(number, code, at).length
      kind = 'number'
    }
    out.put(code.slice(at, end), kind)
    fresh = sign === '\n' || (fresh && (/\s/.test(sign) || (keys && /[-{};]/.test(sign)))) || (keys && /[{};,]/.test(sign))
    at = end
  }
}

// In shells and settings a # within a word is part of it.
function commentMayStart(code: string, at: number): boolean {
  return code[at] !== '#' || at === 0 || /[\s;(]/.test(code[at - 1]!)
}

interface Words {
  keywords: ReadonlySet<string>
  constants: ReadonlySet<string>
  noCase: boolean
  key: boolean
}

function kindOfWord(text: string, code: string, end: number, { keywords, constants, noCase, key }: Words): Kind | undefined {
  const known = noCase ? text.toLowerCase() : text
  if (key && sticky(keyAhead, code, end)) return 'key'
  if (keywords.has(known)) return 'keyword'
  if (constants.has(known)) return 'constant'
  if (code[end] === '(' || (code[end] === '!' && code[end + 1] === '(')) return 'call'
  return /^\p{Lu}[\p{L}\p{N}_]*\p{Ll}/u.test(text) ? 'type' : undefined
}

function endOfLine(code: string, at: number): number {
  const end = code.indexOf('\n', at)
  return end < 0 ? code.length : end
}

function endOfQuote(code: string, at: number): number {
  const sign = code[at]
  let end = at + 1
  while (end < code.length && code[end] !== sign && code[end] !== '\n') end += code[end] === '\\' && code[end + 1] !== '\n' ? 2 : 1
  return Math.min(code.length, code[end] === sign ? end + 1 : end)
}

function diff(code: string, out: Out): void {
  for (const line of code.split(/(?<=\n)/)) {
    const kind = /^(?:\+\+\+|---|@@|diff |index )/.test(line) ? 'hunk' : line[0] === '+' ? 'added' : line[0] === '-' ? 'removed' : undefined
    out.put(line, kind)
  }
}

const tagName = /<[/!?]?[\w:-]*/y
const attributeName = /[^\s=>"'/<]+/y

function markup(code: string, out: Out): void {
  let at = 0
  while (at < code.length) {
    const open = code.indexOf('<', at)
    if (open < 0) break
    out.put(code.slice(at, open))
    at = open
    if (code.startsWith('<!--', at)) {
      const end = code.indexOf('-->', at)
      const stop = end < 0 ? code.length : end + 3
      out.put(code.slice(at, stop), 'comment')
      at = stop
    } else at = tag(code, at, out)
  }
  out.put(code.slice(at))
}

function tag(code: string, start: number, out: Out): number {
  const name = sticky(tagName, code, start)
  out.put(name, name.length > 1 ? 'tag' : undefined)
  let at = start + name.length
  if (name.length === 1) return at
  while (at < code.length && code[at] !== '<') {
    const sign = code[at]!
    if (sign === '>' || (sign === '/' && code[at + 1] === '>')) {
      const end = at + (sign === '>' ? 1 : 2)
      out.put(code.slice(at, end), 'tag')
      return end
    }
    if (sign === '"' || sign === "'") {
      const close = code.indexOf(sign, at + 1)
      const end = close < 0 ? code.length : close + 1
      out.put(code.slice(at, end), 'text')
      at = end
      continue
    }
    const attribute = sticky(attributeName, code, at)
    out.put(attribute || sign, attribute ? 'key' : undefined)
    at += attribute.length || 1
  }
  return at
}
