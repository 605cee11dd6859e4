// SPDX-License-Identifier: MIT
// Write x.br and x.gz beside every text-like file x of a folder: node tools/precompress.mjs FOLDER
// A form that would not save a twentieth is left out; the server then sends the plain bytes.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const kinds = /\.(css|html|ico|js|json|map|mjs|svg|ttf|txt|wasm|webmanifest|xml)$/
const bytesMin = 256

const forms = {
  '.br': (bytes) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  '.gz': (bytes) => gzipSync(bytes, { level: 9 }),
}

const folder = process.argv[2]
if (!folder) {
  console.error('usage: node tools/precompress.mjs FOLDER')
  process.exit(2)
}
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !kinds.test(entry.name)) continue
  const path = join(entry.parentPath, entry.name)
  const bytes = readFileSync(path)
  if (bytes.length < bytesMin) continue
  for (const [ending, compress] of Object.entries(forms)) {
    const small = compress(bytes)
    if (small.length < bytes.length * 0.95) writeFileSync(path + ending, small)
  }
}
