// SPDX-License-Identifier: MIT
// Pictures of people and groups: which part of them is shown is chosen by mouse, by fingers and by keys.
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { makeGroup, openDrawer } from '../lib/groups.mjs'
import { inspect } from './screens.mjs'

const colours = { red: [200, 30, 30], green: [30, 160, 60], blue: [30, 60, 200], yellow: [230, 200, 40] }

// Four quadrants: red, green over blue, yellow. `turn`: a photograph whose camera was held on its side says so.
async function quadrants(person, name, { width, height, type = 'image/png', turn = false }) {
  const bytes = await person.page.evaluate(
    async ({ width, height, type, turn, colours }) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height })
      const context = canvas.getContext('2d')
      Object.values(colours).forEach((colour, index) => {
        context.fillStyle = `rgb(${colour.join(' ')})`
        context.fillRect(index % 2 ? width / 2 : 0, index < 2 ? 0 : height / 2, width / 2, height / 2)
      })
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, 0.95))
      const plain = [...new Uint8Array(await blob.arrayBuffer())]
      if (!turn) return plain
      // EXIF after the start of the file: one entry, orientation 6 (its right side is up).
      const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
      return [...plain.slice(0, 2), 0xff, 0xe1, 0, exif.length + 2, ...exif, ...plain.slice(2)]
    },
    { width, height, type, turn, colours },
  )
  return { name, mimeType: type, buffer: Buffer.from(bytes) }
}

// The colours of a picture near its corners and in its middle, and its size.
async function seenOf(person, url) {
  const { side, points } = await person.page.evaluate(async (url) => {
    const bitmap = await createImageBitmap(await (await fetch(url)).blob())
    const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height })
    const context = canvas.getContext('2d')
    context.drawImage(bitmap, 0, 0)
    const at = (x, y) => [...context.getImageData(Math.floor(x * bitmap.width), Math.floor(y * bitmap.height), 1, 1).data.slice(0, 3)]
    return { side: [bitmap.width, bitmap.height], points: [at(0.05, 0.05), at(0.95, 0.05), at(0.5, 0.5), at(0.05, 0.95), at(0.95, 0.95)] }
  }, url)
  const near = (point) => Object.keys(colours).find((name) => colours[name].every((part, index) => Math.abs(part - point[index]) < 24)) ?? `rgb(${point})`
  return { side, points: points.map(near) }
}

const cut = (person) => person.at('crop-stage').evaluate((stage) => ({ zoom: Number(stage.dataset.zoom), turn: Number(stage.dataset.turn), x: Number(stage.dataset.x), y: Number(stage.dataset.y) }))
const only = (colour) => ({ side: [256, 256], points: Array.from({ length: 5 }, () => colour) })

// Under the address that everybody gets it from.
async function avatarOf(server, bot, name) {
  const { users } = await bot.call('user.search', { query: name })
  return `${server.url}/a/${users[0].avatar}`
}

async function choose(person, file) {
  const waiting = person.page.waitForEvent('filechooser')
  await person.at('profile-picture').press('Enter')
  await (await waiting).setFiles(file)
}

async function drag(person, x, y) {
  const { page } = person
  const box = await person.at('crop-stage').boundingBox()
  const [fromX, fromY] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(fromX, fromY)
  await page.mouse.down()
  for (let step = 1; step <= 4; step++) await page.mouse.move(fromX + (x * step) / 4, fromY + (y * step) / 4)
  await page.mouse.up()
}

// Two fingers that part around the middle of the stage.
async function pinch(person, by) {
  const box = await person.at('crop-stage').boundingBox()
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const session = await person.context.newCDPSession(person.page)
  const touch = (type, spread) => session.send('Input.dispatchTouchEvent', { type, touchPoints: spread === undefined ? [] : [{ x: x - spread, y, id: 0 }, { x: x + spread, y, id: 1 }] })
  await touch('touchStart', 30)
  for (let step = 1; step <= 5; step++) await touch('touchMove', 30 + ((30 * by - 30) * step) / 5)
  await touch('touchEnd')
  await session.detach()
}

