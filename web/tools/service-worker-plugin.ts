// SPDX-License-Identifier: MIT
// Builds src/workers/service-worker.ts with push.ts behind it to /sw.js with the list of the client's files and a revision made from them.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { minify, type Plugin, transformWithOxc } from 'vite'

const sources = ['src/workers/service-worker.ts', 'src/workers/push.ts']

export function serviceWorker(): Plugin {
  let root = ''
  let publicDir = ''
  return {
    name: 'teahouse-service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      root = config.root
      publicDir = config.publicDir
    },
    async generateBundle(_options, bundle) {
      const hash = createHash('sha256')
      const files: string[] = []
      for (const [name, output] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (!/\.(js|css|html)$/.test(name)) continue
        hash.update(name).update(output.type === 'asset' ? output.source : output.code)
        files.push(name === 'index.html' ? '/' : `/${name}`)
      }
      for (const entry of readdirSync(publicDir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const path = join(entry.parentPath, entry.name)
        hash.update(entry.name).update(readFileSync(path))
        files.push(`/${relative(publicDir, path)}`)
      }
      const parts: string[] = []
      for (const source of sources) {
        const text = readFileSync(join(root, source), 'utf8')
        hash.update(text)
        parts.push((await transformWithOxc(text, join(root, source), { target: 'es2024' })).code)
      }
      const revision = hash.digest('hex').slice(0, 16)
      const code = parts.join('\n')
      const filled = code.replaceAll('BUILD_REVISION', JSON.stringify(revision)).replaceAll('BUILD_FILES', JSON.stringify(files))
      const small = await minify('sw.js', filled)
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: small.code })
    },
  }
}
