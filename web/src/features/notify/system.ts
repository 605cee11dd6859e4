// SPDX-License-Identifier: MIT
// The system's own notifications. They go through the service worker where there is one, because phones know no others;
// a click there comes back as a message.
import type { RoomId, Seq } from '@/core/api'

export interface SystemNote {
  room: RoomId
  seq?: Seq | undefined
  title: string
  body: string
  silent: boolean
}

export function permission(): NotificationPermission | 'unsupported' {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission
}

// Only ever called for a press.
export async function askPermission(): Promise<boolean> {
  try {
    return (await Notification.requestPermission()) === 'granted'
  } catch {
    return false
  }
}

const tagOf = (room: RoomId): string => `room-${room}`

export async function show(note: SystemNote, open: (room: RoomId, seq?: Seq) => void): Promise<void> {
  if (permission() !== 'granted') return
  const { room, seq, title, body, silent } = note
  // One of a room takes the place of the one before.
  const options = { body, silent, tag: tagOf(room), renotify: true, icon: '/icon-192.png', data: { room, seq } }
  const worker = await registration()
  try {
    if (worker) return await worker.showNotification(title, options)
    const shown = new Notification(title, options)
    shown.addEventListener('click', () => {
      window.focus()
      shown.close()
      open(room, seq)
    })
  } catch {
    // Not on this system.
  }
}

// What was read is not to be told any more.
export async function takeBack(room: RoomId): Promise<void> {
  const worker = await registration()
  for (const shown of (await worker?.getNotifications({ tag: tagOf(room) }).catch(() => [])) ?? []) shown.close()
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  const found = await navigator.serviceWorker?.getRegistration().catch(() => undefined)
  return found?.active ? found : undefined
}

// Clicks that the service worker tells of. Answers how to stop.
export function onClicks(open: (room: RoomId, seq?: Seq) => void): () => void {
  const worker = navigator.serviceWorker
  if (!worker) return () => undefined
  const onMessage = ({ data }: MessageEvent): void => {
    const { type, room, seq } = (data ?? {}) as { type?: unknown; room?: unknown; seq?: unknown }
    if (type === 'open-room' && typeof room === 'number') open(room, typeof seq === 'number' ? seq : undefined)
  }
  worker.addEventListener('message', onMessage)
  return () => worker.removeEventListener('message', onMessage)
}
