// SPDX-License-Identifier: MIT
// What the server will allow; it decides, this only leaves out what would be refused.
import type { MessageView, RoomView } from '@/core/api'

export function isAdmin(room: RoomView | undefined): boolean {
  return room !== undefined && room.kind !== 'direct' && (room.role === 'admin' || room.role === 'owner')
}

export function mayEdit(message: MessageView): boolean {
  return message.own && message.kind === 'text' && !message.origin && message.recalled === undefined
}

// `recallMs`: of the server, for rooms that do not say it themselves.
export function mayRecall(message: MessageView, room: RoomView | undefined, recallMs: number, now: number): boolean {
  if (message.recalled !== undefined) return false
  return isAdmin(room) || (message.own && now - message.at < (room?.recall ? room.recall * 60_000 : recallMs))
}

export function mayPin(room: RoomView | undefined): boolean {
  return room !== undefined && (room.kind === 'direct' || isAdmin(room))
}
