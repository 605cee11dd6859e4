// SPDX-License-Identifier: MIT
// A card or a question as a step of the history: the system's back button takes it away before anything under it.
import { onScopeDispose, watch } from 'vue'
import { useRouter } from './use-router'

const page = Math.round(performance.timeOrigin).toString(36) // ids of a page that was reloaded are never met again
let serial = 0

// For as long as the component lives; `close` is called when the reader went back.
export function useLayer(close: () => void): void {
  const router = useRouter()
  const id = `${page}.${++serial}`
  let there = false
  router.addLayer(id)
  watch(
    () => router.place.value.layers?.includes(id) ?? false,
    (now) => {
      if (there && !now) close()
      there = now
    },
    { immediate: true },
  )
  onScopeDispose(() => router.dropLayer(id))
}
