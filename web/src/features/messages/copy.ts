// SPDX-License-Identifier: MIT
import type { RoomId, Seq } from '@/core/api'
import { t } from '@/i18n'
import { toast } from '@/ui/toast'

// Answers whether it was copied.
export async function copyText(text: string, done: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    toast(done)
    return true
  } catch {
    toast(t('message.copyFailed'), 'error')
    return false
  }
}

export function permalink(room: RoomId, seq: Seq): string {
  return `${location.origin}${location.pathname}#/c/${room}/${seq}`
}
