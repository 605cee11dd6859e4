// SPDX-License-Identifier: MIT
// What the tokenizer is told of each language: its comments, its quotes and its words.

export interface Language {
  readonly keywords?: string
  readonly constants?: string
  readonly line?: readonly string[] // signs of a comment up to the end of the line
  readonly block?: readonly (readonly [open: string, close: string])[]
  readonly quotes?: string // signs of texts that end with their line
  readonly long?: readonly (readonly [open: string, close: string])[] // texts over many lines
  readonly attribute?: string // the sign before an annotation or a directive, as @ or #
  readonly variable?: string // the sign before a variable, as $
  readonly keys?: boolean // a name or text before a colon (or =, in files of settings) is a key
  readonly noCase?: boolean
  readonly how?: 'markup' | 'diff'
}

const c = { line: ['//'], block: [['/*', '*/']], quotes: '"\'' } as const
const cWords = 'auto break case const continue default do else enum extern for goto if inline register return sizeof static struct switch typedef union volatile while'
const hash = { line: ['#'], quotes: '"\'' } as const
const js =
  'as async await break case catch class const continue debugger default delete do else export extends finally for from function get if import in instanceof let new of return set static super switch this throw try typeof var void while with yield'
const ts = `${js} abstract any boolean declare enum implements interface infer is keyof namespace never number object override private protected public readonly satisfies string symbol type unknown`

const known: Record<string, Language> = {
  javascript: { ...c, keywords: js, constants: 'true false null undefined NaN Infinity', long: [['`', '`']], attribute: '@' },
  typescript: { ...c, keywords: ts, constants: 'true false null undefined NaN Infinity', long: [['`', '`']], attribute: '@' },
  json: { line: ['//'], quotes: '"', constants: 'true false null', keys: true },
  python: {
    ...hash,
    keywords: 'and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield self',
    constants: 'True False None',
    long: [['"""', '"""'], ["'''", "'''"]],
    attribute: '@',
  },
  c: { ...c, keywords: `${cWords} bool char double float int long short signed unsigned void`, constants: 'NULL true false', attribute: '#' },
  cpp: {
    ...c,
    keywords: `${cWords} alignas and bool catch char class co_await co_return co_yield concept consteval constexpr const_cast decltype delete double dynamic_cast explicit export final float friend int long mutable namespace new noexcept not operator or override private protected public reinterpret_cast requires short signed static_assert static_cast template this throw try typename unsigned using virtual void`,
    constants: 'nullptr true false NULL',
    long: [['R"(', ')"']],
    attribute: '#',
  },
  csharp: {
    ...c,
    keywords: `${cWords} abstract as async await base bool byte catch char checked class decimal delegate double dynamic event explicit finally fixed float foreach get implicit in int interface internal is lock long namespace new object operator out override params partial private protected public readonly record ref sealed set short string this throw try typeof uint ulong unchecked unsafe using var virtual void when where yield`,
    constants: 'true false null',
    long: [['"""', '"""']],
    attribute: '#',
  },
  java: {
    ...c,
    keywords: `${cWords} abstract assert boolean byte catch char class double extends final finally float implements import instanceof int interface long native new package permits private protected public record sealed short super synchronized this throw throws transient try var void yield`,
    constants: 'true false null',
    long: [['"""', '"""']],
    attribute: '@',
  },
  kotlin: {
    ...c,
    keywords: 'abstract actual as break by catch class companion constructor continue crossinline data do else enum expect final finally for fun if import in infix init inline inner interface internal is lateinit noinline object open operator out override package private protected public reified return sealed super suspend this throw try typealias val var vararg when where while',
    constants: 'true false null',
    long: [['"""', '"""']],
    attribute: '@',
  },
  swift: {
    ...c,
    keywords: 'actor as associatedtype async await break case catch class continue convenience default defer deinit didSet do else enum extension fallthrough fileprivate final for func get guard if import in indirect init inout internal is lazy let mutating nonisolated open operator override private protocol public repeat required return self Self set some static struct subscript super switch throw throws try typealias unowned var weak where while willSet',
    constants: 'true false nil',
    long: [['"""', '"""']],
    attribute: '@',
  },
  go: {
    ...c,
    keywords: 'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var any bool byte error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64',
    constants: 'true false nil iota',
    long: [['`', '`']],
  },
  rust: {
    ...c,
    quotes: '"',
    keywords: 'as async await box break const continue crate dyn else enum extern fn for if impl in let loop macro match mod move mut pub ref return self Self static struct super trait type unsafe use where while bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize',
    constants: 'true false None Some Ok Err',
    attribute: '#',
  },
  php: {
    ...c,
    line: ['//', '#'],
    keywords: 'abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty enum extends final finally fn for foreach function global if implements include instanceof interface isset list match namespace new or print private protected public readonly require return static switch throw trait try unset use var while yield',
    constants: 'true false null',
    variable: '$',
    noCase: true,
  },
  ruby: {
    ...hash,
    keywords: 'alias and begin break case class def defined do else elsif end ensure for if in module next not or redo rescue retry return self super then undef unless until when while yield require attr_accessor attr_reader',
    constants: 'true false nil',
    variable: '@',
  },
  lua: { line: ['--'], block: [['--[[', ']]']], quotes: '"\'', long: [['[[', ']]']], keywords: 'and break do else elseif end for function goto if in local not or repeat return then until while', constants: 'true false nil' },
  shell: {
    ...hash,
    keywords: 'alias break case continue do done elif else esac eval exec exit export fi for function if in local read return select set shift source then trap unset until while cd echo sudo',
    constants: 'true false',
    variable: '$',
  },
  powershell: { line: ['#'], block: [['<#', '#>']], quotes: '"\'', keywords: 'begin break catch class continue do else elseif end enum exit finally for foreach function if in param process return switch throw trap try until using while', variable: '$', noCase: true },
  sql: {
    line: ['--'],
    block: [['/*', '*/']],
    quotes: "'\"",
    keywords: 'add all alter and as asc begin between by case check column commit constraint create cross database default delete desc distinct drop else end exists explain foreign from full group having if in index inner insert into is join key left like limit not offset on or order outer over partition pragma primary references returning right rollback select set table then transaction trigger union unique update using values view when where with without',
    constants: 'true false null',
    noCase: true,
  },
  html: { how: 'markup' },
  css: { block: [['/*', '*/']], line: [], quotes: '"\'', attribute: '@', keys: true, keywords: 'important from to and not only' },
  yaml: { ...hash, constants: 'true false null yes no on off', keys: true },
  toml: { line: ['#', ';'], quotes: '"\'', long: [['"""', '"""'], ["'''", "'''"]], constants: 'true false', keys: true },
  dockerfile: { ...hash, keywords: 'add arg cmd copy entrypoint env expose from healthcheck label onbuild run shell stopsignal user volume workdir as', variable: '$', noCase: true },
  makefile: { ...hash, keywords: 'define else endef endif export ifdef ifeq ifndef ifneq include override', variable: '$', keys: true },
  dart: { ...c, keywords: `${cWords} abstract as async await bool class covariant double dynamic extends extension external factory final finally get implements import in int interface is late library mixin new num on operator part required rethrow set super sync this throw try var void when with yield String`, constants: 'true false null', long: [["'''", "'''"], ['"""', '"""']], attribute: '@' },
  scala: { ...c, keywords: 'abstract case catch class def do else enum extends final finally for given if implicit import lazy match new object override package private protected return sealed super then this throw trait try type using val var while with yield', constants: 'true false null', long: [['"""', '"""']], attribute: '@' },
  haskell: { line: ['--'], block: [['{-', '-}']], quotes: '"', keywords: 'case class data default deriving do else foreign if import in infix infixl infixr instance let module newtype of then type where', constants: 'True False Nothing' },
  diff: { how: 'diff' },
}

