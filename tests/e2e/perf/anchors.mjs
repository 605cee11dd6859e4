// SPDX-License-Identifier: MIT
// What the reader looks at stays where it is, whatever the window, the pictures and the keyboard do; and a jump ends where it
// should. Pixels are gated exactly.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Person, PHONE } from '../lib/person.mjs'
import { eventually } from '../lib/wait.mjs'

const picture = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'docs/screenshots/lobby-desktop-light.png'))

const LINES = 240

// A group of long and short messages, with a picture now and then.
export async function furnish(bot, users) {
  const { room } = await bot.call('room.create', { kind: 'group', title: 'Long and short', users })
  const one = async (index) => {
    const text = `line ${index}: ${'words of some length that wrap '.repeat((index * 7) % 13)}`
    if (index % 12 !== 0) return bot.send(room.id, text)
    return bot.call('message.send', { room: room.id, cmid: `furnish-${index}`, kind: 'image', file: { id: await bot.upload(`view ${index}.png`, picture) } })
  }
  // Twelve at once: the store commits them in groups.
  for (let index = 1; index <= LINES; index += 12) await Promise.all(Array.from({ length: 12 }, (_, more) => one(index + more)))
  return room.id
}

export async function anchors({ browser, server, measured, slack }, anna, room) {
  const box = anna.at('timeline')
  const middle = async (seq) => {
    await anna.page.evaluate(([room, seq]) => (location.hash = `#/c/${room}/${seq}`), [room, seq])
    await eventually('the message is in view', () => box.evaluate((box, seq) => box.querySelector(`[data-seq="${seq}"]`) !== null, seq))
    await box.evaluate(still)
  }
  await anna.open('group', 'Long and short')

  let error = 0
  let took = Infinity
  for (const seq of [120, 60, 200, 123, 58, 180]) {
    const start = performance.now()
    await anna.page.evaluate(([room, seq]) => (location.hash = `#/c/${room}/${seq}`), [room, seq])
    await anna.page.waitForFunction(inView, seq, { polling: 'raf' })
    took = Math.min(took, performance.now() - start)
    await box.evaluate(still)
    error = Math.max(error, await box.evaluate(offMiddle, seq))
  }
  measured('a jump ends beside its place', error, 2, 'px')
  measured('jump to a message that is loaded', took, 150, 'ms', slack)

  // The window, in the middle of the history and at its end.
  const size = anna.page.viewportSize()
  let drift = 0
  for (const next of [{ width: 1_000, height: 700 }, { width: 1_500, height: 900 }, { width: 900, height: 500 }, size]) {
    await middle(next.width % 3 ? 120 : 123)
    await box.evaluate(mark)
    await anna.page.setViewportSize(next)
    await box.evaluate(still)
    drift = Math.max(drift, await box.evaluate(moved))
  }
  measured('the reader is moved by a resize of the window', drift, 1, 'px')
  await anna.page.setViewportSize(size)

  // Pictures whose bytes come late, above and in the window.
  const open = Promise.withResolvers()
  let held = 0
  await anna.page.route('**/f/**', async (route) => {
    held++
    await open.promise
    await route.continue()
  })
  await anna.page.reload()
  await middle(152)
  await eventually('a picture is waited for', () => held > 0)
  await box.evaluate(mark)
  open.resolve()
  await eventually('the pictures are there', () => box.evaluate((box) => [...box.querySelectorAll('[data-testid=file] img, img[data-testid=file]')].every((one) => one.complete && one.naturalWidth > 0)))
  await box.evaluate(still)
  measured('the reader is moved by pictures that come late', await box.evaluate(moved), 1, 'px')
  await anna.page.unroute('**/f/**')

  await keyboard({ browser, server, measured }, anna, room)
}

// A phone's keyboard: the page gets smaller where the browser resizes it, else only the visual viewport does.
async function keyboard({ browser, server, measured }, anna, room) {
  const phone = await Person.make(browser, `${server.url}/#/c/${room}`, 'Anna', { viewport: PHONE, touch: true, storageState: await anna.context.storageState() })
  await phone.at('message').first().waitFor()
  const box = phone.at('timeline')
  const ways = {
    page: (height) => phone.page.setViewportSize({ width: PHONE.width, height }),
    'visual viewport': (height) => phone.page.evaluate(shrink, height),
  }
  for (const [what, to] of Object.entries(ways)) {
    let drift = 0
    for (const place of ['end', 'middle']) {
      await phone.page.evaluate(([room, at]) => (location.hash = `#/c/${room}${at}`), [room, place === 'end' ? '' : '/120'])
      if (place === 'end') {
        await eventually('the end is in view', async () => {
          await phone.at('jump-latest').click({ timeout: 200 }).catch(() => undefined)
          return box.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 1)
        })
      }
      await box.evaluate(still)
      const tall = await box.evaluate((box) => box.clientHeight)
      for (const height of [PHONE.height - 320, PHONE.height]) {
        await box.evaluate(place === 'end' ? markEnd : mark)
        await to(height)
        await box.evaluate(still)
        drift = Math.max(drift, await box.evaluate(place === 'end' ? movedEnd : moved))
        if (height < PHONE.height && (await box.evaluate((box) => box.clientHeight)) > tall - 200) drift = Infinity // nothing was shrunk
      }
    }
    measured(`the reader is moved by a keyboard that shrinks the ${what}`, drift, 1, 'px')
  }
  await phone.close()
}

// --- in the page ---

// Until nothing has moved for so many frames that no way is still under way; what never rests is a fault of its own.
async function still(box) {
  let before = ''
  const end = performance.now() + 20_000
  for (let quiet = 0; quiet < 40; ) {
    if (performance.now() > end) throw new Error('the timeline does not come to rest')
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const now = JSON.stringify([box.scrollTop, box.clientHeight, ...[...box.querySelectorAll('[data-testid=message]')].map((one) => one.getBoundingClientRect().top)])
    quiet = now === before ? quiet + 1 : 0
    before = now
  }
}

// The first row that begins within the window, and how far below its upper edge.
function mark(box) {
  const top = (one) => one.getBoundingClientRect().top - box.getBoundingClientRect().top
  const row = [...box.querySelectorAll('[data-testid=message]')].find((one) => top(one) >= 0)
  window.perfMark = { seq: row.dataset.seq, top: top(row) }
}

function moved(box) {
  const row = box.querySelector(`[data-seq="${window.perfMark.seq}"]`)
  return row ? Math.abs(row.getBoundingClientRect().top - box.getBoundingClientRect().top - window.perfMark.top) : 10_000
}

function markEnd(box) {
  window.perfMark = { end: box.scrollHeight - box.scrollTop - box.clientHeight }
}

function movedEnd(box) {
  return Math.abs(box.scrollHeight - box.scrollTop - box.clientHeight - window.perfMark.end)
}

function inView(seq) {
  const box = document.querySelector('[data-testid=timeline]').getBoundingClientRect()
  const row = document.querySelector(`[data-testid=timeline] [data-seq="${seq}"]`)?.getBoundingClientRect()
  return row && row.bottom > box.top && row.top < box.bottom
}

// How far the middle of a row is from the middle of the window.
function offMiddle(box, seq) {
  const row = box.querySelector(`[data-seq="${seq}"]`).closest('.row-box').getBoundingClientRect()
  const window = box.getBoundingClientRect()
  return Math.abs((row.top + row.bottom) / 2 - (window.top + window.bottom) / 2)
}

function shrink(height) {
  Object.defineProperty(visualViewport, 'height', { value: height, configurable: true })
  visualViewport.dispatchEvent(new Event('resize'))
}
