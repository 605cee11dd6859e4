// SPDX-License-Identifier: MIT
// Stickers of one's own: added, sent, taken from messages, put in order, removed, on a computer and on a phone.
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { PHONE } from '../lib/person.mjs'
import { makeGroup } from '../lib/groups.mjs'
import { inspect } from './screens.mjs'

// A round face on nothing, drawn by the page.
export async function drawn(person, name, side, hue) {
  const bytes = await person.page.evaluate(
    async ({ side, hue }) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side })
      const context = canvas.getContext('2d')
      const dot = (x, y, radius, colour) => {
        context.fillStyle = colour
        context.beginPath()
        context.arc(x * side, y * side, radius * side, 0, 7)
        context.fill()
      }
      dot(0.5, 0.5, 0.46, `hsl(${hue} 75% 60%)`)
      for (const x of [0.35, 0.65]) dot(x, 0.42, 0.06, '#333')
      dot(0.5, 0.68, 0.12, '#933')
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
      return [...new Uint8Array(await blob.arrayBuffer())]
    },
    { side, hue },
  )
  return { name, mimeType: 'image/png', buffer: Buffer.from(bytes) }
}

async function openOwn(person) {
  if ((await person.at('picker').count()) === 0) await person.at('picker-open').click()
  await person.page.locator('[data-tab=own]').click()
  await person.at('sticker-add').waitFor()
}

// All of them are pictures that came.
const shown = (person) => person.page.locator('[data-testid=sticker-shown][data-sticker=own]')
const loaded = (images) => images.evaluateAll((all) => all.filter((one) => one.complete && one.naturalWidth > 0).length)
const ownCells = (person) => person.page.locator('[data-group=own] [data-testid=sticker]')
const ids = (person, testid) => person.at(testid).evaluateAll((all) => all.map((one) => one.dataset.id))

async function menuOf(person, message) {
  await message.locator('[data-bubble]').click({ button: 'right' })
  await person.at('message-menu').waitFor()
}