const other: Record<string, string> = {
  js: 'javascript', jsx: 'javascript', mjs: 'javascript', cjs: 'javascript', node: 'javascript',
  ts: 'typescript', tsx: 'typescript', mts: 'typescript',
  jsonc: 'json', json5: 'json', py: 'python', python3: 'python', h: 'c',
  'c++': 'cpp', cc: 'cpp', cxx: 'cpp', hpp: 'cpp', hh: 'cpp', 'c#': 'csharp', cs: 'csharp',
  kt: 'kotlin', golang: 'go', rs: 'rust', rb: 'ruby',
  sh: 'shell', bash: 'shell', zsh: 'shell', console: 'shell', fish: 'shell', ps1: 'powershell', pwsh: 'powershell',
  sqlite: 'sql', mysql: 'sql', postgresql: 'sql', psql: 'sql',
  xml: 'html', svg: 'html', vue: 'html', svelte: 'html', xhtml: 'html',
  scss: 'css', less: 'css', yml: 'yaml', ini: 'toml', conf: 'toml', properties: 'toml', env: 'toml',
  docker: 'dockerfile', make: 'makefile', mk: 'makefile', patch: 'diff', hs: 'haskell',
}

export function languageOf(name: string): Language | undefined {
  const lower = name.toLowerCase()
  const full = Object.hasOwn(other, lower) ? other[lower]! : lower
  return Object.hasOwn(known, full) ? known[full] : undefined
}
