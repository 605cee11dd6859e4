// SPDX-License-Identifier: MIT
// What comes later: messages that are sent at a time, reminders, and notices that readers confirm.
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { makeGroup } from './groups.mjs'
import { inspect } from './screens.mjs'

export default {
  async 'a message is written now and sent later, changed meanwhile, and by hand'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
    const phone = await world.visitor(server, 'Anna', { viewport: PHONE, touch: true })
    await phone.signIn()
    await bo.send('When is tea?')
    await anna.sees('When is tea?')
    // An answer, for tomorrow: the words leave the composer and are in no conversation yet.
    await anna.at('message').last().hover()
    await anna.at('tool-reply').click()
    await anna.write('At five, @Bo')
    await anna.at('send-menu').click()
    await anna.at('send-later').click()
    await anna.at('later-times').waitFor()
    await inspect(anna, 'the times')
    await anna.page.locator('[data-testid=later-time][data-time=tomorrow]').click()
    await anna.at('later-line').waitFor()
    equal(await anna.at('composer').inputValue(), '', 'what was written is not there twice')
    equal(await anna.at('target-bar').count(), 0, 'nor what it answers')
    await inspect(anna, 'the line')
    if ((await phone.at('composer').count()) === 0) await phone.open('lobby')
    await phone.at('later-line').waitFor()
    equal(await bo.at('later-line').count(), 0, 'nobody else knows')
    // The list: other words, from the phone.
    await phone.at('later-line').click()
    await phone.at('schedule-item').waitFor()
    await inspect(phone, 'the list on a phone')
    check(await phone.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    await phone.at('schedule-edit').click()
    await phone.at('schedule-text').fill('At six')
    await phone.at('schedule-save').click()
    await anna.at('later-line').click()
    await eventually('the other device has the new words', async () => (await anna.says('schedule-item')).includes('At six'))
    // And now, after all.
    await anna.at('schedule-now').click()
    await bo.sees('At six')
    check((await bo.at('quote').count()) === 1, 'it answers what it answered')
    await eventually('nothing is left to send', async () => (await anna.at('schedule-item').count()) === 0 && (await phone.at('later-line').count()) === 0)
    await anna.at('later-dialog').getByTestId('close').click()
    // One whose time comes, over a kill of the server.
    await anna.write('A word for later')
    await anna.at('send').click({ button: 'right' })
    await anna.at('send-later').click()
    await anna.at('later-own').fill('2001-01-01T10:00')
    check(await anna.at('later-pick').isDisabled(), 'not in the past')
    await anna.page.keyboard.press('Escape')
    await anna.at('later-times').waitFor({ state: 'detached' })
    equal(await anna.at('composer').inputValue(), 'A word for later', 'what was written stays')
    const lobby = await lobbyOf(anna)
    await api(anna, 'schedule.add', { room: lobby, cmid: crypto.randomUUID(), at: Date.now() + 3_000, text: 'By itself' })
    for (const person of [anna, bo, phone]) person.expectOutage()
    await server.kill()
    await new Promise((done) => setTimeout(done, 3_500))
    await server.start()
    await bo.sees('By itself')
    await eventuallyEquals('once', async () => (await bo.texts()).filter((text) => text === 'By itself').length, 1)
    equal((await api(anna, 'schedule.list', {})).schedules.length, 0, 'and is done with')
  },

  async 'a message that may not be sent then says why, and waits'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await makeGroup(anna, 'Tea', ['Bo'])
    await bo.open('group', 'Tea')
    const group = Number(await bo.at('conversation').getAttribute('data-room'))
    await api(bo, 'schedule.add', { room: group, cmid: crypto.randomUUID(), at: Date.now() + 2_500, text: 'May I?' })
    await bo.at('later-line').waitFor()
    await api(anna, 'room.set', { room: group, writers: 'admins' })
    await eventually('it is told', async () => /could not be sent/.test(await bo.says('later-line')))
    await bo.at('later-line').click()
    equal(await bo.at('schedule-item').getAttribute('data-fault'), 'muted', 'why')
    await inspect(bo, 'a message that failed')
    await api(anna, 'room.set', { room: group, writers: 'all' })
    await bo.at('schedule-now').click()
    await anna.sees('May I?')
    await eventually('nothing waits', async () => (await bo.at('schedule-item').count()) === 0)
  },

  async 'a reminder comes back when it is due, and says when its message is gone'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { colorScheme: 'dark' })
    await anna.send('Pay the bill')
    await bo.sees('Pay the bill')
    await bo.at('message').last().locator('[data-bubble]').click({ button: 'right', position: { x: 20, y: 12 } })
    await bo.page.locator('[data-testid=message-action][data-action=remind]').click()
    await bo.at('later-note').fill('On my way home')
    await bo.page.locator('[data-testid=later-time][data-time=hour]').click()
    await bo.at('rail-later').click()
    await bo.at('reminder-item').waitFor()
    await eventually('its message is read', async () => (await bo.says('reminder-item')).includes('Pay the bill'))
    check((await bo.says('reminder-item')).includes('On my way home'), 'and the note')
    await inspect(bo, 'reminders in the dark')
    await bo.at('later-dialog').getByTestId('close').click()
    equal(await bo.at('rail-later').getAttribute('data-count'), '0', 'nothing is due')
    // Sooner, as another device would say it.
    const lobby = await lobbyOf(bo)
    const seq = Number(await bo.at('message').last().getAttribute('data-seq'))
    await api(bo, 'reminder.add', { room: lobby, ref: seq, at: Date.now() + 1_500 })
    await eventually('it is due', async () => (await bo.at('rail-later').getAttribute('data-count')) === '1')
    await eventually('a card tells it', async () => (await bo.says('notice')).includes('Pay the bill'))
    check((await bo.page.title()).startsWith('(1)'), 'and the title')
    await bo.page.reload()
    await eventually('it is there after a reload', async () => (await bo.at('rail-later').getAttribute('data-count')) === '1')
    await anna.at('message').last().locator('[data-bubble]').click({ button: 'right', position: { x: 20, y: 12 } })
    await anna.page.locator('[data-testid=message-action][data-action=recall]').click()
    await bo.at('recalled').waitFor()
    await bo.at('rail-later').click()
    await eventually('the message is gone', async () => (await bo.at('reminder-item').getAttribute('data-state')) === 'gone')
    check(!(await bo.says('reminder-item')).includes('Pay the bill'), 'with its words')
    await bo.at('reminder-done').click()
    await eventually('it is done', async () => (await bo.at('reminder-item').count()) === 0 && (await bo.at('rail-later').getAttribute('data-count')) === '0')
  },

  async 'a notice is confirmed by its readers, and its author sees who is missing'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
    const carol = await world.person(server, 'Carol', { viewport: PHONE, touch: true })
    if ((await carol.at('composer').count()) === 0) await carol.open('lobby')
    await bo.write('Members ask nothing')
    await bo.at('send-menu').click()
    await bo.at('send-later').waitFor()
    equal(await bo.at('send-confirm').count(), 0, 'only admins ask')
    await bo.page.keyboard.press('Escape')
    await anna.write('The tea room is closed on Friday')
    await anna.at('send-menu').click()
    await anna.at('send-confirm').click()
    await anna.sees('The tea room is closed on Friday', 'sent')
    await bo.at('confirm-read').waitFor()
    await inspect(bo, 'a notice in the dark')
    await bo.at('confirm-read').focus()
    await bo.page.keyboard.press('Enter')
    await eventuallyEquals('Bo has confirmed', () => bo.at('confirm-card').getAttribute('data-mine'), 'true')
    for (const person of [anna, bo, carol]) await eventuallyEquals(`${person.name} sees how many`, () => person.at('confirm-card').getAttribute('data-count'), '1')
    equal(await carol.at('confirm-board').count(), 0, 'not who')
    await anna.at('confirm-board').click()
    await eventually('who is missing', async () => (await anna.says('confirms-item')).includes('Carol'))
    await inspect(anna, 'the board')
    await anna.at('confirms-side').locator('label').nth(1).click()
    await eventually('who confirmed', async () => (await anna.says('confirms-item')).includes('Bo'))
    await anna.page.keyboard.press('Escape')
    await carol.at('confirm-read').tap()
    await eventuallyEquals('both are counted', () => anna.at('confirm-card').getAttribute('data-count'), '2')
    await bo.page.reload()
    await bo.at('confirm-card').waitFor()
    await eventuallyEquals('it stays', () => bo.at('confirm-card').getAttribute('data-mine'), 'true')
    equal(await bo.at('confirm-read').count(), 0, 'once')
    // What the other devices were told names nobody.
    const events = (await api(carol, 'history', { room: await lobbyOf(carol), limit: 50 })).events.filter((event) => event.kind === 'confirm')
    equal(JSON.stringify(events.map((event) => event.from !== 0)), JSON.stringify([false, true]), 'only the own name')
  },
}

async function lobbyOf(person) {
  return (await api(person, 'room.list', { scope: 'mine' })).rooms.find((room) => room.kind === 'lobby').id
}

// As the person's browser is signed in.
function api(person, op, request) {
  return person.page.evaluate(
    async ([name, body]) => {
      const answer = await fetch(`/api/v1/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
      return answer.json()
    },
    [op, request],
  )
}
