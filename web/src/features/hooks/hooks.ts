// SPDX-License-Identifier: MIT
import type { HookInfo } from '@/core/protocol/generated'

// Where programs post to; as secret as a password.
export function addressOf(hook: HookInfo, secret: string): string {
  return `${location.origin}/hooks/${hook.id}.${secret}`
}
