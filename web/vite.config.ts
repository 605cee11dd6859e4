// SPDX-License-Identifier: MIT
// How the client is built. What the strict CSP with Trusted Types asks for: no inline script or style, no preload
// polyfill, nothing inlined as data: URL. Hashed names under /assets are served as immutable.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'
import { emojiData } from './tools/emoji-plugin.ts'
import { smallIcons } from './tools/icon-compiler.ts'
import { inlineRuntime } from './tools/inline-runtime-plugin.ts'
import { preloadPages } from './tools/preload-plugin.ts'
import { serviceWorker } from './tools/service-worker-plugin.ts'
import { inlineTestids } from './tools/testids-plugin.ts'

const server = process.env.TEAHOUSE_URL ?? 'http://127.0.0.1:8080'

// What a page is made of: all that these import, and what that imports. The chat is three files beside Vue: what it shares
// with the start, its views, and the core; the sign-in card is one more. Nothing that only later pages share waits in front.
// What the chat asks for by itself is two files more, since a browser has six connections and each request its price: `near`
// comes with the first conversation, `warm` (app/warm.ts) when the page has nothing else to do.
const pages = {
  start: ['main.ts', 'features/auth/SignIn.vue', 'core/chat.ts'],
  chat: ['main.ts', 'app/Shell.vue'],
  core: ['core/chat.ts'],
  signin: ['features/auth/SignIn.vue'],
  near: [
    'app/ListHandle.vue',
    'features/files/AttachButton.vue',
    'features/files/attach.ts',
    'features/files/DropZone.vue',
    'features/files/VoiceButton.vue',
    'features/members/InfoDrawer.vue',
    'features/messages/Layers.vue',
    'features/messages/compose.ts',
    'features/messages/gestures.ts',
    'features/messages/refusals.ts',
    'features/calls/CallBar.vue',
    'features/calls/CallButtons.vue',
    'features/calls/CallMark.vue',
    'features/own/RoomOwn.vue',
    'features/timeline/RoomStart.vue',
    'ui/EmptyState.vue',
    'ui/Toasts.vue',
  ],
  warm: [
    'app/Background.vue',
    'app/Overlays.vue',
    'app/warm.ts',
    'features/calls/CallHost.vue',
    'features/conversations/AddMenu.vue',
    'features/conversations/RoomMenu.vue',
    'features/members/MemberCard.vue',
    'features/messages/MessageMenu.vue',
    'features/messages/MessageTools.vue',
    'features/messages/QuoteLine.vue',
    'features/messages/Reactions.vue',
    'features/notify/Notices.vue',
    'features/timeline/Failure.vue',
    'ui/MenuList.vue',
    'workers/register.ts',
  ],
}
interface Graph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null
}
const modules = new Map<keyof typeof pages, Set<string>>()
function isOf(page: keyof typeof pages, id: string, graph: Graph): boolean {
  let all = modules.get(page)
  if (!all) {
    modules.set(page, (all = new Set(pages[page].map((name) => fileURLToPath(new URL(`./src/${name}`, import.meta.url))))))
    for (const one of all) graph.getModuleInfo(one)?.importedIds.forEach((next) => all!.add(next))
  }
  return all.has(id)
}

export default defineConfig({
  base: '/',
  plugins: [vue(), icons({ compiler: smallIcons }), emojiData(), inlineTestids(), inlineRuntime(), preloadPages(), serviceWorker()],
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
        // At most eight requests before the first paint, of the chat and of the sign-in card.
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules[\\/](@vue|vue)[\\/]|rolldown[\\/]runtime/, priority: 2 },
            { name: (id, graph) => (isOf('chat', id, graph) || isOf('signin', id, graph) ? 'page' : null), test: /[\\/]src[\\/].*\.css$/, priority: 2 },
            { name: (id, graph) => (isOf('chat', id, graph) && isOf('start', id, graph) ? 'base' : null), priority: 1 },
            { name: (id, graph) => (isOf('core', id, graph) ? 'core' : isOf('signin', id, graph) ? 'signin' : isOf('chat', id, graph) ? 'shell' : null), priority: 1 },
            { name: (id, graph) => (['near', 'warm'] as const).find((page) => isOf(page, id, graph)) ?? null },
            { name: 'calls', test: /[\\/]src[\\/]core[\\/]calls[\\/]/ },
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
