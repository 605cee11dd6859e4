// SPDX-License-Identifier: MIT
// Hostile names, titles and words in everything that the client shows of a conversation.
import { minting, reads, staysText, watch } from '../lib/hostile.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { openDrawer } from '../lib/groups.mjs'
import { away, directRoom, listen, ready, told } from '../lib/notices.mjs'

let serial = 0
const cmid = () => `hostile-${String(++serial).padStart(6, '0')}`

// Anna, who owns the server and is as she should be, and two others in a group with her, who are not.
async function company(world, before = () => undefined) {
  const mint = minting()
  const server = await world.server()
  const anna = await world.visitor(server, 'Anna')
  await before(anna)
  await watch(anna, server.url)
  await anna.register()
  const [host, guest] = [await server.bot(mint()), await server.bot(mint())]
  const me = (await host.call('user.search', { query: 'Anna' })).users[0].id
  const status = mint()
  await host.call('profile.set', { status })
  const title = mint()
  const { room } = await host.call('room.create', { kind: 'group', title, users: [me, guest.id] })
  const announcement = mint()
  const nick = mint()
  await Promise.all([host.call('room.set', { room: room.id, announcement }), guest.call('room.nick', { room: room.id, nick })])
  return { mint, server, anna, host, guest, me, status, title, room: room.id, announcement, nick }
}

const say = async (who, room, text, more = {}) => (await who.call('message.send', { room, cmid: cmid(), text, ...more })).seq
const escape = async (person, id) => {
  await person.page.keyboard.press('Escape')
  await person.at(id).waitFor({ state: 'detached' })
}

async function act(person, seq, action) {
  await person.page.locator(`[data-testid=message][data-seq="${seq}"] [data-bubble]`).click({ button: 'right', position: { x: 20, y: 12 } })
  await person.page.locator(`[data-testid=message-action][data-action=${action}]`).click()
}

export const worker = ['hostile news stay text on cards and in what the system is told']

