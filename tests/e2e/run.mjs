// SPDX-License-Identifier: MIT
// End to end: browsers against the real server.
//   node tests/e2e/run.mjs [--binary PATH] [--only TEXT] [--repeat N] [--jobs N] [--screenshots]
// Each test has a server, a data folder and browser profiles of its own; --jobs browsers work side by side. A console error, an uncaught error, a dialog or a
// violation of the page's policy fails the test that it happens in. The last line is "e2e: N passed, N failed".
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runOne, World } from './lib/world.mjs'

const root = resolve(import.meta.dirname, '../..')
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')
const { values: options } = parseArgs({
  options: {
    binary: { type: 'string', default: process.env.TEAHOUSE ?? join(root, 'build/release/teahouse') },
    only: { type: 'string' },
    repeat: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    screenshots: { type: 'boolean', default: false },
    headed: { type: 'boolean', default: false },
  },
})
const binary = resolve(options.binary)
if (!existsSync(binary)) {
  console.error(`e2e: no server at ${binary}; build it with ./run.sh --build`)
  process.exit(2)
}
const LIMIT_MS = 180_000 // of a test; a file of flows may export other `limits`, by their names
const output = join(root, 'build/e2e')
const folders = { output, pictures: join(root, 'build/e2e-pictures'), screenshots: options.screenshots ? join(root, 'docs/screenshots') : undefined }

// Most flows run in Chromium's headless shell, which takes a third less of the processor: the same engine without the
// browser around it. A file of flows exports as `whole` (true, or names) those that are about what the shell has not:
// notifications of the system; and the journeys, to be as near to people's browsers as can be.
//
// A service worker puts the whole client into a cache, for each profile anew: a quarter of the processor's work. The page
// works the same without one, so they are blocked except in `whole` flows and in those that a file exports as `worker`
// (true, or names): what starts without a network, what is pushed or told to the system.
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const SHELL = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell'
const hasShell = !options.headed && existsSync(SHELL)

const launch = (whole) =>
  chromium.launch({
    executablePath: whole || !hasShell ? CHROMIUM : SHELL,
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
      '--use-fake-device-for-media-stream', // a microphone that beeps
      '--use-fake-ui-for-media-stream',
    ],
  })

const files = readdirSync(join(import.meta.dirname, 'flows')).filter((name) => name.endsWith('.mjs')).sort()
const tests = []
for (const file of files) {
  const flows = await import(`./flows/${file}`)
  for (const [name, run] of Object.entries(flows.default)) {
    const named = (list) => list === true || list?.includes(name) === true
    const whole = named(flows.whole)
    tests.push({ name: `${file.replace('.mjs', '')}: ${name}`, run, whole, worker: whole || named(flows.worker), limit: flows.limits?.[name] ?? LIMIT_MS })
  }
}
const chosen = tests.filter((test) => !options.only || test.name.includes(options.only)).sort((a, b) => b.whole - a.whole)

rmSync(output, { recursive: true, force: true })
let passed = 0
const failed = []
const waiting = Array.from({ length: Number(options.repeat) }, () => chosen).flat()
const worker = async () => {
  let browser
  let whole
  for (let test = waiting.shift(); test; test = waiting.shift()) {
    if (whole !== test.whole) await browser?.close()
    if (!browser?.isConnected()) browser = await launch(test.whole) // one that died fails one test, not all after it
    whole = test.whole
    const start = Date.now()
    const settings = { serviceWorkers: test.worker ? 'allow' : 'block' }
    const trouble = await runOne(test, new World(browser, { binary, settings, ...folders }))
    const seconds = ((Date.now() - start) / 1000).toFixed(1)
    console.log(`${trouble ? 'FAIL' : 'ok  '} ${test.name} (${seconds} s)`)
    if (trouble) console.log(trouble.replace(/^/gm, '     '))
    if (trouble) failed.push(`${test.name}: ${trouble.split('\n').slice(0, 3).join(' ')}`)
    else passed++
  }
  await browser?.close()
}
let cutShort = 0
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => (cutShort += waiting.splice(0).length)) // what runs ends, with its browser
await Promise.all(Array.from({ length: Number(options.jobs) }, worker))
// Once more at the end, where a shortened report still shows them.
for (const one of failed) console.log(`failed: ${one}`)
if (cutShort > 0) console.log(`ended by a signal, ${cutShort} not begun`)
console.log(`e2e: ${passed} passed, ${failed.length} failed`)
process.exit(failed.length > 0 || cutShort > 0 || passed === 0 ? 1 : 0)
