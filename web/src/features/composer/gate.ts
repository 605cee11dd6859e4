// SPDX-License-Identifier: MIT
// Why one cannot write in a room now. The server decides; this only says so before somebody writes in vain.
import type { AccountView, RoomView } from '@/core/api'

export type Shut = 'nobody' | 'admins' | 'muted' | 'blocked'

export function shutBy(room: RoomView, account: AccountView, now: number): Shut | undefined {
  if (room.peer !== undefined && account.blocked.includes(room.peer)) return 'blocked'
  if (room.writers === 'nobody') return 'nobody'
  if (room.writers === 'admins' && room.role === 'member') return 'admins'
  return room.mutedUntil !== undefined && room.mutedUntil > now ? 'muted' : undefined
}

// Longer than this is for ever.
export const forEverMs = 5 * 365 * 86_400_000
