// SPDX-License-Identifier: MIT
// The part of the service worker that shows notifications while no page is open; the build puts it behind
// service-worker.ts, which answers the press on one. A message is {heading, line, room?, seq?, test?, call?}, encrypted for this browser by the server.
interface PushMessage {
  heading?: string
  line?: string
  room?: number
  seq?: number
  test?: boolean
  call?: boolean // somebody calls now
}
interface PushScope {
  addEventListener(type: 'push', listener: (event: { data: { json(): unknown } | null; waitUntil(work: Promise<unknown>): void }) => void): void
  readonly registration: ServiceWorkerRegistration
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly { url: string; visibilityState: DocumentVisibilityState; focused: boolean }[]>
  }
}
const pushScope = globalThis as unknown as PushScope

pushScope.addEventListener('push', (event) => event.waitUntil(showMessage(readMessage(event.data))))

function readMessage(data: { json(): unknown } | null): PushMessage {
  try {
    return (data?.json() ?? {}) as PushMessage
  } catch {
    return {}
  }
}

// A page that is being looked at tells by itself, and so does a hidden one that was quicker. A test is meant to be seen.
async function showMessage(message: PushMessage): Promise<void> {
  const { registration, clients } = pushScope
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!message.test && pages.some((page) => page.visibilityState === 'visible' && page.focused && new URL(page.url).pathname === '/')) return
  // One for each conversation, as the page does it (features/notify/system.ts): the newest takes the place of the one before.
  const ofCalls = `call-${message.room ?? 0}`
  const tag = message.test ? 'test' : message.call ? ofCalls : `room-${message.room ?? 0}`
  const shown = await registration.getNotifications({ tag })
  if (!message.test && !message.call && shown.some((one) => ((one.data as PushMessage | null)?.seq ?? 0) >= (message.seq ?? 1))) return
  // What comes later in a conversation where somebody called: it does not ring any more.
  if (!message.call) for (const call of await registration.getNotifications({ tag: ofCalls })) call.close()
  await registration.showNotification(message.heading || 'Teahouse', { body: message.line ?? '', icon: '/icon-192.png', tag, data: { room: message.room, seq: message.seq } })
}
