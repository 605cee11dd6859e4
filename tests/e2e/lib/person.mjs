// SPDX-License-Identifier: MIT
// Somebody with a browser of their own: what they do and what they see. Things are found by the handles of
// web/src/app/testids.ts only.
import { eventually, eventuallyEquals } from './wait.mjs'

export const PASSWORD = 'a long password'
export const DESKTOP = { width: 1366, height: 860 }
export const PHONE = { width: 390, height: 844 }

// What a browser says by itself when a server is away; the last is its look for a newer service worker. The first: a server
// that begins or ends takes connections while nothing behind them answers.
const NETWORK = /status of (429|503) .*\/api\/v1\/server\.info|net::ERR_|WebSocket connection to .* failed|Failed to load resource: net::|Failed to fetch|unknown error occurred when fetching the script/

// Who read one's last message, and what people are called in a group, is asked for by itself: also in the moment in which
// one is sent away or the group ends.
const LATE = /status of 403 .*\/api\/v1\/(message\.readers|room\.nicks)/

const textsOf = (found) => found.map((one) => one.textContent)

export class Person {
  #watch
  constructor(name, context, page, watch) {
    this.name = name
    this.context = context
    this.page = page
    this.#watch = watch
  }

  static async make(browser, url, name, options = {}) {
    const { viewport = DESKTOP, locale = 'en-US', colorScheme = 'light', touch = false, storageState, reducedMotion = 'reduce', serviceWorkers = 'allow', before = [] } = options
    const context = await browser.newContext({ viewport, locale, colorScheme, hasTouch: touch, isMobile: touch, storageState, timezoneId: 'Europe/Berlin', reducedMotion, serviceWorkers })
    context.setDefaultTimeout(20_000)
    // A page that breaks its own policy says so; nothing may.
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
      })
    })
    for (const script of before) await context.addInitScript(script)
    const watch = { problems: [], allowed: [LATE, ...(options.allow ?? [])] }
    const person = new Person(name, context, undefined, watch)
    person.look = { viewport, colorScheme }
    context.on('page', (page) => person.#listen(page))
    person.page = await context.newPage()
    await person.page.goto(url)
    return person
  }

  #listen(page) {
    const problem = (text) => this.#watch.problems.push(`${this.name}: ${text}`)
    page.on('console', (message) => {
      if (message.type() !== 'error') return
      const text = `${message.text()} ${message.location().url ?? ''}`
      if (!this.#watch.allowed.some((pattern) => pattern.test(text))) problem(`console: ${text}`)
    })
    page.on('pageerror', (error) => problem(`error: ${error.stack ?? error.message}`))
    page.on('dialog', (dialog) => {
      problem(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('crash', () => problem('the page crashed'))
  }

  get problems() {
    return this.#watch.problems
  }

  // From here on the network may fail.
  expectOutage() {
    this.#watch.allowed.push(NETWORK)
  }

  allow(pattern) {
    this.#watch.allowed.push(pattern)
  }

  at(id) {
    return this.page.getByTestId(id)
  }

  // What is written there now, in one look: a thing that goes away meanwhile is waited for by nobody.
  async says(id) {
    return (await this.at(id).evaluateAll(textsOf)).join('\n')
  }

  // --- signing in ---
  async register() {
    this.allow(/status of 404 .*\/api\/v1\/login/) // the name is unknown, so the page offers to make it
    await this.at('signin-name').fill(this.name)
    await this.at('signin-password').fill(PASSWORD)
    await this.at('signin-submit').click()
    await this.at('signin-create').click()
    await this.at('composer').or(this.at('room-list')).first().waitFor()
    return this
  }

  async signIn(password = PASSWORD) {
    await this.at('signin-name').fill(this.name)
    await this.at('signin-password').fill(password)
    await this.at('signin-submit').click()
    await this.at('composer').or(this.at('room-list')).first().waitFor()
    return this
  }

  // An operation, as this browser is signed in.
  api(op, request) {
    return this.page.evaluate(
      async ([name, body]) => {
        const answer = await fetch(`/api/v1/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
        return answer.json()
      },
      [op, request],
    )
  }

  async lobbyId() {
    return (await this.api('room.list', { scope: 'mine' })).rooms.find((room) => room.kind === 'lobby').id
  }

  // --- the conversation ---
  room(kind, title) {
    const rooms = this.page.locator(`[data-testid=room-item][data-kind=${kind}]`)
    return title === undefined ? rooms : rooms.filter({ hasText: title })
  }

  async open(kind, title) {
    await this.room(kind, title).first().click()
    await this.at('composer').waitFor()
  }

  async write(text) {
    await this.at('composer').fill(text)
  }

  async send(text) {
    await this.write(text)
    await this.at('composer').press('Enter')
  }

  // What the timeline shows, oldest first.
  rows() {
    return this.page.locator('[data-testid=message]').evaluateAll((rows) =>
      rows.map((row) => ({
        text: row.querySelector('[data-testid=message-text]')?.textContent.trim() ?? '',
        state: row.dataset.state,
        own: row.dataset.own === 'true',
        seq: row.dataset.seq === undefined ? undefined : Number(row.dataset.seq),
      })),
    )
  }

  async texts() {
    return (await this.rows()).map((row) => row.text)
  }

  seesTexts(expected) {
    return eventuallyEquals(`${this.name} sees these messages`, () => this.texts(), expected)
  }

  async sees(text, state) {
    await eventually(`${this.name} sees “${text}”${state ? ` (${state})` : ''}`, async () =>
      (await this.rows()).some((row) => row.text === text && (!state || row.state === state)),
    )
  }

  // The unread number beside a room in the list; 0 without one.
  async unread(kind, title) {
    const [badge] = await this.room(kind, title).first().getByTestId('unread-badge').evaluateAll(textsOf)
    return Number(badge ?? 0)
  }

  seesUnread(kind, title, count) {
    return eventuallyEquals(`${this.name} has so many unread in ${title ?? kind}`, () => this.unread(kind, title), count)
  }

  async isOnline() {
    await eventually(`${this.name} is connected`, async () => (await this.at('shell').getAttribute('data-connection')) === 'online')
  }

  // The service worker serves this page: it starts without a network from now on.
  async isInstalled() {
    await eventually(`${this.name}'s browser keeps the client`, () =>
      this.page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration()
        return registration?.active?.state === 'activated' && navigator.serviceWorker.controller !== null
      }),
    )
  }

  // The browser's store has the conversation: it is there without a network from now on.
  // `text`: of a message that is kept, too. What is said is written a moment later.
  async keeps(room, text = '') {
    await eventually(`${this.name}'s browser keeps room ${room}`, () => this.page.evaluate(isKept, [room, text]))
  }

  async close() {
    await this.context.close()
  }
}

// In the page.
async function isKept([room, text]) {
  const asked = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }))
  for (const { name } of await indexedDB.databases()) {
    const db = await asked(indexedDB.open(name))
    const rooms = db.objectStoreNames.contains('rooms') ? await asked(db.transaction('rooms').objectStore('rooms').getAll()) : []
    const events = rooms.length && text ? await asked(db.transaction('events').objectStore('events').getAll()) : []
    db.close()
    if (text && !events.some((one) => JSON.stringify(one).includes(text))) continue
    if (rooms.some((one) => one.id === room || one.info?.id === room)) return true
  }
  return false
}
