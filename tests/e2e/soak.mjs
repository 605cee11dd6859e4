// SPDX-License-Identifier: MIT
// Traffic for as long as is asked, on one page that stays open: does its memory, or the server's, grow?
//   node tests/e2e/soak.mjs [--minutes 60] [--rate 2]
// Messages of four people, edits, reactions and recalls, at so many things a second; the reader changes between three
// conversations, scrolls back and writes. Each minute the heap of the page after a collection, its elements, and the
// server's resident memory are printed. It fails if the last quarter is above the second one by more than is allowed.
// Not a part of ./test.sh: it takes its time.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Person } from './lib/person.mjs'
import { Server } from './lib/server.mjs'

const root = resolve(import.meta.dirname, '../..')
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')
const { values: options } = parseArgs({
  options: {
    binary: { type: 'string', default: process.env.TEAHOUSE ?? join(root, 'build/release/teahouse') },
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '2' },
  },
})
const GROWTH = { heap: 6, elements: 1_500, server: 12 } // MB, elements, MB
if (!existsSync(options.binary)) {
  console.error(`soak: no server at ${options.binary}; build it with ./run.sh --build`)
  process.exit(2)
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
})
const server = await Server.start(options.binary, [])
const samples = []
let problems = []
try {
  await run()
} finally {
  await browser.close()
  await server.remove()
}

const quarter = Math.floor(samples.length / 4)
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
let failed = problems.length
for (const problem of problems) console.log(`FAIL ${problem}`)
for (const [what, allowed] of Object.entries(GROWTH)) {
  const of = (from, to) => median(samples.slice(from, to).map((sample) => sample[what]))
  const grown = samples.length < 4 ? NaN : of(-quarter) - of(quarter, 2 * quarter)
  const ok = grown <= allowed
  if (!ok) failed++
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${Math.round(grown * 10) / 10} more in the last quarter than in the second; ${allowed} allowed`)
}
console.log(`soak: ${failed === 0 ? 'passed' : 'failed'}`)
process.exit(failed === 0 ? 0 : 1)

async function run() {
  const bots = await Promise.all(['Bo', 'Cy', 'Di', 'Eve'].map((name) => server.bot(name)))
  const anna = await Person.make(browser, server.url, 'Anna')
  await anna.register()
  const users = (await bots[0].call('user.search', { query: 'Anna' })).users.map((user) => user.id)
  const group = (await bots[0].call('room.create', { kind: 'group', title: 'Tea', users: [...users, ...bots.slice(1).map((bot) => bot.id)] })).room.id
  const direct = (await bots[1].call('room.create', { kind: 'direct', users })).room.id
  const lobby = await bots[0].lobby()
  const page = await anna.context.newCDPSession(anna.page)
  await page.send('Performance.enable')
  const end = Date.now() + Number(options.minutes) * 60_000
  const traffic = Promise.all(bots.map((bot, index) => write(bot, index, { lobby, group, direct }, end)))
  let spoiled
  traffic.catch((error) => (spoiled = error))
  for (let minute = 1; Date.now() < end && !spoiled; minute++) {
    const next = Date.now() + Math.min(60_000, Math.max(1_000, end - Date.now()))
    await read(anna, minute)
    await pause(Math.max(0, next - Date.now()))
    await page.send('HeapProfiler.collectGarbage')
    const { metrics } = await page.send('Performance.getMetrics')
    const heap = metrics.find((each) => each.name === 'JSHeapUsedSize').value / 2 ** 20
    const elements = await anna.page.evaluate(() => document.querySelectorAll('*').length)
    samples.push({ minute, heap: Math.round(heap * 10) / 10, elements, server: server.residentMb() })
    console.log(JSON.stringify(samples.at(-1)))
  }
  await traffic
  problems = anna.problems
}

// One of the four who write: mostly messages, now and then an edit, a reaction, a recall.
async function write(bot, index, rooms, end) {
  const gap = (1_000 / Number(options.rate)) * 4
  const mine = []
  for (let count = 1; Date.now() < end; count++) {
    const room = index === 1 && count % 5 === 0 ? rooms.direct : count % 3 === 0 ? rooms.group : rooms.lobby
    const last = mine.at(-1)
    try {
      if (count % 11 === 0 && last) await bot.call('message.edit', { room: last.room, ref: last.seq, cmid: `edit-${bot.id}-${count}`, text: `mended ${count}` })
      else if (count % 13 === 0 && last) await bot.call('message.react', { room: last.room, ref: last.seq, cmid: `react-${bot.id}-${count}`, sign: '👍' })
      else if (count % 29 === 0 && last) await bot.call('message.recall', { room: last.room, ref: last.seq, cmid: `recall-${bot.id}-${count}` })
      else mine.push({ room, seq: (await bot.post(room, `${bot.name} ${count}: ${'words and 茶 '.repeat(1 + (count % 9))}`)).seq })
    } catch (error) {
      if (error.code !== 'recalled' && error.code !== 'not_found') throw error
    }
    await pause(gap)
  }
}

// What the reader does in a minute.
async function read(anna, minute) {
  const [kind, title] = [['lobby'], ['group', 'Tea'], ['direct', 'Cy']][minute % 3]
  await anna.open(kind, title)
  for (let step = 0; step < 5; step++) {
    await anna.at('timeline').evaluate((box) => (box.scrollTop -= 2_000))
    await pause(200)
  }
  await anna.at('jump-latest').click({ timeout: 1_000 }).catch(() => undefined)
  await anna.send(`Anna in minute ${minute}`)
}