export default {
  async 'hostile names, titles, answers, polls, records and pins stay text'(world) {
    const { mint, anna, host, guest, room, title, announcement, nick } = await company(world)
    const other = (await guest.call('room.create', { kind: 'group', title: mint(), users: [host.id] })).room.id
    const [said, elsewhere, question, option, answer, last] = [mint(), mint(), mint(), mint(), mint(), mint()]
    const first = await say(host, room, said)
    await say(guest, room, answer, { ref: first, mentions: [host.id] })
    const source = await say(host, other, elsewhere)
    await guest.call('message.forward', { room, cmid: cmid(), source: other, ref: source })
    await guest.call('message.record', { room, cmid: cmid(), source: other, refs: [source] })
    await host.call('message.pin', { room, cmid: cmid(), ref: first })
    const asked = await say(host, room, question, { kind: 'poll', poll: { options: [{ text: option }, { text: `no ${option}` }], several: true } })
    await guest.call('poll.vote', { room, cmid: cmid(), ref: asked, choices: [0, 1] })
    await guest.call('message.react', { room, cmid: cmid(), ref: first, sign: '👍' })
    await say(guest, room, last)

    await reads(anna, 'the list', [['room-item', title], ['room-item', last], ['room-item', nick]])
    await anna.open('group', title)
    await reads(anna, 'the conversation', [
      ['room-title', title], ['message', nick], ['message', host.name], ['message-text', said], ['quote', said], ['quote', host.name],
      ['forwarded', host.name], ['record', host.name], ['record', elsewhere], ['poll', question], ['poll-option', option], ['pins-bar', said],
    ])
    // What happened here, said by the server.
    await eventually('lines of the system', async () => (await anna.says('system')).includes(host.name))
    await anna.at('record').click()
    await reads(anna, 'the record', [['record-item', host.name], ['record-item', elsewhere]])
    await escape(anna, 'record-items')
    await anna.at('pin-newest').click()
    if ((await anna.at('pins-show').count()) > 0) {
      await anna.at('pins-show').click()
      await reads(anna, 'the pins', [['pin-item', said]])
      await escape(anna, 'pins-list')
    }
    await act(anna, first, 'reply')
    await reads(anna, 'an answer', [['target-bar', said], ['target-bar', host.name]])
    await anna.at('target-cancel').click()
    await act(anna, first, 'forward')
    await reads(anna, 'where to', [['forward-room', title]])
    await escape(anna, 'forward-room')
    await act(anna, first, 'report')
    await staysText(anna, 'the report')
    await escape(anna, 'report-reason')
    check(announcement.length > 0, 'there is an announcement')
  },

  async 'hostile names stay text in the drawer, on cards, in menus, drafts and while typing'(world) {
    const { mint, anna, host, guest, room, title, announcement, nick, status } = await company(world)
    await guest.online()
    await anna.open('group', title)
    await openDrawer(anna)
    await reads(anna, 'the drawer', [['announcement', announcement], ['member-item', nick], ['member-item', host.name]])
    await anna.at('member-search').fill('xss')
    await reads(anna, 'who is found', [['member-item', host.name]])
    await anna.at('member-item').filter({ hasText: host.name }).click()
    await reads(anna, 'the card', [['member-card', host.name], ['member-card', status]])
    await anna.at('card-block').click()
    await eventually('the question names him', async () => (await anna.page.locator('dialog[open]').last().textContent()).includes(host.name))
    await staysText(anna, 'the question')
    await anna.at('cancel').click()
    await anna.page.keyboard.press('Escape')
    await anna.at('member-card').waitFor({ state: 'detached' })
    await anna.at('composer').fill('@')
    await reads(anna, 'who may be named', [['mention-option', nick], ['mention-option', host.name]])
    await anna.at('mention-option').filter({ hasText: nick }).click()
    await reads(anna, 'the name is chosen', [['composer', nick]])
    await anna.at('composer').press('Enter')
    await reads(anna, 'a message that names', [['message-text', nick]])
    await eventually('it is sent', async () => (await anna.at('message').last().getAttribute('data-state')) === 'sent')
    const own = Number(await anna.at('message').last().getAttribute('data-seq'))
    await guest.call('read', { room, seq: own })
    await act(anna, own, 'readers')
    await anna.at('readers-side').locator('label').last().click()
    await reads(anna, 'who has read', [['readers-item', nick]])
    await escape(anna, 'readers-dialog')
    const type = await host.online()
    type('typing', { room, on: true })
    await reads(anna, 'who types', [['typing', host.name]])
    const draft = mint()
    await anna.write(draft)
    await anna.open('lobby')
    await reads(anna, 'the draft', [['room-item', draft]])
    await anna.page.reload()
    await reads(anna, 'the draft after a reload', [['room-item', draft]])
    await anna.at('rail-contacts').click()
    await reads(anna, 'contacts', [['contact-item', host.name]])
  },

  async 'hostile words stay text in search, in the directory, behind a link and from programs'(world) {
    const { mint, server, anna, host, guest, room, title } = await company(world)
    const needle = `needle ${mint()}`
    await say(guest, room, needle)
    const open = mint()
    const { room: house } = await guest.call('room.create', { kind: 'group', title: open, users: [], join: 'open', history: 'all' })
    await guest.call('room.set', { room: house.id, announcement: mint() })
    // Programs: who writes by an address, and what commands say of themselves.
    const [writer, posted, hint, asker] = [mint(), mint(), mint(), mint()]
    const { hook, secret } = await host.call('hook.make', { room, kind: 'incoming', name: writer })
    const answer = await fetch(`${server.url}/hooks/${hook.id}.${secret}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: posted }) })
    equal(answer.status, 200, 'it is taken')
    const word = '<svg/onload=__xss()>' // commands are letters
    const endpoint = 'https://hook.example/'
    await host.call('hook.make', { room, kind: 'outgoing', name: asker, word: '/brew', hint, endpoint })
    await host.call('hook.make', { room, kind: 'outgoing', name: mint(), word, endpoint })
    await host.call('room.role', { room, user: (await host.call('user.search', { query: 'Anna' })).users[0].id, role: 'admin' })
    await anna.open('group', title)
    await reads(anna, 'a message by a program', [['message', writer], ['message-text', posted]])
    await anna.at('composer').fill('/')
    await reads(anna, 'commands', [['command-option', hint]])
    await anna.at('composer').fill('')
    await openDrawer(anna)
    await anna.at('open-hooks').click()
    await reads(anna, 'integrations', [['hook-item', writer], ['hook-item', asker], ['hook-item', word]])
    await escape(anna, 'hooks-dialog')
    await anna.page.keyboard.press('Control+k')
    await anna.at('search-input').fill('xss')
    await reads(anna, 'people and rooms that are found', [['search-person', host.name], ['search-room', title]])
    await anna.at('search-input').fill('needle')
    await reads(anna, 'messages that are found', [['search-result', needle.slice(0, 40)], ['search-result', title]])
    await eventuallyEquals('the word is marked', () => anna.at('search-result').locator('mark').allTextContents(), ['needle'])
    await anna.at('search-result').first().click()
    await anna.page.keyboard.press('Control+k')
    const query = '"><svg/onload=__xss()>'
    await anna.at('search-input').fill(query)
    await staysText(anna, 'what is looked for')
    await anna.page.keyboard.press('Escape')
    await anna.page.keyboard.press('Escape')
    await anna.at('search-panel').waitFor({ state: 'detached' })
    await anna.at('add-menu').click()
    await anna.at('open-directory').click()
    await reads(anna, 'the directory', [['directory-item', open]])
    await escape(anna, 'directory')
    const { link } = await guest.call('link.create', { room: house.id })
    await anna.page.goto(`${server.url}/j/${link.code}`)
    await reads(anna, 'where a link leads', [['join-dialog', open]])
  },

  async 'hostile news stay text on cards and in what the system is told'(world) {
    const { mint, anna, host, guest, me, room, title } = await company(world, (person) => person.context.addInitScript(listen, 'granted'))
    await ready(anna.page)
    await anna.seesUnread('group', title, 0)
    const [card, direct, told1, told2] = [mint(), mint(), mint(), mint()]
    await say(guest, room, card)
    await reads(anna, 'a card', [['notice', title], ['notice', guest.name], ['notice', card]])
    const two = await directRoom(host, 'Anna')
    await say(host, two, direct)
    await reads(anna, 'another card', [['notice', host.name], ['notice', direct]])
    await away(anna.page)
    await say(guest, room, told1, { mentions: [me] })
    await say(host, two, told2)
    await eventually('the system is told', async () => (await told(anna.page)).shown.length >= 2)
    const shown = (await told(anna.page)).shown.map(({ title: head, body }) => `${head}\n${body}`).join('\n')
    for (const text of [title, guest.name, told1, host.name, told2]) check(shown.includes(text), `the system is told ${text}, as text: ${shown}`)
    await staysText(anna, 'news')
  },
}
