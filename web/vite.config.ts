// SPDX-License-Identifier: MIT
// How the client is built. What the strict CSP with Trusted Types asks for: no inline script or style, no preload
// polyfill, nothing inlined as data: URL. Hashed names under /assets are served as immutable.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'
import { serviceWorker } from './tools/service-worker-plugin.ts'
import { inlineTestids } from './tools/testids-plugin.ts'

const server = process.env.TEAHOUSE_URL ?? 'http://127.0.0.1:8080'

// What only later pages share must not wait in front of the first: it is left to chunks of its own.
const later =
  /[\\/]src[\\/](app[\\/]layer\.|stores[\\/]lookup\.|ui[\\/](anchor|Confirm|Dialog|EmptyState|MenuList|PicturePicker|Segmented)\.|features[\\/](messages[\\/](copy|rights)|groups[\\/]PeoplePicker)\.)|lucide[\\/](camera|copy|forward|monitor|moon|pencil|pin|pin-off|reply|smile-plus|sun|trash-2|undo-2|zoom-in)(?![\w-])/

// The styles of the first page are one sheet; those of what comes later come with it.
const firstStyles =
  /[\\/]src[\\/](styles[\\/]|app[\\/]|ui[\\/](Avatar|Logo|Menu|SearchField|Spinner|Toasts)\.|features[\\/](composer[\\/]Composer|connection[\\/]Banner|conversations?[\\/]|members[\\/]InfoDrawer|timeline[\\/](?!RoomStart)))/
const isFirstStyle = (id: string): boolean => id.endsWith('.css') && firstStyles.test(id)

export default defineConfig({
  base: '/',
  plugins: [vue(), icons({ compiler: 'vue3' }), inlineTestids(), serviceWorker()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  server: {
    // The server compares Origin with Host, so the dev server forwards the browser's own Host.
    proxy: {
      '/api': { target: server, changeOrigin: false },
      '/a/': { target: server, changeOrigin: false },
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
            { name: 'page', test: isFirstStyle, priority: 2 },
            { name: 'base', test: (id) => /[\\/]src[\\/](?!core[\\/](?!markup))|~icons/.test(id) && !later.test(id), minShareCount: 2, priority: 1 },
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
