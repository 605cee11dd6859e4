// SPDX-License-Identifier: MIT
// Where the reader was in each room, for as long as the page lives.
import type { RoomId } from '@/core/api'

export const positions = new Map<RoomId, 'end' | { key: string; px: number }>()
