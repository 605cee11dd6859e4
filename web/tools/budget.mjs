// SPDX-License-Identifier: MIT
// The size gate: node tools/budget.mjs [DIST]. Sizes are gzip -9. The first page of a signed-in chat is the entry, all
// that it imports statically, and what budget.json names under firstPage: lazy modules, and #chunks of vite.config.ts.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = process.argv[2] ?? join(import.meta.dirname, '..', 'dist')
const { firstPage, signInPage, kilobytes, requests: maxRequests } = JSON.parse(readFileSync(join(import.meta.dirname, 'budget.json'), 'utf8'))
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length

// The files of a page: the entry and the named lazy modules, each with all that it imports statically.
const page = (modules) => {
  const found = new Set()
  const visit = (key) => {
    const chunk = key.startsWith('#') ? Object.values(manifest).find(({ name }) => name === key.slice(1)) : manifest[key]
    if (!chunk) throw new Error(`budget.json names ${key}, which is not in the build`)
    if (found.has(chunk.file)) return
    found.add(chunk.file)
    for (const css of chunk.css ?? []) found.add(css)
    for (const next of chunk.imports ?? []) visit(next)
  }
  visit('#base') // the entry is a part of it
  modules.forEach(visit)
  return found
}
const first = page(firstPage)
const signIn = page(signInPage)
// What a browser asks for before such a page can paint: index.html and theme.js, too.
const requests = (files) => files.size + 2

const files = readdirSync(join(dist, 'assets'))
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => `assets/${name}`)

const sum = (list) => list.reduce((bytes, file) => bytes + size(file), 0)
const scripts = (files) => sum([...files].filter((file) => file.endsWith('.js')))
const js = scripts(first)
const css = sum([...first].filter((file) => file.endsWith('.css')))
// Names of emoji in each language are data.
const emoji = new Set(['zh', 'en'].map((language) => manifest[`virtual:emoji/${language}`].file))
const lazy = files.filter((file) => !first.has(file))
const rows = [
  ['sign-in page, JS', scripts(signIn), kilobytes.signInPageJs],
  ['first page, JS', js, kilobytes.firstPageJs],
  ['first page, CSS', css, kilobytes.firstPageCss],
  ['first page, all', js + css, kilobytes.firstPage],
  ['largest lazy chunk', Math.max(0, ...lazy.map(size)), kilobytes.lazyChunk],
  ['everything', sum(files.filter((file) => !emoji.has(file))), kilobytes.all],
]
let failed = 0
const tell = (name, value, limit, unit, digits) => {
  const over = value > limit
  if (over) failed++
  console.log(`${over ? 'OVER' : 'ok  '} ${name.padEnd(22)} ${value.toFixed(digits).padStart(7)} ${unit} of ${limit}`)
}
for (const [name, bytes, limit] of rows) tell(name, bytes / 1024, limit, 'KB', 1)
const counts = [
  ['sign-in page, requests', requests(signIn)],
  ['first page, requests', requests(first)],
]
for (const [name, count] of counts) tell(name, count, maxRequests, '  ', 0)
console.log(`budget: ${rows.length + counts.length - failed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
