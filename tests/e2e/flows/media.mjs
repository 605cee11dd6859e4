// SPDX-License-Identifier: MIT
// What is recorded, played, collected and looked at; what may not do harm: large files over a bad line, positions in
// photographs, hostile names and drawings with scripts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CuttingProxy } from '../lib/cutting-proxy.mjs'
import { openDrawer } from '../lib/groups.mjs'
import { sendFile, sendPictures, song, speak } from '../lib/media.mjs'
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

const files = (person) => person.at('file')
const sounds = (person) => person.at('sound')

// A photograph that says where it was taken.
async function photograph(person) {
  const jpeg = await person.page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 })
    canvas.getContext('2d').fillRect(20, 20, 90, 90)
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
    return [...new Uint8Array(await blob.arrayBuffer())]
  })
  const words = Buffer.from('Exif\0\0MM\0*\0\0\0\x08GPSLatitude 52.5200 N GPSLongitude 13.4050 E')
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(words.length + 2, 2)
  return Buffer.concat([Buffer.from(jpeg.slice(0, 2)), head, words, Buffer.from(jpeg.slice(2))])
}

const fetched = (person, path) =>
  person.page.evaluate(async (path) => {
    const response = await fetch(path)
    const bytes = new Uint8Array(await response.arrayBuffer())
    return { status: response.status, type: response.headers.get('Content-Type'), how: response.headers.get('Content-Disposition'), text: new TextDecoder('latin1').decode(bytes) }
  }, path)

