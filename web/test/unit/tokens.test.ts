// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest'
import { languageOf } from '../../src/features/code/languages'
import { codeMax, tokens } from '../../src/features/code/tokens'
import { seeds } from '../dice'

const of = (code: string, language: string): string[] => (tokens(code, language) ?? []).flatMap(({ kind, text }) => (kind ? [`${kind}:${text}`] : []))

describe('kinds', () => {
  test.each<[string, string, string[]]>([
    ['ts', "const a: Tea = brew(1.5e3, 'x\\'y') // hot", ['keyword:const', 'type:Tea', 'call:brew', 'number:1.5e3', "text:'x\\'y'", 'comment:// hot']],
    ['ts', '/* a\nb */ `c\n${d}`', ['comment:/* a\nb */', 'text:`c\n${d}`']],
    ['python', '@app\ndef f(x):\n  """a\n  b"""\n  return None # c', ['attribute:@app', 'keyword:def', 'call:f', 'text:"""a\n  b"""', 'keyword:return', 'constant:None', 'comment:# c']],
    ['cpp', '#include <vector>\nint main() { return 0x1F; }', ['attribute:#include', 'keyword:int', 'call:main', 'keyword:return', 'number:0x1F']],
    ['rust', '#[derive(Debug)]\nprintln!("a");', ['attribute:#[derive', 'type:Debug', 'call:println', 'text:"a"']],
    ['json', '{"a": [1, true], "b": "c"}', ['key:"a"', 'number:1', 'constant:true', 'key:"b"', 'text:"c"']],
    ['yaml', 'name: tea\n- hot: yes # now\nurl: a#b', ['key:name', 'key:hot', 'constant:yes', 'comment:# now', 'key:url']],
    ['toml', '[a]\nb-c = "d" # e', ['key:b-c', 'text:"d"', 'comment:# e']],
    ['bash', 'if [ $# -gt 0 ]; then echo "$1"; fi # end', ['keyword:if', 'variable:$#', 'number:0', 'keyword:then', 'keyword:echo', 'text:"$1"', 'keyword:fi', 'comment:# end']],
    ['sql', "SELECT count(*) FROM t WHERE a = 'b' -- c", ['keyword:SELECT', 'call:count', 'keyword:FROM', 'keyword:WHERE', "text:'b'", 'comment:-- c']],
    ['css', 'a:hover { color: red; /* c */ }', ['key:a', 'key:color', 'comment:/* c */']],
    ['html', '<a href="x">b</a><!-- c -->', ['tag:<a', 'key:href', 'text:"x"', 'tag:></a>'.replace('></a>', '>'), 'tag:</a>', 'comment:<!-- c -->']],
    ['diff', '--- a\n+++ b\n@@ 1 @@\n-x\n+y\n z', ['hunk:--- a\n+++ b\n@@ 1 @@\n', 'removed:-x\n', 'added:+y\n']],
  ])('%s', (language, code, expected) => expect(of(code, language)).toEqual(expected))
})

test('names of languages, also by other names and never by those of objects', () => {
  for (const name of ['JS', 'c++', 'C#', 'sh', 'vue', 'yml', 'Dockerfile', 'golang']) expect(languageOf(name), name).toBeDefined()
  for (const name of ['constructor', '__proto__', 'toString', 'tea', '']) expect(languageOf(name), name).toBeUndefined()
  expect(tokens('a', undefined)).toBeUndefined()
  expect(tokens('a'.repeat(codeMax + 1), 'js')).toBeUndefined()
})

test('put together they are the code, whatever it is', () => {
  const languages = ['js', 'json', 'python', 'cpp', 'rust', 'shell', 'sql', 'html', 'css', 'yaml', 'toml', 'diff', 'lua', 'php', 'haskell', 'makefile']
  const pieces = ['"', "'", '`', '\\', '\n', ' ', '#', '//', '/*', '*/', '--', '--[[', ']]', '<', '<!--', '-->', '</', '>', '=', ':', '$', '${', '@', '中', '🍵', 'x', 'If', '9', '.', '(', '{', '"""', '\ud83c']
  for (const dice of seeds(2_000)) {
    const code = Array.from({ length: dice.below(60) }, () => dice.pick(pieces)).join('')
    const language = dice.pick(languages)
    const found = tokens(code, language)!
    expect(found.map(({ text }) => text).join(''), `${dice.name} ${language}`).toBe(code)
    expect(found.every(({ text }) => text !== ''), dice.name).toBe(true)
  }
})

test('the longest code is read quickly, also where nothing ends', () => {
  const start = performance.now()
  for (const piece of ['"', "'", '/*', '`', '<', '<a ', '<a b="', '<!--', '$', '#', '@', 'a', '0', '0x', '\\', '"\\', '--[[', '- a:', '"a":']) {
    const code = piece.repeat(codeMax).slice(0, codeMax)
    for (const language of ['js', 'html', 'yaml', 'lua', 'shell', 'css', 'json', 'cpp']) tokens(code, language)
  }
  expect(performance.now() - start).toBeLessThan(8_000)
})
