// SPDX-License-Identifier: MIT
// Who has read what: own messages in a conversation of two and in groups, conversations that are marked to be looked
// at again, and who is not there.
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { makeGroup, openDrawer } from '../lib/groups.mjs'
import { inspect } from './screens.mjs'

const phone = { viewport: PHONE, touch: true }

export default {
  async 'in a conversation of two each own message says whether it was read, live and after a reload'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { ...phone, locale: 'zh-CN', colorScheme: 'dark' })
    const state = () => anna.at('message').filter({ hasText: 'tea?' }).getByTestId('message-state').getAttribute('aria-label')
    await bo.at('back').tap()
    await writeTo(anna, 'Bo')
    await anna.send('tea?')
    await anna.sees('tea?', 'sent')
    equal(await state(), 'Sent', 'before it was read')
    await bo.room('direct').first().tap()
    await bo.sees('tea?')
    await bo.page.bringToFront()
    await eventuallyEquals('it was read', state, 'Read')
    await inspect(anna, 'a message that was read')
    await anna.page.reload()
    await anna.sees('tea?', 'sent')
    await eventuallyEquals('it is so after a reload', state, 'Read')
    await bo.write('好')
    await bo.at('send').tap()
    await anna.sees('好')
    await anna.page.bringToFront()
    await eventuallyEquals('and on the phone, in Chinese', () => bo.at('message').filter({ hasText: '好' }).getByTestId('message-state').getAttribute('aria-label'), '已读')
    await inspect(bo, 'a message that was read, on a phone in the dark')
  },

  async 'in a group the newest own message says how many have read it, and a press tells who'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
    await world.person(server, 'Carol')
    await makeGroup(anna, 'Tea', ['Bo', 'Carol'])
    let asked = 0
    anna.page.on('request', (request) => (asked += request.url().endsWith('/message.readers') ? 1 : 0))
    await anna.page.bringToFront()
    await anna.send('at five')
    await eventuallyEquals('nobody has', () => anna.says('read-by'), 'Not read yet')
    await inspect(anna, 'a message that nobody has read')
    await bo.page.bringToFront()
    await bo.open('group', 'Tea')
    await bo.sees('at five')
    const before = asked
    await anna.page.bringToFront()
    await eventuallyEquals('one has', () => anna.says('read-by'), 'Read by 1', 30_000)
    check(asked - before <= 3, `it was asked ${asked - before} times`)
    await anna.send('and bring cups')
    await eventuallyEquals('only the newest says it', () => anna.at('read-by').count(), 1)
    await anna.at('read-by').press('Enter')
    await anna.at('readers-dialog').waitFor()
    await eventually('who is missing', async () => (await anna.says('readers-item')).includes('Carol'))
    await anna.page.keyboard.press('Escape')
    await anna.at('readers-dialog').waitFor({ state: 'detached' })
    // Of an answer below it the line is no part, and nothing moves for it.
    await bo.page.bringToFront()
    await bo.send('gern')
    await anna.sees('gern')
    await eventually('it stands between the two', async () => {
      const [line, answer] = [await anna.at('read-by').boundingBox(), await anna.at('message').filter({ hasText: 'gern' }).locator('[data-bubble]').boundingBox()]
      return line && answer && line.y + line.height <= answer.y + 1
    })
    await inspect(anna, 'a message with an answer below it')
    await world.picture(anna, 'read-by')
    await bo.send('我带杯子')
    await eventually('in Chinese', async () => /人已读|还没有人读过/.test(await bo.says('read-by')))
    await inspect(bo, 'read by, in the dark')
  },

  async 'a conversation is marked to be looked at again, on all devices, and opening it takes the mark away'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await server.bot('Bo')
    const second = await world.visitor(server, 'Anna', { ...phone, locale: 'zh-CN' })
    await second.signIn()
    await makeGroup(anna, 'Tea', ['Bo'])
    await second.at('back').tap()
    await second.room('group', 'Tea').waitFor()
    await anna.open('lobby')
    const mark = (person) => person.room('group', 'Tea').first().getByTestId('room-marked')
    // By the keyboard.
    await anna.room('group', 'Tea').first().focus()
    await anna.page.keyboard.press('Shift+F10')
    await anna.at('room-unread').press('Enter')
    await mark(anna).waitFor()
    await mark(second).waitFor()
    equal(await mark(second).getAttribute('aria-label'), '标为未读', 'the mark has a name')
    await inspect(second, 'a marked conversation on a phone')
    await second.room('group', 'Tea').tap()
    await second.at('composer').waitFor()
    await mark(anna).waitFor({ state: 'detached' })
    // What is unread is read without being opened.
    const tea = (await bo.rooms()).find((room) => room.kind === 'group').id
    await second.at('back').tap()
    await bo.send(tea, 'one')
    await bo.send(tea, 'two')
    await anna.seesUnread('group', 'Tea', 2)
    await anna.room('group', 'Tea').first().click({ button: 'right' })
    await anna.at('room-read').click()
    await anna.seesUnread('group', 'Tea', 0)
    await second.seesUnread('group', 'Tea', 0)
    await anna.page.reload()
    await anna.room('group', 'Tea').waitFor()
    await anna.isOnline()
    await anna.seesUnread('group', 'Tea', 0)
  },

  async 'the admins of a group say how long messages can be recalled, and their members may'(world) {
    const server = await world.server('--recall_minutes=0')
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
    await makeGroup(anna, 'Tea', ['Bo'])
    await bo.open('group', 'Tea')
    await bo.send('typo')
    await bo.sees('typo', 'sent')
    const recall = bo.page.locator('[data-testid=message-action][data-action=recall]')
    const menu = async () => {
      await bo.at('message').last().locator('[data-bubble]').click({ button: 'right', position: { x: 20, y: 12 } })
      await bo.at('message-menu').waitFor()
    }
    await menu()
    equal(await recall.count(), 0, 'the server allows it to nobody')
    await bo.page.keyboard.press('Escape')
    await openDrawer(anna)
    await anna.at('manage').click()
    await anna.at('recall-time').selectOption({ label: '1 hour' })
    await eventually('a line tells it', async () => (await anna.says('system')).includes('Anna changed the rules: everybody may write and messages can be recalled within 1 hour'))
    await inspect(anna, 'the panel with the time for recalling')
    await eventually('in Chinese, too', async () => (await bo.says('system')).includes('1小时内的消息可以撤回'))
    await menu()
    await recall.click()
    await anna.at('recalled').waitFor()
    await anna.page.reload()
    await anna.at('recall-time').waitFor()
    equal(await anna.at('recall-time').inputValue(), '60', 'it is kept')
    await anna.at('recall-time').selectOption('0')
    await bo.send('another')
    await bo.sees('another', 'sent')
    await menu()
    equal(await recall.count(), 0, 'as on the server again')
  },

  async 'who writes to somebody who is not there is told so, as long as it is so'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { colorScheme: 'dark' })
    await writeTo(anna, 'Bo')
    await eventuallyEquals('Bo is there', () => anna.says('room-subtitle'), 'Online')
    equal(await anna.at('offline-note').count(), 0, 'nothing is said')
    await bo.page.goto('about:blank')
    await eventuallyEquals('Bo has gone', () => anna.says('offline-note'), 'Bo is offline and will see it later')
    await inspect(anna, 'somebody who is not there')
    await bo.page.goto(server.url)
    await bo.isOnline()
    await anna.at('offline-note').waitFor({ state: 'detached' })
    const carol = await server.bot('Carol')
    const me = (await carol.call('user.search', { query: 'Bo' })).users[0].id
    await carol.call('room.create', { kind: 'direct', users: [me] })
    await bo.open('direct', 'Carol')
    await bo.at('offline-note').waitFor()
    await inspect(bo, 'somebody who is not there, in the dark')
  },
}

async function writeTo(person, name) {
  await person.page.keyboard.press('Control+k')
  await person.at('search-input').fill(name)
  await person.at('search-person').filter({ hasText: name }).click()
  await eventually(`the conversation with ${name} is open`, async () => (await person.says('room-title')) === name)
}
