// SPDX-License-Identifier: MIT
import type { RoomView } from '@/core/api'
import { t } from '@/i18n'

// Unread messages that count in numbers.
export function counted(rooms: readonly RoomView[]): number {
  return rooms.reduce((sum, room) => sum + (room.muted || room.hidden ? 0 : room.unread), 0)
}

export function roomTitle(room: RoomView): string {
  return room.kind === 'lobby' ? t('lobby.title') : room.own ? t('rooms.notes') : room.title || t('group.untitled')
}
