// SPDX-License-Identifier: MIT
// Two and three people talk, in the lobby and in private.
import { climb } from '../lib/in-page.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

export default {
  async 'two people talk in the lobby'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, '王小明')
    await anna.send('hello 你好')
    await bo.sees('hello 你好')
    await bo.send('good morning ☀️')
    await anna.sees('good morning ☀️')
    await anna.seesTexts(['hello 你好', 'good morning ☀️'])
    await anna.sees('hello 你好', 'sent')
    const times = (await bo.rows()).map((row) => row.own)
    equal(times, [false, true], 'own messages are marked')
  },

  async 'three people write at once and all see one order'(world) {
    const server = await world.server()
    const people = [await world.person(server, 'Anna'), await world.person(server, 'Bo'), await world.person(server, '陈')]
    await Promise.all(
      people.map(async (person) => {
        for (let index = 1; index <= 15; index++) await person.send(`${person.name} ${index}`)
      }),
    )
    const wanted = people.flatMap((person) => Array.from({ length: 15 }, (_, index) => `${person.name} ${index + 1}`)).sort()
    const reader = await server.bot('reader')
    const room = await lobbyOf(server)
    const readLog = async () => (await reader.call('history', { room, limit: 200 })).events.filter((event) => event.kind === 'text').map((event) => event.body.text)
    // The composer is free before the last message is stored.
    await eventuallyEquals('every message is stored once', async () => (await readLog()).sort(), wanted)
    const log = await readLog()
    for (const person of people) {
      const own = log.filter((text) => text.startsWith(person.name))
      equal(own, Array.from({ length: 15 }, (_, index) => `${person.name} ${index + 1}`), `${person.name}'s messages keep their order`)
      await eventuallyEquals(`${person.name} sees the last ones in the order of the log`, async () => (await person.texts()).slice(-12), log.slice(-12))
      await eventually('all are sent', async () => (await person.rows()).every((row) => row.state === 'sent'))
    }
  },

  async 'a private message from the member card reaches one person only'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const cy = await world.person(server, 'Cy')
    await anna.at('member-item').filter({ hasText: 'Bo' }).click()
    await anna.at('member-card').waitFor()
    await anna.at('card-message').click()
    await eventually('the direct room is open', async () => (await anna.says('room-title')).includes('Bo'))
    await anna.send('just for you')
    await anna.sees('just for you', 'sent')
    await bo.seesUnread('direct', 'Anna', 1)
    await bo.open('direct', 'Anna')
    await bo.seesTexts(['just for you'])
    await bo.seesUnread('direct', 'Anna', 0)
    await bo.send('thank you')
    await anna.seesTexts(['just for you', 'thank you'])
    check((await cy.room('direct').count()) === 0, 'nobody else sees the room')
    // The same room again, not a second one.
    await bo.open('lobby')
    await bo.at('member-item').filter({ hasText: 'Anna' }).click()
    await bo.at('card-message').click()
    await bo.seesTexts(['just for you', 'thank you'])
    equal(await bo.room('direct').count(), 1, 'one direct room')
  },

  async 'unread badges, the unread line and the title follow what was read'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await server.bot('Bo')
    const { room } = await bo.call('room.create', { kind: 'direct', users: [await idOf(server, 'Anna')] })
    for (const text of ['one', 'two', 'three']) await bo.send(room.id, text)
    await anna.seesUnread('direct', 'Bo', 3)
    await eventually('the title tells', async () => /3/.test(await anna.page.title()))
    await anna.open('direct', 'Bo')
    await anna.seesTexts(['one', 'two', 'three'])
    equal(await anna.at('unread-line').count(), 1, 'the unread line')
    await anna.seesUnread('direct', 'Bo', 0)
    equal(await anna.at('unread-line').count(), 1, 'the line stays while the room is open')
    await eventually('the server knows', async () => (await bo.call('room.get', { room: room.id })) && true)
    await anna.send('read them all')
    await eventually('writing takes the line away', async () => (await anna.at('unread-line').count()) === 0)
    await eventually('the title is quiet', async () => !/\(\d+\)/.test(await anna.page.title()))
  },

  async 'typing and presence show, and fade'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await bo.at('composer').pressSequentially('I am wri')
    await eventually('Anna sees who types', async () => (await anna.at('typing').count()) === 1 && (await anna.says('typing')).includes('Bo'))
    await bo.at('composer').press('Enter')
    await eventually('it ends with the message', async () => (await anna.at('typing').count()) === 0)
    await anna.sees('I am wri')
    await eventually('two are online', async () => /2/.test(await anna.says('room-subtitle')))
    await bo.close()
    await eventually('one is online', async () => /1/.test(await anna.says('room-subtitle')))
  },

  async 'history loads on scrolling up and the reader is not moved'(world) {
    const server = await world.server()
    const bo = await server.bot('Bo')
    const lobby = await bo.lobby()
    for (let index = 1; index <= 230; index++) await bo.send(lobby, `message ${index}`)
    const anna = await world.person(server, 'Anna')
    await anna.sees('message 230')
    const seen = await anna.at('timeline').evaluate(climb, { last: 'message 1' })
    check(seen.reached, 'the first message is reached')
    check(seen.pages > 0, 'pages came in above')
    check(seen.drift <= 2, `the reader was moved by ${seen.drift} px`)
    // New messages do not move who reads above.
    const top = () => anna.page.getByText('message 5', { exact: true }).first().evaluate((row) => row.getBoundingClientRect().top)
    const before = await top()
    await bo.send(lobby, 'something new')
    await anna.at('jump-latest').waitFor()
    await eventually('the button counts', async () => /1/.test(await anna.says('jump-latest')))
    check(Math.abs((await top()) - before) <= 1, 'the reader was moved')
    await anna.at('jump-latest').click()
    await anna.sees('something new')
    await eventually('the button is gone', async () => (await anna.at('jump-latest').count()) === 0)
  },
}

async function lobbyOf(server) {
  return (await server.bot('someone')).lobby()
}

async function idOf(server, name) {
  const bot = await server.bot(`asks for ${name}`)
  return (await bot.call('user.search', { query: name })).users.find((user) => user.name === name).id
}
