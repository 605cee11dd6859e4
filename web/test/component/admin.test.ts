// SPDX-License-Identifier: MIT
// The console of administrators: what is offered for whom, what is asked of the server, what is drawn.
import { afterEach, describe, expect, it } from 'vitest'
import { testids } from '@/app/testids'
import type { UserView } from '@/core/api'
import type { AdminFile, AdminStatsReply, AdminUser } from '@/core/protocol/generated'
import AuditLog from '@/features/admin/AuditLog.vue'
import BanDialog from '@/features/admin/BanDialog.vue'
import Bots from '@/features/admin/Bots.vue'
import Files from '@/features/admin/Files.vue'
import Invites from '@/features/admin/Invites.vue'
import LineChart from '@/features/admin/LineChart.vue'
import People from '@/features/admin/People.vue'
import ServerForm from '@/features/admin/ServerForm.vue'
import { measures } from '@/features/admin/measures'
import { actionsFor } from '@/features/admin/person-acts'
import { bytes, span } from '@/features/admin/words'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type FakeCore, type Mounted } from './support'

let page: Mounted
afterEach(() => page?.wrapper.unmount())
const asked = (core: FakeCore, op: string): unknown[] => core.play.calls.filter((call) => call.name === 'ask' && call.args[0] === op).map((call) => call.args[1])

const person = (id: number, role: 'user' | 'admin' | 'owner' = 'user', more: Partial<AdminUser> = {}): AdminUser => ({
  user: { id, name: `Person ${id}`, role },
  created: 1,
  logins: 1,
  ...more,
})
const viewer = (role: UserView['role']): UserView => ({ id: 1, name: 'Anna', role, online: true, disabled: false })

describe('what is offered', () => {
  it('depends on the rank of both', () => {
    expect(actionsFor(person(2, 'owner'), viewer('admin'))).toEqual(['logins'])
    expect(actionsFor(person(2, 'admin'), viewer('admin'))).toEqual(['logins'])
    expect(actionsFor(person(2), viewer('admin'))).toEqual(['logins', 'rename', 'password', 'kick', 'ban', 'disable', 'purge'])
    expect(actionsFor(person(2), viewer('owner'))).toContain('makeOwner')
    expect(actionsFor(person(2, 'owner'), viewer('owner'))).not.toContain('ban')
  })

  it('does not shut the viewer out', () => {
    const own = actionsFor(person(1, 'owner'), viewer('owner'))
    expect(own).not.toContain('disable')
    expect(own).not.toContain('password')
  })

  it('has neither passwords nor roles for bots', () => {
    const acts = actionsFor(person(2, 'user', { user: { id: 2, name: 'Robot', bot: true } }), viewer('owner'))
    expect(acts).toEqual(['logins', 'rename', 'kick', 'ban', 'disable', 'purge'])
  })

  it('fits the state', () => {
    const ban = { id: 7, user: 2, at: 1, by: 1 }
    expect(actionsFor(person(2, 'user', { ban }), viewer('owner'))).toContain('unban')
    expect(actionsFor(person(2, 'user', { ban }), viewer('owner'))).not.toContain('ban')
    // Sent away for a while: the ban can be made a lasting one.
    expect(actionsFor(person(2, 'user', { ban: { ...ban, kick: true } }), viewer('owner'))).toContain('ban')
  })
})

describe('people', () => {
  it('are listed with their state, and the next page comes by a button', async () => {
    const core = createFakeCore()
    core.play.reply('admin.users', (request: { after?: number }) =>
      request.after === undefined
        ? { users: [person(1, 'owner'), person(2, 'user', { user: { id: 2, name: '林清茶', disabled: true } })], total: 3, more: true }
        : { users: [person(3)], total: 3, more: false },
    )
    page = await mounted(People, { core })
    await settled()
    expect(page.wrapper.findAll(`[data-testid="${testids.adminRow}"]`)).toHaveLength(2)
    expect(page.wrapper.text()).toContain('3 in all')
    expect(page.wrapper.text()).toContain('Disabled')
    await page.wrapper.find('.adm-more').trigger('click')
    await settled()
    expect(page.wrapper.findAll(`[data-testid="${testids.adminRow}"]`)).toHaveLength(3)
    expect(asked(core, 'admin.users').at(-1)).toMatchObject({ after: 2, filter: 'all' })
  })

  it('say so when the list did not come', async () => {
    page = await mounted(People)
    await settled()
    expect(page.wrapper.text()).toContain('could not be loaded')
  })
})

