// SPDX-License-Identifier: MIT
// An administrator's day: the console from the first look at the charts to the audit log.
import { action, acts, choose, field, openConsole, row, show, submit } from '../lib/console.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { PASSWORD, PHONE } from '../lib/person.mjs'
import { inspect } from './screens.mjs'

export default {
  async 'the rail leads administrators to the console, and nobody else'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { locale: 'zh-CN', colorScheme: 'dark' })
    const bo = await world.person(server, 'Bo')
    await anna.at('rail-admin').waitFor()
    equal(await anna.says('rail-admin'), '管理', 'its name')
    await inspect(anna, 'the rail of an administrator, in the dark')
    await anna.at('rail-admin').press('Enter')
    await anna.at('admin').waitFor()
    await bo.at('rail-later').waitFor() // comes later as well
    equal(await bo.at('rail-admin').count(), 0, 'not for members')
  },

  async 'the live view shows connections and the rooms in which somebody writes'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN' })
    const bot = await server.bot('Chatter')
    const lobby = await bot.lobby()
    for (const n of [1, 2, 3]) await bot.send(lobby, `tea ${n}`)
    await bo.sees('tea 3')

    await openConsole(anna, 'live')
    await row(anna, 'Bo').waitFor()
    const line = await row(anna, 'Bo').innerText()
    check(/127\.0\.0\.1 · .*login \d+/.test(line), `where Bo is: ${line}`)
    check(/↓ \d.*↑ [1-9].*1 room open/.test(line), `what went to Bo: ${line}`)
    // Somebody comes while the page is seen.
    const carol = await world.person(server, 'Carol')
    await row(anna, 'Carol').waitFor()
    await carol.page.close()
    await eventually('who is gone is not shown', async () => (await row(anna, 'Carol').count()) === 0)
    await field(anna, 'order').selectOption('waiting')
    await row(anna, 'Bo').waitFor()

    await field(anna, 'order').selectOption('minute')
    await row(anna, '3 a minute, 3 an hour').waitFor()
    check(/open in [2-9] connections/.test(await row(anna, '3 a minute').innerText()), 'who looks')
    await inspect(anna, 'the live view')
  },

  async 'an administrator finds, sends away, bans, cleans up and lets in again'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const carol = await world.person(server, 'Carol')
    const spam = await server.bot('Spammer')
    const lobby = await spam.lobby()
    for (const n of [1, 2, 3]) await spam.send(lobby, `buy my tea ${n}`)
    await carol.sees('buy my tea 3')

    // The way in, and charts that move.
    await anna.at('settings').click()
    await anna.at('open-admin').click()
    await anna.at('admin').waitFor()
    await eventually('the charts have points', async () =>
      (await anna.at('admin-chart').evaluateAll((charts) => charts.map((one) => Number(one.dataset.points)))).every((points) => points >= 2),
    )
    // Sent away for a while: told so, kept out, and not for good.
    await show(anna, 'users')
    await field(anna, 'query').fill('caro')
    await eventually('one is found', async () => (await anna.at('admin-row').count()) === 1)
    await choose(anna, 'Carol', 'Send away for a while')
    await field(anna, 'reason').fill('Time for a break')
    await anna.at('admin-submit').click()
    await carol.at('closed').waitFor()
    equal(await carol.at('closed').getAttribute('data-reason'), 'banned', 'why')
    check((await carol.says('closed')).includes('Time for a break'), 'the reason is told')
    check(await carol.at('use-here').isDisabled(), 'it is too early to come back')
    // A new page is not let in either.
    carol.allow(/status of 403 .*\/api\/v1\/login/)
    const refused = await server.call('login', { name: 'Carol', password: PASSWORD }).catch((error) => error.code)
    equal(refused, 'banned', 'the refusal of a login')
    await show(anna, 'bans')
    await row(anna, 'Carol').locator('[data-action=unban]').click()
    await eventually('nobody is banned', async () => (await anna.at('admin-row').count()) === 0)
    await carol.page.reload()
    await carol.isOnline()

    // Banned, and what was written goes away everywhere.
    await show(anna, 'users')
    await choose(anna, 'Spammer', 'Ban account')
    await field(anna, 'reason').fill('spam')
    await field(anna, 'purge').check()
    await anna.at('admin-submit').click()
    await eventually('the words are gone', async () => !(await carol.texts()).some((text) => text.includes('buy my tea')))
    equal(await spam.send(lobby, 'one more').catch((error) => error.code), 'banned', 'the refusal of a message')
    await show(anna, 'audit')
    await eventuallyEquals('the audit log', async () => (await acts(anna)).slice(0, 5), ['purged', 'purge', 'ban', 'unban', 'kick'])
    check((await anna.says('admin-row')).includes('127.0.0.1') || (await anna.says('admin-row')).includes('::1'), 'with the address')
  },

  async 'roles, passwords, logins and groups are in the hands of administrators, within their rank'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bob = await world.person(server, 'Bob')
    const dora = await server.bot('Dora')
    const { room } = await dora.call('room.create', { kind: 'group', title: 'Noise', users: [] })

    await openConsole(anna, 'users')
    await choose(anna, 'Bob', 'Make admin')
    await anna.at('confirm').click()
    await eventually('Bob is an admin', async () => (await row(anna, 'Bob').textContent()).includes('Admin'))
    // The last owner has no way to fall: nobody offers it, and the server refuses it.
    await openConsole(bob, 'users')
    await row(bob, 'Anna').getByTestId('admin-action').first().click()
    await eventuallyEquals('what an admin may do with an owner', () => bob.page.getByRole('menuitem').count(), 1)
    await bob.page.keyboard.press('Escape')
    // A new password, shown once.
    await choose(bob, 'Dora', 'Reset password')
    await bob.at('confirm').click()
    const password = (await bob.at('admin-secret').textContent()).trim()
    equal((await server.call('login', { name: 'Dora', password, bearer: true })).user.name, 'Dora', 'the login with the new password')
    equal(await dora.rooms().catch((error) => error.code), 'session_expired', 'the old login')
    await bob.at('cancel').click()
    // A group is ended.
    await show(bob, 'rooms')
    await row(bob, 'Noise').locator('[data-action=dissolve]').click()
    await bob.at('dissolve-name').fill('Noise')
    await bob.at('confirm').click()
    await eventually('the group is gone', async () => (await row(bob, 'Noise').count()) === 0)
    check(room.id > 0, 'there was a group')
    // A login is ended: its page is at the sign-in card.
    await openConsole(anna, 'sessions')
    await row(anna, 'Bob').first().locator('[data-action=end]').click()
    await bob.at('signin').waitFor()
    await show(anna, 'audit')
    await eventuallyEquals('the audit log', async () => (await acts(anna)).slice(0, 4), ['session_end', 'dissolve', 'password', 'role'])
  },

  async 'who may join is decided in the console: by invitation, after approval, or nobody'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await openConsole(anna, 'settings')
    await field(anna, 'name').fill('云雾茶馆')
    await field(anna, 'mode-invite').check()
    await submit(anna, 'admin.settings')
    equal((await server.call('server.info')).mode, 'invite', 'the mode')

    await show(anna, 'invites')
    await action(anna, 'invite').click()
    await field(anna, 'note').fill('for Bob')
    await anna.at('admin-submit').click()
    const link = (await row(anna, 'for Bob').getByTestId('admin-secret').textContent()).trim()
    const bob = await world.visitor(server, 'Bob')
    await bob.page.goto(link)
    await bob.register()
    const late = await world.visitor(server, 'Late')
    late.allow(/status of 40[34] .*\/api\/v1\/(login|register)/)
    await late.page.goto(link)
    await late.at('signin-name').fill('Late')
    await late.at('signin-password').fill(PASSWORD)
    await late.at('signin-submit').click()
    await late.at('signin-create').click()
    await late.at('signin-error').waitFor()

    // Approval.
    await show(anna, 'settings')
    await field(anna, 'mode-approval').check()
    await submit(anna, 'admin.settings')
    const carol = await world.visitor(server, 'Carol')
    carol.allow(/status of 40[34] .*\/api\/v1\/(login|register)/)
    await carol.at('signin-name').fill('Carol')
    await carol.at('signin-password').fill(PASSWORD)
    await carol.at('signin-submit').click()
    await carol.at('signin-reason').fill('I know Bob')
    await carol.at('signin-create').click()
    await carol.at('signin-asked').waitFor()
    await show(anna, 'invites')
    await row(anna, 'I know Bob').locator('[data-action=accept]').click()
    await eventually('nobody waits', async () => (await row(anna, 'I know Bob').count()) === 0)
    await carol.signIn()

    // It is all there after a kill.
    for (const person of [anna, bob, late, carol]) person.expectOutage()
    await server.kill()
    await server.start()
    const info = await server.call('server.info')
    equal([info.name, info.mode], ['云雾茶馆', 'approval'], 'the settings after a restart')
  },

  async 'what members report is looked at, and words can be forbidden'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const carol = await world.person(server, 'Carol', { locale: 'zh-CN' })
    const spam = await server.bot('Spammer')
    await spam.send(await spam.lobby(), 'buy my tea')
    await carol.sees('buy my tea')
    await carol.at('message-text').click({ button: 'right' })
    await carol.page.locator('[data-testid=message-action][data-action=report]').click()
    await carol.at('report-reason').fill('广告')
    await carol.at('report-send').click()
    await carol.at('report-reason').waitFor({ state: 'detached' })
    await openConsole(anna, 'reports')
    const waiting = row(anna, 'buy my tea')
    await waiting.waitFor()
    for (const text of ['Spammer', 'Carol', '广告']) check((await waiting.textContent()).includes(text), `${text} is told`)
    await waiting.locator('[data-action=remove]').click()
    await waiting.waitFor({ state: 'detached' })
    await carol.seesTexts([])
    // Forbidden words: refused first, then covered.
    await show(anna, 'words')
    await field(anna, 'words').fill('坏话\n\nrude')
    await submit(anna, 'admin.words')
    await carol.send('他说了坏 話')
    await eventually('it is refused, and why', async () => (await carol.at('message').last().textContent()).includes('内容包含本服务器不允许的词语'))
    await carol.at('discard').click()
    await carol.send('crude oil')
    await carol.sees('crude oil', 'sent')
    await field(anna, 'mask').click()
    await submit(anna, 'admin.words')
    await carol.send('他说了坏 話')
    await carol.seesTexts(['crude oil', '他说了***'])
    await anna.page.reload()
    await eventuallyEquals('they are there after a reload', () => field(anna, 'words').inputValue(), '坏话\nrude')
    await show(anna, 'audit')
    await eventuallyEquals('all of it is written down', () => acts(anna), ['words', 'words', 'report'])
  },

  async 'the console is for administrators, on a phone too'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true, locale: 'zh-CN', colorScheme: 'dark' })
    const bob = await world.person(server, 'Bob')
    bob.allow(/status of 403 .*\/api\/v1\/admin/)
    await openConsole(bob)
    equal(await bob.at('admin-section').count(), 0, 'sections for a member')
    equal(await server.call('admin.users', {}, undefined).catch((error) => error.code), 'login_needed', 'without a login')
    await openConsole(anna)
    for (const section of ['live', 'users', 'rooms', 'files', 'reports', 'words', 'invites', 'bots', 'sessions', 'bans', 'audit', 'settings', 'overview']) {
      await show(anna, section)
      const wide = await anna.page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      check(!wide, `${section} fits a phone`)
    }
    await anna.page.goBack()
    await eventually('back leads to the section before', () => new URL(anna.page.url()).pathname === '/admin/settings')
  },
}
