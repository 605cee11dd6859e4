// SPDX-License-Identifier: MIT
// Links in messages show what they lead to: for everybody in the room, without moving what is read, and only as text.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { crc32, deflateSync } from 'node:zlib'
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { inspect } from './screens.mjs'

const picture = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'docs/screenshots/lobby-desktop-light.png'))
const flags = ['--previews=true', '--test.private_pages=true']

// Pages of this machine.
async function pages() {
  const asked = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    if (request.url === '/tea.png') return response.writeHead(200, { 'content-type': 'image/png' }).end(picture)
    if (request.url === '/plain') return response.writeHead(200, { 'content-type': 'text/plain' }).end('nothing')
    const image = request.url === '/tea' ? '<meta property="og:image" content="/tea.png">' : ''
    const title = request.url === '/markup' ? '&lt;img src=x onerror=alert(1)&gt; **bold**' : `春茶 ${request.url}: 明前龙井的采摘与冲泡，从山上到杯中`
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
      `<title>${title}</title><meta property="og:site_name" content="茶馆 Tea house">${image}
       <meta name="description" content="Spring tea is picked before the rains. How it is dried, kept and brewed, with pictures of the hills, and where the leaves go after that.">`,
    )
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { asked, url: (path) => `http://127.0.0.1:${server.address().port}${path}`, close: () => server.close() }
}

const cards = (person) => person.at('link-card')
const titles = (person) => cards(person).evaluateAll((all) => all.map((one) => one.querySelector('.title').textContent))
const fromEnd = (person) => person.at('timeline').evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)

// A picture that does not pack well.
function noise(width, height) {
  const part = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const around = Buffer.alloc(8)
    around.writeUInt32BE(data.length)
    around.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  let seed = 1
  const rows = Buffer.from(Array.from({ length: height * (width * 3 + 1) }, (_, i) => (i % (width * 3 + 1) ? (seed = (seed * 48_271) % 0x7fffffff) & 255 : 0)))
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), part('IHDR', head), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))])
}

