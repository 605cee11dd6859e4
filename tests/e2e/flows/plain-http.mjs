// SPDX-License-Identifier: MIT
// A server in a home network is often plain http, where browsers keep much from pages: no service worker, no clipboard, no
// crypto.subtle, no crypto.randomUUID. Nothing that people do needs them.
import { check, equal, eventually } from '../lib/wait.mjs'
import { makeGroup } from '../lib/groups.mjs'

// Runs before the page: what is not there without a secure context (localhost is one to browsers) goes away.
function insecure() {
  Object.defineProperty(globalThis, 'isSecureContext', { value: false })
  for (const name of ['randomUUID', 'subtle']) delete Crypto.prototype[name]
  for (const name of ['serviceWorker', 'clipboard', 'locks', 'mediaDevices', 'storage', 'wakeLock']) delete Navigator.prototype[name]
  for (const name of ['Notification', 'PushManager', 'ServiceWorker', 'caches']) delete globalThis[name]
}

async function outside(world, server, name) {
  const person = await world.visitor(server, name)
  await person.context.addInitScript(insecure)
  await person.page.reload()
  equal(await person.page.evaluate(() => [typeof crypto.randomUUID, typeof crypto.subtle, typeof navigator.serviceWorker, isSecureContext]), ['undefined', 'undefined', 'undefined', false], 'what the page has')
  return person.register()
}

export default {
  async 'without a secure context one writes, sends files, writes later, confirms and reminds'(world) {
    const server = await world.server()
    const anna = await outside(world, server, 'Anna')
    const bo = await outside(world, server, 'Bo')
    await anna.send('plain words')
    await bo.sees('plain words')
    await anna.at('attach-input').setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('two spoons') })
    await anna.page.locator('[data-testid=tray-item][data-ready=true]').waitFor()
    await anna.at('send').click()
    await bo.at('download').waitFor()
    const text = await bo.page.evaluate(async (path) => (await fetch(path)).text(), await bo.at('download').getAttribute('href'))
    equal(text, 'two spoons', 'the file is whole')
    await anna.write('for tomorrow')
    await anna.at('send-menu').click()
    await anna.at('send-later').click()
    await anna.page.locator('[data-testid=later-time][data-time=tomorrow]').click()
    await anna.at('later-line').waitFor()
    const cy = await server.bot('Cy')
    await makeGroup(anna, 'Tea', ['Bo', 'Cy'])
    await bo.open('group', 'Tea')
    await anna.write('closed on Friday')
    await anna.at('send-menu').click()
    await anna.at('send-confirm').click()
    await bo.at('confirm-read').click()
    await eventually('it is confirmed', async () => (await anna.at('confirm-card').getAttribute('data-count')) === '1')
    // Of those who have not read, one is reminded.
    const group = Number(await bo.at('conversation').getAttribute('data-room'))
    await anna.send('who brings cups?')
    await anna.sees('who brings cups?', 'sent')
    await anna.at('message').last().locator('[data-bubble]').click({ button: 'right', position: { x: 20, y: 12 } })
    await anna.page.locator('[data-testid=message-action][data-action=readers]').click()
    await anna.at('nudge').click()
    await anna.at('readers-dialog').waitFor({ state: 'detached' })
    await eventually('Cy is reminded', async () => (await cy.call('history', { room: group })).events.some(({ kind }) => kind === 'nudge'))
    check(anna.problems.length === 0, `nothing went wrong: ${anna.problems.join()}`)
  },
}
