// SPDX-License-Identifier: MIT
// Journeys of those who run a server and of those whose line breaks: an administrator's day, and offline and back.
import { action, acts, choose, field, openConsole, row, show, submit } from '../lib/console.mjs'
import { act, react, signs } from '../lib/messages.mjs'
import { DESKTOP, PASSWORD, PHONE } from '../lib/person.mjs'
import { pictures } from '../lib/pictures.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

export const whole = true

export default {
  async 'a day of an administrator'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const carol = await world.person(server, 'Carol', { colorScheme: 'dark' })
    const spam = await server.bot('Spammer')
    const lobby = await spam.lobby()
    for (const n of [1, 2, 3]) await spam.send(lobby, `Cheap cups, offer ${n}`)
    await carol.sees('Cheap cups, offer 3')

    // Morning: a look at the charts, and at who may join.
    await anna.at('settings').click()
    await anna.at('open-admin').click()
    await anna.at('admin').waitFor()
    await eventually('the charts have points', async () =>
      (await anna.at('admin-chart').evaluateAll((charts) => charts.map((one) => Number(one.dataset.points)))).every((points) => points >= 2),
    )
    await pictures(world, anna, 'journey-admin-overview')
    await show(anna, 'settings')
    await field(anna, 'name').fill('云雾茶馆')
    await field(anna, 'mode-invite').check()
    await submit(anna, 'admin.settings')
    const info = await server.call('server.info')
    equal([info.name, info.mode], ['云雾茶馆', 'invite'], 'what visitors are told')
    await show(anna, 'invites')
    await action(anna, 'invite').click()
    await field(anna, 'note').fill('for Bob')
    await anna.at('admin-submit').click()
    const link = (await row(anna, 'for Bob').getByTestId('admin-secret').textContent()).trim()
    const bob = await world.visitor(server, 'Bob', { viewport: PHONE, touch: true })
    await bob.page.goto(link)
    await pictures(world, bob, 'journey-admin-invited', ['phone', 'phone-dark'])
    await bob.register()
    equal(await server.call('register', { name: 'Stranger', password: PASSWORD }).catch((error) => error.code), 'invitation_needed', 'somebody without an invitation')

    // Noon: a member reports what was written; it is looked at, taken away, and its author with it.
    await carol.at('message-text').filter({ hasText: 'offer 1' }).click({ button: 'right' })
    await carol.page.locator('[data-testid=message-action][data-action=report]').click()
    await carol.at('report-reason').fill('Nobody asked for this')
    await carol.at('report-send').click()
    await carol.at('report-reason').waitFor({ state: 'detached' })
    await show(anna, 'reports')
    const report = row(anna, 'Cheap cups, offer 1')
    for (const text of ['Spammer', 'Carol', 'Nobody asked for this']) check((await report.textContent()).includes(text), `${text} is told`)
    await pictures(world, anna, 'journey-admin-reports')
    await report.locator('[data-action=remove]').click()
    await report.waitFor({ state: 'detached' })
    await carol.seesTexts(['Cheap cups, offer 2', 'Cheap cups, offer 3'])
    await show(anna, 'users')
    await choose(anna, 'Spammer', 'Ban account')
    await field(anna, 'reason').fill('Advertising')
    await field(anna, 'purge').check()
    await pictures(world, anna, 'journey-admin-ban')
    await anna.page.setViewportSize(PHONE)
    check(await anna.page.locator('dialog[open] h2').isVisible(), 'on a phone the dialog says what it is for')
    await anna.page.setViewportSize(DESKTOP)
    await anna.at('admin-submit').click()
    await carol.seesTexts([])
    equal(await spam.send(lobby, 'One more').catch((error) => error.code), 'banned', 'another message')
    equal(await server.call('login', { name: 'Spammer', password: PASSWORD }).catch((error) => error.code), 'banned', 'another login')
    await show(anna, 'words')
    await field(anna, 'words').fill('cheap cups')
    await submit(anna, 'admin.words')
    await bob.write('cheap   cups here')
    await bob.at('send').click()
    await eventually('the words are refused, and why', async () => (await bob.at('message').last().textContent()).includes('not allowed'))
    await bob.at('discard').click()

    // Afternoon: somebody has forgotten a password, somebody else begins to help.
    await show(anna, 'users')
    await choose(anna, 'Bob', 'Reset password')
    await anna.at('confirm').click()
    const password = (await anna.at('admin-secret').textContent()).trim()
    bob.allow(/status of 401/)
    await bob.at('signin').waitFor()
    await bob.signIn(password)
    await anna.at('cancel').click()
    await choose(anna, 'Carol', 'Make admin')
    await anna.at('confirm').click()
    await eventually('Carol is an admin', async () => (await row(anna, 'Carol').textContent()).includes('Admin'))
    await openConsole(carol, 'bans')
    await row(carol, 'Spammer').locator('[data-action=unban]').click()
    await eventually('nobody is banned', async () => (await carol.at('admin-row').count()) === 0)
    equal((await server.call('login', { name: 'Spammer', password: PASSWORD, bearer: true })).user.name, 'Spammer', 'who may come back')

    // Evening: all of it is written down, newest first, also on a phone.
    await show(anna, 'audit')
    await eventuallyEquals('the log', () => acts(anna), ['unban', 'role', 'password', 'words', 'purged', 'purge', 'ban', 'report', 'invite', 'settings'])
    check((await row(anna, 'Carol').first().textContent()).includes('Spammer'), 'who did what to whom')
    check((await anna.says('admin-row')).includes('dealt with a report about Spammer and took the message back'), 'what became of the report')
    await pictures(world, anna, 'journey-admin-audit')
  },

  async 'offline, and back with everything once'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { colorScheme: 'dark' })
    for (const person of [anna, bo]) person.expectOutage()
    await anna.send('Are you on the train?')
    await bo.sees('Are you on the train?')
    await bo.send('Yes, in the frist car.')
    await bo.sees('Yes, in the frist car.', 'sent')
    await anna.sees('Yes, in the frist car.')
    await bo.isInstalled()
    await bo.keeps(Number(await bo.at('conversation').getAttribute('data-room')), 'Yes, in the frist car.')

    // Into the tunnel: the page starts without a network and shows what was said; all that is done waits.
    await bo.context.setOffline(true)
    await bo.page.reload()
    await bo.seesTexts(['Are you on the train?', 'Yes, in the frist car.'])
    await bo.at('banner').waitFor()
    await bo.send('It is dark here.')
    await bo.sees('It is dark here.', 'pending')
    await react(bo, 'Are you on the train?', '👍')
    await eventuallyEquals('his own sign shows at once', () => signs(bo), ['👍1'])
    await act(bo, 'Yes, in the frist car.', 'edit')
    await bo.at('target-bar').waitFor()
    await bo.send('Yes, in the first car.')
    await bo.seesTexts(['Are you on the train?', 'Yes, in the first car.', 'It is dark here.'])
    await bo.write('and half a thought')
    await pictures(world, bo, 'journey-offline-tunnel')
    await bo.page.reload()
    await bo.seesTexts(['Are you on the train?', 'Yes, in the first car.', 'It is dark here.'])
    await bo.sees('It is dark here.', 'pending')
    await eventuallyEquals('the draft', () => bo.at('composer').inputValue(), 'and half a thought')

    // Meanwhile: talk goes on, and the server itself dies and comes back.
    await anna.send('I am at the station.')
    await anna.sees('I am at the station.', 'sent')
    await server.kill()
    await anna.at('banner').waitFor()
    await anna.send('Platform two.')
    await anna.sees('Platform two.', 'pending')
    await pictures(world, anna, 'journey-offline-server')
    await server.start()
    await anna.isOnline()
    await anna.sees('Platform two.', 'sent')
    equal(await anna.texts(), ['Are you on the train?', 'Yes, in the frist car.', 'I am at the station.', 'Platform two.'], 'nothing came out of the tunnel')

    // Out of it: both see the same, in one order, once.
    await bo.context.setOffline(false)
    await bo.isOnline()
    const all = ['Are you on the train?', 'Yes, in the first car.', 'I am at the station.', 'Platform two.', 'It is dark here.']
    await Promise.all([anna.seesTexts(all), bo.seesTexts(all)])
    await eventuallyEquals('the sign came too', () => signs(anna), ['👍1'])
    await eventually('all are sent', async () => (await bo.rows()).every(({ state }) => state === 'sent'))
    equal(await bo.at('composer').inputValue(), 'and half a thought', 'the draft')
    await bo.at('banner').waitFor({ state: 'detached' })
    await pictures(world, bo, 'journey-offline-back')
    // The log has it once, too, and so have pages that start anew.
    const reader = await server.bot('Reader')
    const { events } = await reader.call('history', { room: await reader.lobby(), limit: 200 })
    equal(events.filter(({ kind }) => kind === 'text').map(({ body }) => body.text), all, 'the log')
    await Promise.all([anna.page.reload(), bo.page.reload()])
    await Promise.all([anna.seesTexts(all), bo.seesTexts(all)])
  },
}
