// SPDX-License-Identifier: MIT
// "Message": opens the direct room with somebody, making it if need be.
import { errorText } from '@/app/errors'
import { useRouter } from '@/app/use-router'
import type { UserId } from '@/core/api'
import { toast } from '@/ui/toast'
import { useCore } from './core'

export function useMessageTo(): (user: UserId) => Promise<void> {
  const core = useCore()
  const router = useRouter()
  return async (user) => {
    try {
      router.openRoom(await core.direct(user))
    } catch (error) {
      toast(errorText(error), 'error')
    }
  }
}
