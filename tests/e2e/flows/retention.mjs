// SPDX-License-Identifier: MIT
// Messages that are older than they are kept: set by administrators, gone for everybody, wherever they read.
import { age, appendHistory } from '../lib/history.mjs'
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { openConsole } from '../lib/console.mjs'
import { makeGroup, openDrawer } from '../lib/groups.mjs'
import { inspect } from './screens.mjs'

const OLD = 620 // more than goes in one step

// The seqs of a room that the browser's store holds.
const kept = (person, room) =>
  person.page.evaluate(async (room) => {
    const asked = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }))
    const db = await asked(indexedDB.open('teahouse'))
    const events = await asked(db.transaction('events').objectStore('events').getAll())
    db.close()
    return events.filter((event) => event.room === room).map((event) => event.seq)
  }, room)

const oldRows = async (person) => (await person.texts()).filter((text) => text.startsWith('old')).length
// Where a message is in the timeline; undefined: it has no row.
const topOf = (person, text) =>
  person.at('timeline').evaluate((box, text) => {
    const row = [...box.querySelectorAll('[data-testid=message]')].find((one) => one.querySelector('[data-testid=message-text]')?.textContent.trim() === text)
    return row && Math.round(row.getBoundingClientRect().top - box.getBoundingClientRect().top)
  }, text)

// Turns the wheel until the message is near the top of the window.
async function wheelTo(person, text) {
  await person.at('timeline').hover()
  return eventually(`${text} is near the top`, async () => {
    const top = await topOf(person, text)
    if (top > 20 && top < 120) return true
    await person.page.mouse.wheel(0, top === undefined ? -200 : (top - 70) / 2) // the last turn may not have come yet
    return false
  })
}

async function ask(person, days, words) {
  await person.at('keep-save').click()
  await person.at('dissolve-name').waitFor()
  for (const word of words) check((await person.page.getByRole('dialog').last().textContent()).includes(word), `the question says ${word}`)
  check(await person.at('confirm').isDisabled(), 'the number is to be typed')
  await person.at('dissolve-name').fill(days)
  await person.at('confirm').click()
  await person.at('dissolve-name').waitFor({ state: 'detached' })
}

export const worker = ['old messages go from every page and browser when an administrator keeps them for 30 days']

export default {
  async 'old messages go from every page and browser when an administrator keeps them for 30 days'(world) {
    const server = await world.server()
    const host = await server.bot('Host') // the first account: an owner
    const bo = await server.bot('Bo')
    const lobby = await host.lobby()
    await host.send(lobby, 'old 0')
    await server.stop()
    appendHistory(server, lobby, [host, bo], Array.from({ length: OLD }, (_, index) => `old ${index + 1}`))
    age(server, lobby, 40)
    await server.start()
    const pinned = (await host.call('history', { room: lobby, limit: 5 })).events.find((event) => event.body.text === `old ${OLD - 3}`).seq
    await host.call('message.pin', { room: lobby, cmid: 'pin-0001', ref: pinned })
    for (let n = 1; n <= 60; n++) await bo.send(lobby, `new ${n}`)
    await host.call('message.send', { room: lobby, cmid: 'answer-0001', text: 'new and an answer', ref: pinned })

    // One reads the end and has old ones above, one reads old ones far above.
    const carol = await world.person(server, 'Carol')
    await carol.sees('new 60')
    await wheelTo(carol, 'new 9')
    await eventually('old ones are above', async () => {
      if ((await oldRows(carol)) > 0) return true
      await carol.page.mouse.wheel(0, -60)
      return false
    })
    const anna = await world.person(server, 'Anna', { colorScheme: 'dark' })
    await anna.sees('new 60')
    await anna.at('pin-newest').click()
    await anna.sees(`old ${OLD - 3}`)
    await carol.keeps(lobby)
    const before = await topOf(carol, 'new 9')

    const admin = await (await world.visitor(server, 'Host')).signIn()
    await openConsole(admin, 'settings')
    await admin.at('keep').selectOption('30')
    await inspect(admin, 'the settings of the server')
    await ask(admin, '30', ['older than 30 days', 'in all conversations', 'also for their authors'])
    equal(await admin.at('keep-now').getAttribute('data-days'), '30', 'it is in force')

    for (const reader of [carol, anna]) await eventuallyEquals(`${reader.name} sees no old message any more`, () => oldRows(reader), 0)
    await carol.at('pins-bar').waitFor({ state: 'detached' })
    await eventually('who reads what is left is not moved', async () => Math.abs((await topOf(carol, 'new 9')) - before) <= 3)
    await eventually('who read what is gone sees the first that is left, under a line', async () => {
      const [box, line, first] = [await anna.at('timeline').boundingBox(), await anna.at('kept-for').boundingBox(), await topOf(anna, 'new 1')]
      return line.y > box.y && box.y + first > line.y && first < box.height - 100
    })
    equal(await anna.says('kept-for'), 'Older messages are deleted after 30 days', 'the line')
    equal(await anna.at('pins-bar').count(), 0, 'no pin is left')
    await inspect(anna, 'the beginning of what is left')
    await anna.at('jump-latest').click()
    await eventually('the answer has no quote any more', async () => (await anna.says('quote')).includes('no longer available'))
    equal((await bo.call('search', { query: 'old' })).hits, [], 'nothing is found')

    // The browsers forget it too, and what they show without a network is what is left.
    const first = (await host.call('history', { room: lobby, limit: 1 })).first
    await eventually('the store has what is left', async () => {
      const seqs = await kept(carol, lobby)
      return seqs.length > 60 && seqs.every((seq) => seq >= first)
    })
    await carol.isInstalled()
    carol.expectOutage()
    await carol.context.setOffline(true)
    await carol.page.reload()
    await carol.sees('new 60')
    await carol.at('timeline').evaluate((box) => (box.scrollTop = 0))
    await eventually('all that is left is there', async () => (await carol.texts()).includes('new 1'))
    equal(await oldRows(carol), 0, 'and nothing else')
  },

  async 'an admin of a group keeps its messages for fewer days, and all are told'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true })
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
    await anna.at('back').click()
    await makeGroup(anna, 'Tea', ['Bo'])
    await anna.write('fresh')
    await anna.at('send').click()
    await bo.open('group', 'Tea')
    await bo.sees('fresh')
    await openDrawer(anna)
    await anna.at('manage').click()
    await eventually('what is in force', async () => (await anna.says('keep-now')).includes('for ever'))
    await anna.at('keep').selectOption('other')
    await anna.at('keep-days').fill('0')
    check(await anna.at('keep-save').isDisabled(), 'no such time')
    await anna.at('keep-days').fill('7')
    await inspect(anna, 'the management of a group, on a phone')
    await ask(anna, '7', ['older than 7 days', 'in this conversation'])
    await eventually('what is in force', async () => (await anna.at('keep-now').getAttribute('data-days')) === '7')
    await eventually('the line is there', async () => (await bo.says('system')).includes('消息保留 7 天'))
    await bo.at('kept-for').waitFor()
    check((await bo.says('kept-for')).includes('7 天'), 'and one above all messages')
    check((await bo.texts()).includes('fresh'), 'what is young enough stays')
    // Longer again deletes nothing: nobody is asked.
    await anna.at('keep').selectOption('0')
    await anna.at('keep-save').click()
    await eventually('for ever again', async () => (await anna.at('keep-now').getAttribute('data-days')) === '0')
    await bo.at('kept-for').waitFor({ state: 'detached' })
  },
}
