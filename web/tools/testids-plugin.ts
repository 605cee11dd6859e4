// SPDX-License-Identifier: MIT
// Puts the handles of src/app/testids.ts where they are used, so that the page does not carry the table of all of them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

export function inlineTestids(): Plugin {
  const ids = new Map<string, string>()
  return {
    name: 'teahouse-testids',
    apply: 'build',
    enforce: 'post',
    configResolved({ root }) {
      const text = readFileSync(join(root, 'src/app/testids.ts'), 'utf8')
      for (const [, key, id] of text.matchAll(/^ {2}(\w+): '([\w-]+)',/gm)) ids.set(key!, id!)
    },
    transform(code, id) {
      if (id.includes('node_modules') || id.includes('/src/app/testids.') || !code.includes('testids')) return undefined
      const filled = code.replace(/(?:_?unref\((testids)\)|(?<![\w.$])testids)\.(\w+)/g, (whole, _name, key: string) => (ids.has(key) ? JSON.stringify(ids.get(key)) : whole))
      return { code: filled, map: null }
    },
  }
}
