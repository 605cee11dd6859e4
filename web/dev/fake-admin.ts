// SPDX-License-Identifier: MIT
// What the console of administrators is answered on sample data.
import type { AdminRoom, AdminStatsReply, AdminUser, AuditEntry, Ban, Login } from '../src/core/protocol/generated'
import type { Play } from '../test/fake-core'
import { people } from '../test/fake-people'

const hour = 3_600_000
const now = Date.now()
const names = people.map(([name], index) => ({ id: index + 1, name }))
const role = (index: number): 'owner' | 'admin' | undefined => (index === 0 ? 'owner' : index === 2 ? 'admin' : undefined)
const bans: Ban[] = [
  { id: 5, user: names[4]!.id, name: names[4]!.name, at: now - 2 * hour, by: 1, reason: '多次发送广告' },
  { id: 6, address: '203.0.113.0/24', at: now - 30 * hour, by: 1, until: now + 40 * hour, reason: 'Spam from this network' },
]

const users: AdminUser[] = names.map((one, index) => ({
  user: { ...one, ...(role(index) ? { role: role(index)! } : {}), ...(index < 5 ? { online: true } : {}), ...(index === 6 ? { disabled: true } : {}) },
  created: now - index * 90 * hour,
  seen: now - index * 3 * hour,
  logins: (index % 3) + 1,
  ...(index === 4 ? { ban: bans[0]! } : {}),
}))
const rooms: AdminRoom[] = [
  { id: 1, kind: 'lobby', join: 'open', members: 42, count: 18_233, created: now - 900 * hour, at: now - 60_000 },
  { id: 2, kind: 'group', title: '周末喝茶', join: 'open', members: 12, count: 934, created: now - 400 * hour, at: now - hour, owner: { ...names[1]! } },
  { id: 3, kind: 'group', title: 'Release planning', join: 'invite', members: 5, count: 1, created: now - 90 * hour, at: now - 26 * hour, owner: { ...names[3]! } },
  { id: 4, kind: 'direct', join: 'invite', members: 2, count: 87, created: now - 50 * hour, at: now - 3 * hour },
]
const logins: Login[] = users.slice(0, 7).map((one, index) => ({
  id: index + 1,
  user: one.user,
  label: index % 2 ? 'Safari on iPhone' : 'Firefox on Linux',
  created: now - index * 70 * hour,
  seen: now - index * 2 * hour,
  ...(index < 4 ? { online: true, address: index % 2 ? '2001:db8:1::7' : '192.0.2.17' } : {}),
}))
const audit: AuditEntry[] = (['ban', 'kick', 'role', 'settings', 'purged', 'purge', 'approve', 'password'] as const).map((act, index) => ({
  id: 100 - index,
  at: now - index * hour,
  by: 1,
  name: names[0]!.name,
  act,
  user: 5,
  whom: names[4]!.name,
  address: '192.0.2.17',
  ...(act === 'role' ? { text: 'admin' } : act === 'settings' ? { text: 'registration: approval' } : act === 'purged' ? { text: '218' } : act === 'approve' ? { text: 'Carol' } : {}),
}))

export function fakeAdmin(play: Play): void {
  let stats: AdminStatsReply = {
    now: now - 200 * 2000, started: now - 77 * hour, version: '0.1.0', users: 240, online: 42, sessions: 51, rooms: 64, messages: 18_000, waiting: 0,
    connections: 60, memory: 61_000_000, store: 412_000_000, commits: 9_000, commit_us: 12_000_000, lagged: 3, applicants: 1, bans: 2,
    purges: [{ id: 9, user: 5, by: 1, at: now, since: 0, removed: 1_200, after: '' }],
  }
  play.reply('admin.stats', () => {
    const swing = Math.sin(stats.messages / 17)
    stats = { ...stats, now: stats.now + 2_000, messages: stats.messages + Math.round(4 + 3 * swing), online: 42 + Math.round(4 * swing), connections: 60 + Math.round(6 * swing), memory: stats.memory + 20_000, commits: stats.commits + 5, commit_us: stats.commit_us + 6_000 + Math.round(3_000 * swing) }
    return stats
  })
  play.reply('admin.users', () => ({ users, total: 240, more: true }))
  play.reply('admin.rooms', () => ({ rooms, total: rooms.length, more: false }))
  play.reply('admin.sessions', () => ({ logins, more: false }))
  play.reply('admin.bans', () => ({ bans }))
  play.reply('admin.audit', () => ({ entries: audit, more: true }))
  play.reply('admin.invites', () => ({
    invites: [
      { id: 1, code: 'k7mq2xw9rp4tzn', note: '茶友会', left: 12, used: 8, at: now - 20 * hour, by: 1, until: now + 140 * hour },
      { id: 2, code: 'b3hd8vy6fs5jcu', left: 1, used: 0, at: now - hour, by: 1 },
    ],
    applicants: [{ id: 3, name: 'Carol', reason: 'I know Anna from the tea club', address: '198.51.100.4', at: now - hour }],
  }))
  play.reply('admin.settings', () => ({ settings: { name: '茶馆', registration: 'approval' } }))
  play.reply('admin.password', () => ({ password: 'k7mq2-xw9rp-4tznb' }))
}
