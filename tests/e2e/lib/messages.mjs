// SPDX-License-Identifier: MIT
// Messages in the timeline: where they are and what is done with them.
import { PASSWORD } from './person.mjs'
import { eventually } from './wait.mjs'

export function row(person, text) {
  return person.page.locator('[data-testid=message]').filter({ has: person.page.getByTestId('message-text').getByText(text, { exact: true }) })
}

// Scrolls up until it is there.
export async function search(person, text) {
  await eventually(`${person.name} finds “${text}”`, async () => {
    if ((await row(person, text).count()) > 0) return true
    await person.at('timeline').hover()
    await person.page.mouse.wheel(0, -1_500)
    return false
  })
}

// Within the window, whole.
export async function isShown(person, text) {
  await eventually(`${person.name} has “${text}” on screen`, () =>
    row(person, text).evaluateAll((rows) => rows.some((one) => one.getBoundingClientRect().top > 0 && one.getBoundingClientRect().bottom < innerHeight)),
  )
}

export async function menu(person, text) {
  await row(person, text).getByTestId('message-text').click({ button: 'right' })
  await person.at('message-menu').waitFor()
}

export async function act(person, text, action) {
  await menu(person, text)
  await person.page.locator(`[data-testid=message-action][data-action=${action}]`).click()
}

export async function react(person, text, sign, more = false) {
  await menu(person, text)
  if (more) await person.at('more-signs').click()
  await person.page.locator(`[data-testid=sign][data-sign="${sign}"]`).click()
}

export function signs(person) {
  return person.at('reaction').evaluateAll((chips) => chips.map((chip) => chip.textContent.trim()))
}

export async function middle(person, text) {
  const box = await row(person, text).getByTestId('message-text').boundingBox()
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

// The direct room of two people, made behind the page's back.
export async function direct(server, name, other) {
  const { token } = await server.call('login', { name, password: PASSWORD, bearer: true })
  const { users } = await server.call('user.search', { query: other }, token)
  await server.call('room.create', { kind: 'direct', users: [users.find((user) => user.name === other).id] }, token)
}
