// SPDX-License-Identifier: MIT
// The operations that the client's MessagePack tables know; all others go over HTTP.
import { readFileSync } from 'node:fs'

const source = readFileSync(new URL('../src/core/protocol/generated.ts', import.meta.url), 'utf8')
const table = source.slice(source.indexOf('const opsTable'), source.indexOf('const pushTable'))

export const wireOps: ReadonlySet<string> = new Set([...table.matchAll(/'([a-z.]+):\d+:/g)].map((match) => match[1]!))
