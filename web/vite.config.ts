// SPDX-License-Identifier: MIT
// How the client is built. What the strict CSP with Trusted Types asks for: no inline script or style, no preload
// polyfill, nothing inlined as data: URL. Hashed names under /assets are served as immutable.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'
import { serviceWorker } from './tools/service-worker-plugin.ts'

const server = process.env.TEAHOUSE_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: '/',
  plugins: [vue(), icons({ compiler: 'vue3' }), serviceWorker()],
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
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    rolldownOptions: {
      output: {
        // Few files before the first paint: Vue, and all small things that more than one page shares.
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules[\\/](@vue|vue|pinia)[\\/]/, priority: 2 },
            { name: 'base', test: /[\\/]src[\\/](?!core[\\/])|~icons/, minShareCount: 2, priority: 1 },
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
