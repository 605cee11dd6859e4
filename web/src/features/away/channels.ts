// SPDX-License-Identifier: MIT
// Where notifications go while no page is open. Asked of the server over HTTP: nothing here is needed by the rest of the
// client, and it works while the socket reconnects.
import { Http } from '@/core/net/http'
import { browserPlatform } from '@/core/platform'
import type { Reply } from '@/core/protocol/codec'
import { t, type Key } from '@/i18n'

export type Channel = Reply<'notify.list'>['channels'][number]
export type ContentLevel = Channel['level']
export type ChannelKind = Channel['kind']

export const webhookKinds = ['json', 'ntfy', 'bark', 'wecom', 'dingtalk', 'feishu'] as const satisfies readonly ChannelKind[]
export type WebhookKind = (typeof webhookKinds)[number]
// Kinds for which something secret beside the address may be given.
export const secretKinds: readonly ChannelKind[] = ['json', 'ntfy', 'dingtalk', 'feishu']

const platform = browserPlatform()
const http = new Http(platform)

export async function listChannels(): Promise<readonly Channel[]> {
  return (await http.call('notify.list', {})).channels
}

export async function addWebhook(kind: WebhookKind, endpoint: string, secret: string, level: ContentLevel, lang: string): Promise<Channel> {
  return (await http.call('notify.add', { kind, endpoint, level, lang, ...(secret ? { auth: secret } : {}) })).channel
}

export async function setLevel(channel: number, level: ContentLevel): Promise<void> {
  await http.call('notify.set', { channel, level })
}

export async function removeChannel(channel: number): Promise<void> {
  await http.call('notify.remove', { channel })
}

export async function testChannel(channel: number): Promise<void> {
  await http.call('notify.test', { channel })
}

// What the server says of a failure, in the reader's words.
const faults: Readonly<Record<string, Key>> = {
  'the address is not allowed': 'away.fault_private',
  'the name was not found': 'away.fault_name',
  'no answer in time': 'away.fault_time',
  'the certificate is not valid': 'away.fault_certificate',
  'the robot refused it: check its address and its security settings': 'away.fault_robot',
}
export function faultText(fault: string): string {
  const status = /^it answered (\d{3})$/.exec(fault)?.[1]
  return status ? t('away.fault_status', { status }) : t(faults[fault] ?? 'away.fault_connection')
}

// --- this browser ---

// 'insecure': browsers allow this on https only; 'denied': the reader forbade it, and only the browser's settings can
// allow it again.
export type PushState = 'ready' | 'unsupported' | 'insecure' | 'denied'

export function pushState(): PushState {
  if (!globalThis.isSecureContext) return 'insecure'
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis)) return 'unsupported'
  return Notification.permission === 'denied' ? 'denied' : 'ready'
}

// Asks for the permission, so call it from a click. Undefined: the reader said no.
export async function subscribe(level: ContentLevel, lang: string): Promise<Channel | undefined> {
  if ((await Notification.requestPermission()) !== 'granted') return undefined
  const { key } = await http.call('notify.key', {})
  const registration = await navigator.serviceWorker.ready
  const wanted = fromBase64url(key)
  let subscription = await registration.pushManager.getSubscription()
  // One for another key is of another life of this server.
  if (subscription && !sameBytes(subscription.options.applicationServerKey, wanted)) {
    await subscription.unsubscribe()
    subscription = null
  }
  subscription ??= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted })
  const { endpoint, keys } = subscription.toJSON()
  const request = { kind: 'web_push', endpoint: endpoint ?? '', level, lang, label: platform.deviceLabel(), p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' } as const
  return (await http.call('notify.add', request)).channel
}

export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager?.getSubscription())?.unsubscribe()
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))
}

function sameBytes(one: ArrayBuffer | null, other: Uint8Array): boolean {
  if (!one || one.byteLength !== other.length) return false
  const bytes = new Uint8Array(one)
  return other.every((byte, index) => byte === bytes[index])
}
