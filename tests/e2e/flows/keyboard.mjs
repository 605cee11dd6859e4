// SPDX-License-Identifier: MIT
// With keys alone, by the rules of accessibility in every new state, and as an installed app.
import { DESKTOP, PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { makeGroup } from '../lib/groups.mjs'
import { inspect } from './screens.mjs'

const focused = (person) => person.page.evaluate(() => document.activeElement?.dataset?.testid ?? document.activeElement?.localName)

export const worker = ['the browser may install the client, and it starts without a network']

export default {
  async 'a day with keys alone'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await server.bot('Bo')
    const users = (await bo.call('user.search', { query: 'Anna' })).users.map((user) => user.id)
    const { room } = await bo.call('room.create', { kind: 'direct', users })
    const press = (key) => anna.page.keyboard.press(key)
    // Write, and mend the last message.
    await eventuallyEquals('the composer has the focus', () => focused(anna), 'composer')
    await anna.page.keyboard.type('good mornign')
    await press('Enter')
    await anna.sees('good mornign', 'sent')
    await press('ArrowUp')
    await eventuallyEquals('the text is in the field', () => anna.at('composer').inputValue(), 'good mornign')
    await anna.at('composer').fill('good morning')
    await press('Enter')
    await anna.sees('good morning', 'sent')
    // To the conversation with news, and back.
    await bo.send(room.id, 'tea?')
    await anna.seesUnread('direct', 'Bo', 1)
    const title = () => anna.says('room-title')
    // It moves to the top of the list by itself; the key is for where it stands then.
    await eventuallyEquals('the news are at the top', () => anna.at('room-item').first().getAttribute('data-kind'), 'direct')
    await press('Alt+Shift+ArrowUp')
    await eventuallyEquals('the room with news', title, 'Bo')
    await anna.sees('tea?')
    await press('Alt+ArrowDown')
    await eventuallyEquals('the next room', title, 'Lobby')
    // The list of keys opens where nothing is written, and gives the focus back.
    await anna.at('open-info').focus()
    await press('?')
    await anna.at('keys-dialog').waitFor()
    check((await anna.at('keys-dialog').textContent()).includes('Next conversation with news'), 'the keys are listed')
    await press('Escape')
    await eventually('the list of keys is closed', async () => (await anna.at('keys-dialog').count()) === 0)
    await eventuallyEquals('the focus is back', () => focused(anna), 'open-info')
    // Escape takes layers away one by one, the last leads to the composer.
    await anna.at('composer').focus()
    await anna.at('picker-open').focus()
    await press('Enter')
    await anna.at('picker-search').waitFor()
    await press('Escape')
    await eventually('the panel is closed', async () => (await anna.at('picker').count()) === 0)
    await eventuallyEquals('the focus is in the text', () => focused(anna), 'composer')
    // Around with Tab: everything that can be pressed can be reached, and the ring is seen.
    const reached = new Set()
    for (let step = 0; step < 60; step++) {
      await press('Tab')
      reached.add(await focused(anna))
    }
    for (const id of ['profile', 'rail-chats', 'rail-contacts', 'settings', 'search', 'add-menu', 'open-info', 'composer', 'picker-open']) check(reached.has(id), `Tab reaches ${id}; it reached ${[...reached].join(', ')}`)
  },

  async 'the browser may install the client, and it starts without a network'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const session = await anna.context.newCDPSession(anna.page)
    const { errors, data } = await session.send('Page.getAppManifest')
    equal(errors, [], 'the manifest')
    const { icons, display, id } = JSON.parse(data)
    equal([display, id], ['standalone', '/'], 'how it starts')
    check(icons.some(({ purpose }) => purpose === 'maskable') && icons.some(({ sizes }) => sizes === '512x512'), 'icons')
    for (const { src } of icons) equal((await fetch(server.url + src)).status, 200, src)
    await anna.isInstalled()
    // The settings offer it where the browser does.
    await anna.page.evaluate(() => {
      const event = new Event('beforeinstallprompt', { cancelable: true })
      event.prompt = async () => void (globalThis.prompted = true)
      dispatchEvent(event)
    })
    await anna.at('settings').click()
    await anna.at('install').click()
    await eventually('the browser is asked', () => anna.page.evaluate(() => globalThis.prompted))
    equal(await anna.at('install').count(), 0, 'once')
    await anna.page.keyboard.press('Escape')
    // Reading and writing offline, from a cold start.
    await anna.send('kept here')
    await anna.sees('kept here', 'sent')
    const lobby = Number(await anna.at('conversation').getAttribute('data-room'))
    await anna.keeps(lobby, 'kept here')
    await anna.page.close()
    await anna.context.setOffline(true)
    anna.expectOutage()
    anna.page = await anna.context.newPage()
    await anna.page.goto(server.url)
    await anna.sees('kept here')
    await anna.send('written without a network')
    await anna.sees('written without a network', 'pending')
    await anna.context.setOffline(false)
    await anna.sees('written without a network', 'sent')
  },

  async 'every part of writing keeps the rules: desktop-light'(world) {
    await everyPart(world, { form: 'desktop-light', viewport: DESKTOP, colorScheme: 'light', locale: 'zh-CN' })
  },
  async 'every part of writing keeps the rules: desktop-dark'(world) {
    await everyPart(world, { form: 'desktop-dark', viewport: DESKTOP, colorScheme: 'dark', locale: 'en-US' })
  },
  async 'every part of writing keeps the rules: phone'(world) {
    await everyPart(world, { form: 'phone', viewport: PHONE, colorScheme: 'light', locale: 'en-US', touch: true })
  },
  async 'every part of writing keeps the rules: phone-dark'(world) {
    await everyPart(world, { form: 'phone-dark', viewport: PHONE, colorScheme: 'dark', locale: 'zh-CN', touch: true })
  },
}

