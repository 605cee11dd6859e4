// SPDX-License-Identifier: MIT
// Polls: asked, voted at by several people, closed; and what an anonymous one keeps to itself.
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

export default {
  async 'a poll is asked, voted at by two, changed and closed'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
    await anna.write('kept while asking')
    await ask(anna, 'Which tea?', ['Green', 'Black', 'None'])
    equal(await anna.at('composer').inputValue(), 'kept while asking', 'what is being written stays')
    await bo.at('poll').waitFor()
    await eventually('the list shows the question', async () => (await bo.room('lobby').textContent()).includes('[投票] Which tea?'))
    await vote(bo, 1)
    await eventuallyEquals('Anna sees it', () => counts(anna), [0, 1, 0])
    await vote(anna, 0)
    await eventuallyEquals('both are counted', () => counts(bo), [1, 1, 0])
    check((await option(bo, 0).getAttribute('title'))?.includes('Anna'), 'who voted is told')
    // A change of mind, with the keyboard.
    await option(bo, 0).focus()
    await bo.page.keyboard.press('Enter')
    await eventuallyEquals('the newest vote counts', () => counts(anna), [2, 0, 0])
    equal(await option(bo, 0).getAttribute('aria-pressed'), 'true', 'the own choice is marked')
    await vote(anna, 0)
    await eventuallyEquals('it is taken back', () => counts(bo), [1, 0, 0])
    await bo.page.reload()
    await bo.at('poll').waitFor()
    await eventuallyEquals('it stays', () => counts(bo), [1, 0, 0])
    equal(await bo.at('poll-close').count(), 0, 'only its author closes it')
    await anna.at('poll-close').click()
    await eventually('it is closed for both', async () => (await closed(anna)) && (await closed(bo)))
    await option(anna, 2).evaluate((button) => button.click())
    await bo.page.reload()
    await bo.at('poll').waitFor()
    await eventually('it stays closed', () => closed(bo))
    await eventuallyEquals('as it stood', () => counts(bo), [1, 0, 0])
    // A poll is neither edited nor forwarded.
    await anna.at('message').last().locator('[data-bubble]').click({ button: 'right', position: { x: 20, y: 12 } })
    await anna.at('message-menu').waitFor()
    const actions = await anna.at('message-action').evaluateAll((all) => all.map((one) => one.dataset.action))
    check(!actions.includes('edit') && !actions.includes('forward') && actions.includes('recall'), `actions: ${actions}`)
  },

  async 'an anonymous poll tells nobody who chose what'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await ask(anna, 'Who stays?', ['Me', 'Not me'], { anonymous: true, several: true })
    await bo.at('poll').waitFor()
    await vote(bo, 0)
    await eventuallyEquals('Anna sees how it stands', () => counts(anna), [1, 0])
    await vote(bo, 1)
    await eventuallyEquals('both choices', () => counts(anna), [1, 1])
    await eventuallyEquals('Bo too', () => counts(bo), [1, 1])
    await vote(anna, 1)
    await eventuallyEquals('and one more', () => counts(bo), [1, 2])
    equal(await option(anna, 0).getAttribute('title'), null, 'no names')
    await bo.page.reload()
    await bo.at('poll').waitFor()
    await eventuallyEquals('the own choice is still marked', () => pressed(bo), ['true', 'true'])
    await eventuallyEquals('and no other', () => pressed(anna), ['false', 'true'])
    // What the server itself says to either of them.
    const seen = async (person) => {
      const lobby = (await person.api('room.list', { scope: 'mine' })).rooms.find((room) => room.kind === 'lobby').id
      return { lobby, events: (await person.api('history', { room: lobby, limit: 200 })).events }
    }
    const self = async (person) => (await person.api('server.info', {})).user.id
    const [annaId, boId] = [await self(anna), await self(bo)]
    for (const [person, own, other] of [[anna, annaId, boId], [bo, boId, annaId]]) {
      const { lobby, events } = await seen(person)
      const poll = events.find((event) => event.kind === 'poll')
      const single = (await person.api('message.get', { room: lobby, seqs: [poll.seq] })).events[0]
      for (const one of [poll, single]) equal(JSON.stringify(one.merged.poll.votes.map((vote) => vote.user)), JSON.stringify([own]), 'only the own vote')
      const votes = events.filter((event) => event.kind === 'vote')
      check(votes.length >= 3 && votes.every((event) => event.from !== other), 'no event names the other')
      check(votes.filter((event) => event.from !== own).every((event) => event.from === 0 && !event.body.choices && !event.cmid), 'votes of others are bare')
    }
    // Nothing of it came over the socket either: the browser's own store holds what was told.
    const kept = await anna.page.evaluate(async () => {
      const names = (await indexedDB.databases()).map((one) => one.name)
      const all = []
      for (const name of names) {
        const db = await new Promise((done, fail) => Object.assign(indexedDB.open(name), { onsuccess: (event) => done(event.target.result), onerror: fail }))
        if (db.objectStoreNames.contains('events')) all.push(...(await new Promise((done) => (db.transaction('events').objectStore('events').getAll().onsuccess = (event) => done(event.target.result)))))
        db.close()
      }
      return all
    })
    check(kept.filter((event) => event.kind === 'vote').every((event) => event.from !== boId), 'nor does the browser know')
  },

  async 'a poll on a phone fits'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true, locale: 'zh-CN' })
    await ask(anna, '今天喝什么茶？'.repeat(6), ['一种名字很长很长的茶叶'.repeat(4), '水'])
    await anna.at('poll').waitFor()
    check(await anna.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    await option(anna, 1).tap()
    await eventuallyEquals('counted', () => counts(anna), [0, 1])
  },
}

async function ask(person, question, options, { anonymous = false, several = false } = {}) {
  await person.at('attach').click()
  await person.at('poll-new').click()
  await person.at('poll-question').fill(question)
  for (const [index, text] of options.entries()) {
    if (index > 1) await person.at('poll-add').click()
    await person.page.locator(`[data-testid=poll-field][data-option="${index}"]`).fill(text)
  }
  if (several) await person.at('poll-several').check()
  if (anonymous) await person.at('poll-anonymous').check()
  await person.at('poll-send').click()
  await eventually('it is sent', async () => (await person.at('message').last().getAttribute('data-state')) === 'sent')
  await person.at('poll').waitFor()
}

function option(person, index) {
  return person.page.locator(`[data-testid=poll-option][data-option="${index}"]`)
}

async function vote(person, index) {
  await option(person, index).click()
}

function counts(person) {
  return person.at('poll-option').evaluateAll((all) => all.map((one) => Number(one.dataset.count)))
}

function pressed(person) {
  return person.at('poll-option').evaluateAll((all) => all.map((one) => one.getAttribute('aria-pressed')))
}

async function closed(person) {
  return (await person.at('poll').getAttribute('data-closed')) === 'true'
}