describe('files', () => {
  const file = (id: string, mime: string, places = 1): AdminFile => ({ file: { id, name: `${id}.bin`, size: 2_100_000, mime }, owner: { id: 5, name: 'Bob', role: 'user' }, at: 1, places })

  it('are listed with what they take, go on behind the last page, and are of one person where asked', async () => {
    const core = createFakeCore()
    core.play.reply('admin.files', (request: { after?: string }) =>
      request.after ? { files: [file('c', 'text/plain')], count: 3, bytes: 4_200_000 } : { files: [file('a', 'image/png', 2), file('b', 'audio/ogg')], after: '1-b', count: 3, bytes: 4_200_000 },
    )
    page = await mounted(Files, { core })
    await settled()
    expect(page.find(testids.adminTotals).text()).toBe('3 files, 4.0 MB on the disk')
    expect(page.wrapper.text()).toContain('in 2 messages')
    expect(page.wrapper.find('img').exists()).toBe(false)
    await page.wrapper.find('.adm-more').trigger('click')
    await settled()
    expect(page.wrapper.findAll(`[data-testid="${testids.adminRow}"]`)).toHaveLength(3)
    expect(asked(core, 'admin.files').at(-1)).toEqual({ limit: 50, after: '1-b' })
    await page.wrapper.find('[data-field=order]').setValue('largest')
    await page.wrapper.find('[data-field=group]').setValue('pictures')
    await settled()
    expect(asked(core, 'admin.files').at(-1)).toEqual({ limit: 50, group: 'pictures', large: true })
    await page.wrapper.find('[data-action=person]').trigger('click')
    await settled()
    expect(asked(core, 'admin.files').at(-1)).toMatchObject({ user: 5 })
  })

  it('are removed after a question', async () => {
    const core = createFakeCore()
    core.play.reply('admin.files', () => ({ files: [file('a', 'image/png', 2)], count: 1, bytes: 5 }))
    core.play.reply('admin.file.remove', () => ({ removed: 2 }))
    page = await mounted(Files, { core })
    await settled()
    await page.wrapper.find('[data-action=remove]').trigger('click')
    expect(asked(core, 'admin.file.remove')).toEqual([])
    expect(page.wrapper.text()).toContain('2 messages that have it are taken back')
    await page.wrapper.find('form').trigger('submit')
    await settled()
    expect(asked(core, 'admin.file.remove')).toEqual([{ file: 'a' }])
    expect(asked(core, 'admin.files')).toHaveLength(2)
  })
})

describe('a ban', () => {
  it('says for how long and why, and may take the messages along', async () => {
    const core = createFakeCore()
    core.play.reply('admin.ban', () => ({ ban: { id: 1, at: 1, by: 1 } }))
    core.play.reply('admin.purge', () => ({ purge: {} }))
    page = await mounted(BanDialog, { core, props: { who: person(5) } })
    await page.wrapper.find('[data-field=minutes]').setValue('1440')
    await page.wrapper.find('[data-field=reason]').setValue(' spam ')
    await page.wrapper.find('[data-field=purge]').setValue(true)
    await page.wrapper.find('form').trigger('submit')
    await settled()
    expect(asked(core, 'admin.ban')).toEqual([{ user: 5, minutes: 1440, reason: 'spam' }])
    expect(asked(core, 'admin.purge')).toEqual([{ user: 5 }])
    expect(page.wrapper.emitted('done')).toHaveLength(1)
  })

  it('tells that the own address is among those meant', async () => {
    page = await mounted(BanDialog)
    await page.wrapper.find('[data-field=address]').setValue('0.0.0.0/0')
    page.core.play.failNext('conflict', 'address')
    await page.wrapper.find('form').trigger('submit')
    await settled()
    expect(page.wrapper.text()).toContain('Your own address is among them')
  })
})

describe('invitations', () => {
  it('are links, and applicants are decided on', async () => {
    const core = createFakeCore()
    core.play.reply('admin.invites', () => ({
      invites: [{ id: 3, code: 'abcdefgh', note: 'friends', left: 1, used: 0, at: 1, by: 1 }],
      applicants: [{ id: 9, name: 'Carol', reason: 'I know Bob', address: '192.0.2.7', at: 1 }],
    }))
    core.play.reply('admin.applicant', () => ({}))
    page = await mounted(Invites, { core })
    await settled()
    expect(page.wrapper.text()).toContain('/?invite=abcdefgh')
    await page.wrapper.find('[data-action=reject]').trigger('click')
    await settled()
    expect(asked(core, 'admin.applicant')).toEqual([{ applicant: 9, accept: false }])
  })
})

describe('bots', () => {
  it('are made, given a token that is shown once, and lose it', async () => {
    const core = createFakeCore()
    const token = { id: 7, label: 'kitchen', created: 1 }
    core.play.reply('admin.bots', () => ({ bots: [{ user: { id: 5, name: 'Robot', bot: true }, created: 1, tokens: [token] }] }))
    core.play.reply('admin.bot.make', () => ({ bot: {} }))
    core.play.reply('admin.bot.token', () => ({ token, secret: 'shown-once' }))
    core.play.reply('admin.bot.token.end', () => ({}))
    page = await mounted(Bots, { core })
    await settled()
    expect(page.wrapper.text()).toContain('kitchen')
    expect(page.wrapper.text()).toContain('never used')
    await page.wrapper.find('[data-action=bot]').trigger('click')
    await page.wrapper.find('[data-field=name]').setValue(' Second ')
    await page.wrapper.find('form').trigger('submit')
    await settled()
    expect(asked(core, 'admin.bot.make')).toEqual([{ name: 'Second' }])
    await page.wrapper.find('[data-action=token]').trigger('click')
    await page.wrapper.find('[data-field=label]').setValue('shelf')
    await page.wrapper.find('form').trigger('submit')
    await settled()
    expect(asked(core, 'admin.bot.token')).toEqual([{ user: 5, label: 'shelf' }])
    expect(page.find(testids.adminSecret).text()).toBe('shown-once')
    await page.wrapper.find('[data-action=untoken]').trigger('click')
    await settled()
    expect(asked(core, 'admin.bot.token.end')).toEqual([{ token: 7 }])
  })
})

