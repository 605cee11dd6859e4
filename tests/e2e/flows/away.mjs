// SPDX-License-Identifier: MIT
// Notifications while no page is open, as far as a browser without a push service can show: webhooks in the settings,
// and what the service worker makes of a message.
import { createServer } from 'node:http'
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

// A webhook on this machine.
async function receiver() {
  const received = []
  const answers = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (data) => (body += data))
    request.on('end', () => {
      received.push({ path: request.url, body: JSON.parse(body) })
      response.writeHead(answers.shift() ?? 200).end()
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { received, answers, url: (path) => `http://127.0.0.1:${server.address().port}${path}`, close: () => server.close() }
}

const SHOWN = 'a pushed message shows once, and not while the page is looked at'
export const whole = [SHOWN] // the headless shell shows no notification of a service worker

const flags = ['--notify.allow_private=true', '--notify.delay_s=0']

export const worker = true

export default {
  async 'webhooks are added, tested and removed in the settings'(world) {
    const server = await world.server(...flags)
    const anna = await world.person(server, 'Anna')
    const bo = await server.bot('Bo')
    const hook = await receiver()
    try {
      await anna.at('settings').click()
      await anna.at('away').scrollIntoViewIfNeeded()
      await anna.at('away-add').click()
      anna.allow(/status of 400 .*notify\.add/)
      await anna.at('away-kind').selectOption('json')
      await anna.at('away-address').fill('ftp://nowhere.example/')
      await anna.at('away-save').click()
      await anna.at('away').getByRole('alert').waitFor()
      await anna.at('away-address').fill(hook.url('/anna'))
      await world.picture(anna, 'away-webhook')
      await anna.at('away-save').click()
      await anna.at('away-channel').waitFor()
      equal(await anna.at('away-level').inputValue(), 'sender', 'what is told at first')
      await anna.at('away-test').click()
      await eventually('the test arrives', () => hook.received.length === 1 && hook.received[0].body.test === true)
      await anna.page.locator('[data-testid=away-channel][data-sent=true]').waitFor()
      // The page is gone: a message is told, with the sender and no word of it.
      await anna.page.goto('about:blank')
      const people = await bo.call('user.search', { query: 'Anna' })
      const { room } = await bo.call('room.create', { kind: 'direct', users: [people.users[0].id] })
      await bo.send(room.id, 'the kettle boils')
      await eventually('the message is told', () => hook.received.length === 2)
      equal(hook.received[1].body.sender, 'Bo', 'who wrote')
      check(!JSON.stringify(hook.received[1]).includes('kettle'), 'nothing of the message is told')
      await anna.page.goto(server.url)
      await anna.at('settings').click()
      hook.answers.push(403)
      // A test every three seconds, and the last one may have been a moment ago.
      anna.allow(/status of 429 .*notify\.test/)
      await eventually('the second test arrives', async () => {
        if (hook.received.length === 2) await anna.at('away-test').click()
        return hook.received.length > 2
      })
      equal(hook.received.slice(2).map(({ body }) => body.test ?? body), [true], 'nothing is told twice')
      await anna.page.locator('[data-testid=away-channel][data-failed=true]').waitFor()
      check((await anna.says('away-channel')).includes('403'), 'the settings tell why')
      await world.picture(anna, 'away-failed')
      await anna.at('away-remove').click()
      await eventuallyEquals('the webhook is gone', () => anna.at('away-channel').count(), 0)
    } finally {
      hook.close()
    }
  },

  async [SHOWN](world) {
    const server = await world.server(...flags)
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true })
    await anna.context.grantPermissions(['notifications'], { origin: server.url })
    const origin = server.url
    const browser = await anna.context.newCDPSession(anna.page)
    const registrations = []
    browser.on('ServiceWorker.workerRegistrationUpdated', (event) => registrations.push(...event.registrations))
    await browser.send('ServiceWorker.enable')
    await anna.page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
    await eventually('the service worker is known', () => registrations.some(({ isDeleted }) => !isDeleted))
    const { registrationId } = registrations.find(({ isDeleted }) => !isDeleted)
    const push = (data) => browser.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(data) })
    const shown = () => anna.page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag }) => `${tag} ${title} ${body}`))
    await push({ heading: 'Bo', line: 'seen on the page', room: 7, seq: 2 })
    await push({ heading: 'Teahouse', line: 'a test', test: true })
    await eventuallyEquals('only a test is shown on a page that is looked at', shown, ['test Teahouse a test'])
    for (const [line, seq] of [['first', 3], ['second', 4]]) {
      await anna.page.goto('about:blank') // no page is open
      await push({ heading: 'Bo', line, room: 7, seq })
      await anna.page.goto(server.url)
      await eventually(`the newest message is the one that is shown: ${line}`, async () => {
        const messages = (await shown()).filter((text) => text.startsWith('room-7'))
        return messages.length === 1 && messages[0] === `room-7 Bo ${line}`
      })
    }
  },
}
