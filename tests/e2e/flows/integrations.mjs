// SPDX-License-Identifier: MIT
// Programs: a bot and its token from the console, webhooks of a group both ways, and commands in the composer.
import { createServer } from 'node:http'
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { openConsole } from '../lib/console.mjs'
import { makeGroup, openDrawer } from '../lib/groups.mjs'

// A program on this machine that answers every message of it.
async function program(answer) {
  const received = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (data) => (body += data))
    request.on('end', () => {
      received.push(JSON.parse(body))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(JSON.parse(body))))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { received, url: `http://127.0.0.1:${server.address().port}/hook`, close: () => server.close() }
}

const post = (url, body, headers = {}) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
const action = (person, name) => person.page.locator(`[data-testid=admin-action][data-action="${name}"]`)
const adminField = (person, name) => person.page.locator(`[data-testid=admin-field][data-field="${name}"]`)
const field = (person, name) => person.page.locator(`[data-testid=hook-field][data-field="${name}"]`)
const words = (person) => person.at('command-option').evaluateAll((all) => all.map((one) => one.dataset.word))

export default {
  async 'a bot is made in the console, writes with its token, and is let in no more'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
    const home = anna.page.url()
    await openConsole(anna, 'bots')
    await action(anna, 'bot').click()
    await adminField(anna, 'name').fill('Kettle')
    await anna.at('admin-submit').click()
    await action(anna, 'token').click()
    await adminField(anna, 'label').fill('kitchen')
    await anna.at('admin-submit').click()
    await anna.at('admin-secret').waitFor()
    await world.picture(anna, 'bot-token')
    const token = (await anna.says('admin-secret')).trim()
    await anna.at('cancel').click()
    await eventually('the secret is not shown again', async () => (await anna.at('admin-secret').count()) === 0)
    const call = async (op, body) => {
      const answer = await post(`${server.url}/api/v1/${op}`, body, { authorization: `Bearer ${token}` })
      return { status: answer.status, body: await answer.json() }
    }
    const { rooms } = (await call('room.list', { scope: 'mine' })).body
    const lobby = rooms.find((room) => room.kind === 'lobby').id
    equal((await call('message.send', { room: lobby, cmid: 'kettle-0001', text: 'It boils.' })).status, 200, 'the token is good')
    await bo.sees('It boils.')
    await bo.at('message').last().getByTestId('bot-tag').waitFor()
    equal((await bo.at('message').last().getByTestId('bot-tag').textContent()).trim(), '机器人', 'it is told apart from people')
    await openDrawer(bo)
    await bo.at('member-item').filter({ hasText: 'Kettle' }).getByTestId('bot-tag').waitFor()
    await world.picture(bo, 'bot-dark')
    await action(anna, 'untoken').click()
    await eventually('the token is gone', async () => (await action(anna, 'untoken').count()) === 0)
    equal((await call('room.list', { scope: 'mine' })).status, 401, 'the token is good no more')
    await openConsole(anna, 'audit')
    await eventuallyEquals('each act is written down', async () => (await anna.at('admin-row').evaluateAll((rows) => rows.map((one) => one.dataset.act))).join(' '), 'untoken token bot')
    await anna.page.goto(home)
  },

  async 'programs write into a group and answer commands'(world) {
    const server = await world.server('--notify.allow_private=true')
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const robot = await program(({ text }) => ({ text: `Brewing ${text.slice(6)}` }))
    try {
      await makeGroup(anna, 'Kitchen', ['Bo'])
      await openDrawer(anna)
      await anna.at('open-hooks').click()
      // In: an address that is told once.
      await field(anna, 'name').fill('Builds')
      await anna.at('hook-make').click()
      await anna.at('hook-secret').waitFor()
      await world.picture(anna, 'hook-made')
      const address = (await anna.says('hook-secret')).trim()
      check(address.startsWith(`${server.url}/hooks/`), `an address that leads here: ${address}`)
      equal((await post(address, { text: 'Build 7 **failed**', id: 'build-7' })).status, 200, 'it is taken')
      equal((await post(address, { text: 'Build 7 **failed**', id: 'build-7' })).status, 200, 'and a repeat')
      // Out: a command, which a program answers.
      await anna.at('hooks-dialog').locator('.told .btn').click()
      await anna.at('hook-kind').locator('label').nth(1).click()
      await field(anna, 'name').fill('Tea maker')
      await field(anna, 'address').fill(robot.url)
      await field(anna, 'word').fill('/brew')
      await field(anna, 'hint').fill('[tea] puts a pot on')
      await anna.at('hook-make').click()
      await anna.at('hook-secret').waitFor()
      await eventuallyEquals('both are listed', () => anna.at('hook-item').count(), 2)
      await world.picture(anna, 'hooks')
      await anna.at('hooks-dialog').getByTestId('close').click()

      await bo.open('group', 'Kitchen')
      await bo.sees('Build 7 failed')
      equal((await bo.texts()).filter((text) => text.includes('Build 7')).length, 1, 'it is there once')
      await bo.at('message').last().getByTestId('bot-tag').waitFor()
      await bo.at('composer').fill('/')
      await bo.at('command-list').waitFor()
      await eventuallyEquals('what there is', () => words(bo), ['/brew', '/help', '/nick', '/mute', '/away', '/dnd', '/shrug'])
      await world.picture(bo, 'commands')
      await bo.at('composer').pressSequentially('br')
      await eventuallyEquals('what fits', () => words(bo), ['/brew'])
      await bo.page.keyboard.press('Enter')
      equal(await bo.at('composer').inputValue(), '/brew ', 'chosen')
      await bo.at('composer').pressSequentially('oolong')
      await bo.page.keyboard.press('Enter')
      await bo.sees('/brew oolong')
      await bo.sees('Brewing oolong')
      await anna.sees('Brewing oolong')
      equal(robot.received.map(({ text }) => text), ['/brew oolong'], 'only the command went out')
      equal(robot.received[0].sender, 'Bo', 'who wrote it')

      // A slip is not sent before it is meant.
      await bo.at('composer').fill('/bewr oolong')
      await bo.page.keyboard.press('Enter')
      await bo.at('command-unknown').waitFor()
      await world.picture(bo, 'command-unknown')
      equal(await bo.at('composer').inputValue(), '/bewr oolong', 'it stays')
      await bo.at('command-send').click()
      await anna.sees('/bewr oolong')
      await bo.at('composer').fill('/nick Teapot')
      await bo.page.keyboard.press('Enter')
      await eventually('a name for this group', async () => (await anna.at('message').filter({ hasText: 'bewr' }).textContent()).includes('Teapot'))
      await bo.at('composer').fill('/shrug no tea')
      await bo.page.keyboard.press('Enter')
      await anna.sees('no tea ¯\\(ツ)/¯')

      // Switched off it has no command, and its address is good for nothing once it is removed.
      await anna.at('open-hooks').click()
      await anna.at('hook-item').nth(1).getByTestId('hook-switch').click()
      await anna.page.locator('[data-testid=hook-item][data-off=true]').waitFor()
      await anna.at('hook-item').first().getByTestId('hook-remove').click()
      await anna.at('confirm').click()
      await eventuallyEquals('one is left', () => anna.at('hook-item').count(), 1)
      equal((await post(address, { text: 'too late' })).status, 404, 'it is not there any more')
    } finally {
      robot.close()
    }
  },

  async 'integrations and commands fit on a phone'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true, locale: 'zh-CN', colorScheme: 'dark' })
    await anna.at('composer').fill('/')
    await anna.at('command-list').waitFor()
    check(await anna.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    await world.picture(anna, 'commands-phone-dark')
    await anna.at('composer').fill('')
    await openDrawer(anna)
    await anna.at('open-hooks').tap()
    await anna.at('hook-kind').locator('label').nth(1).tap()
    await field(anna, 'word').fill('/泡 茶')
    await field(anna, 'name').fill('一个名字很长很长的集成'.repeat(2).slice(0, 20))
    await field(anna, 'address').fill('https://hook.example/')
    anna.allow(/status of 400 .*hook\.make/)
    await anna.at('hook-make').tap()
    await anna.at('hooks-dialog').getByRole('alert').waitFor()
    check(await anna.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    await world.picture(anna, 'hooks-phone-dark')
  },
}
