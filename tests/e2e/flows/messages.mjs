// SPDX-License-Identifier: MIT
// What people do with messages: edit, take back, answer, react, pin, name others, forward.
import { act, direct, menu, middle, react, row, search, signs } from '../lib/messages.mjs'
import { PHONE } from '../lib/person.mjs'
import { drawn } from './rules.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

export const worker = ['what is done to messages waits for the network']

export default {
  async 'a message is edited, and everybody reads the new words'(world) {
    const { anna, bo } = await pair(world)
    await anna.send('the firts cup')
    await bo.sees('the firts cup')
    await anna.sees('the firts cup', 'sent')
    await anna.at('composer').press('ArrowUp')
    await anna.at('target-bar').waitFor()
    await eventuallyEquals('the words are in the composer', () => anna.at('composer').inputValue(), 'the firts cup')
    await anna.send('the first cup')
    await bo.sees('the first cup')
    await anna.seesTexts(['the first cup'])
    await bo.at('edited').waitFor()
    await eventuallyEquals('the composer is empty again', () => anna.at('composer').inputValue(), '')
    await bo.page.reload()
    await bo.seesTexts(['the first cup'])
    await bo.at('edited').waitFor()
    await eventually('the list shows the new words', async () => (await anna.room('lobby').textContent()).includes('the first cup'))
  },

  async 'a message is taken back and written anew'(world) {
    const { anna, bo } = await pair(world)
    await anna.send('not for everybody')
    await bo.sees('not for everybody')
    await anna.sees('not for everybody', 'sent')
    await act(anna, 'not for everybody', 'recall')
    await bo.at('recalled').waitFor()
    await bo.seesTexts([])
    await eventually('nothing is left in the list', async () => !(await bo.room('lobby').textContent()).includes('not for everybody'))
    await anna.at('write-again').click()
    await eventuallyEquals('the words are back in the composer', () => anna.at('composer').inputValue(), 'not for everybody')
    await anna.send('for everybody')
    await bo.seesTexts(['for everybody'])
    await bo.page.reload()
    await bo.at('recalled').waitFor()
    await bo.seesTexts(['for everybody'])
  },

  async 'reactions are counted for both'(world) {
    const { anna, bo } = await pair(world)
    await anna.send('tea at three?')
    await bo.sees('tea at three?')
    await anna.sees('tea at three?', 'sent')
    await react(bo, 'tea at three?', '👍')
    await eventuallyEquals('Anna sees one', () => signs(anna), ['👍1'])
    await anna.at('reaction').click()
    await eventuallyEquals('both count', () => signs(bo), ['👍2'])
    await react(anna, 'tea at three?', '🍵', true)
    await eventuallyEquals('another sign stands beside it', () => signs(bo), ['👍2', '🍵1'])
    await bo.at('reaction').first().click()
    await eventuallyEquals('Bo took his back', () => signs(anna), ['👍1', '🍵1'])
    await bo.page.reload()
    await eventuallyEquals('they stay', () => signs(bo), ['👍1', '🍵1'])
  },

  async 'an admin pins a message, and others find it on top'(world) {
    const { anna, bo } = await pair(world)
    await anna.send('the house rules')
    for (let index = 0; index < 30; index++) await anna.send(`talk ${index}`)
    await anna.sees('talk 29', 'sent')
    await bo.sees('talk 29')
    await search(anna, 'the house rules')
    await act(anna, 'the house rules', 'pin')
    await bo.at('pins-bar').waitFor()
    await eventually('the bar shows it', async () => (await bo.says('pins-bar')).includes('the house rules'))
    await bo.at('pin-newest').click()
    await bo.sees('the house rules')
    await menu(bo, 'the house rules')
    equal(await bo.page.locator('[data-testid=message-action][data-action=pin]').count(), 0, 'members do not pin in the lobby')
    await bo.page.keyboard.press('Escape')
    await bo.at('pins-show').click()
    await bo.at('pin-item').waitFor()
    check((await bo.at('unpin').count()) === 0, 'nor do they unpin')
    await anna.at('pins-show').click()
    await anna.at('unpin').click()
    await eventuallyEquals('the bar is gone for both', async () => [await anna.at('pins-bar').count(), await bo.at('pins-bar').count()], [0, 0])
  },

  async 'whoever is named sees a mark in the list until it is read'(world) {
    const { server, anna, bo } = await pair(world)
    await direct(server, 'Bo', 'Anna')
    await bo.open('direct', 'Anna')
    await anna.at('composer').pressSequentially('come here, @B')
    await anna.at('mention-option').filter({ hasText: 'Bo' }).waitFor()
    await anna.at('composer').press('Enter')
    await eventuallyEquals('the name is completed', () => anna.at('composer').inputValue(), 'come here, @Bo ')
    await anna.at('composer').press('Enter')
    await anna.sees('come here, @Bo', 'sent')
    await bo.room('lobby').getByTestId('mention-mark').waitFor()
    await bo.open('lobby')
    await bo.sees('come here, @Bo')
    await bo.seesUnread('lobby', undefined, 0)
    await bo.open('direct', 'Anna')
    await eventuallyEquals('the mark is gone', () => bo.room('lobby').getByTestId('mention-mark').count(), 0)
  },

  async 'whoever is an admin sees that @admins were named, members do not'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN' })
    const cleo = await server.bot('Cleo')
    const idOf = async (name) => (await cleo.call('user.search', { query: name })).users.find((user) => user.name === name).id
    const { room } = await cleo.call('room.create', { kind: 'group', title: 'Tea', users: [await idOf('Anna'), await idOf('Bo')] })
    await cleo.call('room.role', { room: room.id, user: await idOf('Bo'), role: 'admin' })
    await anna.open('group', 'Tea')
    await anna.at('composer').pressSequentially('@adm')
    await eventuallyEquals('the admins are offered, everybody is not', () => anna.at('mention-option').evaluateAll((all) => all.map((one) => one.dataset.user)), ['admins'])
    await anna.at('composer').press('Enter')
    await eventuallyEquals('the name is completed', () => anna.at('composer').inputValue(), '@admins ')
    await anna.at('composer').pressSequentially('help please')
    await anna.at('composer').press('Enter')
    await anna.sees('@admins help please', 'sent')
    await bo.room('group', 'Tea').getByTestId('mention-mark').waitFor()
    const { rooms } = await cleo.call('room.list', { scope: 'mine' })
    equal(rooms.find((one) => one.id === room.id).mentions, 1, 'the owner is named, too')
    await anna.send('for all of us')
    await anna.sees('for all of us', 'sent')
    equal(await anna.room('group', 'Tea').getByTestId('mention-mark').count(), 0, 'who named them is not')
  },

  async 'an answer shows what it answers, and a press goes there'(world) {
    const { anna, bo } = await pair(world)
    await anna.send('where is the small pot?')
    for (let index = 0; index < 40; index++) await anna.send(`talk ${index}`)
    await anna.sees('talk 39', 'sent')
    await bo.sees('talk 39')
    await search(bo, 'where is the small pot?')
    await act(bo, 'where is the small pot?', 'reply')
    await bo.at('target-bar').waitFor()
    await bo.send('in the kitchen')
    await anna.sees('in the kitchen')
    await eventually('the question is quoted', async () => (await anna.says('quote')).includes('where is the small pot?'))
    await anna.at('quote').last().click()
    await eventually('the question is on screen', async () => (await row(anna, 'where is the small pot?').count()) === 1 && (await row(anna, 'where is the small pot?').isVisible()))
    const link = await row(anna, 'where is the small pot?').getAttribute('data-seq')
    await anna.page.goto(`${new URL(anna.page.url()).origin}/#/c/${await anna.at('conversation').getAttribute('data-room')}/${link}`)
    await anna.page.reload()
    await anna.sees('where is the small pot?')
  },

  async 'messages are forwarded with the name of their author'(world) {
    const { server, anna, bo } = await pair(world)
    await direct(server, 'Bo', 'Anna')
    await anna.send('the recipe')
    await bo.sees('the recipe')
    await act(bo, 'the recipe', 'forward')
    await bo.at('forward-room').filter({ hasText: 'Anna' }).click()
    await bo.at('forward-send').click()
    await bo.open('direct', 'Anna')
    await bo.sees('the recipe', 'sent')
    await anna.open('direct', 'Bo')
    await anna.sees('the recipe')
    check((await anna.says('forwarded')).includes('Anna'), 'the author is named')
  },

  async 'several messages go on as one, and are read in it'(world) {
    const { server, anna, bo } = await pair(world)
    await direct(server, 'Bo', 'Anna')
    await anna.send('two spoons')
    await anna.at('attach-input').setInputFiles({ name: 'pot.png', mimeType: 'image/png', buffer: await drawn(anna) })
    await anna.page.locator('[data-testid=tray-item][data-ready=true]').first().waitFor()
    await anna.at('send').click()
    await bo.at('picture').waitFor()
    await bo.send('and **hot** water')
    await act(bo, 'two spoons', 'select')
    for (const other of await bo.page.locator('[data-testid=message]').all()) {
      if (!(await other.textContent()).includes('two spoons')) await other.click()
    }
    await bo.at('select-forward').click()
    await bo.at('forward-how').locator('label').last().click()
    await bo.at('forward-room').filter({ hasText: 'Anna' }).click()
    await bo.at('forward-send').click()
    await bo.open('direct', 'Anna')
    await bo.at('record').waitFor()
    await anna.open('direct', 'Bo')
    await anna.at('record').click()
    const items = anna.at('record-item')
    await eventuallyEquals('all are in it', () => items.evaluateAll((all) => all.map((one) => one.dataset.kind)), ['text', 'image', 'text'])
    check((await items.first().textContent()).includes('Anna'), 'the author is named')
    equal(await items.last().locator('strong').textContent(), 'hot', 'markup is shown')
    await items.nth(1).getByTestId('picture').click()
    await anna.at('viewer').waitFor()
    await anna.page.keyboard.press('Escape')
    await anna.at('viewer').waitFor({ state: 'detached' })
    await anna.page.goBack()
    await anna.at('record-items').waitFor({ state: 'detached' })
    check((await anna.room('direct', 'Bo').textContent()).includes('Chat record'), 'the list says what it is')
  },

  async 'what is done to messages waits for the network'(world) {
    const { server, anna, bo } = await pair(world)
    for (const person of [anna, bo]) person.expectOutage()
    await anna.send('before')
    await bo.sees('before')
    await anna.sees('before', 'sent')
    await anna.isInstalled()
    await server.kill()
    await anna.at('banner').waitFor()
    await react(anna, 'before', '👍')
    await anna.at('composer').press('ArrowUp')
    await anna.at('target-bar').waitFor()
    await anna.send('after')
    await anna.seesTexts(['after'])
    await bo.seesTexts(['before'])
    await anna.page.reload()
    await anna.seesTexts(['after'])
    await server.start()
    await bo.seesTexts(['after'])
    await eventuallyEquals('the sign came too', () => signs(bo), ['👍1'])
  },

  async 'on a phone a long press opens the menu, and a swipe answers'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { viewport: PHONE, touch: true })
    await anna.send('press me')
    await bo.sees('press me')
    const touch = await bo.context.newCDPSession(bo.page)
    // The timeline listens for touches a moment after it shows.
    const shows = (id) => bo.at(id).waitFor({ timeout: 2_000 }).then(() => true, () => false)
    await eventually('a long press opens the menu', async () => {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [await middle(bo, 'press me')] })
      const open = await shows('message-menu')
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
      return open
    })
    await bo.page.locator('[data-testid=sign][data-sign="👍"]').click()
    await eventuallyEquals('Anna sees the sign', () => signs(anna), ['👍1'])
    await eventually('a swipe answers', async () => {
      const from = await middle(bo, 'press me')
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] })
      for (let dx = 10; dx <= 100; dx += 10) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: from.x + dx, y: from.y }] })
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
      return shows('target-bar')
    })
    await bo.write('pressed')
    await bo.at('send').click()
    await anna.sees('pressed')
    await eventually('the answer quotes', async () => (await anna.says('quote')).includes('press me'))
  },

  async 'several messages are selected and taken back'(world) {
    const { anna, bo } = await pair(world)
    for (const text of ['one', 'two', 'three']) await anna.send(text)
    await anna.sees('three', 'sent')
    await bo.seesTexts(['one', 'two', 'three'])
    await act(anna, 'one', 'select')
    await anna.at('select-bar').waitFor()
    await row(anna, 'three').click()
    await anna.at('select-recall').click()
    await bo.seesTexts(['two'])
    equal(await anna.at('select-bar').count(), 0, 'the selection is over')
  },
}

async function pair(world) {
  const server = await world.server()
  return { server, anna: await world.person(server, 'Anna'), bo: await world.person(server, 'Bo') }
}