export default {
  async 'a picture of oneself shows the part that was chosen with the mouse'(world) {
    const server = await world.server()
    const bot = await server.bot('Bob')
    const anna = await world.person(server, 'Anna')
    await anna.at('profile').click()
    await choose(anna, await quadrants(anna, 'flag.png', { width: 900, height: 600 }))
    await anna.at('crop-dialog').waitFor()
    equal(await cut(anna), { zoom: 1, turn: 0, x: 150, y: 0 }, 'its middle at first')
    await inspect(anna, 'the dialog that cuts')
    // The wheel brings it up to four times and no further; drawn far away, it stops at its edge.
    await anna.at('crop-stage').hover()
    await eventually('it is zoomed as far as it goes', async () => {
      await anna.page.mouse.wheel(0, -300)
      return (await cut(anna)).zoom === 4
    })
    await drag(anna, 2_000, 2_000)
    await eventuallyEquals('the left upper corner', () => cut(anna), { zoom: 4, turn: 0, x: 0, y: 0 })
    await anna.at('crop-take').click()
    await anna.at('crop-dialog').waitFor({ state: 'detached' })
    await anna.at('profile-save').click()
    await anna.at('profile-dialog').waitFor({ state: 'detached' })
    equal(await seenOf(anna, await avatarOf(server, bot, 'Anna')), only('red'), 'only the left upper corner')
    // Turned to the right, what was left below comes to the left above.
    await anna.at('profile').click()
    await choose(anna, await quadrants(anna, 'flag.png', { width: 900, height: 600 }))
    await anna.at('crop-turn').click()
    await anna.at('crop-zoom').fill('4')
    await drag(anna, 2_000, 2_000)
    await eventuallyEquals('the corner that is left above now', () => cut(anna), { zoom: 4, turn: 1, x: 0, y: 450 })
    await anna.at('crop-take').click()
    await anna.at('profile-save').click()
    await anna.at('profile-dialog').waitFor({ state: 'detached' })
    equal(await seenOf(anna, await avatarOf(server, bot, 'Anna')), only('blue'), 'only the corner below')
  },

  async 'a picture is cut with keys alone, and what is none is refused in words'(world) {
    const server = await world.server()
    const bot = await server.bot('Bob')
    const anna = await world.person(server, 'Anna', { colorScheme: 'dark', locale: 'zh-CN' })
    const { keyboard } = anna.page
    await anna.at('profile').press('Enter')
    for (const [fault, words, file] of [
      ['failed', '无法读取', { name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }],
      ['small', '太小', await quadrants(anna, 'icon.png', { width: 300, height: 40 })],
      ['large', '太大', await quadrants(anna, 'wall.png', { width: 8_100, height: 5_000 })],
    ]) {
      await choose(anna, file)
      await eventually(`it is said: ${fault}`, async () => (await anna.at('picture-error').getAttribute('data-fault')) === fault)
      check((await anna.says('picture-error')).includes(words), `in words: ${fault}`)
    }
    equal(await anna.at('crop-dialog').count(), 0, 'and nothing is cut')

    await choose(anna, await quadrants(anna, 'flag.png', { width: 600, height: 600 }))
    await anna.at('crop-stage').and(anna.page.locator(':focus')).waitFor()
    equal(await anna.at('picture-error').count(), 0, 'the refusal is forgotten')
    await inspect(anna, 'the dialog that cuts, dark')
    for (let press = 0; press < 8; press++) await keyboard.press('+')
    for (let press = 0; press < 60; press++) await keyboard.press('ArrowLeft') // the picture goes to the left
    for (let press = 0; press < 60; press++) await keyboard.press('ArrowUp')
    await eventuallyEquals('the right lower corner', () => cut(anna), { zoom: 4, turn: 0, x: 450, y: 450 })
    await keyboard.press('Escape')
    await anna.at('crop-dialog').waitFor({ state: 'detached' })
    check(await anna.at('profile-dialog').isVisible(), 'what asked for it stays')

    await choose(anna, await quadrants(anna, 'flag.png', { width: 600, height: 600 }))
    await anna.at('crop-stage').and(anna.page.locator(':focus')).waitFor()
    for (let press = 0; press < 8; press++) await keyboard.press('+')
    for (let press = 0; press < 60; press++) await keyboard.press('ArrowLeft')
    for (let press = 0; press < 60; press++) await keyboard.press('ArrowUp')
    await keyboard.press('Enter')
    await anna.at('crop-dialog').waitFor({ state: 'detached' })
    await anna.at('profile-picture').and(anna.page.locator(':focus')).waitFor() // back where it began
    await anna.at('profile-save').press('Enter')
    await anna.at('profile-dialog').waitFor({ state: 'detached' })
    equal(await seenOf(anna, await avatarOf(server, bot, 'Anna')), only('yellow'), 'only the right lower corner')
  },

  async 'on a phone the picture of a group is moved and zoomed by fingers, and lies as it was taken'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true })
    await anna.at('back').click()
    await makeGroup(anna, 'Tea', [])
    await openDrawer(anna)
    await anna.at('manage').click()
    // Eight megapixels, which are made smaller, with its right side up: red is above on the right then.
    await choose(anna, await quadrants(anna, 'photo.jpg', { width: 4_000, height: 2_000, type: 'image/jpeg', turn: true }))
    await anna.at('crop-dialog').waitFor()
    await inspect(anna, 'the dialog that cuts, on a phone')
    equal(await anna.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'it fits')
    await pinch(anna, 4)
    await eventually('it is zoomed by two fingers', async () => (await cut(anna)).zoom > 2.5)
    await drag(anna, -2_000, 2_000)
    await eventually('above on the right', async () => {
      const { x, y, zoom } = await cut(anna)
      return y === 0 && x > 0 && zoom > 2.5
    })
    await anna.at('crop-take').click()
    await anna.at('crop-dialog').waitFor({ state: 'detached' })
    await anna.at('manage-save').click()
    const avatar = anna.page.locator('img[src^="/a/"]').first()
    equal(await seenOf(anna, server.url + (await avatar.getAttribute('src'))), only('red'), 'upright, and the corner above on the right')
  },
}
