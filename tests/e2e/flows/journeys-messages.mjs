// SPDX-License-Identifier: MIT
// Journeys of words: what becomes of a message, being named and told of it, and finding two characters among 100,000 messages.
import { makeGroup, openDrawer } from '../lib/groups.mjs'
import { appendHistory } from '../lib/history.mjs'
import { act, direct, isShown, react, row, signs } from '../lib/messages.mjs'
import { away, directRoom, listener, told } from '../lib/notices.mjs'
import { pictures } from '../lib/pictures.mjs'
import { indexed, talk } from '../lib/talk.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

const FOUND = 'two Chinese characters are found in 100,000 messages, and lead to where they were said'
export const limits = { [FOUND]: 300_000 } // the index grows beside everything else that the machine does

const clipboard = (person) => person.page.evaluate(() => navigator.clipboard.readText())

export const whole = true

export default {
  async 'what was said is changed, taken back, answered, forwarded, copied and pinned'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { colorScheme: 'dark' })
    await bo.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url })
    await makeGroup(bo, 'Kitchen', ['Anna'])
    await direct(server, 'Bo', 'Anna')
    await bo.open('lobby')

    // A slip of the finger, and words for somebody else.
    await anna.send('Tea at tree?')
    await bo.sees('Tea at tree?')
    await anna.sees('Tea at tree?', 'sent')
    await act(anna, 'Tea at tree?', 'edit')
    await eventuallyEquals('the words are in the composer', () => anna.at('composer').inputValue(), 'Tea at tree?')
    await anna.send('Tea at three?')
    await bo.seesTexts(['Tea at three?'])
    await bo.at('edited').waitFor()
    await anna.send('Dear diary')
    await bo.sees('Dear diary')
    await anna.sees('Dear diary', 'sent')
    await act(anna, 'Dear diary', 'recall')
    await bo.at('recalled').waitFor()
    await bo.seesTexts(['Tea at three?'])
    equal(await bo.at('write-again').count(), 0, 'offers to others to write it again')
    await anna.at('write-again').click()
    await eventuallyEquals('its author may write it anew', () => anna.at('composer').inputValue(), 'Dear diary')
    await anna.write('')

    // An answer, and signs.
    await act(bo, 'Tea at three?', 'reply')
    await bo.at('target-bar').waitFor()
    await pictures(world, bo, 'journey-messages-reply')
    await bo.send('At three, gladly.')
    await eventually('it says to what', async () => (await anna.says('quote')).includes('Tea at three?'))
    await react(anna, 'At three, gladly.', '👍')
    await eventuallyEquals('Bo sees one', () => signs(bo), ['👍1'])
    await bo.at('reaction').click()
    await eventuallyEquals('both count', () => signs(anna), ['👍2'])

    // To two rooms at once, with the name of its author.
    await act(bo, 'Tea at three?', 'forward')
    await bo.at('forward-room').filter({ hasText: 'Kitchen' }).click()
    await bo.at('forward-room').filter({ hasText: 'Anna' }).click()
    await pictures(world, bo, 'journey-messages-forward')
    await bo.at('forward-send').click()
    for (const [kind, title] of [['group', 'Kitchen'], ['direct', 'Bo']]) {
      await anna.seesUnread(kind, title, 1)
      await anna.open(kind, title)
      await anna.seesTexts(['Tea at three?'])
      check((await anna.says('forwarded')).includes('Anna'), `its author is named in ${title}`)
    }
    await anna.open('lobby')
    await anna.seesTexts(['Tea at three?', 'At three, gladly.'])
    equal(await anna.at('forwarded').count(), 0, 'what came to the room that it is from')

    // Copied: the words of one, several with the names of who said them, and where one is.
    await act(bo, 'Tea at three?', 'copy')
    await eventuallyEquals('the words of one', () => clipboard(bo), 'Tea at three?')
    await act(bo, 'Tea at three?', 'select')
    await row(bo, 'At three, gladly.').click()
    equal(await bo.page.locator('[data-testid=select-box]:checked').count(), 2, 'what is selected')
    await pictures(world, bo, 'journey-messages-select')
    await bo.at('select-copy').click()
    await eventuallyEquals('the words of both', () => clipboard(bo), 'Anna: Tea at three?\nBo: At three, gladly.')
    equal(await bo.at('select-bar').count(), 0, 'selections that are left')
    await act(bo, 'Tea at three?', 'link')
    const room = await bo.at('conversation').getAttribute('data-room')
    const seq = await row(bo, 'Tea at three?').getAttribute('data-seq')
    await eventuallyEquals('where it is', () => clipboard(bo), `${server.url}/#/c/${room}/${seq}`)

    // Pinned, and found again from below a long talk: by the list, and by the link.
    for (const text of ['Tea at three?', 'At three, gladly.']) await act(anna, text, 'pin')
    await eventually('both are pinned', async () => (await bo.says('pins-bar')).includes('At three, gladly.'))
    const cleo = await server.bot('Cleo')
    for (let index = 1; index <= 60; index++) await cleo.send(Number(room), `about the weather ${index}`)
    await bo.sees('about the weather 60')
    equal(await row(bo, 'Tea at three?').count(), 0, 'the old message on screen')
    await bo.at('pins-show').click()
    await eventually('the newest pin first', async () => {
      const items = await bo.at('pin-item').allTextContents()
      return items.length === 2 && items[0].includes('At three, gladly.') && items[1].includes('Tea at three?')
    })
    await pictures(world, bo, 'journey-messages-pins')
    await bo.at('pin-item').last().click()
    await bo.at('pins-list').waitFor({ state: 'detached' })
    await isShown(bo, 'Tea at three?')
    await eventually('Anna has read all of it', async () => (await anna.api('room.state', { room: Number(room) })).unread === 0)
    const other = await world.visitor(server, 'Anna')
    await other.signIn()
    await other.sees('about the weather 60')
    await other.page.goto(await clipboard(bo))
    await isShown(other, 'Tea at three?')
    await anna.at('pins-show').click()
    await anna.at('unpin').first().click()
    await eventually('one is left', async () => (await bo.says('pins-bar')).includes('Tea at three?'))
  },

  async 'somebody is named, and told of it as they wish'(world) {
    const server = await world.server()
    const anna = await listener(world, server, 'Anna')
    const bo = await listener(world, server, 'Bo')
    const cleo = await server.bot('Cleo')
    const lobby = await cleo.lobby()
    await directRoom(cleo, 'Bo')
    await bo.open('direct', 'Cleo')

    // Everybody, by an administrator: chosen in the list while it is typed.
    await anna.at('composer').pressSequentially('The kettle is on, @a')
    await anna.page.locator('[data-testid=mention-option][data-user=all]').waitFor()
    await pictures(world, anna, 'journey-named-all')
    await anna.at('composer').press('Enter')
    await eventuallyEquals('the word is completed', () => anna.at('composer').inputValue(), 'The kettle is on, @all ')
    equal(await bo.room('lobby').getByTestId('mention-mark').count(), 0, 'marks before')
    await anna.at('composer').press('Enter')
    await bo.room('lobby').getByTestId('mention-mark').waitFor()
    const card = bo.at('notice')
    await card.waitFor()
    check((await card.textContent()).includes('The kettle is on, @all'), 'the card has the words')
    await eventually('it rang', async () => (await told(bo.page)).rings > 0)
    equal((await told(bo.page)).shown, [], 'what the system is told of while one looks')
    await pictures(world, bo, 'journey-named-card')
    await card.locator('button').first().click()
    await bo.sees('The kettle is on, @all')
    await bo.seesUnread('lobby', undefined, 0)
    equal(await bo.room('lobby').getByTestId('mention-mark').count(), 0, 'marks after it was read')
    // Who is no administrator is offered no such word.
    await bo.at('composer').pressSequentially('me too, @a')
    await bo.at('mention-option').filter({ hasText: 'Anna' }).waitFor()
    equal(await bo.page.locator('[data-testid=mention-option][data-user=all]').count(), 0, 'everybody, offered to a member')
    await bo.write('')

    // The room tells of names alone: talk is counted, a name is told.
    const level = async (value) => {
      await openDrawer(bo)
      if ((await bo.at('own-level').count()) === 0) await bo.at('own-settings').click()
      await bo.at('own-level').locator(`label:has(input[value=${value}])`).click()
      await eventuallyEquals('the server knows', async () => (await asked(bo, 'room.list', { scope: 'mine' })).rooms.find(({ id }) => id === lobby).prefs.level, value)
    }
    await level('mentions')
    await pictures(world, bo, 'journey-named-level')
    await bo.open('direct', 'Cleo')
    await away(bo.page)
    const shown = async () => (await told(bo.page)).shown.map(({ body }) => body)
    await cleo.send(lobby, 'It will rain.')
    await bo.seesUnread('lobby', undefined, 1)
    await named(anna, 'Bo', 'two sugars?')
    await eventuallyEquals('only the name is told', async () => (await shown()).map((body) => body.includes('two sugars?')), [true])

    // Switched off one after the other in the settings: the sound, then the system; still counted.
    const setting = async (id) => {
      await away(bo.page, false)
      await bo.at('settings').click()
      await bo.at(id).uncheck()
      await bo.at('settings-dialog').getByTestId('close').click()
      await bo.at('settings-dialog').waitFor({ state: 'detached' })
      await away(bo.page)
    }
    await setting('notify-sound')
    const { rings, rangAt } = await told(bo.page)
    await eventually('it would ring again', () => Date.now() > rangAt + 2_000) // rings of one moment are one
    await named(anna, 'Bo', 'without a sound')
    await eventuallyEquals('it is told', async () => (await shown()).length, 2)
    equal((await told(bo.page)).rings, rings, 'rings without sound')
    await setting('notify-system')
    await named(anna, 'Bo', 'without a word')
    await bo.seesUnread('lobby', undefined, 4)
    await eventually('the title counts', async () => (await bo.page.title()).startsWith('('))
    // Both on again, and the room told to be quiet: what comes after it has been weighed after it.
    await away(bo.page, false)
    await bo.at('settings').click()
    for (const id of ['notify-sound', 'notify-system']) await bo.at(id).check()
    await pictures(world, bo, 'journey-named-settings')
    await bo.at('settings-dialog').getByTestId('close').click()
    await bo.open('lobby')
    await bo.sees('@Bo without a word')
    await bo.seesUnread('lobby', undefined, 0)
    await level('none')
    await bo.open('direct', 'Cleo')
    await away(bo.page)
    await named(anna, 'Bo', 'nobody is told')
    await bo.seesUnread('lobby', undefined, 1)
    await cleo.send(await directRoom(cleo, 'Bo'), 'but of this')
    await eventuallyEquals('only another room is told of', async () => (await shown()).slice(2), ['but of this'])
  },

  async [FOUND](world) {
    const server = await world.server()
    const bo = await server.bot('Bo')
    const cleo = await server.bot('Cleo')
    const lobby = await bo.lobby()
    await bo.send(lobby, '早上好')
    await server.stop()
    const needles = new Map([
      [40, '去年的龙井最好'],
      [50_000, '西湖龙井到了 https://example.org/longjing'],
      [99_001, '谁要龙井茶？'],
    ])
    appendHistory(server, lobby, [bo, cleo], talk(100_000, needles))
    await server.start()
    await indexed(server)
    const { hits, partial, cursor } = await bo.call('search', { query: '龙井' })
    equal([hits.map((hit) => hit.event.body.text), partial, cursor], [[...needles.values()].reverse(), undefined, undefined], 'all three and nothing else')
    const anna = await world.person(server, 'Anna', { locale: 'zh-CN' })
    const { room } = await bo.call('room.create', { kind: 'group', title: '茶友', users: (await bo.call('user.search', { query: 'Anna' })).users.map(({ id }) => id) })
    await bo.send(room.id, '群里也有龙井')
    await anna.room('group', '茶友').first().waitFor()

    // What is typed is marked in each hit; the ways to narrow it are pressed, and what they leave is exact.
    await anna.page.keyboard.press('Control+k')
    const words = () => anna.at('search-result').locator('mark').allTextContents()
    const finds = async (query, count) => {
      await anna.at('search-input').fill(query)
      if (count === 0) await anna.at('search-empty').waitFor()
      else await eventually(`${query}: ${count}`, async () => (await anna.at('search-result').count()) === count)
    }
    await finds('龙井', 4)
    equal(await words(), ['龙井', '龙井', '龙井', '龙井'], 'the word is marked in each')
    await pictures(world, anna, 'journey-search-found')
    await anna.at('search-filter').filter({ hasText: '来自' }).click()
    const typed = await anna.at('search-input').inputValue()
    check(/^龙井 来自[:：]$/.test(typed), `a press adds its beginning: ${typed}`)
    await finds(`${typed}cleo`, 1)
    equal((await anna.says('search-result')).includes('谁要'), true, 'what Cleo said')
    await finds('龙井 from:bo', 3)
    await finds('龙井 from:nobody', 0)
    await finds('龙井 在:茶友', 1)
    await finds('龙井 has:link', 1)
    await finds('龙井 早于:2020-01-01', 0)
    await finds('龙井 晚于:2020-01-01', 4)
    await finds('龙井', 4)

    // The jump: among what was said before and after, and back to the newest.
    await anna.at('search-result').last().click()
    await anna.at('search-panel').waitFor({ state: 'detached' })
    await isShown(anna, '去年的龙井最好')
    const around = () => anna.page.getByTestId('message-text').evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().bottom > 0 && one.getBoundingClientRect().top < innerHeight).map((one) => one.textContent.trim()))
    await eventually('among what was said before and after', async () => (await around()).some((text) => text.endsWith(' 39')) && (await around()).some((text) => text.endsWith(' 41')))
    await pictures(world, anna, 'journey-search-jump')
    await anna.at('jump-latest').click()
    await eventually('the newest is on screen', async () => (await around()).some((text) => text.endsWith(' 99999')))
    await anna.page.keyboard.press('Control+k')
    await anna.at('search-recent').filter({ hasText: '龙井' }).first().waitFor()
  },
}

// What the server answers to the page's own login.
function asked(person, op, body) {
  return person.page.evaluate(async ({ op, body }) => (await fetch(`/api/v1/${op}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json(), { op, body })
}

// Types a name and takes it from the list.
async function named(person, name, words) {
  await person.at('composer').pressSequentially(`@${name}`)
  await person.at('mention-option').filter({ hasText: name }).waitFor()
  await person.at('composer').press('Enter')
  await eventuallyEquals('the name is completed', () => person.at('composer').inputValue(), `@${name} `)
  await person.at('composer').pressSequentially(words)
  await person.at('composer').press('Enter')
  await person.sees(`@${name} ${words}`, 'sent')
}