export default {
  async 'a voice message is recorded, heard, and followed by the next one'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, '王小明', { locale: 'zh-CN' })
    await anna.context.grantPermissions(['microphone'], { origin: server.url })
    await anna.at('voice-record').click()
    await anna.at('voice-cancel').click()
    await speak(anna)
    await speak(anna)
    await eventuallyEquals('both are there', () => sounds(bo).count(), 2)
    await eventuallyEquals('neither was heard', () => bo.at('not-heard').count(), 2)
    const [file] = (await bo.page.evaluate(() => [...document.querySelectorAll('[data-testid=waveform] i')].map((bar) => bar.style.height))).filter((height) => height !== '12%')
    check(file !== undefined, 'the bars show how loud it is')
    const playing = (index) => sounds(bo).nth(index).getAttribute('data-playing')
    await bo.at('play').first().click()
    await eventuallyEquals('the second follows by itself', () => playing(1), 'true')
    await eventuallyEquals('both were heard', () => bo.at('not-heard').count(), 0)
    await eventuallyEquals('and then it is quiet', async () => [await playing(0), await playing(1)], ['false', 'false'])
  },

  async 'the microphone is held to talk, let go to send, and slid away to discard'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true })
    await anna.context.grantPermissions(['microphone'], { origin: server.url })
    const { mouse } = anna.page
    const bar = anna.at('voice-bar')
    const hold = async () => {
      await anna.at('voice-record').hover()
      await mouse.down()
      await bar.waitFor()
      equal(await bar.getAttribute('data-holding'), 'true', 'it is held')
    }
    await hold()
    await eventually('a second was recorded', async () => (await anna.says('voice-time')) === '0:01')
    await mouse.up()
    await bar.waitFor({ state: 'detached' })
    await eventuallyEquals('it is sent', () => sounds(anna).count(), 1)
    // Away, and back, and away.
    await hold()
    const { x, y } = await anna.at('voice-record').evaluate((button) => button.getBoundingClientRect())
    for (const [up, away] of [[150, 'true'], [10, 'false'], [150, 'true']]) {
      await mouse.move(x + 10, y - up)
      await eventuallyEquals('what letting go will do', () => bar.getAttribute('data-away'), away)
    }
    await eventually('a second was recorded', async () => (await anna.says('voice-time')) === '0:01')
    await mouse.up()
    await bar.waitFor({ state: 'detached' })
    // A short press is a click: it goes on until it is sent.
    await anna.at('voice-record').click()
    await bar.waitFor()
    equal(await bar.getAttribute('data-holding'), 'false', 'nothing is held')
    await eventually('a second was recorded', async () => (await anna.says('voice-time')) === '0:01')
    await anna.at('voice-send').click()
    await eventuallyEquals('what was slid away is not sent', () => sounds(anna).count(), 2)
  },

  async 'a song has its title and plays'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await sendFile(anna, 'track01.mp3', song('茶歌', 'The Tea House'), 'audio/mpeg')
    await eventuallyEquals('its title', () => bo.says('sound-title'), '茶歌')
    await eventually('its artist', async () => (await sounds(bo).textContent()).includes('The Tea House'))
    await bo.at('play').click()
    await eventuallyEquals('it plays', () => sounds(bo).getAttribute('data-playing'), 'true')
    await bo.at('play').click()
    await eventuallyEquals('it stops', () => sounds(bo).getAttribute('data-playing'), 'false')
  },

  async 'fifty megabytes arrive whole over a line that breaks three times'(world) {
    const server = await world.server()
    const megabyte = 1024 * 1024
    const proxy = await CuttingProxy.to(server.port, [9 * megabyte, 25 * megabyte, 41 * megabyte])
    const folder = mkdtempSync(join(tmpdir(), 'teahouse-large-'))
    try {
      const bytes = Buffer.alloc(50 * megabyte)
      for (let at = 0; at < bytes.length; at += 4096) bytes.writeUInt32LE(at, at)
      writeFileSync(join(folder, 'large.bin'), bytes)
      const anna = await world.person({ url: proxy.url }, 'Anna')
      const bo = await server.bot('Bo')
      anna.expectOutage()
      anna.allow(/status of (409|423) .*upload/) // the end of the broken line is still being written: it asks how far, and goes on
      await anna.at('attach-input').setInputFiles(join(folder, 'large.bin'))
      await anna.page.locator('[data-testid=tray-item][data-ready=true]').first().waitFor()
      await anna.at('send').click()
      const [lobby] = await bo.rooms()
      const sent = await eventually(
        'the message is there',
        async () => (await bo.call('history', { room: lobby.id })).events.find((event) => event.kind === 'file'),
        100_000,
      )
      equal(proxy.cut, 3, 'so often the line broke')
      check(proxy.up < 75 * megabyte, `it went on from where it was: ${proxy.up} bytes went up`)
      const there = Buffer.from(await (await bo.get(`/f/${sent.body.file.id}`)).arrayBuffer())
      equal(createHash('sha256').update(there).digest('hex'), createHash('sha256').update(bytes).digest('hex'), 'the same bytes')
      await eventually('its sender sees it as sent', async () => (await anna.rows()).at(-1)?.state === 'sent')
    } finally {
      await proxy.close()
      rmSync(folder, { recursive: true })
    }
  },

  async 'a photograph leaves the device without its position'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    // What the page hands to the network.
    await anna.page.evaluate(() => {
      window.went = ''
      const real = window.fetch
      window.fetch = async (url, init) => {
        if (init?.method === 'PATCH') window.went += new TextDecoder('latin1').decode(await init.body.arrayBuffer())
        return real(url, init)
      }
    })
    const photo = await photograph(anna)
    check(photo.includes('GPSLatitude'), 'it has one to begin with')
    await sendFile(anna, 'garden.jpg', photo, 'image/jpeg')
    await bo.at('picture').waitFor()
    const went = await anna.page.evaluate(() => window.went)
    check(went.length > 0 && !went.includes('GPS') && !went.includes('Exif'), 'nothing of it went out')
    const path = await bo.at('picture').locator('img').getAttribute('src')
    const there = await fetched(bo, path)
    equal(there.status, 200, 'the picture is there')
    check(!there.text.includes('GPS'), 'without a position')
  },

  async 'hostile names and drawings with scripts are files to download'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const name = `"><img src=x onerror=alert(1)>'.svg`
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script><image href="x" onerror="alert(3)"/></svg>`
    await sendFile(anna, name, Buffer.from(drawing), 'image/svg+xml')
    await bo.at('download').waitFor()
    equal(await files(bo).getAttribute('data-kind'), 'file', 'a drawing is no picture')
    equal(await files(bo).locator('.name').textContent(), name, 'its name is text')
    const there = await fetched(bo, await bo.at('download').getAttribute('href'))
    equal(there.type, 'application/octet-stream', 'it is no page')
    check(there.how.startsWith('attachment;'), 'it is saved, not shown')
    await sendFile(anna, '\u202egnp.exe', Buffer.from('MZ not a program'), 'application/octet-stream')
    await eventuallyEquals('both are there', () => files(bo).count(), 2)
    equal(await files(bo).last().locator('.name').textContent(), 'gnp.exe', 'no name turns its line around')
    await anna.send('javascript:alert(1) https://a.test/"onmouseover="alert(1)')
    await eventually('the words are there', async () => (await bo.texts()).length === 3)
    equal(await bo.page.locator('[data-testid=conversation] script, [data-testid=message] img[src=x]').count(), 0, 'nothing of it became a part of the page')
  },

  async 'the viewer zooms, turns, swipes through all pictures of the room and saves them'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await sendPictures(anna, ['a.png', 'bb.png', 'ccc.png'])
    const bo = await world.person(server, 'Bo', { viewport: PHONE, touch: true })
    if (await bo.room('lobby').first().isVisible()) await bo.open('lobby')
    await bo.at('picture').last().click()
    const alt = () => bo.at('viewer-image').getAttribute('alt')
    await eventuallyEquals('the newest', alt, 'ccc.png')
    const style = () => bo.at('viewer-image').getAttribute('style')
    await bo.at('viewer-zoom').click()
    await eventually('it is larger', async () => (await style()).includes('scale(1.5)'))
    await bo.page.keyboard.press('0')
    await bo.at('viewer-rotate').click()
    await eventually('it is turned', async () => (await style()).includes('rotate(90deg)'))
    const swipe = async (by) => {
      await bo.page.mouse.move(195, 400)
      await bo.page.mouse.down()
      await bo.page.mouse.move(195 + by / 2, 400)
      await bo.page.mouse.move(195 + by, 400)
      await bo.page.mouse.up()
    }
    await swipe(150)
    await eventuallyEquals('the one before', alt, 'bb.png')
    await swipe(150)
    await eventuallyEquals('the first', alt, 'a.png')
    await swipe(-150)
    await eventuallyEquals('and back', alt, 'bb.png')
    const [download] = await Promise.all([bo.page.waitForEvent('download'), bo.at('viewer').locator('a[download]').click()])
    equal(download.suggestedFilename(), 'bb.png', 'it is saved under its name')
    // The system's back button takes the picture away, not the conversation under it.
    await bo.page.goBack()
    await bo.at('viewer').waitFor({ state: 'detached' })
    equal(await bo.at('picture').count(), 3, 'the conversation is there')
    await bo.at('open-info').click()
    await bo.at('open-gallery').click()
    await bo.at('gallery-item').first().click()
    await bo.at('viewer').waitFor()
    await bo.page.goBack()
    await bo.at('viewer').waitFor({ state: 'detached' })
    equal(await bo.at('gallery').count(), 1, 'the gallery is there')
    await bo.page.goBack()
    await bo.at('gallery').waitFor({ state: 'detached' })
    equal(await bo.at('member-drawer').count(), 1, 'the drawer is there')
  },

  async 'a transparent picture has a light ground behind it, and nowhere else'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bytes = await anna.page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 800, height: 200 })
      canvas.getContext('2d').fillRect(300, 90, 200, 20)
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
      return [...new Uint8Array(await blob.arrayBuffer())]
    })
    await sendFile(anna, 'ink.png', Buffer.from(bytes), 'image/png')
    await anna.at('picture').click()
    const image = anna.at('viewer-image')
    await eventually('it is there', () => image.evaluate((one) => one.complete && one.naturalWidth === 800 && getComputedStyle(one).opacity === '1'))
    await world.picture(anna, 'transparent')
    const box = await image.boundingBox()
    equal(Math.round((box.width / box.height) * 10), 40, 'its box is its own')
    const shot = (await anna.page.screenshot()).toString('base64')
    const light = await anna.page.evaluate(
      async ({ shot, points }) => {
        const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(shot), (letter) => letter.charCodeAt(0))]))
        const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height })
        const context = canvas.getContext('2d')
        context.drawImage(bitmap, 0, 0)
        return points.map(([x, y]) => context.getImageData(x, y, 1, 1).data[1] > 128)
      },
      { shot, points: [[box.x + 20, box.y + 20], [box.x + box.width / 2, box.y + box.height / 2], [box.x + box.width / 2, box.y - 20]] },
    )
    equal(light, [true, false, false], 'light around the ink, dark around the picture')
  },

  async 'the gallery has pictures, files, sounds and links, and loses what is taken back'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, '王小明', { locale: 'zh-CN' })
    await sendPictures(anna, ['a.png', 'bb.png'])
    await sendFile(anna, 'notes.txt', Buffer.from('tea at three'), 'text/plain')
    await sendFile(anna, 'track.mp3', song('茶歌', 'The Tea House'), 'audio/mpeg')
    await anna.send('see https://example.org/tea and https://example.com/cups')
    await eventuallyEquals('everything has arrived', async () => (await bo.rows()).length, 5)
    await openDrawer(bo)
    await bo.at('open-gallery').click()
    const gallery = bo.at('gallery')
    const items = () => bo.at('gallery-item').count()
    const group = async (index) => gallery.page().locator('dialog input[type=radio]').nth(index).check({ force: true })
    await eventuallyEquals('two pictures', items, 2)
    await world.picture(bo, 'gallery')
    await group(1)
    await eventuallyEquals('one file', items, 1)
    await group(2)
    await eventuallyEquals('one sound', items, 1)
    await group(3)
    await eventuallyEquals('two links', items, 2)
    equal(await gallery.locator('a').first().getAttribute('rel'), 'noopener noreferrer nofollow', 'what is linked learns nothing')
    await group(0)
    await bo.at('gallery-item').first().click()
    await bo.at('viewer').waitFor()
    await bo.page.keyboard.press('Escape')
    await bo.at('viewer').waitFor({ state: 'detached' })
    await bo.at('close').last().click()
    await bo.at('gallery').waitFor({ state: 'detached' })
    const { seq } = (await anna.rows())[0]
    await anna.page.locator(`[data-testid=message][data-seq="${seq}"] [data-bubble]`).click({ button: 'right' })
    await anna.page.locator('[data-testid=message-action][data-action=recall]').click()
    await eventually('it is taken back', async () => (await bo.at('recalled').count()) === 1)
    await bo.at('open-gallery').click()
    await eventuallyEquals('one picture is left', items, 1)
  },
}