export default {
  async 'own stickers are added, sent, taken over and survive the message'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
    await anna.open('lobby')
    await bo.open('lobby')
    await openOwn(anna)
    check((await anna.says('picker')).includes('No stickers of your own yet'), 'says what to do')
    // Several at once; a large one is made smaller, and what is no picture is named.
    await anna.at('sticker-input').setInputFiles([await drawn(anna, 'sun.png', 200, 50), await drawn(anna, 'sea.png', 1400, 210), { name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }])
    await eventuallyEquals('two are there', () => loaded(ownCells(anna).locator('img')), 2)
    await eventually('the other one is named', async () => (await anna.page.locator('[data-testid=toast]').allTextContents()).join().includes('words.png'))
    const sides = await ownCells(anna).locator('img').evaluateAll((all) => all.map((one) => one.naturalWidth).sort((a, b) => a - b))
    equal(sides.join(), '200,512', 'small ones stay as they are')
    await inspect(anna, 'own-stickers')
    await ownCells(anna).first().click()
    await eventuallyEquals('Bo sees it', () => loaded(shown(bo)), 1)
    equal(await shown(bo).getAttribute('alt'), '贴纸', 'a word for who does not see it')
    await eventually('it is sent', async () => (await anna.at('message').last().getAttribute('data-state')) === 'sent')
    await eventually('the list names it', async () => (await bo.room('lobby').textContent()).includes('[贴纸]'))
    // Used lately, and sent once more by keys.
    await openOwn(anna)
    equal(await anna.page.locator('[data-group=recent] [data-testid=sticker]').count(), 1, 'used lately')
    await anna.at('picker').getByRole('listbox').focus()
    await anna.page.keyboard.press('Enter')
    await eventuallyEquals('Bo sees both', () => loaded(shown(bo)), 2)
    // Bo takes it from the message, once; Anna takes the message back and her sticker away.
    await menuOf(bo, bo.at('message').last())
    await bo.page.locator('[data-action=sticker]').click()
    await eventually('told', async () => (await bo.page.locator('[data-testid=toast]').allTextContents()).join().includes('已添加到我的贴纸'))
    for (let left = 2; left > 0; left--) {
      await menuOf(anna, anna.page.locator('[data-testid=message]:has([data-testid=sticker-shown])').first())
      await anna.page.locator('[data-action=recall]').click()
      await eventuallyEquals('one less', () => shown(bo).count(), left - 1)
    }
    await openOwn(anna)
    await anna.at('sticker-arrange').click()
    const [first] = await ids(anna, 'sticker-remove')
    await anna.page.locator(`[data-testid=sticker-remove][data-id="${first}"]`).click()
    await anna.page.locator(`[data-testid=sticker-remove][data-id="${first}"]`).click()
    await eventually('it is gone', async () => !(await ids(anna, 'sticker-place')).includes(first))
    for (const person of [anna, bo]) person.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket connection/)
    await server.kill()
    await server.start()
    await bo.page.reload()
    await bo.open('lobby')
    await openOwn(bo)
    await eventuallyEquals('Bo has it still', () => loaded(ownCells(bo).locator('img')), 1)
    await ownCells(bo).first().click()
    await eventuallyEquals('and sends it', () => loaded(shown(anna)), 1)
  },

  async 'own stickers are put in order by drag and by keys, on every device'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await anna.open('lobby')
    await openOwn(anna)
    await anna.at('sticker-input').setInputFiles(await Promise.all([0, 120, 240].map((hue) => drawn(anna, `${hue}.png`, 120, hue))))
    await eventuallyEquals('three are there', () => ownCells(anna).count(), 3)
    await anna.at('sticker-arrange').click()
    const before = await ids(anna, 'sticker-place')
    const place = (id) => anna.page.locator(`[data-testid=sticker-place][data-id="${id}"]`)
    await place(before[0]).focus()
    await anna.page.keyboard.press('ArrowRight')
    await eventuallyEquals('moved by one', async () => (await ids(anna, 'sticker-place')).join(), [before[1], before[0], before[2]].join())
    equal(await anna.page.evaluate(() => document.activeElement?.dataset.id), before[0], 'the focus goes with it')
    await inspect(anna, 'own-stickers-arranged')
    // The last one is dragged to the front.
    const from = await place(before[2]).boundingBox()
    const to = await place(before[1]).boundingBox()
    await anna.page.mouse.move(from.x + 20, from.y + 30)
    await anna.page.mouse.down()
    await anna.page.mouse.move(to.x + 20, to.y + 30, { steps: 6 })
    await anna.page.mouse.up()
    const wanted = [before[2], before[1], before[0]].join()
    await eventuallyEquals('dragged', async () => (await ids(anna, 'sticker-place')).join(), wanted)
    await anna.at('sticker-arrange').click()
    const listed = (person) => ownCells(person).evaluateAll((all) => all.map((one) => one.dataset.sticker.slice(4)).join())
    await eventuallyEquals('kept', () => listed(anna), wanted)
    const phone = await world.visitor(server, 'Anna', { viewport: PHONE, touch: true, colorScheme: 'dark', locale: 'zh-CN' })
    await phone.signIn()
    await openOwn(phone)
    await eventuallyEquals('the same on the phone', () => listed(phone), wanted)
    await inspect(phone, 'own-stickers-phone')
    // What is done here shows there.
    await phone.at('sticker-arrange').tap()
    const button = phone.page.locator(`[data-testid=sticker-remove][data-id="${before[1]}"]`)
    await button.tap()
    await button.tap()
    await eventuallyEquals('gone on the other device too', () => listed(anna), [before[2], before[0]].join())
  },

  async 'a small picture of a message becomes a sticker, which is forwarded among others'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await makeGroup(anna, 'Tea', ['Bo'])
    await anna.at('attach-input').setInputFiles(await drawn(anna, 'leaf.png', 300, 120))
    await anna.page.locator('[data-testid=tray-item][data-ready=true]').waitFor()
    await anna.at('send').click()
    await bo.open('group', 'Tea')
    await bo.page.locator('[data-testid=picture][data-loaded=true]').waitFor()
    await menuOf(bo, bo.at('message').last())
    await bo.page.locator('[data-action=sticker]').click()
    await openOwn(bo)
    await eventuallyEquals('it is there', () => loaded(ownCells(bo).locator('img')), 1)
    await ownCells(bo).first().click()
    await eventuallyEquals('Anna sees it', () => loaded(shown(anna)), 1)
    equal(await anna.page.locator('[data-testid=message]:has([data-sticker=own]) [data-testid=message-text]').count(), 0, 'no words beside it')
    // Both as one message: the sticker is named on the card and shown inside.
    await menuOf(anna, anna.at('message').last())
    await anna.page.locator('[data-action=select]').click()
    await anna.at('message').first().click()
    await anna.at('select-forward').click()
    await anna.at('forward-how').locator('label').last().click()
    await anna.at('forward-room').filter({ hasText: 'Lobby' }).click()
    await anna.at('forward-send').click()
    await anna.open('lobby')
    await eventually('the card names it', async () => (await anna.at('record').textContent()).includes('[Sticker]'))
    await anna.at('record').click()
    await eventuallyEquals('it is shown inside', () => loaded(anna.page.locator('[data-testid=record-item][data-kind=sticker] img')), 1)
  },
}
