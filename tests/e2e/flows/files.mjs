// SPDX-License-Identifier: MIT
// Pictures and files: sent by paste, drop and button, seen on the other side, looked at, cancelled, resumed, refused.
import { createHash } from 'node:crypto'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { makeGroup } from '../lib/groups.mjs'

// A picture of stripes, drawn by the page itself, given to it as a file by `how` ('paste' or 'drop').
async function give(person, how, names, width = 800, height = 500) {
  await person.page.evaluate(
    async ({ how, names, width, height }) => {
      const data = new DataTransfer()
      for (const name of names) {
        const canvas = Object.assign(document.createElement('canvas'), { width, height })
        const context = canvas.getContext('2d')
        for (let x = 0; x < width; x += 20) {
          context.fillStyle = `hsl(${(x * 360) / width} 60% 55%)`
          context.fillRect(x, 0, 20, height)
        }
        const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
        data.items.add(new File([blob], name, { type: 'image/png' }))
      }
      if (how === 'paste') {
        const field = document.querySelector('[data-testid=composer]')
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      } else {
        const place = document.querySelector('[data-testid=conversation]')
        const drag = (type) => place.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
        // The page takes drops a moment after it shows.
        for (drag('dragenter'); !document.querySelector('[data-testid=drop-zone]'); drag('dragenter')) await new Promise(requestAnimationFrame)
        drag('dragover')
        drag('drop')
      }
    },
    { how, names, width, height },
  )
  await eventually(`${person.name}'s tray is ready`, async () => (await person.page.locator('[data-testid=tray-item][data-ready=true]').count()) === names.length)
}

const pictures = (person) => person.page.locator('[data-testid=picture][data-loaded=true]')
const seesPictures = (person, count) => eventuallyEquals(`${person.name} sees so many pictures`, () => pictures(person).count(), count)
const states = async (person) => (await person.rows()).map((row) => row.state)

async function attach(person, name, bytes, mimeType = 'application/octet-stream') {
  await person.at('attach-input').setInputFiles({ name, mimeType, buffer: bytes })
  await person.page.locator('[data-testid=tray-item][data-ready=true]').first().waitFor()
}

async function downloadOf(person, path) {
  return person.page.evaluate(async (path) => {
    const response = await fetch(path)
    const bytes = await response.arrayBuffer()
    return { status: response.status, bytes: [...new Uint8Array(bytes.slice(0, 64))], size: bytes.byteLength }
  }, path)
}

