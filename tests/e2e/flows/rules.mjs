// SPDX-License-Identifier: MIT
// Every screen beside writing, by the rules of accessibility, in both themes, on a desktop and on a phone.
import { DESKTOP, PHONE } from '../lib/person.mjs'
import { eventually } from '../lib/wait.mjs'
import { action, openConsole } from '../lib/console.mjs'
import { openDrawer } from '../lib/groups.mjs'
import { act, menu } from '../lib/messages.mjs'
import { inspect } from './screens.mjs'

const looks = {
  'desktop-light': { viewport: DESKTOP, colorScheme: 'light', locale: 'en-US' },
  'desktop-dark': { viewport: DESKTOP, colorScheme: 'dark', locale: 'zh-CN' },
  phone: { viewport: PHONE, colorScheme: 'light', locale: 'zh-CN', touch: true },
  'phone-dark': { viewport: PHONE, colorScheme: 'dark', locale: 'en-US', touch: true },
}

// The dialogs of the console.
const opens = { rooms: 'dissolve', files: 'remove', invites: 'invite', bots: 'bot', bans: 'ban-address' }

export default {
  async 'every screen around a conversation keeps the rules: desktop-light'(world) {
    await around(world, 'desktop-light')
  },
  async 'every screen around a conversation keeps the rules: desktop-dark'(world) {
    await around(world, 'desktop-dark')
  },
  async 'every screen around a conversation keeps the rules: phone'(world) {
    await around(world, 'phone')
  },
  async 'every screen around a conversation keeps the rules: phone-dark'(world) {
    await around(world, 'phone-dark')
  },
  async 'every dialog over messages keeps the rules: desktop-light'(world) {
    await dialogs(world, 'desktop-light')
  },
  async 'every dialog over messages keeps the rules: desktop-dark'(world) {
    await dialogs(world, 'desktop-dark')
  },
  async 'every dialog over messages keeps the rules: phone'(world) {
    await dialogs(world, 'phone')
  },
  async 'every dialog over messages keeps the rules: phone-dark'(world) {
    await dialogs(world, 'phone-dark')
  },
  async 'every screen of the console keeps the rules: desktop-light'(world) {
    await eachSection(world, 'desktop-light')
  },
  async 'every screen of the console keeps the rules: desktop-dark'(world) {
    await eachSection(world, 'desktop-dark')
  },
  async 'every screen of the console keeps the rules: phone'(world) {
    await eachSection(world, 'phone')
  },
  async 'every screen of the console keeps the rules: phone-dark'(world) {
    await eachSection(world, 'phone-dark')
  },
}

async function around(world, form) {
  const look = looks[form]
  const server = await world.server()
  const anna = await world.person(server, 'Anna', look)
  const bo = await server.bot('Bo')
  const phone = look.viewport === PHONE
  const checked = (state) => inspect(anna, `${state}-${form}`)
  const escape = async (id) => {
    await anna.page.keyboard.press('Escape')
    await anna.at(id).waitFor({ state: 'detached' })
  }
  const lobby = await bo.lobby()
  for (const text of ['tea at five?', 'see https://example.org/tea', '龙井 and puer']) await bo.send(lobby, text)
  const me = (await bo.call('user.search', { query: 'Anna' })).users[0].id
  const { room } = await bo.call('room.create', { kind: 'group', title: 'Tea', users: [me] })
  await bo.call('room.role', { room: room.id, user: me, role: 'admin' })
  await bo.send(room.id, 'welcome')
  // A picture, a sound and a document, and the tray before they go.
  await anna.at('attach-input').setInputFiles([
    { name: 'leaf.png', mimeType: 'image/png', buffer: await drawn(anna) },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('five grams') },
  ])
  await anna.page.locator('[data-testid=tray-item][data-ready=true]').nth(1).waitFor()
  await checked('tray')
  await anna.at('send').click()
  await anna.at('tray').waitFor({ state: 'detached' })
  await anna.at('picture').first().waitFor()
  await anna.at('download').first().waitFor()
  await checked('files')
  await anna.at('picture').first().click()
  await anna.at('viewer-image').waitFor()
  await checked('viewer')
  await escape('viewer')
  await anna.at('picker-open').click()
  await anna.page.locator('[data-testid=picker-tab][data-tab=own]').click()
  await anna.at('sticker-add').waitFor()
  await checked('own-stickers')
  await anna.page.locator('[data-testid=picker-tab][data-tab=pot]').click()
  await eventually('the stickers are there', async () => (await anna.at('sticker').count()) > 10)
  await checked('stickers')
  await escape('picker')
  // A poll, and messages that were forwarded as one.
  await bo.call('message.send', { room: lobby, cmid: 'rules-poll-1', kind: 'poll', text: 'Which tea?', poll: { options: [{ text: 'Green' }, { text: 'Black' }] } })
  const { seq } = await bo.call('message.send', { room: room.id, cmid: 'rules-words-1', text: 'with **milk**' })
  await bo.call('message.record', { room: lobby, cmid: 'rules-record-1', source: room.id, refs: [seq - 1, seq] })
  await anna.at('poll-option').first().waitFor()
  await anna.at('record').waitFor()
  await checked('poll-and-record')
  await anna.at('record').click()
  await anna.at('record-item').nth(1).waitFor()
  await checked('record')
  await escape('record-items')
  await anna.at('attach').click()
  await anna.at('poll-new').click()
  await anna.at('poll-question').waitFor()
  await checked('poll-new')
  await escape('poll-question')
  // The drawer, what it opens, and who is in it.
  await openDrawer(anna)
  await anna.at('open-gallery').click()
  await anna.at('gallery-item').first().waitFor()
  await checked('gallery')
  await escape('gallery')
  await anna.at('own-settings').click()
  await anna.at('own-level').first().waitFor()
  await checked('own-settings')
  await anna.page.keyboard.press('Escape')
  await anna.page.goto(server.url)
  if (phone && (await anna.at('back').isVisible())) await anna.at('back').click()
  await anna.open('group', 'Tea')
  await openDrawer(anna)
  await anna.at('open-links').click()
  await anna.at('link-create').click()
  await anna.at('link-address').waitFor()
  await checked('links')
  await escape('link-address')
  await anna.page.goto(server.url)
  if (phone && (await anna.at('back').isVisible())) await anna.at('back').click()
  // Search, contacts, settings.
  await anna.at('search').first().click()
  await anna.at('search-input').fill('tea')
  await eventually('messages are found', async () => (await anna.at('search-result').count()) >= 2)
  await checked('search')
  await anna.at('search-input').fill('nothing like it')
  await anna.at('search-empty').waitFor()
  await checked('search-nothing')
  await anna.at('search-input').fill('')
  await escape('search-panel')
  await anna.at('rail-contacts').click()
  await anna.at('open-notes').waitFor()
  await checked('contacts')
  await anna.at('rail-chats').click()
  await anna.at('settings').click()
  await anna.at('away').waitFor()
  await anna.at('away-add').click()
  await anna.at('away-kind').waitFor()
  await checked('settings')
}

