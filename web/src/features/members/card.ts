// SPDX-License-Identifier: MIT
// The one member card that can be open, beside the avatar that was pressed.
import { shallowRef } from 'vue'
import type { RoomId, UserId } from '@/core/api'

export interface CardRequest {
  user: UserId
  room: RoomId | undefined
  anchor: DOMRect
  opener: HTMLElement
}

export const card = shallowRef<CardRequest>()

export function openCard(event: Event, user: UserId, room?: RoomId): void {
  const opener = event.currentTarget
  if (!(opener instanceof HTMLElement)) return
  card.value = { user, room, anchor: opener.getBoundingClientRect(), opener }
}

export function closeCard(): void {
  card.value = undefined
}
