// SPDX-License-Identifier: MIT
// Going to a day of a conversation: by the line that divides days, by the menu, by keys, on a phone.
import { appendHistory } from '../lib/history.mjs'
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { inspect } from './screens.mjs'

const perDay = 30
const silent = new Set([20, 21, 22]) // days ago on which nobody wrote
const daysAgo = Array.from({ length: 60 }, (_, index) => 60 - index).filter((days) => !silent.has(days))

// Around noon, so that it is the same day everywhere near.
function noon(days) {
  const date = new Date(Date.now() - days * 86_400_000)
  return date.setUTCHours(11, 0, 0, 0)
}

// Somebody in a lobby where people have written for two months: “60.1” is the first message of the day 60 days ago.
async function visit(world, options) {
  const server = await world.server()
  const bo = await server.bot('Bo')
  const cleo = await server.bot('Cleo')
  const lobby = await bo.lobby()
  await bo.send(lobby, 'good morning')
  await server.stop()
  const texts = daysAgo.flatMap((days) => Array.from({ length: perDay }, (_, index) => `${days}.${index + 1}`))
  appendHistory(server, lobby, [bo, cleo], texts, (index) => noon(daysAgo[Math.floor(index / perDay)]) + (index % perDay) * 60_000)
  await server.start()
  const anna = await world.person(server, 'Anna', options)
  await anna.sees(`1.${perDay}`)
  return { anna, server }
}

const label = (locale, days) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'Europe/Berlin' }).format(noon(days))
const focused = (person) => person.page.evaluate(() => document.activeElement.getAttribute('aria-label'))

// Turns to the month of that day, and chooses it.
async function choose(person, locale, days) {
  const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'Europe/Berlin' }).format(noon(days))
  await eventually(`the calendar is at ${month}`, async () => {
    if ((await person.says('day-month')) === month) return true
    await person.at('day-before').click({ timeout: 1_000 })
    return false
  })
  await person.page.getByRole('button', { name: label(locale, days), exact: true }).click()
}

// From month to month, as far as there are messages.
async function turnAsFar(person, button) {
  await eventually(`${button} leads no further`, async () => {
    if (!(await person.at(button).isEnabled())) return true
    await person.at(button).click()
    return false
  })
}

// The message stands where a jump to a day puts it, below the line of its day, and is still there 40 frames later.
async function standsAt(person, text) {
  const look = () =>
    person.at('timeline').evaluate((box, wanted) => {
      const first = (line) => line.parentElement.parentElement.querySelector('[data-testid=message-text]')?.textContent.trim()
      const line = [...box.querySelectorAll('[data-testid=day-separator]')].find((one) => first(one) === wanted)
      return line && Math.round(line.getBoundingClientRect().top - box.getBoundingClientRect().top)
    }, text)
  const there = (top) => top > 0 && top < 120
  await eventually(`${person.name} stands at “${text}”`, async () => there(await look()))
  await person.page.evaluate(() => new Promise((done) => {
    let frames = 40
    const next = () => (--frames ? requestAnimationFrame(next) : done())
    requestAnimationFrame(next)
  }))
  check(there(await look()), `it stays there: ${await look()}`)
}

// Back until a day ends on the screen, and a press on the line. Answers how many days ago the next one was.
async function openLine(person) {
  await person.at('timeline').hover()
  let days
  await eventually('a line between two days is on the screen', async () => {
    days = await person.at('timeline').evaluate((box) => {
      const { top, bottom } = box.getBoundingClientRect()
      const line = [...box.querySelectorAll('[data-testid=day-separator]')].find((one) => one.getBoundingClientRect().top > top && one.getBoundingClientRect().bottom < bottom)
      if (!line) return
      line.click()
      return parseInt(line.parentElement.parentElement.querySelector('[data-testid=message-text]').textContent, 10)
    })
    if (days === undefined) await person.page.mouse.wheel(0, -400)
    return days !== undefined
  })
  await person.at('day-picker').waitFor()
  return days
}

// The day that has the focus. It follows when the calendar is drawn: a key that is pressed before goes elsewhere.
const onDay = (person) =>
  eventually('a day has the focus', () =>
    person.at('day-picker').evaluate((picker) => picker.contains(document.activeElement) && document.activeElement.getAttribute('aria-label')),
  )