// What is opened from a message, and what asks back.
async function dialogs(world, form) {
  const server = await world.server()
  const anna = await world.person(server, 'Anna', looks[form])
  const bo = await server.bot('Bo')
  const me = (await bo.call('user.search', { query: 'Anna' })).users[0].id
  const { room } = await bo.call('room.create', { kind: 'group', title: 'Tea', users: [me] })
  await bo.call('room.role', { room: room.id, user: me, role: 'admin' })
  await bo.send(room.id, 'welcome')
  const checked = (state) => inspect(anna, `${state}-${form}`)
  const escape = async (id) => {
    await anna.page.keyboard.press('Escape')
    await anna.at(id).waitFor({ state: 'detached' })
  }
  if (looks[form].viewport === PHONE) await anna.at('back').click()
  await anna.open('group', 'Tea')
  await anna.sees('welcome')
  await anna.write('thank you')
  await anna.at('send').click()
  await anna.sees('thank you', 'sent')
  await menu(anna, 'welcome')
  await checked('message-menu')
  await anna.at('more-signs').click()
  await checked('message-signs')
  await escape('message-menu')
  for (const [text, action, part, dialog] of [
    ['welcome', 'forward', 'forward-room', 'forward-send'],
    ['welcome', 'report', 'report-reason', 'report-send'],
    ['welcome', 'remind', 'later-time', 'later-times'],
    ['thank you', 'readers', 'readers-item', 'readers-dialog'],
  ]) {
    await act(anna, text, action)
    await anna.at(part).first().waitFor()
    await checked(action)
    await escape(dialog)
  }
  // Which is confirmed by its readers, and pinned.
  await anna.api('message.send', { room: room.id, cmid: `rules-confirm-${form}`, text: 'read this', confirm: true })
  await anna.at('confirm-board').click()
  await anna.at('confirms-item').first().waitFor()
  await checked('confirms')
  await escape('confirms-dialog')
  await act(anna, 'welcome', 'pin')
  await anna.at('pins-show').click()
  await anna.at('pin-item').first().waitFor()
  await checked('pins')
  await escape('pins-list')
  // Several at once; and the question before one is gone.
  await act(anna, 'thank you', 'select')
  await anna.at('select-bar').waitFor()
  await checked('select')
  await anna.at('select-cancel').click()
  await openDrawer(anna)
  await anna.at('manage').click()
  await anna.at('leave').click()
  await anna.at('confirm').waitFor()
  await checked('question')
}

async function eachSection(world, form) {
  const look = looks[form]
  const server = await world.server()
  const anna = await world.person(server, 'Anna', look)
  const bo = await server.bot('Bo')
  const { room } = await bo.call('room.create', { kind: 'group', title: 'Tea', users: [] })
  await bo.call('message.send', { room: room.id, cmid: 'rules-file-1', kind: 'file', file: { id: await bo.upload('notes.txt', Buffer.from('five grams')) } })
  await anna.page.goto(`${server.url}/admin`)
  await anna.at('admin').waitFor()
  for (const section of [undefined, 'live', 'users', 'rooms', 'files', 'reports', 'words', 'invites', 'bots', 'sessions', 'bans', 'audit', 'settings']) {
    await openConsole(anna, section)
    await eventually(`${section ?? 'overview'} is there`, async () => (await anna.at('admin').getByRole('heading').count()) > 0 && (await anna.page.locator('[aria-busy=true]').count()) === 0)
    await inspect(anna, `console-${section ?? 'overview'}-${form}`)
    if (!opens[section]) continue
    await action(anna, opens[section]).first().click()
    await anna.page.locator('dialog[open]').waitFor()
    await inspect(anna, `console-${section}-dialog-${form}`)
  }
}

export function drawn(person) {
  return person.page
    .evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 })
      canvas.getContext('2d').fillRect(20, 20, 90, 90)
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
      return [...new Uint8Array(await blob.arrayBuffer())]
    })
    .then((bytes) => Buffer.from(bytes))
}
