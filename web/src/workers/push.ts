// SPDX-License-Identifier: MIT
// The part of the service worker that shows notifications while no page is open; the build puts it behind
// service-worker.ts. A message is {heading, line, room?, seq?, test?}, encrypted for this browser by the server.
interface PushMessage {
  heading?: string
  line?: string
  room?: number
  seq?: number
  test?: boolean
}
interface PageClient {
  readonly url: string
  readonly visibilityState: DocumentVisibilityState
  readonly focused: boolean
  focus(): Promise<PageClient>
  navigate(url: string): Promise<PageClient | null>
}
interface PushScope {
  addEventListener(type: 'push', listener: (event: { data: { json(): unknown } | null; waitUntil(work: Promise<unknown>): void }) => void): void
  addEventListener(type: 'notificationclick', listener: (event: { notification: Notification; waitUntil(work: Promise<unknown>): void }) => void): void
  readonly registration: ServiceWorkerRegistration
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly PageClient[]>
    openWindow(url: string): Promise<PageClient | null>
  }
}
const pushScope = globalThis as unknown as PushScope

pushScope.addEventListener('push', (event) => event.waitUntil(showMessage(readMessage(event.data))))

pushScope.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openPlace(placeOf(event.notification.data as PushMessage)))
})

function readMessage(data: { json(): unknown } | null): PushMessage {
  try {
    return (data?.json() ?? {}) as PushMessage
  } catch {
    return {}
  }
}

// A page that is being looked at tells by itself. A test is meant to be seen.
async function showMessage(message: PushMessage): Promise<void> {
  const pages = await pushScope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!message.test && pages.some((page) => page.visibilityState === 'visible' && page.focused)) return
  await pushScope.registration.showNotification(message.heading || 'Teahouse', {
    body: message.line ?? '',
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    // One for each conversation: the newest takes the place of the one before.
    tag: message.test ? 'test' : `room-${message.room ?? 0}`,
    data: message,
  })
}

// Numbers only, whatever the message holds.
function placeOf(message: PushMessage | undefined): string {
  const { room, seq } = message ?? {}
  if (!Number.isSafeInteger(room)) return '/'
  return Number.isSafeInteger(seq) ? `/#/c/${room}/${seq}` : `/#/c/${room}`
}

async function openPlace(place: string): Promise<void> {
  const [page] = await pushScope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!page) {
    await pushScope.clients.openWindow(place)
    return
  }
  const shown = await page.focus().catch(() => page)
  if (place === '/') return
  // Another hash in the same page: nothing is loaded again.
  await shown.navigate(new URL(place, shown.url).href).catch(() => pushScope.clients.openWindow(place))
}