async function step(person, key) {
  const before = await onDay(person)
  await person.page.keyboard.press(key)
  await eventually(`${key} moves on from ${before}`, async () => (await onDay(person)) !== before)
}

const closed = (person) => eventually('the calendar is gone', async () => (await person.at('day-picker').count()) === 0)

export default {
  async 'the line between two days leads to any other day'(world) {
    const { anna } = await visit(world)
    const pressed = await openLine(anna)
    equal(await focused(anna), label('en', pressed), 'it begins at the day that was pressed')
    await inspect(anna, 'calendar-desktop-light')
    await choose(anna, 'en', 45)
    await closed(anna)
    await standsAt(anna, '45.1')
    // A day on which nobody wrote: the next one.
    await openLine(anna)
    await turnAsFar(anna, 'day-after')
    await choose(anna, 'en', 21)
    await closed(anna)
    await standsAt(anna, '19.1')
    // Before the first message there is nothing to go to.
    await anna.at('room-menu').click()
    await anna.at('room-day').click()
    await anna.at('day-picker').waitFor()
    await turnAsFar(anna, 'day-before')
    equal(await anna.page.getByRole('button', { name: label('en', 60), exact: true }).isEnabled(), true, 'the day of the first one')
    const earlier = anna.page.getByRole('button', { name: label('en', 61), exact: true })
    check((await earlier.count()) === 0 || !(await earlier.isEnabled()), 'no day before it')
    await anna.page.mouse.click(5, 5)
    await closed(anna)
  },

  async 'keys alone lead to a day'(world) {
    const { anna } = await visit(world, { colorScheme: 'dark' })
    const { keyboard } = anna.page
    await anna.at('room-menu').focus()
    await keyboard.press('Enter')
    await anna.at('room-day').waitFor()
    await anna.at('room-day').focus()
    await keyboard.press('Enter')
    const today = await onDay(anna)
    await keyboard.press('ArrowRight')
    equal(await onDay(anna), today, 'there is no tomorrow')
    await inspect(anna, 'calendar-desktop-dark')
    // Weeks, then days: wherever today stands in its week.
    for (let days = 0; days < 42; days += 7) await step(anna, 'ArrowUp')
    // By the calendar, not by hours: a day of these may have had twenty-five.
    const at = await anna.page.evaluate(() => new Date(new Date().getFullYear(), new Date().getMonth(), new Date().getDate() - 42, 12).getTime())
    await eventuallyEquals('six weeks back', () => focused(anna), new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'Europe/Berlin' }).format(at))
    await step(anna, 'ArrowLeft')
    const chosen = await onDay(anna)
    const days = daysAgo.find((one) => label('en', one) === chosen)
    check(days !== undefined, `a day with messages: ${chosen}`)
    await keyboard.press('Escape')
    await closed(anna)
    await eventually('the menu has the focus again', () => anna.at('room-menu').evaluate((button) => button === document.activeElement))
    await keyboard.press('Enter')
    await anna.at('room-day').waitFor()
    await anna.at('room-day').focus()
    await keyboard.press('Enter')
    await step(anna, 'PageUp')
    for (let tries = 0; (await onDay(anna)) !== chosen; tries++) {
      check(tries < 80, `the way to ${chosen} has an end`)
      await step(anna, new Date(await onDay(anna)) > new Date(chosen) ? 'ArrowLeft' : 'ArrowRight')
    }
    await keyboard.press('Enter')
    await closed(anna)
    await standsAt(anna, `${days}.1`)
  },

  async 'on a phone the calendar stands at the bottom, and back takes it away'(world) {
    const { anna } = await visit(world, { viewport: PHONE, touch: true, locale: 'zh-CN', colorScheme: 'dark' })
    await anna.at('room-menu').click()
    await anna.at('room-day').click()
    await anna.at('day-picker').waitFor()
    await inspect(anna, 'calendar-phone-dark')
    const box = await anna.at('day-picker').boundingBox()
    equal([Math.round(box.x), Math.round(box.width), Math.round(box.y + box.height)], [0, PHONE.width, PHONE.height], 'the lower edge of the screen')
    await anna.page.goBack()
    await closed(anna)
    await anna.at('composer').waitFor()
    await openLine(anna)
    await choose(anna, 'zh-CN', 30)
    await closed(anna)
    await standsAt(anna, '30.1')
  },
}
