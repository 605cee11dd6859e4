// SPDX-License-Identifier: MIT
// Where the timeline opens, where jumps lead, and what it says of comings, goings and long texts.
import { PASSWORD, PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

export default {
  async 'who closes the page has left the Lobby, not come in'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await eventually('Bo came in', async () => /Bo/.test(await anna.says('system')))
    await anna.send('hello') // what is told from now on is a line of its own
    await anna.sees('hello', 'sent')
    await bo.close()
    const last = async () => (await anna.says('system')).split('\n').at(-1)
    await eventuallyEquals('the last line', last, 'Bo left the Lobby')
    check(!(await anna.says('system')).split('\n').some((line) => /Anna came/.test(line)), 'nobody else is said to have come')
  },

  async 'an address leads to a conversation that the browser does not know yet'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await anna.keeps(await anna.lobbyId())
    await anna.page.goto('about:blank')
    const bo = await server.bot('Bo')
    const { room } = await bo.call('room.create', { kind: 'group', title: 'Tea', users: [await idOf(bo, 'Anna')] })
    await bo.send(room.id, 'welcome')
    let sockets = 0
    anna.page.on('websocket', () => sockets++)
    await anna.page.goto(`${server.url}/#/c/${room.id}`)
    await anna.sees('welcome')
    equal(sockets, 1, 'connections') // the one that is made while the files of the page come
    await anna.send('thank you')
    await anna.sees('thank you', 'sent')
  },

  async 'who was here before comes back to the first unread message'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await server.bot('Bo')
    const { room } = await bo.call('room.create', { kind: 'group', title: 'Tea', users: [await idOf(bo, 'Anna')] })
    await bo.send(room.id, 'read before')
    await anna.open('group', 'Tea')
    await anna.sees('read before')
    await anna.seesUnread('group', 'Tea', 0)
    await anna.open('lobby')
    await fill(bo, room.id, 300)
    await eventually('all are counted', async () => (await anna.room('group', 'Tea').getByTestId('unread-badge').count()) === 1)
    await anna.open('group', 'Tea')
    await comesToRestAtLine(anna, 'message 1')
    check((await stateOf(anna, server, room.id)).unread > 250, 'what was not in view stays unread')
    check((await anna.at('jump-unread').count()) === 0, 'no way up to what is in view')
    await anna.at('jump-latest').click()
    await anna.sees('message 300')
    await eventually('the end is in view', async () => Math.abs(await fromEnd(anna)) <= 2)
    await bo.send(room.id, 'one more')
    await anna.sees('one more')
    await eventually('the end stays in view', async () => Math.abs(await fromEnd(anna)) <= 2)
  },

  async 'a jump over two thousand messages ends at its row and stays there'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true })
    const bo = await server.bot('Bo')
    const lobby = await bo.lobby()
    await bo.send(lobby, 'read before')
    await anna.sees('read before')
    await eventually('it is read', async () => (await stateOf(anna, server, lobby)).unread === 0)
    await anna.at('back').click()
    await anna.at('room-list').waitFor()
    await fill(bo, lobby, 2_000)
    await anna.open('lobby')
    await comesToRestAtLine(anna, 'message 1')
    for (let round = 0; round < 2; round++) {
      await anna.at('jump-latest').click()
      await anna.sees('message 2000')
      await eventually('the end is in view', async () => Math.abs(await fromEnd(anna)) <= 2)
      // Whatever is read meanwhile: the way back to where it began stays.
      await eventually('the button counts what is above', async () => /^\s*(1,?9[5-9]\d|2,?000) /.test(await anna.says('jump-unread')))
      await eventually('all is read', async () => (await stateOf(anna, server, lobby)).unread === 0)
      await anna.at('jump-unread').click()
      await comesToRestAtLine(anna, 'message 1')
    }
    // Writing leads to the end from anywhere.
    await anna.write('here I am')
    await anna.at('send').click()
    await anna.sees('here I am', 'sent')
    await eventually('the end is in view', async () => Math.abs(await fromEnd(anna)) <= 2)
  },

  async 'who goes to and fro finds each conversation as it was, with what came meanwhile'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await server.bot('Bo')
    const lobby = await bo.lobby()
    const { room } = await bo.call('room.create', { kind: 'group', title: 'Tea', users: [await idOf(bo, 'Anna')] })
    await fill(bo, lobby, 120)
    await fill(bo, room.id, 60)
    for (const [kind, title] of [['group', 'Tea'], ['lobby', undefined]]) {
      await anna.open(kind, title)
      await anna.at('jump-latest').click({ timeout: 2_000 }).catch(() => undefined)
      await eventually('the end is in view', async () => Math.abs(await fromEnd(anna)) <= 2)
      await anna.seesUnread(kind, title, 0)
    }
    // In the middle of one, at the end of the other.
    await anna.at('timeline').hover()
    await eventually('the middle is in view', async () => {
      if (await anna.at('timeline').evaluate((box) => parseInt(box.querySelector('[data-testid=message-text]').textContent.split(' ')[1], 10) < 70)) return true
      await anna.page.mouse.wheel(0, -300)
      return false
    })
    const place = () =>
      anna.at('timeline').evaluate((box) => {
        const top = (one) => Math.round(one.getBoundingClientRect().top - box.getBoundingClientRect().top)
        const row = [...box.querySelectorAll('[data-testid=message]')].find((one) => top(one) >= 0)
        return `${row?.querySelector('[data-testid=message-text]').textContent} at ${row && top(row)}`
      })
    let before = ''
    let quiet = 0
    await eventually('it stands still', async () => (quiet = before === (before = await place()) ? quiet + 1 : 0) >= 20)
    const ends = (text) =>
      eventually(`“${text}” is at the end, in view`, () =>
        anna.at('timeline').evaluate((box, text) => {
          const last = [...box.querySelectorAll('[data-testid=message]')].at(-1)
          return last?.textContent.includes(text) && last.getBoundingClientRect().bottom <= box.getBoundingClientRect().bottom + 1
        }, text),
      )
    for (let round = 1; round <= 3; round++) {
      await anna.open('group', 'Tea')
      await ends(round === 1 ? 'message 60' : `in Tea ${round - 1}`)
      await anna.seesUnread('group', 'Tea', 0)
      await bo.send(lobby, `in the Lobby ${round}`)
      await anna.seesUnread('lobby', undefined, round)
      await anna.open('lobby')
      await eventuallyEquals('the same message at the same height', place, before)
      await bo.send(room.id, `in Tea ${round}`)
      await anna.seesUnread('group', 'Tea', 1)
    }
    // A way to a message ends there, wherever the conversation stood when it was left.
    const [text, seq] = await anna.at('timeline').evaluate((box) => {
      const row = [...box.querySelectorAll('[data-testid=message]')].find((one) => one.getBoundingClientRect().top > box.getBoundingClientRect().top)
      return [row.querySelector('[data-testid=message-text]').textContent, row.dataset.seq]
    })
    await anna.at('jump-latest').click()
    await ends('in the Lobby 3')
    await anna.seesUnread('lobby', undefined, 0)
    await anna.open('group', 'Tea')
    await ends('in Tea 3')
    await anna.page.evaluate((to) => (location.hash = to), `#/c/${lobby}/${seq}`)
    const inView = () =>
      anna.at('timeline').evaluate((box, text) => {
        const row = [...box.querySelectorAll('[data-testid=message]')].find((one) => one.querySelector('[data-testid=message-text]').textContent === text)
        const [inner, outer] = [row?.getBoundingClientRect(), box.getBoundingClientRect()]
        return !!inner && inner.top > outer.top && inner.bottom < outer.bottom
      }, text)
    let seen = 0
    await eventually(`“${text}” is in view and stays there`, async () => (seen = (await inView()) ? seen + 1 : 0) >= 30)
  },

  async 'what cannot be sent can be written anew'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await server.bot('Bo')
    await bo.call('room.create', { kind: 'group', title: 'Tea', users: [await idOf(bo, 'Anna')] })
    await anna.open('group', 'Tea')
    // The page's own check of the length is passed by, as by an older client.
    await anna.page.evaluate(() => {
      const encode = TextEncoder.prototype.encode
      TextEncoder.prototype.encode = function (text) {
        return text.length > 65_536 && text.startsWith('long') ? new Uint8Array(1) : encode.call(this, text)
      }
    })
    const long = `long ${'x'.repeat(66_000)}`
    await anna.send(long)
    await anna.at('edit-failed').waitFor()
    equal(await anna.at('retry').count(), 0, 'the same words would be refused again')
    await anna.write('written meanwhile')
    await anna.at('edit-failed').click()
    equal(await anna.at('composer').inputValue(), `${long}\nwritten meanwhile`, 'the words are back')
    equal(await anna.texts(), [], 'the refused message is gone')
  },

  async 'a very long message is folded, a block of code ends without an empty line'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await anna.send('very long '.repeat(6_000).trim())
    await anna.at('unfold').waitFor()
    const height = () => anna.at('message').first().evaluate((row) => row.getBoundingClientRect().height)
    check((await height()) < 900, `folded: ${await height()} px`)
    await anna.at('unfold').click()
    await eventually('all of it shows', async () => (await height()) > 3_000)
    await anna.send('```\nlet tea = 1\n```\nafter')
    await anna.sees('let tea = 1after', 'sent')
    const gap = await anna.page.locator('[data-testid=message-text]', { hasText: 'let tea' }).evaluate((text) => {
      const range = document.createRange()
      range.selectNodeContents(text.querySelector('p'))
      return range.getBoundingClientRect().top - text.querySelector('pre').getBoundingClientRect().bottom
    })
    check(gap < 14, `between the code and what follows: ${gap} px`)
  },
}

