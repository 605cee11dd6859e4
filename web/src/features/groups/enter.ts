// SPDX-License-Identifier: MIT
// Joins an open group and shows it; one at a time.
import { ref } from 'vue'
import { errorText } from '@/app/errors'
import { useRouter } from '@/app/use-router'
import type { RoomId, RoomView } from '@/core/api'
import { useCore } from '@/stores/core'
import { toast } from '@/ui/toast'

export function useEnter() {
  const core = useCore()
  const router = useRouter()
  const joining = ref<RoomId>()

  async function enter(room: RoomView): Promise<void> {
    if (core.room(room.id)?.role) return router.openRoom(room.id)
    if (joining.value !== undefined) return
    joining.value = room.id
    try {
      await core.joinRoom(room.id)
      router.openRoom(room.id)
    } catch (error) {
      toast(errorText(error), 'error')
    } finally {
      joining.value = undefined
    }
  }
  return { joining, enter }
}
