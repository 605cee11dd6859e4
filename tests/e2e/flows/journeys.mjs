// SPDX-License-Identifier: MIT
// Journeys of members, from beginning to end: the first minutes, the life of a group, a day on a phone.
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { makeGroup, openDrawer } from '../lib/groups.mjs'
import { act, middle, signs } from '../lib/messages.mjs'
import { PASSWORD, PHONE } from '../lib/person.mjs'
import { pictures } from '../lib/pictures.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { drawn } from './stickers.mjs'

const { encode } = createRequire(join(resolve(import.meta.dirname, '../../..'), 'web/package.json'))('uqr')

const texts = async (bot, room) => (await bot.call('history', { room, limit: 200 })).events.filter(({ kind }) => kind === 'text').map(({ body }) => body.text)

export const whole = true

export default {
  async 'the first five minutes of a new member'(world) {
    const server = await world.server('--name=茶馆 Teahouse')
    const host = await server.bot('林清茶')
    await host.online()
    const lobby = await host.lobby()
    for (const text of ['早上好！新的龙井到了 🍵', 'Good morning! Who has time at three?', 'The cups are washed.']) await host.send(lobby, text)
    const { room: open } = await host.call('room.create', { kind: 'group', title: '周五品茶会', users: [], join: 'open', history: 'all' })
    await host.send(open.id, 'We taste three teas every Friday.')

    // At the door: a password that is too short is told beside its field.
    const mei = await world.visitor(server, 'Mei')
    mei.allow(/status of 40[14] .*\/api\/v1\/login/)
    await mei.at('signin-name').fill('Mei')
    await mei.at('signin-password').fill('tea')
    await mei.at('signin-submit').click()
    await mei.at('signin-create').click()
    await mei.at('signin-error').waitFor()
    await pictures(world, mei, 'journey-first-door')
    await mei.at('signin-password').fill(PASSWORD)
    await mei.at('signin-create').click()

    // The Lobby: what was said today, who is here, and a first word.
    await mei.seesTexts(['早上好！新的龙井到了 🍵', 'Good morning! Who has time at three?', 'The cups are washed.'])
    await eventually('the host is among the members', async () => (await mei.at('member-item').allTextContents()).some((row) => row.includes('林清茶')))
    await mei.send('Hello, I am new here.')
    await mei.sees('Hello, I am new here.', 'sent')
    await eventually('the host has it', async () => (await texts(host, lobby)).includes('Hello, I am new here.'))
    await host.send(lobby, 'Welcome, Mei! 欢迎 🎉')
    await mei.sees('Welcome, Mei! 欢迎 🎉')
    await pictures(world, mei, 'journey-first-lobby')

    // Who one is: a name, a line and a picture, which others see.
    const told = async () => {
      const { users } = await host.call('user.search', { query: 'Mei' })
      return users.map(({ name, status, avatar }) => [name, status, Boolean(avatar)])
    }
    equal(await told(), [['Mei', undefined, false]], 'what others see at first')
    await mei.at('profile').click()
    await mei.at('profile-name').fill('Mei Lin')
    await mei.at('profile-status').fill('New to tea, curious')
    await mei.at('profile-dialog').locator('input[type=file]').setInputFiles(await drawn(mei, 'face.png', 300, 150))
    await mei.at('crop-take').click()
    await mei.at('crop-dialog').waitFor({ state: 'detached' })
    await eventually('the picture is shown', async () => (await mei.at('profile-dialog').locator('img[src^="blob:"]').count()) === 1)
    await mei.at('profile-save').click()
    await mei.at('profile-dialog').waitFor({ state: 'detached' })
    await eventuallyEquals('what others see', told, [['Mei Lin', 'New to tea, curious', true]])
    await eventually('her own row says it too', async () => (await mei.at('member-item').allTextContents()).some((row) => row.includes('Mei Lin') && row.includes('New to tea, curious')))

    // The same on the phone, until a new password ends all other logins.
    mei.name = 'Mei Lin'
    const phone = await (await world.visitor(server, mei.name, { viewport: PHONE, touch: true, locale: 'zh-CN', colorScheme: 'dark' })).signIn()
    await phone.sees('Hello, I am new here.')
    phone.allow(/status of 401/)
    mei.allow(/status of 40[013] .*password/)
    await mei.at('settings').click()
    await mei.at('settings-dialog').getByRole('button', { name: 'Change password' }).click()
    const change = async (old, next) => {
      await mei.at('password-old').fill(old)
      await mei.at('password-new').fill(next)
      await mei.at('password-save').click()
    }
    await change('not this one', 'leaves and water')
    await eventually('the wrong one is told beside its field', async () => (await mei.at('password-old').getAttribute('aria-invalid')) === 'true')
    await mei.at('password-save').scrollIntoViewIfNeeded()
    await pictures(world, mei, 'journey-first-password')
    equal(await phone.at('signin').count(), 0, 'sign-in pages on the phone so far')
    await change(PASSWORD, 'leaves and water')
    await mei.at('password-old').waitFor({ state: 'detached' })
    await phone.at('signin').waitFor()
    equal(await server.call('login', { name: mei.name, password: PASSWORD }).catch((error) => error.code), 'wrong_password', 'the old password')
    await phone.signIn('leaves and water')
    await mei.at('settings-dialog').getByTestId('close').click()

    // Into an open group, and a word in private.
    await mei.at('add-menu').click()
    await mei.at('open-directory').click()
    await mei.at('directory-item').filter({ hasText: '周五品茶会' }).getByTestId('join').click()
    await mei.room('group', '周五品茶会').first().waitFor()
    await mei.page.keyboard.press('Escape')
    await mei.open('group', '周五品茶会')
    await mei.seesTexts(['We taste three teas every Friday.'])
    await mei.send('May I come?')
    await eventually('the host reads it', async () => (await texts(host, open.id)).includes('May I come?'))
    await openDrawer(mei)
    await mei.at('member-item').filter({ hasText: '林清茶' }).click()
    await mei.at('card-message').click()
    await eventually('the direct room is open', async () => (await mei.says('room-title')).includes('林清茶'))
    await mei.send('I can bring a cake.')
    await mei.sees('I can bring a cake.', 'sent')
    const direct = await eventually('the host has a direct room', async () => (await host.rooms()).find(({ kind }) => kind === 'direct'))
    equal(await texts(host, direct.id), ['I can bring a cake.'], 'what it holds')
    // The phone has it all.
    if (!(await phone.at('room-list').isVisible())) await phone.at('back').click()
    await phone.room('direct', '林清茶').first().waitFor()
    await phone.room('group', '周五品茶会').first().waitFor()
    await pictures(world, phone, 'journey-first-list', ['phone', 'phone-dark'])
  },

  async 'the life of a group, from its making to its end'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, '王小明', { locale: 'zh-CN', colorScheme: 'dark' })
    await makeGroup(anna, 'Friday tea', ['王小明'])
    await anna.send('Welcome, both of us.')
    await bo.open('group', 'Friday tea')
    await bo.seesTexts(['Welcome, both of us.'])

    // A link and its code, for somebody who has no account yet.
    await anna.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url })
    await openDrawer(anna)
    await anna.at('open-links').click()
    await anna.at('link-create').click()
    await anna.at('link-address').waitFor()
    const address = (await anna.says('link-address')).trim()
    check(address.startsWith(`${server.url}/j/`), `an address that leads here: ${address}`)
    const code = encode(address, { border: 3 }) // as the client makes it, with its quiet zone
    equal(await modulesOf(anna, anna.at('links-dialog').locator('svg[role=img]'), code.size), code.data, 'the code on the screen')
    check(JSON.stringify(code.data) !== JSON.stringify(encode(`${address}x`, { border: 3 }).data), 'another address has another code')
    await anna.at('link-copy').click()
    await eventuallyEquals('the clipboard', () => anna.page.evaluate(() => navigator.clipboard.readText()), address)
    await pictures(world, anna, 'journey-group-link')
    const cy = await world.visitor(server, 'Cy', { viewport: PHONE, touch: true })
    await cy.page.goto(address)
    await eventually('the invitation is shown', async () => (await cy.says('invite')).includes('Friday tea'))
    await pictures(world, cy, 'journey-group-invited', ['phone', 'phone-dark'])
    await cy.register()
    await cy.at('join-confirm').click()
    await eventually('Cy is in the group', async () => (await cy.says('room-title')).includes('Friday tea'))
    await anna.at('links-dialog').getByTestId('close').click()

    // An announcement, and rules: only admins may write.
    await anna.at('manage').click()
    await anna.at('manage-announcement').fill('Fridays at four, third floor. Bring a cup.')
    await anna.at('manage-save').click()
    await openDrawer(bo)
    await eventually('it is read by others', async () => (await bo.says('announcement')).includes('Fridays at four'))
    await anna.at('writers').getByText('Admins').click()
    for (const person of [bo, cy]) {
      await person.at('write-gate').waitFor()
      equal(await person.at('write-gate').getAttribute('data-why'), 'admins', 'why they cannot write')
    }
    await pictures(world, anna, 'journey-group-rules')
    await pictures(world, cy, 'journey-group-gate', ['phone-dark'])

    // An admin may write and manage; one who is none any more may neither.
    await anna.page.goBack()
    const card = async (person, name, button) => {
      await person.at('member-item').filter({ hasText: name }).click()
      await person.at(button).click()
    }
    equal(await bo.at('manage').count(), 0, 'what a member manages')
    await card(anna, '王小明', 'card-promote')
    await bo.at('composer').waitFor()
    await bo.at('manage').waitFor()
    await bo.send('四点见！')
    await cy.sees('四点见！')
    await card(anna, '王小明', 'card-demote')
    await bo.at('write-gate').waitFor()
    equal(await bo.at('manage').count(), 0, 'what a former admin manages')
    await anna.at('manage').click()
    await anna.at('writers').getByText('Everybody').click()
    await bo.at('write-gate').waitFor({ state: 'detached' })
    await anna.page.goBack()

    // Who has not read it is reminded.
    await cy.at('back').click()
    await anna.send('Who brings the small pot?')
    await bo.sees('Who brings the small pot?')
    await eventually('one has read it, one has not', async () => (await unreadBy(anna, 'Who brings the small pot?')).join() === 'Cy')
    await pictures(world, anna, 'journey-group-readers')
    // The server counts them, and is told once a second how far somebody has read.
    await eventuallyEquals('marks before', () => cy.room('group', 'Friday tea').getByTestId('mention-mark').count(), 0)
    await anna.at('nudge').click()
    await cy.room('group', 'Friday tea').getByTestId('mention-mark').waitFor()
    await cy.open('group', 'Friday tea')
    await eventually('Cy is asked to read', async () => (await cy.says('system')).includes('Anna asks to read a message'))
    await eventuallyEquals('all have read it', () => unreadBy(anna, 'Who brings the small pot?'), [])
    equal(await anna.at('nudge').count(), 0, 'nobody is left to be reminded')
    await anna.at('readers-dialog').getByTestId('close').click()

    // It is given into other hands: only then may these end it, and those before may leave.
    await card(anna, '王小明', 'card-transfer')
    await pictures(world, anna, 'journey-group-transfer')
    await anna.at('confirm').click()
    await eventually('the timeline says it', async () => (await bo.says('system')).includes('王小明'))
    await bo.at('manage').click()
    await bo.at('dissolve').waitFor()
    await anna.at('manage').click()
    await anna.at('leave').waitFor()
    equal(await anna.at('dissolve').count(), 0, 'ways for Anna to end it')
    equal(await bo.at('leave').count(), 0, 'ways for an owner among others to leave')
    await cy.at('open-info').click()
    await cy.at('leave').click()
    await cy.at('confirm').click()
    await eventually('Cy has left', async () => (await cy.room('group').count()) === 0)
    await eventually('the others are told', async () => (await anna.says('system')).includes('Cy left'))
    await bo.at('dissolve').click()
    check(await bo.at('confirm').isDisabled(), 'its name is asked for')
    await bo.at('dissolve-name').fill('Friday tea')
    await pictures(world, bo, 'journey-group-end')
    await bo.at('confirm').click()
    for (const person of [anna, bo]) await eventually(`${person.name} has no group any more`, async () => (await person.room('group').count()) === 0)
  },
  async 'a day on a phone'(world) {
    const server = await world.server()
    const bo = await server.bot('王小明')
    await bo.online()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true })
    const lobby = await bo.lobby()
    await bo.send(lobby, '早上好！')
    const { room } = await bo.call('room.create', { kind: 'direct', users: (await bo.call('user.search', { query: 'Anna' })).users.map(({ id }) => id) })
    await bo.send(room.id, 'Are you coming to the market?')
    const fits = async (where) => equal(await anna.page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)), 0, `what sticks out of ${where}`)
    // Whatever moves is over at once for who wishes for less motion.
    const still = async (where) => {
      const { ms, what } = await anna.page.evaluate(longestMotion)
      check(ms <= 1, `in ${where} something moves for ${ms} ms: ${what}`)
    }

    // One pane at a time: from the list into a conversation.
    await anna.at('back').click()
    await anna.seesUnread('direct', '王小明', 1)
    await fits('the list')
    await still('the list')
    await anna.open('direct', '王小明')
    await anna.sees('Are you coming to the market?')
    equal(await anna.at('room-list').isVisible(), false, 'the list beside the conversation')
    // Enter breaks the line, the button sends.
    await anna.at('composer').pressSequentially('Yes, at ten.')
    await anna.at('composer').press('Enter')
    await anna.at('composer').pressSequentially('By the well?')
    equal((await bo.call('history', { room: room.id })).events.filter(({ kind }) => kind === 'text').length, 1, 'messages while it is written')
    await anna.at('send').click()
    await anna.sees('Yes, at ten.\nBy the well?', 'sent')

    // A long press opens the menu, a swipe answers.
    await bo.send(room.id, 'Bring a basket')
    await anna.sees('Bring a basket')
    const touch = await anna.context.newCDPSession(anna.page)
    const press = (type, point) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: point ? [point] : [] })
    const opens = (id) => anna.at(id).waitFor({ timeout: 2_000 }).then(() => true, () => false)
    // The timeline listens for touches a moment after it shows.
    await eventually('a long press opens the menu', async () => {
      await press('touchStart', await middle(anna, 'Bring a basket'))
      const open = await opens('message-menu')
      await press('touchEnd')
      return open
    })
    await still('the menu')
    await pictures(world, anna, 'journey-phone-menu', ['phone'])
    await anna.page.locator('[data-testid=sign][data-sign="👍"]').click()
    await eventuallyEquals('the sign is there', () => signs(anna), ['👍1'])
    await eventually('a swipe answers', async () => {
      const from = await middle(anna, 'Bring a basket')
      await press('touchStart', from)
      for (let dx = 10; dx <= 100; dx += 10) await press('touchMove', { x: from.x + dx, y: from.y })
      await press('touchEnd')
      return opens('target-bar')
    })
    await anna.write('The large one')
    await anna.at('send').click()
    await eventually('it says to what', async () => (await anna.says('quote')).includes('Bring a basket'))

    // A picture from the phone; back takes away one layer after the other.
    await anna.at('attach-input').setInputFiles(await drawn(anna, 'basket.png', 400, 40))
    await anna.page.locator('[data-testid=tray-item][data-ready=true]').waitFor()
    await anna.at('send').click()
    await anna.page.locator('[data-testid=picture][data-loaded=true]').waitFor()
    await eventually('all is sent', async () => (await anna.rows()).every(({ own, state }) => !own || state === 'sent'))
    await pictures(world, anna, 'journey-phone-talk', ['phone', 'phone-dark'])
    await anna.at('picture').click()
    await anna.at('viewer').waitFor()
    await fits('the viewer')
    await still('the viewer')
    await anna.page.goBack()
    await anna.at('viewer').waitFor({ state: 'detached' })
    await anna.at('open-info').click()
    await anna.at('member-drawer').waitFor()
    await fits('the drawer')
    await anna.at('open-gallery').click()
    await anna.at('gallery-item').first().waitFor()
    for (const id of ['gallery', 'member-drawer']) {
      await anna.page.goBack()
      await anna.at(id).waitFor({ state: 'detached' })
    }
    // On its side, and upright again.
    await anna.page.setViewportSize({ width: PHONE.height, height: PHONE.width })
    await eventually('the newest message is on screen', () => anna.at('message').last().evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight && one.getBoundingClientRect().bottom > 0))
    await fits('the phone on its side')
    await anna.page.setViewportSize(PHONE)
    await anna.at('back').click()
    await anna.at('room-list').waitFor()

    // Search is a page, settings are a sheet; both fit, and nothing of them is too small for a finger.
    await anna.at('search').first().click()
    await anna.at('search-input').fill('basket')
    await eventually('the words are found, and the picture by its name', async () => (await anna.at('search-result').count()) === 2)
    equal(await anna.at('search-panel').evaluate((panel) => [panel.clientWidth, panel.clientHeight]), [PHONE.width, PHONE.height], 'the page of the search')
    await fits('the search')
    await pictures(world, anna, 'journey-phone-search', ['phone-dark'])
    await anna.page.goBack()
    await anna.at('search-panel').waitFor({ state: 'detached' })
    await anna.at('settings').click()
    await anna.at('away').waitFor()
    await fits('the settings')
    await still('the settings')
    await pictures(world, anna, 'journey-phone-settings', ['phone', 'phone-dark'])

    // Who wishes for no less motion sees some.
    const zoe = await world.person(server, 'Zoe', { viewport: PHONE, touch: true, reducedMotion: 'no-preference' })
    await zoe.at('back').click()
    await zoe.at('settings').click()
    await zoe.at('away').waitFor()
    check((await zoe.page.evaluate(longestMotion)).ms > 50, 'nothing moves for anybody')
  },
}

