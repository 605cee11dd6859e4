// SPDX-License-Identifier: MIT
// What the CSP and Trusted Types need of every source file.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../src')
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(vue|ts)$/.test(entry.name))
  .map((entry) => ({ path: join(entry.parentPath, entry.name).slice(root.length + 1), text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }))

const found = (pattern: RegExp): string[] => files.filter(({ text }) => pattern.test(text)).map(({ path }) => path)

it('has no HTML strings', () => {
  expect(found(/\bv-html\b|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|DOMParser/)).toEqual([])
})

it('has no literal style attributes', () => {
  expect(found(/\sstyle=["']/)).toEqual([])
})

it('has no untyped values', () => {
  expect(found(/\bas any\b|:\s*any\b|<any>/)).toEqual([])
})

it('keeps Vue out of the core', () => {
  expect(files.filter(({ path, text }) => path.startsWith('core/') && /from 'vue'|\.vue'/.test(text)).map(({ path }) => path)).toEqual([])
})

it('has handles for the tests in one place only', () => {
  expect(found(/\sdata-testid="/)).toEqual([])
})
