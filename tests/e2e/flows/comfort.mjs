// SPDX-License-Identifier: MIT
// Writing and looking: drafts, input methods, languages, themes, phones.
import { DESKTOP, PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { makeGroup } from './groups.mjs'

export default {
  async 'drafts are kept per conversation and over a reload'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await world.person(server, 'Bo')
    await makeGroup(anna, 'Tea', ['Bo'])
    await anna.write('a draft for the group')
    await anna.open('lobby')
    equal(await anna.at('composer').inputValue(), '', 'the lobby has its own draft')
    await anna.write('a draft for the lobby')
    await eventually('the list tells of the draft', async () => (await anna.room('group').first().textContent()).includes('a draft for the group'))
    await anna.open('group', 'Tea')
    await eventuallyEquals('the draft', () => anna.at('composer').inputValue(), 'a draft for the group')
    await anna.page.reload()
    await anna.open('lobby')
    await eventuallyEquals('the draft of the lobby', () => anna.at('composer').inputValue(), 'a draft for the lobby')
    await anna.open('group', 'Tea')
    await eventuallyEquals('the draft of the group', () => anna.at('composer').inputValue(), 'a draft for the group')
    await anna.at('composer').press('Enter')
    await anna.sees('a draft for the group', 'sent')
    equal(await anna.at('composer').inputValue(), '', 'the field after sending')
    await anna.page.reload()
    await anna.open('group', 'Tea')
    await anna.sees('a draft for the group', 'sent')
    equal(await anna.at('composer').inputValue(), '', 'the field after a reload')
  },

  async 'Enter while composing Chinese never sends'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const keyboard = await anna.context.newCDPSession(anna.page)
    await anna.at('composer').focus()
    await keyboard.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 })
    // The key that takes the candidate: the page sees it as composing.
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 })
    await anna.at('composer').evaluate((field) => {
      const key = (init) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true, ...init }))
      key({ isComposing: true })
      key({ keyCode: 229 })
    })
    await keyboard.send('Input.insertText', { text: '你好' })
    equal(await anna.at('composer').inputValue(), '你好', 'the field holds what was composed')
    equal(await anna.texts(), [], 'nothing was sent')
    await anna.at('composer').press('Enter')
    await anna.sees('你好', 'sent')
    equal(await anna.texts(), ['你好'], 'sent once')
  },

  async 'Shift+Enter breaks the line, long texts and markup arrive as written'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await anna.at('composer').fill('first')
    await anna.at('composer').press('Shift+Enter')
    await anna.at('composer').pressSequentially('second **bold** `code` https://example.org/a?b=1')
    await anna.at('composer').press('Enter')
    await eventually('Bo sees both lines', async () => /first\s*second bold code/.test((await bo.texts()).join()))
    const link = bo.page.locator('[data-testid=message-text] a')
    equal(await link.getAttribute('href'), 'https://example.org/a?b=1', 'the link')
    check(/noopener|noreferrer/.test(await link.getAttribute('rel')), 'the link gives nothing away')
    equal(await bo.page.locator('[data-testid=message-text] strong').textContent(), 'bold', 'bold')
    const long = '茶'.repeat(5_000)
    await anna.send(long)
    await eventually('the long text arrives whole', async () => (await bo.texts()).at(-1)?.length === 5_000)
  },

  async 'a text over the limit is stopped before it is sent'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await anna.at('composer').fill('x'.repeat(70_000))
    await anna.at('composer').press('Enter')
    await anna.at('composer-note').waitFor()
    equal(await anna.texts(), [], 'nothing was sent')
  },

  async 'the language and the theme can be switched at once and stay'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const placeholder = () => anna.at('composer').getAttribute('placeholder')
    const english = await placeholder()
    await anna.at('settings').click()
    await anna.at('language').locator('label:has(input[value=zh-CN])').click()
    await eventually('the page speaks Chinese', async () => /[\u4e00-\u9fff]/.test(await placeholder()))
    await eventuallyEquals('the language of the document', () => anna.page.evaluate(() => document.documentElement.lang), 'zh-CN')
    check((await brightness(anna)) > 600, 'the page is light at first')
    await anna.at('theme').locator('label:has(input[value=dark])').click()
    await eventually('the page is dark', async () => (await brightness(anna)) < 250)
    await anna.page.reload()
    await anna.at('composer').waitFor()
    check((await brightness(anna)) < 250, 'the theme after a reload')
    check((await placeholder()) !== english, 'the language after a reload')
  },

  async 'a Chinese browser gets Chinese, and a dark one the dark theme'(world) {
    const server = await world.server()
    const anna = await world.visitor(server, '王小明', { locale: 'zh-CN', colorScheme: 'dark' })
    await anna.at('signin-submit').waitFor()
    check(/[\u4e00-\u9fff]/.test(await anna.says('signin-submit')), 'the sign-in page is Chinese')
    const dark = await brightness(anna)
    check(dark < 250, `the page is dark: ${dark}`)
  },

  async 'on a phone one pane shows at a time and the back button works'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true })
    const bo = await server.bot('Bo')
    const { room } = await bo.call('room.create', { kind: 'direct', users: [await idOf(bo, 'Anna')] })
    await bo.send(room.id, 'are you there?')
    await anna.at('composer').waitFor() // the lobby is open after signing in
    check((await anna.at('room-list').count()) === 0 || !(await anna.at('room-list').isVisible()), 'one pane at a time')
    await anna.at('back').click()
    await anna.at('room-list').waitFor()
    await anna.seesUnread('direct', 'Bo', 1)
    await anna.open('direct', 'Bo')
    await anna.sees('are you there?')
    await anna.write('yes')
    await anna.at('send').click()
    await anna.sees('yes', 'sent')
    await anna.page.goBack()
    await anna.at('room-list').waitFor()
    await anna.page.goForward()
    await anna.at('composer').waitFor()
    const wide = await anna.page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    check(!wide, 'the page does not scroll sideways')
  },

  async 'the conversation shows within a second after a reload'(world) {
    const server = await world.server()
    const bo = await server.bot('Bo')
    const lobby = await bo.lobby()
    for (let index = 1; index <= 60; index++) await bo.send(lobby, `message ${index}`)
    const anna = await world.person(server, 'Anna', { viewport: DESKTOP })
    await anna.sees('message 60')
    await anna.isInstalled()
    let best = Infinity
    for (let round = 0; round < 5; round++) {
      await anna.page.reload({ waitUntil: 'commit' })
      const ms = await anna.page.evaluate(
        () =>
          new Promise((resolve) => {
            const look = () => {
              if (document.querySelector('[data-testid=message]')) resolve(performance.now())
              else requestAnimationFrame(look)
            }
            look()
          }),
      )
      best = Math.min(best, ms)
    }
    check(best < 1_000, `the first message took ${Math.round(best)} ms`)
  },
}

// Of the page's ground, 0 to 765.
function brightness(person) {
  return person.page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d')
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor
    canvas.fillRect(0, 0, 1, 1)
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data
    return red + green + blue
  })
}

async function idOf(bot, name) {
  return (await bot.call('user.search', { query: name })).users.find((user) => user.name === name).id
}