// In the page: what takes longest of all that would move in it, and for how many milliseconds.
function longestMotion() {
  const msOf = (text) => Math.max(...text.split(',').map((one) => Number.parseFloat(one) * (one.trim().endsWith('ms') ? 1 : 1000)))
  let longest = { ms: 0, what: '' }
  const note = (ms, one, how) => {
    if (ms > longest.ms) longest = { ms, what: `${how} of ${one?.tagName} ${one?.className}` }
  }
  for (const one of document.getAnimations()) note(Number(one.effect.getComputedTiming().endTime), one.effect.target, 'animation')
  for (const one of document.querySelectorAll('*')) {
    for (const pseudo of [undefined, '::before', '::after', '::backdrop']) {
      const style = getComputedStyle(one, pseudo)
      note(msOf(style.transitionDuration), one, `transition ${pseudo ?? ''}`)
      if (style.animationName !== 'none') note(style.animationIterationCount === 'infinite' ? Infinity : msOf(style.animationDuration), one, `${style.animationName} ${pseudo ?? ''}`)
    }
  }
  return longest
}

// What stands in each square of a code, looked at as a camera would: dark or not.
async function modulesOf(person, image, side) {
  const shot = (await image.screenshot()).toString('base64')
  return person.page.evaluate(
    async ({ shot, side }) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(shot), (letter) => letter.charCodeAt(0))]))
      const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height })
      const context = canvas.getContext('2d')
      context.drawImage(bitmap, 0, 0)
      const dark = (row, column) => context.getImageData(((column + 0.5) * bitmap.width) / side, ((row + 0.5) * bitmap.height) / side, 1, 1).data[1] < 128
      return Array.from({ length: side }, (_, row) => Array.from({ length: side }, (_, column) => dark(row, column)))
    },
    { shot, side },
  )
}

// Who has not read it, as the board says now.
async function unreadBy(person, text) {
  const board = person.at('readers-dialog')
  if (await board.count()) await board.getByTestId('close').click()
  await board.waitFor({ state: 'detached' })
  await act(person, text, 'readers')
  await person.at('readers-side').locator('label:has(input[value=unread])').click()
  return (await person.at('readers-item').locator('> :last-child').allTextContents()).map((name) => name.trim())
}
