// SPDX-License-Identifier: MIT
// Networks and servers that go away and come back: nothing is lost, nothing is doubled.
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

export const worker = true

export default {
  async 'kill -9 while two people write: nothing lost, nothing doubled'(world) {
    const server = await world.server()
    const people = [await world.person(server, 'Anna'), await world.person(server, 'Bo')]
    for (const person of people) person.expectOutage()
    const written = { Anna: [], Bo: [] }
    let stop = false
    const writing = people.map(async (person) => {
      for (let index = 1; !stop && index <= 60; index++) {
        const text = `${person.name} ${index}`
        written[person.name].push(text)
        await person.send(text)
      }
    })
    await eventually('some messages are there', () => written.Anna.length > 8 && written.Bo.length > 8)
    await server.kill()
    const killedAt = written.Anna.length
    await eventually('they go on writing', () => written.Anna.length > killedAt + 5 || written.Anna.length === 60)
    await server.start()
    await eventually('they write a little more', () => written.Anna.length > killedAt + 10 || written.Anna.length === 60)
    stop = true
    await Promise.all(writing)
    const all = [...written.Anna, ...written.Bo].sort()
    const reader = await server.bot('reader')
    const lobby = await reader.lobby()
    const log = async () => (await reader.call('history', { room: lobby, limit: 200 })).events.filter((event) => event.kind === 'text').map((event) => event.body.text)
    await eventuallyEquals('the log has every message once', async () => (await log()).sort(), all)
    const order = await log()
    for (const person of people) {
      equal(order.filter((text) => text.startsWith(person.name)), written[person.name], `${person.name}'s order`)
      await eventuallyEquals(`${person.name} sees the end of the log`, async () => (await person.texts()).slice(-10), order.slice(-10))
      await eventually('all are sent', async () => (await person.rows()).every((row) => row.state === 'sent'))
    }
  },

  async 'what the page fetches after its messages comes as soon as it can be had'(world) {
    const server = await world.server()
    const bo = await server.bot('Bo')
    await bo.send(await bo.lobby(), 'hello')
    const anna = await world.visitor(server, 'Anna', { serviceWorkers: 'block' })
    anna.expectOutage()
    let refused = 0
    const cut = /\/assets\/(near|warm)-/
    await anna.page.route(cut, (route) => (refused++, route.abort('connectionfailed')))
    await anna.register()
    await anna.sees('hello')
    await anna.write('/')
    await eventually('its files were asked for twice', () => refused > 4)
    await anna.page.unroute(cut)
    await anna.at('command-list').first().waitFor()
    await eventually('it looks as it should', () => anna.page.evaluate(() => [...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)))
    await anna.write('')
    await anna.at('message-text').first().click({ button: 'right' })
    await anna.at('message-action').first().waitFor()
  },

  async 'a dead server: the banner tells, writing queues, everything arrives once'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    for (const person of [anna, bo]) person.expectOutage()
    await anna.send('before')
    await bo.sees('before')
    await server.kill()
    await anna.at('banner').waitFor()
    await anna.send('queued one')
    await anna.send('queued two')
    await anna.sees('queued two', 'pending')
    check((await anna.texts()).includes('before'), 'what was there stays readable')
    await server.start()
    await Promise.all([anna.isOnline(), bo.isOnline()])
    await bo.seesTexts(['before', 'queued one', 'queued two'])
    await anna.seesTexts(['before', 'queued one', 'queued two'])
    await anna.sees('queued two', 'sent')
  },

  async 'a server that is stopped for an update is come back to'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    for (const person of [anna, bo]) {
      person.expectOutage()
      person.allow(/server\.info.*status of 429|status of 429.*server\.info/) // a page that asks between its end and the end of its listening
    }
    await anna.send('before')
    await bo.sees('before')
    const { code } = await server.stop()
    equal(code, 0, 'the server ends well')
    await server.start()
    await Promise.all([anna.isOnline(), bo.isOnline()])
    await bo.send('after')
    await anna.seesTexts(['before', 'after'])
  },

  async 'offline and back: both sides catch up'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    anna.expectOutage()
    await anna.send('before')
    await bo.sees('before')
    await anna.context.setOffline(true)
    await anna.send('from the tunnel')
    for (let index = 1; index <= 5; index++) await bo.send(`outside ${index}`)
    await bo.sees('outside 5', 'sent')
    await anna.context.setOffline(false)
    await anna.isOnline()
    await bo.sees('from the tunnel')
    await anna.sees('from the tunnel', 'sent')
    await eventuallyEquals('both see the same', () => anna.texts(), await bo.texts())
    equal((await anna.texts()).length, 7, 'nothing is doubled')
  },

  async 'unsent messages survive a reload without a network'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    for (const person of [anna, bo]) person.expectOutage()
    await anna.send('before')
    await bo.sees('before')
    await anna.isInstalled()
    await server.kill()
    await anna.at('banner').waitFor()
    await anna.send('written in the dark')
    await anna.write('and a draft')
    await anna.sees('written in the dark', 'pending')
    await anna.page.reload()
    await anna.sees('before')
    await anna.sees('written in the dark', 'pending')
    await eventually('the draft is back', async () => (await anna.at('composer').inputValue()) === 'and a draft')
    await server.start()
    await anna.sees('written in the dark', 'sent')
    await bo.seesTexts(['before', 'written in the dark'])
    await anna.page.reload()
    await anna.seesTexts(['before', 'written in the dark'])
  },

  async 'a reload in the middle of writing loses and doubles nothing'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const texts = []
    for (let round = 1; round <= 4; round++) {
      for (let index = 1; index <= 5; index++) {
        texts.push(`round ${round} message ${index}`)
        await anna.send(texts.at(-1))
      }
      await anna.page.reload()
      await anna.at('composer').waitFor()
    }
    await bo.seesTexts(texts)
    await anna.seesTexts(texts)
    await eventually('all are sent', async () => (await anna.rows()).every((row) => row.state === 'sent'))
  },

  async 'a full disk: writing waits, reading goes on, it recovers by itself'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const filler = await server.bot('Filler')
    await anna.send('before')
    await bo.sees('before')
    server.setDiskLimit(300)
    server.reload()
    // A database that may not grow still has some room in it; somebody takes it.
    const { room } = await filler.call('room.create', { kind: 'group', title: 'Attic', users: [] })
    for (const size of [60_000, 8_000, 1_000]) {
      await eventually(`the disk is full for ${size} bytes`, async () => {
        const refused = await filler.send(room.id, 'x'.repeat(size)).then(() => '', (error) => error.code)
        return refused === 'read_only'
      })
    }
    const long = 'waiting '.repeat(6_000).trim()
    await anna.send(long)
    await eventually('it waits', async () => (await anna.rows()).some((row) => row.text === long && row.state === 'pending'))
    await eventually('it says why', async () => /storage is full/.test(await anna.says('waiting')))
    await eventually('so does the room', async () => (await anna.at('read-only').count()) === 1)
    await bo.page.reload()
    await bo.seesTexts(['before'])
    server.setDiskLimit(0)
    server.reload()
    await anna.sees(long, 'sent')
    await bo.sees(long)
    equal([await anna.at('waiting').count(), await anna.at('read-only').count()], [0, 0], 'nothing is said any more')
  },

  async 'words for a group that one was removed from meanwhile are not lost'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const host = await server.bot('Host')
    const { users } = await host.call('user.search', { query: 'Anna' })
    const { room } = await host.call('room.create', { kind: 'group', title: 'Tea', users: [users[0].id] })
    await anna.open('group', 'Tea')
    await anna.isInstalled()
    await anna.keeps(room.id)
    anna.expectOutage()
    await anna.context.setOffline(true)
    await anna.page.reload() // a socket that is open would live on for a while
    await anna.open('group', 'Tea')
    await anna.send('three pages of thoughts')
    await anna.sees('three pages of thoughts', 'pending')
    await host.call('room.remove', { room: room.id, users: [users[0].id] })
    await anna.context.setOffline(false)
    await anna.at('unsent-item').waitFor()
    check((await anna.says('unsent')).includes('Tea'), 'the dialog names the group')
    check((await anna.says('unsent-item')).includes('three pages of thoughts'), 'the words are there')
    await anna.page.reload()
    await anna.at('unsent-item').waitFor()
    await anna.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await anna.at('unsent-copy').click()
    await eventuallyEquals('the clipboard', () => anna.page.evaluate(() => navigator.clipboard.readText()), 'three pages of thoughts')
    await anna.at('unsent-item').getByTestId('discard').click()
    await eventually('the dialog is gone', async () => (await anna.at('unsent').count()) === 0)
    await anna.page.reload()
    await anna.at('composer').waitFor()
    await anna.isOnline()
    equal(await anna.at('unsent').count(), 0, 'it does not come again')
  },

  async 'two tabs share one outbox'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    anna.expectOutage()
    const second = await anna.context.newPage()
    await second.goto(server.url)
    await second.getByTestId('composer').waitFor()
    await second.getByTestId('composer').fill('from the second tab')
    await second.getByTestId('composer').press('Enter')
    await anna.sees('from the second tab', 'sent')
    await anna.context.setOffline(true)
    await anna.send('first tab, offline')
    await second.getByTestId('composer').fill('second tab, offline')
    await second.getByTestId('composer').press('Enter')
    await anna.context.setOffline(false)
    await bo.seesTexts(['from the second tab', 'first tab, offline', 'second tab, offline'])
    await anna.seesTexts(['from the second tab', 'first tab, offline', 'second tab, offline'])
    await eventually('the second tab agrees', async () =>
      (await second.locator('[data-testid=message]').count()) === 3 && (await second.locator('[data-testid=message]:not([data-state=sent])').count()) === 0,
    )
  },
}
