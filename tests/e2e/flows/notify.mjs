// SPDX-License-Identifier: MIT
// How new messages are told: cards, sound, the system's notifications, titles and badges.
import { away, directRoom, listener, ready, told } from '../lib/notices.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

export const worker = true

export default {
  async 'news of another room stand on a card that leads to the message'(world) {
    const server = await world.server()
    const anna = await listener(world, server, 'Anna')
    const bo = await server.bot('Bo')
    const room = await directRoom(bo, 'Anna')
    await anna.seesUnread('direct', 'Bo', 0)
    await bo.send(await bo.lobby(), 'said in the open room')
    await anna.sees('said in the open room')
    const { seq } = await bo.send(room, 'the kettle is on')
    const card = anna.at('notice')
    await card.waitFor()
    check((await card.textContent()).includes('the kettle is on'), 'the card has the words')
    equal(await card.count(), 1, 'the open room has no card')
    equal((await told(anna.page)).shown, [], 'the system is not told what is seen')
    await card.locator('button').first().click()
    await anna.sees('the kettle is on')
    equal(await anna.page.evaluate(() => location.hash), `#/c/${room}/${seq}`, 'the address')
    await eventually('the card is gone', async () => (await card.count()) === 0)
  },

  async 'out of sight one window of the browser tells the system, and takes it back when it is read'(world) {
    const server = await world.server()
    const anna = await listener(world, server, 'Anna')
    const second = await anna.context.newPage()
    await second.goto(server.url)
    await second.getByTestId('composer').waitFor()
    await ready(second)
    const bo = await server.bot('Bo')
    const room = await directRoom(bo, 'Anna')
    for (const page of [anna.page, second]) await away(page)
    const { seq } = await bo.send(room, 'come in')
    const all = async () => [await told(anna.page), await told(second)]
    await eventually('somebody is told', async () => (await all()).some(({ shown }) => shown.length > 0))
    await eventually('both know', () => second.title().then((title) => title.startsWith('(1)')))
    const [first, other] = await all()
    equal([...first.shown, ...other.shown].map(({ title, body, tag, data }) => ({ title, body, tag, data })), [{ title: 'Bo', body: 'come in', tag: `room-${room}`, data: { room, seq } }], 'told once')
    check(first.rings + other.rings > 0 && first.rings * other.rings === 0, 'one window rings')
    equal([first.badge, other.badge], [1, 1], 'the badge')
    // A click on it comes from the service worker.
    await away(anna.page, false)
    await anna.page.evaluate((data) => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { type: 'open-room', ...data } })), { room, seq })
    await anna.sees('come in')
    await eventually('the other window knows that it is read', async () => (await told(second)).badge === 0 && !(await second.title()).startsWith('('))
    // While one window shows the room, the other is quiet.
    const before = await all()
    await bo.send(room, 'and sit down')
    await anna.sees('and sit down')
    await anna.seesUnread('direct', 'Bo', 0)
    await bo.send(await bo.lobby(), 'elsewhere')
    await anna.at('notice').waitFor()
    const after = await all()
    equal(after.map(({ shown }) => shown.length), before.map(({ shown }) => shown.length), 'nothing new for the system')
  },

  async 'the permission is asked for after messages were missed, by a press, and not again after a no'(world) {
    const server = await world.server()
    const anna = await listener(world, server, 'Anna', 'default')
    const bo = await server.bot('Bo')
    const lobby = await bo.lobby()
    equal((await told(anna.page)).asked, 0, 'not at load')
    equal(await anna.at('notify-ask').count(), 0, 'no question yet')
    await away(anna.page)
    await bo.send(lobby, 'one')
    await bo.send(lobby, 'two')
    await eventually('the title counts', async () => (await anna.page.title()).startsWith('(2)'))
    await eventually('it rang', async () => (await told(anna.page)).rings > 0)
    await away(anna.page, false)
    await anna.at('notify-ask').waitFor()
    equal((await told(anna.page)).asked, 0, 'only asked by a press')
    await anna.at('notify-allow').click()
    await eventually('it was asked', async () => (await told(anna.page)).asked === 1)
    equal(await anna.at('notify-ask').count(), 0, 'the question is gone')
    await eventually('all is read', async () => !(await anna.page.title()).startsWith('('))
    await anna.page.evaluate(() => (globalThis.permission = 'default'))
    await away(anna.page)
    await bo.send(lobby, 'three')
    await eventually('the title counts', async () => (await anna.page.title()).startsWith('(1)'))
    await away(anna.page, false)
    await anna.sees('three')
    equal(await anna.at('notify-ask').count(), 0, 'not asked again')
  },

  async 'levels, hidden words and quiet hours hold'(world) {
    const server = await world.server()
    const anna = await listener(world, server, 'Anna')
    const bo = await server.bot('Bo')
    const lobby = await bo.lobby()
    const room = await directRoom(bo, 'Anna')
    const settings = async (change) => {
      await anna.at('settings').click()
      await anna.at('settings-dialog').waitFor()
      await change()
      await anna.at('close').last().click()
      await eventually('the settings are closed', async () => (await anna.at('settings-dialog').count()) === 0)
    }
    await settings(async () => {
      await anna.at('notify-level').locator('input').nth(1).check({ force: true })
      await anna.at('notify-words').uncheck()
    })
    await away(anna.page)
    await bo.send(lobby, 'for everybody')
    await eventually('it is counted', async () => (await anna.page.title()).startsWith('(1)'))
    await bo.send(room, 'for Anna')
    await eventuallyEquals('only the direct one, without its words', async () => (await told(anna.page)).shown.map(({ title, body }) => ({ title, body })), [{ title: 'Bo', body: '1 new message' }])
    await away(anna.page, false)
    await settings(async () => {
      await anna.at('notify-quiet').check()
      await anna.at('quiet-from').fill('00:00')
      await anna.at('quiet-to').fill('00:00') // the whole day
      await anna.at('quiet-to').blur()
    })
    const { rings } = await told(anna.page)
    await away(anna.page)
    await bo.send(room, 'in the quiet')
    await eventually('it is counted', async () => (await anna.unread('direct', 'Bo')) === 2)
    // What comes after it has been weighed after it.
    await bo.send(room, 'still quiet')
    await eventually('it is counted', async () => (await anna.unread('direct', 'Bo')) === 3)
    equal((await told(anna.page)).shown.length, 1, 'nothing more is told')
    equal((await told(anna.page)).rings, rings, 'nothing rings')
  },
}