async function everyPart(world, look) {
  const server = await world.server()
  const anna = await world.person(server, 'Anna', look)
  const bo = await server.bot('Bo')
  const lobby = await bo.lobby()
  const checked = (state) => inspect(anna, `${state}-${look.form}`)
  const phone = look.viewport === PHONE
  await bo.send(lobby, ['> quoted **words** and ~~old~~ ones', '- one', '  - [two](https://example.org)', '`code`', '```ts', '// warm', 'const cup: Cup = pour("tea", 80)', '@hot class A {}', '```'].join('\n'))
  await bo.send(lobby, '```html\n<a href="x">y</a>\n```\n```diff\n@@ 1\n-a\n+b\n```\n```sh\necho $HOME 1 true\n```')
  await eventually('the code has its colours', async () => (await anna.page.locator('pre span').count()) > 10)
  await checked('markup')
  await anna.write('some words')
  await anna.at('composer').evaluate((field) => {
    field.focus()
    field.setSelectionRange(0, 4)
  })
  await anna.at('format-bar').waitFor()
  await checked('format')
  await anna.at('composer').fill('')
  await anna.at('composer').pressSequentially(':tea')
  await anna.at('emoji-list').waitFor()
  await checked('colon')
  await anna.at('composer').fill('')
  await anna.at('picker-open').click()
  await anna.page.locator('[data-group=smileys] [data-testid=emoji]').first().waitFor()
  await checked('picker')
  await anna.at('picker-search').fill('qqqq')
  await eventually('nothing is found', async () => (await anna.at('emoji').count()) === 0)
  await checked('picker-nothing')
  await anna.page.keyboard.press('Escape')
  await eventually('the panel is closed', async () => (await anna.at('picker').count()) === 0)
  await anna.at('message').first().locator('[data-bubble]').click({ button: 'right', position: { x: 10, y: 10 } })
  await anna.at('message-menu').waitFor()
  await checked('message-menu')
  await anna.page.keyboard.press('Escape')
  if (phone) await anna.at('back').click()
  await makeGroup(anna, 'Tea', ['Bo'])
  await bo.send(lobby, 'elsewhere')
  await anna.at('notice').waitFor()
  await checked('notice')
  if (phone) return
  await anna.at('open-info').focus()
  await anna.page.keyboard.press('?')
  await anna.at('keys-dialog').waitFor()
  await checked('keys')
}
