// SPDX-License-Identifier: MIT
// Who may do what to whom in a room. The server decides; this only keeps buttons away that it would refuse.
import type { MemberView, RoomView, UserView } from '@/core/api'

export function managesRoom(room: RoomView | undefined, self: UserView): boolean {
  if (!room) return false
  if (room.kind === 'lobby') return self.role !== 'user'
  return room.kind === 'group' && (room.role === 'owner' || room.role === 'admin')
}

const rank = { member: 0, admin: 1, owner: 2 }

export function mayRemove(room: RoomView | undefined, member: MemberView | undefined, self: UserView): boolean {
  return room?.kind === 'group' && !!room.role && !!member && member.user !== self.id && rank[room.role] > rank[member.role] && room.role !== 'member'
}

// Muting follows the same ladder, and the lobby has admins too.
export function mayMute(room: RoomView | undefined, member: MemberView | undefined, self: UserView): boolean {
  return (room?.kind === 'group' || room?.kind === 'lobby') && !!room.role && !!member && member.user !== self.id && rank[room.role] > rank[member.role]
}

export function mayRank(room: RoomView | undefined, member: MemberView | undefined, self: UserView): boolean {
  return room?.kind === 'group' && room.role === 'owner' && !!member && member.user !== self.id
}
