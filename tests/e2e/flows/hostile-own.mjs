// SPDX-License-Identifier: MIT
// Hostile words in what people keep for themselves, in files, and on the pages that links lead to.
import { createServer } from 'node:http'
import { minting, reads, staysText, watch } from '../lib/hostile.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { PASSWORD } from '../lib/person.mjs'
import { openDrawer } from '../lib/groups.mjs'
import { song } from '../lib/media.mjs'
import { drawn } from './rules.mjs'

async function watched(world, server, name) {
  const person = await world.visitor(server, name)
  await watch(person, server.url)
  return person.register()
}

// As another program of the same person.
async function program(server, name, device) {
  const { token } = await server.call('login', { name, password: PASSWORD, bearer: true, device })
  return (op, body = {}) => server.call(op, body, token)
}

export default {
  async 'hostile notes, folders, later words, stickers, devices and channels stay text'(world) {
    const mint = minting()
    const server = await world.server()
    const anna = await watched(world, server, 'Anna')
    const device = mint()
    const own = await program(server, 'Anna', device)
    const bot = await server.bot(mint())
    const lobby = await bot.lobby()
    const [said, note, later, folder, label, channel, name, status] = Array.from({ length: 8 }, mint)
    const { seq } = await bot.send(lobby, said)
    const at = Date.now() + 86_400_000
    await Promise.all([
      own('reminder.add', { room: lobby, ref: seq, at, note }),
      own('schedule.add', { room: lobby, cmid: 'hostile-later-1', at, text: later }),
      own('folder.set', { folders: [{ name: folder, rooms: [lobby] }] }),
      own('notify.add', { kind: 'ntfy', endpoint: 'https://ntfy.example/tea', level: 'none', label: channel }),
      own('block.set', { user: bot.id, on: true }),
    ])
    await reads(anna, 'folders', [['folder-tab', folder]])
    await reads(anna, 'who is blocked', [['blocked-message', bot.name]])
    await anna.at('later-line').click()
    await reads(anna, 'what is sent later', [['schedule-item', later]])
    await anna.at('schedule-edit').click()
    await reads(anna, 'and changed', [['schedule-text', later]])
    await anna.at('later-dialog').getByTestId('close').click()
    await anna.at('rail-later').click()
    await reads(anna, 'reminders', [['reminder-item', note], ['reminder-item', said]])
    await anna.at('later-dialog').getByTestId('close').click()
    await anna.at('settings').click()
    await reads(anna, 'settings', [['device', device], ['away-channel', channel], ['blocked-item', bot.name]])
    await anna.page.keyboard.press('Escape')
    await anna.at('settings-dialog').waitFor({ state: 'detached' })
    // A sticker is found by its words.
    const file = await bot.upload('face.png', await drawn(anna))
    const { seq: face } = await bot.call('message.send', { room: lobby, cmid: 'hostile-face-1', kind: 'image', file: { id: file } })
    await own('sticker.add', { room: lobby, seq: face, label })
    await anna.at('picker-open').click()
    await anna.page.locator('[data-testid=picker-tab][data-tab=own]').click()
    await eventuallyEquals('its words are text', () => anna.page.locator('[data-group=own] [data-testid=sticker]').first().getAttribute('title'), label)
    await staysText(anna, 'the panel')
    await anna.page.keyboard.press('Escape')
    // Oneself.
    await own('profile.set', { name, status })
    await anna.at('profile').click()
    await reads(anna, 'the profile', [['profile-name', name], ['profile-status', status]])
  },

  async 'hostile names of files, songs and pictures stay text'(world) {
    const mint = minting()
    const server = await world.server()
    const anna = await watched(world, server, 'Anna')
    const bot = await server.bot(mint())
    const lobby = await bot.lobby()
    const plain = () => mint().replaceAll('/', '|') // a name has no folders
    const [paper, picture, sound, title, artist, words] = [plain(), plain(), plain(), mint(), mint(), mint()]
    const drawing = await drawn(anna)
    const ids = await Promise.all([bot.upload(paper, Buffer.from('<script>alert(1)</script>')), bot.upload(picture, drawing), bot.upload(sound, song(title, artist))])
    const kinds = [['file', { id: ids[0] }], ['image', { id: ids[1] }, words], ['audio', { id: ids[2], title, artist }]]
    const seqs = []
    for (const [kind, file, text] of kinds) {
      seqs.push((await bot.call('message.send', { room: lobby, cmid: `hostile-file-${kind}`, kind, file, ...(text ? { text } : {}) })).seq)
    }
    await reads(anna, 'files', [['file', paper], ['message-text', words], ['sound-title', title], ['sound', artist]])
    equal(await anna.at('download').first().getAttribute('download'), paper, 'the name under which it is saved')
    await anna.at('picture').click()
    await anna.at('viewer-image').waitFor()
    equal(await anna.at('viewer-image').getAttribute('alt'), picture, 'the name of the picture')
    await reads(anna, 'the viewer', [['viewer', words], ['viewer', bot.name]])
    await anna.page.keyboard.press('Escape')
    await anna.at('viewer').waitFor({ state: 'detached' })
    await openDrawer(anna)
    await anna.at('open-gallery').click()
    await anna.at('gallery-item').first().waitFor()
    const group = (index) => anna.page.locator('dialog input[type=radio]').nth(index).check({ force: true })
    await group(1)
    await reads(anna, 'the gallery', [['gallery-item', paper], ['gallery-item', bot.name]])
    await anna.page.keyboard.press('Escape')
    await anna.at('gallery').waitFor({ state: 'detached' })
    // In a record, in an answer and in the tray.
    await bot.call('message.record', { room: lobby, cmid: 'hostile-record', source: lobby, refs: seqs })
    await anna.at('record').click()
    await reads(anna, 'files in a record', [['record-items', paper], ['record-items', title]])
    await anna.page.keyboard.press('Escape')
    await anna.at('record-items').waitFor({ state: 'detached' })
    await bot.call('message.send', { room: lobby, cmid: 'hostile-answer', text: 'that one', ref: seqs[0] })
    await reads(anna, 'an answer to a file', [['quote', paper]])
    await anna.at('attach-input').setInputFiles({ name: paper, mimeType: 'text/html', buffer: Buffer.from('<script>alert(1)</script>') })
    await reads(anna, 'the tray', [['tray-item', paper]])
    await anna.at('send').click()
    await anna.at('tray').waitFor({ state: 'detached' })
    await eventually('it is sent', async () => (await anna.rows()).at(-1).state === 'sent')
    await reads(anna, 'an own file', [['file', paper]])
  },

  async 'what hostile pages say of themselves stays text'(world) {
    const mint = minting()
    const said = Object.fromEntries(['title', 'site', 'text', 'og'].map((part) => [part, mint()]))
    const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
    const pages = createServer((request, response) => {
      const head = { 'content-type': 'text/html; charset=utf-8' }
      if (request.url === '/raw') return response.writeHead(200, head).end(`<title><img src=x onerror=__xss()> raw</title><meta property="og:image" content="javascript:__xss()"><script>__xss()</script>`)
      if (request.url === '/away') return response.writeHead(302, { location: 'javascript:__xss()' }).end()
      return response.writeHead(200, head).end(
        `<title>${escaped(said.title)}</title><meta property="og:site_name" content="${escaped(said.site)}"><meta name="description" content="${escaped(said.text)}">
         <meta property="og:image" content="data:image/svg+xml,<svg onload=__xss()>"><meta property="og:url" content="javascript:__xss()">`,
      )
    })
    await new Promise((done) => pages.listen(0, '127.0.0.1', done))
    const url = (path) => `http://127.0.0.1:${pages.address().port}${path}`
    try {
      const server = await world.server('--previews=true', '--test.private_pages=true')
      const anna = await watched(world, server, 'Anna')
      const bot = await server.bot('Mallory')
      await bot.send(await bot.lobby(), `${url('/a')} ${url('/raw')} ${url('/away')}`)
      await reads(anna, 'cards', [['link-card', said.title], ['link-card', said.site], ['link-card', said.text], ['link-card', '<img src=x onerror=__xss()> raw']])
      const cards = await anna.at('link-card').evaluateAll((all) => all.map((one) => ({ to: one.href, rel: one.rel, images: one.querySelectorAll('img').length })))
      equal(cards.map(({ to }) => to), [url('/a'), url('/raw')], 'they lead where the message leads')
      check(cards.every(({ rel, images }) => rel.includes('noopener') && images === 0), 'and show no picture that is none')
    } finally {
      pages.close()
    }
  },
}