export default {
  async 'a link shows what it leads to, to everybody, where one wants it'(world) {
    const server = await world.server(...flags)
    const web = await pages()
    try {
      const anna = await world.person(server, 'Anna')
      const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
      await anna.send(`Have a look: ${web.url('/tea#leaves')}`)
      await cards(anna).waitFor()
      await cards(bo).waitFor()
      equal(await cards(anna).getAttribute('href'), web.url('/tea#leaves'), 'it leads where the message leads')
      check((await cards(anna).getAttribute('rel')).includes('noopener'), 'without a way back')
      await eventually('its picture is there', () => cards(bo).locator('img').evaluate((one) => one.naturalWidth > 0))
      check(new URL(await cards(bo).locator('img').evaluate((one) => one.src)).origin === new URL(server.url).origin, 'from this server')
      equal(web.asked, ['/tea', '/tea.png'], 'the page was asked once')
      // What a page says is text, and a link in code is none.
      await bo.send(`${web.url('/markup')} ${web.url('/plain')} \`${web.url('/code')}\``)
      await eventuallyEquals('as it is written', async () => (await titles(anna)).at(-1), '<img src=x onerror=alert(1)> **bold**')
      equal(await cards(anna).count(), 2, 'a card for each page that says something')
      check(!web.asked.includes('/code'), 'code is not asked for')
      await inspect(anna, 'previews')
      await world.picture(anna, 'previews-desktop-light')
      await inspect(bo, 'previews in the dark')
      await world.picture(bo, 'previews-desktop-dark')
      // With the keyboard.
      await cards(anna).last().focus()
      check(await cards(anna).last().evaluate((one) => one.matches(':focus-visible') || one === document.activeElement), 'it is reached')
      // Not wanted on this device.
      await anna.at('settings').click()
      await anna.at('link-previews').click()
      await anna.at('settings-dialog').getByTestId('close').click()
      await eventuallyEquals('none', () => cards(anna).count(), 0)
      await anna.page.reload()
      await anna.at('composer').waitFor()
      await anna.sees(`Have a look: ${web.url('/tea#leaves')}`)
      await pause(500)
      equal(await cards(anna).count(), 0, 'it is kept')
      equal(await cards(bo).count(), 2, 'others see them')
      // Whoever took the message back took the card with it.
      await anna.at('message').first().locator('[data-bubble]').click({ button: 'right', position: { x: 20, y: 12 } })
      await anna.page.locator('[data-testid=message-action][data-action=recall]').click()
      await eventuallyEquals('one is left', () => cards(bo).count(), 1)
    } finally {
      web.close()
    }
  },

  async 'cards that come late move nothing that is read'(world) {
    const server = await world.server(...flags)
    const web = await pages()
    try {
      const anna = await world.person(server, 'Anna')
      const bot = await server.bot('Bo')
      const lobby = await bot.lobby()
      for (let i = 1; i <= 140; i++) await bot.post(lobby, i % 2 ? `message ${i}` : `message ${i}: ${web.url(`/${i}`)}`)
      await anna.sees('message 139')
      await anna.page.route('**/api/v1/preview.get', async (route) => {
        await pause(1_000)
        await route.continue().catch(() => undefined)
      })
      await anna.seesUnread('lobby', undefined, 0)
      await pause(1_500) // marks are sent once a second
      await anna.page.reload()
      await anna.sees('message 139')
      await eventually('cards come', async () => (await cards(anna).count()) >= 3)
      await eventually('and the end stays in view', async () => Math.abs(await fromEnd(anna)) <= 2)
      const top = () =>
        anna.page.evaluate(() => {
          const edge = document.querySelector('[data-testid=timeline]').getBoundingClientRect().top
          const seen = [...document.querySelectorAll('[data-testid=message]')].find((row) => row.getBoundingClientRect().top >= edge)
          return { seq: seen.dataset.seq, top: Math.round(seen.getBoundingClientRect().top - edge) }
        })
      const complete = () => anna.page.evaluate(() => [...document.querySelectorAll('[data-testid=message]')].every((row) => !row.querySelector('[data-testid=message-text] a') || row.querySelector('[data-testid=link-card]')))
      // Further up: the rows above what is read, and the one across the edge, get their cards, and it stays where it is.
      await anna.at('timeline').hover()
      for (const way of [-4_000, -2_013, -2_027]) {
        await anna.page.mouse.wheel(0, way)
        await pause(300)
        const at = await top()
        await eventually('cards come here', complete)
        await pause(300)
        const now = await anna.page.evaluate(
          (seq) => Math.round(document.querySelector(`[data-testid=message][data-seq="${seq}"]`).getBoundingClientRect().top - document.querySelector('[data-testid=timeline]').getBoundingClientRect().top),
          at.seq,
        )
        check(Math.abs(now - at.top) <= 3, `what was read stays: ${at.top} became ${now}`)
      }
    } finally {
      web.close()
    }
  },

  async 'a server without previews asks nobody, and cards fit on a phone'(world) {
    const web = await pages()
    try {
      const bare = await world.server('--test.private_pages=true')
      const bo = await world.person(bare, 'Bo')
      await bo.send(web.url('/tea'))
      await bo.sees(web.url('/tea'), 'sent')
      await pause(1_000)
      equal([web.asked, await cards(bo).count()], [[], 0], 'nothing is asked')
      const server = await world.server(...flags)
      const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true, locale: 'zh-CN' })
      await anna.write(`看看这个：\n${web.url('/tea')}`)
      await anna.at('send').tap()
      await cards(anna).waitFor()
      await eventually('its picture is there', () => cards(anna).locator('img').evaluate((one) => one.naturalWidth > 0))
      const wide = await world.person(server, 'Omar', { viewport: { width: 320, height: 640 }, touch: true, colorScheme: 'dark' })
      await cards(wide).waitFor()
      for (const person of [anna, wide]) {
        check(await person.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
        await inspect(person, 'previews on a phone')
      }
      await world.picture(anna, 'previews-phone')
      await world.picture(wide, 'previews-phone-dark')
    } finally {
      web.close()
    }
  },

  async 'a large picture of a bot is small in the timeline and whole in the viewer'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bot = await server.bot('Bo')
    const bytes = noise(800, 500)
    const id = await bot.upload('noise.png', bytes)
    await bot.call('message.send', { room: await bot.lobby(), cmid: 'previews-noise-1', kind: 'image', file: { id } })
    const shown = anna.at('picture').locator('img')
    await eventually('it is there', () => shown.evaluate((one) => one.complete && one.naturalWidth > 0))
    check((await shown.getAttribute('src')).endsWith('?thumb'), 'a small one is asked for')
    const vips = ['x86_64', 'aarch64'].some((machine) => existsSync(`/usr/lib/${machine}-linux-gnu/libvips.so.42`))
    if (vips) {
      // On a busy machine it may not be made in time; then the whole one stands there.
      await eventually('it is made', async () => Number((await bot.get(`/f/${id}?thumb`)).headers.get('content-length')) < bytes.length / 2)
      await anna.page.reload()
      await eventuallyEquals('it is small', () => shown.evaluate((one) => one.naturalWidth).catch(() => 0), 480)
    }
    await anna.at('picture').click()
    await anna.at('viewer-image').waitFor()
    await eventually('the whole one opens', () => anna.at('viewer-image').evaluate((one) => one.naturalWidth === 800))
  },
}
