// SPDX-License-Identifier: MIT
// The service worker: the client starts without a network, with the conversations that the browser keeps. It holds the
// files of the client and nothing else: no answers of the API, no pictures, no messages.
//
// Updates: each build has its own revision and its own cache. A new worker takes over at once (skipWaiting, claim): it
// serves open pages of the old build too, so the files of one former build stay until the next one. Pages are asked from
// the network first; a reload after an update of the server is the new client.
interface WorkerScope {
  addEventListener(type: 'install' | 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void
  addEventListener(type: 'notificationclick', listener: (event: { notification: Notification; waitUntil(work: Promise<unknown>): void }) => void): void
  addEventListener(type: 'fetch', listener: (event: { request: Request; respondWith(answer: Promise<Response>): void }) => void): void
  skipWaiting(): Promise<void>
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Window[]>
    openWindow(url: string): Promise<unknown>
  }
  readonly location: Location
}
interface Window {
  readonly url: string
  readonly focused: boolean
  focus(): Promise<unknown>
  postMessage(message: unknown, transfer: readonly Transferable[]): void
}
declare const self: WorkerScope
declare const BUILD_REVISION: string // put in by the build
declare const BUILD_FILES: readonly string[]

const PREFIX = 'teahouse-client-'
const NAME = PREFIX + BUILD_REVISION
const FILES = BUILD_FILES
const NETWORK_MS = 2_000

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(NAME)
      // Hashed files may come from the browser's cache, the others must be of this build.
      await cache.addAll(FILES.map((file) => new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'no-cache' })))
      await self.skipWaiting()
    })(),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME)
      for (const name of ours.slice(0, -1)) await caches.delete(name)
      await self.clients.claim()
    })(),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (url.pathname === '/' || url.pathname === '/index.html') event.respondWith(page(request))
  } else if (FILES.includes(url.pathname) || url.pathname.startsWith('/assets/')) {
    event.respondWith(file(request))
  }
})

// A notification was pressed: the page that is there shows the message, or a new one does.
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { room, seq } = (event.notification.data ?? {}) as { room?: unknown; seq?: unknown }
  if (typeof room !== 'number') return
  event.waitUntil(
    (async () => {
      const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
      const chats = pages.filter(({ url }) => new URL(url).pathname === '/') // the console shows no messages
      const page = chats.find(({ focused }) => focused) ?? chats[0]
      if (!page) return self.clients.openWindow(`/#/c/${room}${typeof seq === 'number' ? `/${seq}` : ''}`)
      page.postMessage({ type: 'open-room', room, seq }, [])
      return page.focus()
    })(),
  )
})

async function page(request: Request): Promise<Response> {
  const kept = await caches.match('/')
  if (!kept) return fetch(request)
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), NETWORK_MS))
  const fresh = fetch(request).then((answer) => (answer.status >= 500 ? kept : answer))
  return Promise.race([fresh.catch(() => kept), late])
}

async function file(request: Request): Promise<Response> {
  const current = await (await caches.open(NAME)).match(request)
  return current ?? (await caches.match(request)) ?? fetch(request)
}
