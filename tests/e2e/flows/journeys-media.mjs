// SPDX-License-Identifier: MIT
// A journey of files: pictures, fifty megabytes over a line that breaks, a song, a voice message; and films.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CuttingProxy } from '../lib/cutting-proxy.mjs'
import { sendFile, sendPictures, song, speak } from '../lib/media.mjs'
import { PHONE } from '../lib/person.mjs'
import { pictures } from '../lib/pictures.mjs'
import { film } from '../lib/video.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

const megabyte = 1024 * 1024
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

async function downloaded(person, press) {
  const [download] = await Promise.all([person.page.waitForEvent('download'), press()])
  const parts = []
  for await (const part of await download.createReadStream()) parts.push(part)
  return { name: download.suggestedFilename(), bytes: Buffer.concat(parts) }
}

export const whole = true

export default {
  async 'pictures, fifty megabytes over a line that breaks three times, a song and a voice message are shared'(world) {
    const server = await world.server()
    const proxy = await CuttingProxy.to(server.port, [9 * megabyte, 25 * megabyte, 41 * megabyte])
    const folder = mkdtempSync(join(tmpdir(), 'teahouse-journey-'))
    try {
      const anna = await world.person({ url: proxy.url }, 'Anna')
      const bo = await world.person(server, '王小明', { locale: 'zh-CN', colorScheme: 'dark', viewport: PHONE, touch: true })
      anna.expectOutage()
      anna.allow(/status of (409|423) .*upload/) // the end of the broken line is still being written: it asks how far, and goes on
      await anna.context.grantPermissions(['microphone'], { origin: proxy.url })

      // Pictures, looked at on a phone by keys and by buttons.
      await sendPictures(anna, ['pot.png', 'cups.png', 'garden.png'])
      await eventuallyEquals('three pictures', () => bo.page.locator('[data-testid=picture][data-loaded=true]').count(), 3)
      await bo.at('picture').last().click()
      const alt = () => bo.at('viewer-image').getAttribute('alt')
      await eventuallyEquals('the newest is open', alt, 'garden.png')
      for (const [key, name] of [['ArrowLeft', 'cups.png'], ['ArrowLeft', 'pot.png'], ['ArrowLeft', 'pot.png'], ['ArrowRight', 'cups.png']]) {
        await bo.page.keyboard.press(key)
        await eventuallyEquals(`after ${key}`, alt, name)
      }
      await eventually('it is there whole', () => bo.at('viewer-image').evaluate((image) => image.complete && image.naturalWidth === 640))
      await eventually('which one it is stands in front of the date, which may be cut', async () => /^Anna 第 2 张，共 3 张/.test((await bo.at('viewer').locator('header').innerText()).replace(/\s+/g, ' ')))
      await pictures(world, bo, 'journey-files-viewer', ['phone-dark', 'desktop-dark'])
      await bo.page.keyboard.press('Escape')
      await bo.at('viewer').waitFor({ state: 'detached' })

      // Fifty megabytes; words do not wait for them.
      const bytes = Buffer.alloc(50 * megabyte)
      for (let at = 0; at < bytes.length; at += 4096) bytes.writeUInt32LE(at, at)
      writeFileSync(join(folder, '茶山.bin'), bytes)
      await anna.at('attach-input').setInputFiles(join(folder, '茶山.bin'))
      await anna.page.locator('[data-testid=tray-item][data-ready=true]').first().waitFor()
      await anna.at('send').click()
      await anna.at('upload-cancel').waitFor()
      await pictures(world, anna, 'journey-files-upload')
      await anna.send('The photographs of the mountain are on their way.')
      await bo.sees('The photographs of the mountain are on their way.')
      await eventually('it has arrived', async () => (await bo.at('download').count()) === 1, 100_000)
      equal(proxy.cut, 3, 'so often the line broke')
      check(proxy.up < 75 * megabyte, `it went on from where it was: ${proxy.up} bytes went up`)
      const there = await downloaded(bo, () => bo.at('download').click())
      equal([there.name, sha256(there.bytes)], ['茶山.bin', sha256(bytes)], 'the same file')
      await eventually('it is sent', async () => (await anna.rows()).every((row) => row.state === 'sent'))

      // A song and a voice, heard on the other side.
      await sendFile(anna, 'track01.mp3', song('茶歌', 'The Tea House', 200), 'audio/mpeg')
      await eventuallyEquals('its title', () => bo.says('sound-title'), '茶歌')
      await speak(anna)
      await bo.at('not-heard').waitFor()
      await pictures(world, bo, 'journey-files-sounds', ['phone-dark', 'phone', 'desktop-light'])
      const playing = (index) => bo.at('sound').nth(index).getAttribute('data-playing')
      await bo.at('play').first().click()
      await eventuallyEquals('the song plays', () => playing(0), 'true')
      await bo.at('play').last().click()
      await eventuallyEquals('one sound at a time', async () => [await playing(0), await playing(1)], ['false', 'true'])
      await eventuallyEquals('the voice was heard', () => bo.at('not-heard').count(), 0)

      // All of it is found again in the room.
      await bo.at('open-info').click()
      await bo.at('open-gallery').click()
      for (const [group, count] of [[0, 3], [1, 1], [2, 2]]) {
        await bo.page.locator('dialog input[type=radio]').nth(group).check({ force: true })
        await eventuallyEquals(`of group ${group}`, () => bo.at('gallery-item').count(), count)
      }
    } finally {
      await proxy.close()
      rmSync(folder, { recursive: true })
    }
  },

  async 'a film plays in its place, is gone to any second of, and downloaded whole'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await server.bot('Bo')
    const reel = await film(anna)
    const folder = mkdtempSync(join(tmpdir(), 'teahouse-film-'))
    writeFileSync(join(folder, 'harvest.webm'), reel)
    await anna.at('attach-input').setInputFiles(join(folder, 'harvest.webm'))
    await anna.page.locator('[data-testid=tray-item][data-ready=true]').first().waitFor()
    await anna.at('send').click()
    await eventually('it is sent', async () => (await anna.rows()).at(-1)?.state === 'sent')
    rmSync(folder, { recursive: true })
    await anna.send('Look at the hills.')
    await anna.sees('Look at the hills.', 'sent')
    const lobby = await bo.lobby()
    const [sent] = (await bo.call('history', { room: lobby })).events.filter(({ kind }) => kind === 'video')
    const { file } = sent.body
    equal([file.mime, file.size, file.width, file.height, Math.round(file.duration / 1000)], ['video/webm', reel.length, 320, 180, 10], 'what the message says of it')

    // Its place is there before anything of it, with a picture of its beginning, and does not move.
    const cleo = await world.visitor(server, 'Cleo')
    let open
    const opened = new Promise((resolve) => (open = resolve))
    const ranges = []
    await cleo.page.route(`**/f/${file.id}**`, async (route) => {
      ranges.push(route.request().headers().range)
      await opened
      await route.continue()
    })
    const statuses = []
    cleo.page.on('response', (response) => response.url().includes(file.id) && statuses.push([response.status(), response.headers()['content-range']]))
    await cleo.register()
    const video = cleo.page.locator('[data-testid=file][data-kind=video] video')
    await cleo.sees('Look at the hills.')
    await eventually('it is asked for', () => ranges.length > 0)
    const places = async () => ({ film: await video.boundingBox(), next: await cleo.at('message').last().boundingBox() })
    equal(await video.evaluate((one) => one.readyState), 0, 'what is there of it')
    const poster = await video.getAttribute('poster')
    equal(poster, `/f/${file.thumb}`, 'the picture that stands for it')
    const small = await bo.get(poster)
    equal([small.status, small.headers.get('content-type')], [200, 'image/jpeg'], 'that picture')
    check((await video.evaluate((one) => getComputedStyle(one).backgroundImage)).includes('gradient'), 'colours stand for it until then')
    const before = await places()
    equal(Math.round((before.film.width / before.film.height) * 9), 16, 'the shape of its place')
    open()
    await eventually('its length is known', () => video.evaluate((one) => one.readyState >= 1))
    equal(await places(), before, 'where it and the next message stand')
    equal(await video.evaluate((one) => [one.duration, one.videoWidth, one.videoHeight, one.controls, one.paused]), [10, 320, 180, true, true], 'what the player knows')
    await pictures(world, cleo, 'film')

    // A second far away is asked for from there on, and the picture is that of the second.
    const asked = ranges.length
    await video.evaluate((one) => new Promise((resolve) => Object.assign(one, { onseeked: resolve, currentTime: 8.55 })))
    const start = Math.max(...ranges.slice(asked).map((range) => Number(/^bytes=(\d+)-/.exec(range)?.[1] ?? 0)))
    check(start > reel.length / 2, `it is asked for from the middle: ${ranges}`)
    await eventually('and answered from there', () => statuses.some(([, range]) => range === `bytes ${start}-${reel.length - 1}/${reel.length}`))
    check(statuses.every(([status]) => status === 206), `in ranges: ${JSON.stringify(statuses)}`)
    equal(await video.evaluate(hueOf), 288, 'the colour of the ninth second')

    // It plays where it stands.
    await video.evaluate((one) => one.play())
    await eventually('it plays', () => video.evaluate((one) => !one.paused && one.currentTime > 8.7))
    equal(await cleo.page.evaluate(() => document.fullscreenElement), null, 'it covers nothing')
    await video.evaluate((one) => one.pause())
    equal(await places(), before, 'where it and the next message stand still')

    // And it is saved as it was sent.
    await cleo.page.unroute(`**/f/${file.id}**`)
    await cleo.at('message').first().locator('[data-bubble]').click({ button: 'right', position: { x: 4, y: 4 } })
    const saved = await downloaded(cleo, () => cleo.page.locator('[data-testid=message-action][data-action=download]').click())
    equal([saved.name, sha256(saved.bytes)], ['harvest.webm', sha256(reel)], 'what was saved')
  },
}

// In the page: the hue of a corner of what a film shows.
function hueOf(video) {
  const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight })
  const context = canvas.getContext('2d')
  context.drawImage(video, 0, 0)
  const [red, green, blue] = context.getImageData(10, 10, 1, 1).data
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)]
  const turn = most === red ? (green - blue) / (most - least) : most === green ? 2 + (blue - red) / (most - least) : 4 + (red - green) / (most - least)
  return (Math.round((turn * 60) / 36) * 36 + 360) % 360
}
