// SPDX-License-Identifier: MIT
// What it takes until the page shows something, and until it can be used.
import { PHONE } from '../lib/person.mjs'
import { eventually } from '../lib/wait.mjs'

// A browser that has never seen the page: at the sign-in card, and signed in.
export async function firstPaint({ browser, server, measured }, state) {
  for (const [page, storageState, ready] of [['sign-in card', undefined, 'signin-submit'], ['chat', state, 'composer']]) {
    // On a busy machine the paint is late, and what the page asks for afterwards comes before it: the least of three counts.
    let [count, bytes, rest] = [Infinity, Infinity, Infinity]
    for (let round = 0; round < 3; round++) {
      const context = await browser.newContext({ storageState })
      const tab = await context.newPage()
      await tab.goto(server.url)
      await tab.getByTestId(ready).waitFor()
      const before = await tab.evaluate(beforePaint)
      count = Math.min(count, before.count)
      bytes = Math.min(bytes, before.bytes)
      if (storageState) rest = Math.min(rest, await requestsUntilRest(tab))
      await context.close()
    }
    measured(`requests before the first paint of the ${page}`, count, 8, 'requests')
    measured(`transferred before the first paint of the ${page}`, bytes / 1_024, 115, 'KB')
    if (storageState) measured('requests until the chat rests', rest, 24, 'requests')
  }
}

// The last ones: the lists of later, and what calls need to ring.
const lastOnes = [/\/reminder\.list$/, /\/Calls-[^/]*\.css$/, /\/redundant-worker-[^/]*\.js$/]
async function requestsUntilRest(tab) {
  const asked = () => tab.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  await eventually('the chat rests', async () => asked().then((names) => lastOnes.every((one) => names.some((name) => one.test(name)))))
  return (await asked()).length
}

// The conversation of an address, on a phone whose CPU is four times slower, over slow 4G.
export async function mobile({ browser, server, measured, slack }, state, room) {
  let best = Infinity
  for (let round = 0; round < 2; round++) {
    const context = await browser.newContext({ storageState: state, viewport: PHONE, isMobile: true, hasTouch: true })
    const tab = await context.newPage()
    const page = await context.newCDPSession(tab)
    await page.send('Network.enable')
    await page.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 })
    await page.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    await tab.goto(`${server.url}/#/c/${room}`)
    await tab.getByTestId('message').first().waitFor()
    await tab.waitForLoadState('networkidle')
    best = Math.min(best, await tab.evaluate(lastLargest))
    await context.close()
  }
  measured('largest paint on a phone, CPU 4 times slower, slow 4G', best, 2_000, 'ms', slack)
}

// The second visit: the service worker has the files.
export async function warm({ browser, server, measured, slack }, state) {
  const context = await browser.newContext({ storageState: state })
  const tab = await context.newPage()
  await tab.goto(server.url)
  await eventually('the service worker serves the page', () => tab.evaluate(() => navigator.serviceWorker.controller?.state === 'activated'))
  let best = Infinity
  for (let round = 0; round < 4; round++) {
    await tab.reload()
    await tab.getByTestId('composer').waitFor()
    const { paint, served } = await tab.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
      served: performance.getEntriesByType('navigation')[0].workerStart > 0,
    }))
    if (!served) throw new Error('the service worker did not serve the page')
    best = Math.min(best, paint)
  }
  measured('first paint from the service worker', best, 300, 'ms', slack)
  await context.close()
}

// Until a conversation stands there and the main thread has nothing more to do.
export async function interactive({ browser, server, measured }, state, room) {
  let best = Infinity
  for (let round = 0; round < 3; round++) {
    const context = await browser.newContext({ storageState: state })
    const tab = await context.newPage()
    await tab.goto(`${server.url}/icon.svg`) // the same process, without the page
    const page = await context.newCDPSession(tab)
    await page.send('Performance.enable', { timeDomain: 'threadTicks' })
    const cpu = async () => (await page.send('Performance.getMetrics')).metrics.find((each) => each.name === 'TaskDuration').value
    const before = await cpu()
    await tab.goto(`${server.url}/#/c/${room}`)
    await tab.evaluate(ready)
    best = Math.min(best, (await cpu()) - before)
    await context.close()
  }
  // Thread time is not waiting, but it grows when another program has the caches.
  measured('main thread until a conversation can be used', best, 0.4, 's', 2)
}

// --- in the page ---

function beforePaint() {
  const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime
  const before = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((each) => each.startTime < paint)
  return { count: before.length, bytes: before.reduce((sum, each) => sum + each.transferSize, 0) }
}

function lastLargest() {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true })
  })
}

function ready() {
  return new Promise((resolve) => {
    const look = () => {
      const row = document.querySelector('[data-testid=message]')
      if (row && getComputedStyle(row).visibility === 'visible' && document.querySelector('[data-testid=composer]')) requestIdleCallback(resolve)
      else requestAnimationFrame(look)
    }
    look()
  })
}
