// SPDX-License-Identifier: MIT
// Files in the console: what there is, whose and how large, and removing one wherever it is.
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { PHONE } from '../lib/person.mjs'
import { openConsole } from '../lib/console.mjs'
import { inspect } from './screens.mjs'
import { drawn } from './stickers.mjs'

async function sendFile(person, file) {
  await person.at('attach-input').setInputFiles(file)
  await person.page.locator('[data-testid=tray-item][data-ready=true]').waitFor()
  await person.at('send').click()
  await eventually('it is sent', async () => (await person.at('message').last().getAttribute('data-state')) === 'sent')
}

const field = (person, name) => person.page.locator(`[data-testid=admin-field][data-field="${name}"]`)
const names = (person) => person.page.locator('[data-testid=admin-row] .adm-name').allTextContents()

export default {
  async 'an administrator finds files by kind, size and person, and removes one everywhere'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const carol = await world.person(server, 'Carol')
    await bo.open('lobby')
    await sendFile(bo, await drawn(bo, 'face.png', 300, 20))
    await sendFile(bo, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.alloc(60_000, 'tea ') })
    await carol.open('lobby')
    await sendFile(carol, await drawn(carol, 'other.png', 200, 90))
    // Carol has it as a sticker too.
    await carol.page.locator('[data-testid=picture][data-loaded=true]').first().waitFor()
    await carol.at('message').first().locator('[data-bubble]').click({ button: 'right' })
    await carol.page.locator('[data-action=sticker]').click()
    await eventually('told', async () => (await carol.page.locator('[data-testid=toast]').allTextContents()).join().includes('Added to your stickers'))

    await openConsole(anna, 'files')
    await eventuallyEquals('the newest first', () => names(anna), ['other.png', 'notes.txt', 'face.png'])
    check((await anna.says('admin-totals')).startsWith('3 files'), 'so many')
    equal(await anna.page.locator('[data-testid=admin-row] img:not([data-avatar])').count(), 0, 'nothing of their contents is shown')
    await inspect(anna, 'admin-files')
    await field(anna, 'order').selectOption('largest')
    await eventually('the largest first', async () => (await names(anna))[0] === 'notes.txt')
    await field(anna, 'group').selectOption('pictures')
    await eventuallyEquals('pictures alone', async () => (await names(anna)).length, 2)
    await anna.page.locator('[data-testid=admin-row]').filter({ hasText: 'face.png' }).locator('[data-action=person]').click()
    await eventuallyEquals('those of one person', () => names(anna), ['face.png'])
    check(new URL(anna.page.url()).search.startsWith('?user='), 'the address has it')
    await anna.page.locator('[data-action=remove]').click()
    check((await anna.page.locator('dialog').textContent()).includes('1 message'), 'says how many messages')
    await anna.at('confirm').click()
    await eventually('it is gone', async () => (await names(anna)).length === 0)
    await eventuallyEquals('in the room too', () => bo.page.locator('[data-testid=picture]').count(), 1)
    await carol.at('picker-open').click()
    await carol.page.locator('[data-tab=own]').click()
    await eventually('and nobody has it as a sticker', async () => (await carol.says('picker')).includes('No stickers of your own yet'))
    await anna.page.locator('[data-testid=admin-section][data-section=audit]').click()
    await eventually('it is in the log', async () => (await anna.page.locator('[data-testid=admin-row][data-act=file]').textContent()).includes('face.png'))
  },

  async 'the files of the console fit a phone and the dark'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true, locale: 'zh-CN', colorScheme: 'dark' })
    await sendFile(anna, { name: `${'很长的文件名'.repeat(12)}.txt`, mimeType: 'text/plain', buffer: Buffer.from('words') })
    await openConsole(anna, 'files')
    await eventuallyEquals('it is listed', async () => (await names(anna)).length, 1)
    await inspect(anna, 'admin-files-phone')
    check(await anna.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
  },
}
