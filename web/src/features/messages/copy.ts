// SPDX-License-Identifier: MIT
import type { RoomId, Seq } from '@/core/api'
import { t } from '@/i18n'
import { toast } from '@/ui/toast'

export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(done)
  } catch {
    toast(t('message.copyFailed'), 'error')
  }
}

export function permalink(room: RoomId, seq: Seq): string {
  return `${location.origin}${location.pathname}#/c/${room}/${seq}`
}
