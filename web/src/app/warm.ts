// SPDX-License-Identifier: MIT
// What is likely to be asked for next is fetched when the page has nothing else to do, so that no menu or tool is waited
// for. Readers who save data wait for it instead.
import { laterWords } from '@/i18n'

const parts: readonly (() => Promise<unknown>)[] = [
  laterWords,
  () => import('@/ui/MenuList.vue'),
  () => import('@/features/conversations/AddMenu.vue'),
  () => import('@/features/conversations/RoomMenu.vue'),
  () => import('@/features/messages/MessageTools.vue'),
  () => import('@/features/messages/MessageMenu.vue'),
  () => import('@/features/messages/QuoteLine.vue'),
  () => import('@/features/messages/Reactions.vue'),
  () => import('@/features/members/MemberCard.vue'),
  () => import('./Overlays.vue'),
]

// One after the other, in idle moments. Answers how to stop.
export function warm(done: () => void): () => void {
  let stopped = false
  const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true
  void (async () => {
    for (const load of saving ? [laterWords] : parts) {
      await idle()
      if (stopped) return
      await load().catch(() => undefined) // it is asked for again where it is needed
    }
    if (!stopped) done()
  })()
  return () => (stopped = true)
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 5_000 })
    else setTimeout(resolve, 1_000) // Safari
  })
}