export default {
  async 'what is pressed to be sent goes with its words, whatever is written and opened meanwhile'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await makeGroup(anna, 'Elsewhere', ['Bo'])
    await anna.open('lobby')
    // A large picture takes its time to be made ready; nobody waits for it here.
    const large = await anna.page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 5_000, height: 4_000 })
      const context = canvas.getContext('2d')
      for (let x = 0; x < 5_000; x += 10) {
        context.fillStyle = `hsl(${x} 60% 55%)`
        context.fillRect(x, 0, 10, 4_000 - (x % 997))
      }
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
      return [...new Uint8Array(await blob.arrayBuffer())]
    })
    await anna.at('attach-input').setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer: Buffer.from(large) })
    await anna.at('tray-item').waitFor()
    await anna.send('what you asked for')
    await anna.at('composer').fill('and another')
    await anna.open('group', 'Elsewhere')
    equal(await anna.at('tray').count(), 0, 'trays of another conversation')
    await seesPictures(bo, 1)
    equal(await bo.texts(), ['what you asked for'], 'the words of the picture')
    await anna.open('lobby')
    equal(await anna.at('composer').inputValue(), 'and another', 'what was written after it')
    equal(await anna.at('tray').count(), 0, 'what is left to send')
  },

  async 'a pasted picture arrives with its words and opens large'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, '王小明', { locale: 'zh-CN' })
    await give(anna, 'paste', ['stripes.png'])
    await anna.write('look at this')
    await anna.at('send').click()
    await seesPictures(anna, 1)
    await seesPictures(bo, 1)
    await bo.sees('look at this')
    await eventuallyEquals('it is sent', () => states(anna), ['sent'])
    await bo.at('picture').click()
    await bo.at('viewer').waitFor()
    await eventually('the large one is there', () => bo.at('viewer-image').evaluate((image) => image.complete && image.naturalWidth === 800))
    await bo.page.keyboard.press('+')
    await bo.page.keyboard.press('Escape')
    await bo.at('viewer').waitFor({ state: 'detached' })
  },

  async 'dropped pictures are messages of their own, in order, and the viewer goes through them'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await give(anna, 'drop', ['one.png', 'two.png', 'three.png'], 400, 300)
    await anna.at('tray-remove').nth(1).click()
    await eventuallyEquals('one was taken away', () => anna.at('tray-item').count(), 2)
    await anna.at('send').click()
    await seesPictures(bo, 2)
    const names = await bo.at('viewer-image').count()
    equal(names, 0, 'nothing is open yet')
    await bo.at('picture').last().click()
    const alt = () => bo.at('viewer-image').getAttribute('alt')
    const last = await alt()
    await bo.page.keyboard.press('ArrowLeft')
    await eventually('another picture', async () => (await alt()) !== last)
    await bo.page.keyboard.press('ArrowRight')
    await eventuallyEquals('back again', alt, last)
  },

  async 'a document goes up whole and down whole, and not to those who left'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const bytes = Buffer.alloc(3_000_000, 'tea ')
    await attach(anna, '报告 <b>.html', bytes, 'text/html')
    await anna.at('send').click()
    const link = bo.at('download')
    await link.waitFor()
    const path = await link.getAttribute('href')
    const [download] = await Promise.all([bo.page.waitForEvent('download'), link.click()])
    const hash = createHash('sha256')
    for await (const part of await download.createReadStream()) hash.update(part)
    equal(hash.digest('hex'), createHash('sha256').update(bytes).digest('hex'), 'the same bytes')
    equal((await downloadOf(bo, path)).size, bytes.length, 'to those in the room')
    bo.allow(/status of 404 .*\/f\//)
    equal((await downloadOf(bo, `/f/${'0'.repeat(32)}`)).status, 404, 'what is not there')
  },

  async 'an upload that is cancelled leaves nothing'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    anna.allow(/status of 404|ERR_ABORTED/)
    await anna.page.route('**/api/v1/upload/*', (route) => (route.request().method() === 'PATCH' ? undefined : route.continue()))
    await attach(anna, 'large.bin', Buffer.alloc(2_000_000, 1))
    await anna.at('send').click()
    await anna.at('upload-cancel').click()
    await anna.seesTexts([])
    await anna.send('never mind')
    await bo.seesTexts(['never mind'])
  },

  async 'words do not wait for a file, and the file goes on after the network is back'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    anna.expectOutage()
    let broken = true
    await anna.page.route('**/api/v1/upload/*', (route) => (broken && route.request().method() === 'PATCH' ? route.abort('connectionreset') : route.continue()))
    await attach(anna, 'notes.bin', Buffer.alloc(700_000, 7))
    await anna.at('send').click()
    await anna.at('file').waitFor()
    await anna.send('sent after it')
    await bo.sees('sent after it')
    check((await bo.at('file').count()) === 0, 'the file is not there yet')
    broken = false
    await bo.at('file').waitFor()
    await eventually('all are sent', async () => (await states(anna)).every((state) => state === 'sent'))
  },

  async 'an upload goes on after a reload'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    anna.expectOutage()
    await anna.page.route('**/api/v1/upload/*', (route) => (route.request().method() === 'PATCH' ? route.abort('connectionreset') : route.continue()))
    await attach(anna, 'kept.bin', Buffer.alloc(600_000, 9))
    await anna.at('send').click()
    await anna.at('upload-cancel').waitFor()
    await anna.page.unroute('**/api/v1/upload/*')
    await anna.page.reload()
    await bo.at('download').waitFor()
    equal((await downloadOf(bo, await bo.at('download').getAttribute('href'))).size, 600_000, 'whole')
  },

  async 'who left the group has its files no more'(world) {
    const server = await world.server()
    const anna = await server.bot('anna')
    const bo = await server.bot('bo')
    const { room } = await anna.call('room.create', { kind: 'group', title: 'tea', users: [bo.id] })
    const id = await anna.upload('secret.txt', Buffer.from('secret'))
    equal((await bo.get(`/f/${id}`)).status, 404, 'before it is sent')
    await anna.call('message.send', { room: room.id, cmid: 'document-1', kind: 'file', file: { id } })
    equal((await bo.get(`/f/${id}`)).status, 200, 'a member')
    await bo.call('room.leave', { room: room.id })
    equal((await bo.get(`/f/${id}`)).status, 404, 'after leaving')
  },
}
