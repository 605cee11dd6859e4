// SPDX-License-Identifier: MIT
// What an administrator may do with an account. The server decides; this only spares what it would refuse.
import type { UserView } from '@/core/api'
import type { AdminUser } from '@/core/protocol/generated'

export type PersonAct = 'logins' | 'rename' | 'password' | 'makeAdmin' | 'makeOwner' | 'makeUser' | 'kick' | 'ban' | 'unban' | 'disable' | 'enable' | 'purge'

const rank = { user: 0, admin: 1, owner: 2 }

export function actionsFor(one: AdminUser, self: UserView): PersonAct[] {
  const role = one.user.role ?? 'user'
  const owner = self.role === 'owner'
  const own = one.user.id === self.id
  if (!owner && rank[role] >= rank[self.role]) return ['logins']
  const acts: PersonAct[] = ['logins', 'rename']
  if (!own && !one.user.bot) acts.push('password')
  if (owner && role !== 'admin' && !one.user.bot) acts.push('makeAdmin')
  if (owner && role !== 'owner' && !one.user.bot) acts.push('makeOwner')
  if (owner && role !== 'user') acts.push('makeUser')
  if (role !== 'owner') {
    if (one.ban) acts.push('unban')
    else acts.push('kick')
    if (!one.ban || one.ban.kick) acts.push('ban')
  }
  if (!own) acts.push(one.user.disabled ? 'enable' : 'disable')
  acts.push('purge')
  return acts
}
