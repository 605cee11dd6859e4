// SPDX-License-Identifier: MIT
// Rules that the linter cannot see: no HTML strings anywhere (v-html, innerHTML and their like), SPDX line first, and
// components that a template names are there: the type checker takes an unknown one for an element.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compileScript, parse } from 'vue/compiler-sfc'

const banned = [
  [/\bv-html\b/, 'v-html: build nodes from the markup AST instead'],
  [/\.(inner|outer)HTML\b/, 'HTML strings are not used'],
  [/\binsertAdjacentHTML\b|\bdocument\.write\b|\bDOMParser\b/, 'HTML strings are not used'],
  [/(?<![:\w.-])style=["'`]/, 'a literal style attribute violates the CSP; use a class, or :style'],
]
const root = join(import.meta.dirname, '..', 'src')
let wrong = 0
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(ts|vue)$/.test(entry.name)) continue
  const path = join(entry.parentPath, entry.name)
  const source = readFileSync(path, 'utf8')
  const lines = source.split('\n')
  if (path.endsWith('.vue')) for (const name of unknownIn(source, path)) report(path, 1, `<${name}> is not imported`)
  if (!lines.slice(0, 2).some((line) => line.includes('SPDX-License-Identifier: MIT'))) report(path, 1, 'the SPDX line is missing')
  lines.forEach((line, index) => {
    for (const [pattern, why] of banned) if (pattern.test(line)) report(path, index + 1, why)
  })
}
process.exit(wrong ? 1 : 0)

// What would be looked up while the page runs; a component may name itself.
function unknownIn(source, filename) {
  const { descriptor } = parse(source, { filename })
  if (!descriptor.scriptSetup) return []
  const { content } = compileScript(descriptor, { id: filename, inlineTemplate: true })
  return [...content.matchAll(/_resolveComponent\("([^"]+)"\)/g)].map(([, name]) => name)
}

function report(path, line, why) {
  wrong++
  console.error(`${path}:${line}: ${why}`)
}
