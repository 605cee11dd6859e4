// SPDX-License-Identifier: MIT
import type { RoomView } from '@/core/api'
import { t } from '@/i18n'

export function roomTitle(room: RoomView): string {
  return room.kind === 'lobby' ? t('lobby.title') : room.title || t('group.untitled')
}