describe('the audit log', () => {
  it('has a sentence for each act', async () => {
    const core = createFakeCore()
    const list = ['role', 'disable', 'enable', 'rename', 'password', 'session_end', 'dissolve', 'ban', 'kick', 'unban', 'purge', 'purged', 'invite', 'uninvite', 'approve', 'reject', 'settings', 'bot', 'token', 'untoken', 'hook', 'hook_set', 'unhook']
    core.play.reply('admin.audit', () => ({
      entries: list.map((act, index) => ({ id: 100 - index, at: 1, by: index, name: index ? 'Anna' : '', act, user: 2, whom: 'Bob', address: '192.0.2.1', text: act === 'role' ? 'admin' : 'spam' })),
      more: false,
    }))
    page = await mounted(AuditLog, { core })
    await settled()
    const lines = page.wrapper.findAll('.adm-what').map((line) => line.text())
    expect(lines).toHaveLength(list.length)
    expect(lines[0]).toBe('Command line gave Bob the role: Admin')
    expect(lines[7]).toBe('Anna banned Bob (spam)')
    for (const line of lines) expect(line).not.toMatch(/audit\.|\{/)
  })
})

describe('the settings of the server', () => {
  it('send what was changed and no more', async () => {
    const core = createFakeCore()
    core.play.reply('admin.settings', (request: { registration?: string }) => ({ settings: { name: 'Teahouse', registration: request.registration ?? 'open' } }))
    page = await mounted(ServerForm, { core })
    await settled()
    const save = page.wrapper.find(`[data-testid="${testids.adminSubmit}"]`)
    expect(save.attributes()).toHaveProperty('disabled')
    await page.wrapper.find('[data-field=mode-approval]').setValue(true)
    await page.wrapper.find('form').trigger('submit')
    await settled()
    expect(asked(core, 'admin.settings').at(-1)).toEqual({ registration: 'approval' })
    expect(save.attributes()).toHaveProperty('disabled')
    expect(page.find(testids.profilePicture).exists()).toBe(true)
  })
})

const stats = (now: number, more: Partial<AdminStatsReply>): AdminStatsReply => ({
  now,
  started: 1,
  version: '1',
  users: 1,
  online: 1,
  sessions: 1,
  rooms: 1,
  messages: 0,
  waiting: 0,
  connections: 1,
  memory: 1,
  store: 1,
  commits: 0,
  commit_us: 0,
  lagged: 0,
  applicants: 0,
  bans: 0,
  purges: [],
  ...more,
})

describe('charts', () => {
  it('show counters by what they grew', () => {
    const samples = [stats(0, { messages: 10, commits: 5, commit_us: 1_000 }), stats(2_000, { messages: 14, commits: 7, commit_us: 9_000 })]
    const of = (id: string) => measures(samples).find((one) => one.id === id)!.points
    expect(of('messages')).toEqual([120])
    expect(of('commit')).toEqual([4])
    expect(of('online')).toEqual([1, 1])
  })

  it('take a restart for a pause', () => {
    const samples = [stats(0, { messages: 100 }), stats(2_000, { messages: 3, started: 1_500 })]
    expect(measures(samples).find((one) => one.id === 'messages')!.points).toEqual([0])
  })

  it('draw from the right and say what they show', async () => {
    page = await mounted(LineChart, { props: { id: 'online', name: 'People online', points: [1, 4, 2], format: String, slots: 11 } })
    expect(page.wrapper.find('polyline').attributes('points')!.split(' ').map((point) => point.split(',')[0])).toEqual(['240.0', '270.0', '300.0'])
    expect(page.wrapper.find('svg').attributes('aria-label')).toBe('People online: 2 now, 4 at most')
  })

  it('name sizes and times by their largest unit', async () => {
    page = await mounted(LineChart, { props: { id: 'online', name: 'x', points: [], format: String, slots: 11 } })
    expect([bytes(512), bytes(3 * 1024 * 1024), bytes(200 * 1024 * 1024)]).toEqual(['512 B', '3.0 MB', '200 MB'])
    expect([span(60_000), span(3 * 3_600_000), span(3 * 86_400_000)]).toEqual(['1 minute', '3 hours', '3 days'])
  })
})
