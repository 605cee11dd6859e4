// SPDX-License-Identifier: MIT
// How the client is built. What the strict CSP with Trusted Types asks for: no inline script or style, no preload
// polyfill, nothing inlined as data: URL. Hashed names under /assets are served as immutable.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'
import { emojiData } from './tools/emoji-plugin.ts'
import { serviceWorker } from './tools/service-worker-plugin.ts'
import { inlineTestids } from './tools/testids-plugin.ts'

const server = process.env.TEAHOUSE_URL ?? 'http://127.0.0.1:8080'

// What the first page is made of: all that these import, and what that imports. What only later pages share must not wait
// in front of it, so nothing else goes into the common files: one of scripts, one of styles.
const firstPage = ['main.ts', 'app/Shell.vue', 'features/members/InfoDrawer.vue'].map((name) => fileURLToPath(new URL(`./src/${name}`, import.meta.url)))
interface Graph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null
}
let first: Set<string> | undefined
function isFirst(id: string, graph: Graph): boolean {
  if (!first) {
    first = new Set(firstPage)
    for (const one of first) graph.getModuleInfo(one)?.importedIds.forEach((next) => first!.add(next))
  }
  return first.has(id)
}

export default defineConfig({
  base: '/',
  plugins: [vue(), icons({ compiler: 'vue3' }), emojiData(), inlineTestids(), serviceWorker()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  server: {
    // The server compares Origin with Host, so the dev server forwards the browser's own Host.
    proxy: {
      '/api': { target: server, changeOrigin: false },
      '/a/': { target: server, changeOrigin: false },
      '/f/': { target: server, changeOrigin: false },
      '/ws': { target: server, ws: true, changeOrigin: false },
    },
  },
  build: {
    target: 'es2024',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    rolldownOptions: {
      output: {
        // Few files before the first paint: Vue, and all small things that more than one page shares.
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules[\\/](@vue|vue)[\\/]|rolldown[\\/]runtime/, priority: 2 },
            { name: (id, graph) => (isFirst(id, graph) ? 'page' : null), test: /[\\/]src[\\/].*\.css$/, priority: 2 },
            { name: (id, graph) => (isFirst(id, graph) ? 'base' : null), test: /[\\/]src[\\/](?!core[\\/](?!markup))|~icons/, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', environment: 'node', include: ['test/unit/**/*.test.ts'] } },
      { extends: true, test: { name: 'component', environment: 'jsdom', include: ['test/component/**/*.test.ts'] } },
    ],
  },
})