// Bo writes `count` numbered messages, in order.
async function fill(bo, room, count) {
  for (let index = 1; index <= count; index++) await bo.post(room, `message ${index}`)
}

async function idOf(bot, name) {
  return (await bot.call('user.search', { query: name })).users.find((user) => user.name === name).id
}

function fromEnd(person) {
  return person.at('timeline').evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)
}

// The unread line stands above the message, 72 px below the top of the window, and is still there 40 frames later.
async function comesToRestAtLine(person, text) {
  const look = () =>
    person.at('timeline').evaluate((box) => {
      const line = box.querySelector('[data-testid=unread-line]')
      const row = line?.parentElement
      return row && { text: row.querySelector('[data-testid=message-text]')?.textContent, top: row.getBoundingClientRect().top - box.getBoundingClientRect().top - 72 }
    })
  await eventually(`${person.name} stands at the line`, async () => {
    const seen = await look()
    return seen?.text === text && Math.abs(seen.top) <= 2
  })
  const worst = await person.at('timeline').evaluate(
    (box) =>
      new Promise((resolve) => {
        let most = 0
        let frames = 0
        const each = () => {
          const row = box.querySelector('[data-testid=unread-line]')?.parentElement
          most = Math.max(most, row ? Math.abs(row.getBoundingClientRect().top - box.getBoundingClientRect().top - 72) : Infinity)
          if (++frames < 40) requestAnimationFrame(each)
          else resolve(most)
        }
        requestAnimationFrame(each)
      }),
  )
  check(worst <= 2, `the line moved by ${worst} px`)
}

async function stateOf(person, server, room) {
  person.token ??= (await server.call('login', { name: person.name, password: PASSWORD, bearer: true })).token
  return (await server.call('room.list', { scope: 'mine' }, person.token)).rooms.find((each) => each.id === room)
}
