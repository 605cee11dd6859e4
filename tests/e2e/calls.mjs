// SPDX-License-Identifier: MIT
// Calls end to end: browsers with a camera and a microphone that are made up, against the real server, in a network of
// their own that loses packets and has relays as a test says (lib/call-lab.mjs).
//   node tests/e2e/calls.mjs [--binary PATH] [--only TEXT] [--repeat N] [--headed]
// One test at a time: pictures need the whole machine. Needs root; where the lab cannot be built it says so and ends with 2.
// What is asserted is what connections say of themselves (getStats), not pixels. The last line is "N passed, N failed".
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { enter, missing, network } from './lib/call-lab.mjs'
import { runOne, World } from './lib/world.mjs'

const root = resolve(import.meta.dirname, '../..')
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')
const { values: options } = parseArgs({
  options: {
    binary: { type: 'string', default: process.env.TEAHOUSE ?? join(root, 'build/release/teahouse') },
    only: { type: 'string' },
    repeat: { type: 'string', default: '1' },
    headed: { type: 'boolean', default: false },
  },
})
const binary = resolve(options.binary)
const gone = missing()
if (!existsSync(binary)) gone.push(`a server at ${binary}`)
if (gone.length > 0) {
  console.error(`e2e of calls: NOT RUN, there is no ${gone.join(', no ')}`)
  process.exit(2)
}
await enter()

const LIMIT_MS = 60_000 // of a test; a file may export other `limits`, by their names
const output = join(root, 'build/e2e-calls')
// The headless shell has no --allow-loopback-in-peer-connection.
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

const launch = () =>
  chromium.launch({
    executablePath: CHROMIUM,
    headless: !options.headed,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--use-fake-device-for-media-stream=fps=15,device-count=4',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection', // there is nothing else: without it no candidate, and no error
      '--auto-accept-this-tab-capture',
      '--disable-renderer-backgrounding',
      '--disable-background-timer-throttling',
    ],
  })

const tests = []
for (const file of readdirSync(join(import.meta.dirname, 'calls')).filter((name) => name.endsWith('.mjs')).sort()) {
  const flows = await import(`./calls/${file}`)
  for (const [name, run] of Object.entries(flows.default)) {
    const long = flows.long?.includes(name) === true // left out of a short run
    tests.push({ name: `${file.replace('.mjs', '')}: ${name}`, run, long, limit: flows.limits?.[name] ?? LIMIT_MS })
  }
}
const short = process.env.TEAHOUSE_SHORT === '1'
const chosen = tests.filter((test) => (!options.only || test.name.includes(options.only)) && !(short && test.long))
const waiting = Array.from({ length: Number(options.repeat) }, () => chosen).flat()
let cutShort = 0
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => (cutShort += waiting.splice(0).length))

rmSync(output, { recursive: true, force: true })
let passed = 0
let browser
const failed = []
for (let test = waiting.shift(); test; test = waiting.shift()) {
  if (!browser?.isConnected()) browser = await launch()
  network.open()
  const start = Date.now()
  const world = new World(browser, { binary, settings: { serviceWorkers: 'block' }, output })
  const trouble = await runOne(test, world)
  console.log(`${trouble ? 'FAIL' : 'ok  '} ${test.name} (${((Date.now() - start) / 1000).toFixed(1)} s)${world.notes.length ? ` ${world.notes.join(', ')}` : ''}`)
  if (trouble) console.log(trouble.replace(/^/gm, '     '))
  if (trouble) failed.push(`${test.name}: ${trouble.split('\n').slice(0, 3).join(' ')}`)
  else passed++
}
await browser?.close()
for (const one of failed) console.log(`failed: ${one}`)
if (cutShort > 0) console.log(`ended by a signal, ${cutShort} not begun`)
console.log(`e2e of calls: ${passed} passed, ${failed.length} failed`)
process.exit(failed.length > 0 || cutShort > 0 || passed === 0 ? 1 : 0)
