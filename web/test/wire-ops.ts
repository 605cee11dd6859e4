// SPDX-License-Identifier: MIT
// The operations that the client's MessagePack tables know; all others go over HTTP.
import { readFileSync } from 'node:fs'

const table = ['generated', 'call-frames']
  .map((name) => readFileSync(new URL(`../src/core/protocol/${name}.ts`, import.meta.url), 'utf8'))
  .map((source) => source.slice(source.indexOf('const opsTable'), source.indexOf('const pushTable')))
  .join('')

export const wireOps: ReadonlySet<string> = new Set([...table.matchAll(/'([a-z.]+):\d+:/g)].map((match) => match[1]!))
