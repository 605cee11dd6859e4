// SPDX-License-Identifier: MIT
// What a test is given: servers of its own, and people with browsers. And how one test is run.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Person } from './person.mjs'
import { Server } from './server.mjs'

export class World {
  #browser
  #options
  people = []
  servers = []
  ends = [] // functions, called before the servers are removed
  notes = [] // figures for the report

  // options: binary, settings (of browsers), output (folder), pictures (folder), screenshots (folder, or undefined)
  constructor(browser, options) {
    this.#browser = browser
    this.#options = options
    this.screenshots = options.screenshots
  }

  async server(...flags) {
    const server = await Server.start(this.#options.binary, flags)
    this.servers.push(server)
    return server
  }

  // A context of the browser itself, for a test of what is beside our pages.
  async context(settings) {
    const context = await this.#browser.newContext(settings)
    this.ends.push(() => context.close().catch(() => undefined))
    return context
  }

  // A browser at the sign-in page.
  async visitor(server, name, settings) {
    const person = await Person.make(this.#browser, server.url, name, { ...this.#options.settings, ...settings })
    this.people.push(person)
    return person
  }

  // A browser with a new account, in the lobby.
  async person(server, name, settings) {
    return (await this.visitor(server, name, settings)).register()
  }

  // Into the documentation where it has a picture of that name, else to be looked at only.
  async picture(person, name) {
    if (!this.screenshots) return
    const kept = join(this.screenshots, `${name}.png`)
    mkdirSync(this.#options.pictures, { recursive: true })
    await person.page.screenshot({ path: existsSync(kept) ? kept : join(this.#options.pictures, `${name}.png`), animations: 'disabled', caret: 'hide' })
  }

  async evidence(name) {
    mkdirSync(this.#options.output, { recursive: true })
    const stem = join(this.#options.output, name.replace(/[^\w]+/g, '-'))
    for (const [index, person] of this.people.entries()) {
      await person.page.screenshot({ path: `${stem}-${index}-${person.name.replace(/[^\w]+/g, '')}.png` }).catch(() => undefined)
    }
    writeFileSync(`${stem}.log`, this.servers.map((server) => server.log).join('\n---\n'))
  }

  async end() {
    await Promise.all(this.people.map((person) => person.close().catch(() => undefined)))
    for (const end of this.ends.reverse()) await end()
    await Promise.all(this.servers.map((server) => server.remove()))
  }
}

// What went wrong, as a text, or undefined. test: name, run(world), limit in ms.
export async function runOne(test, world) {
  let timer
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`took longer than ${test.limit / 1000} s`)), test.limit)
    })
    await Promise.race([test.run(world), late])
    const problems = world.people.flatMap((person) => person.problems)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    return undefined
  } catch (error) {
    await world.evidence(test.name)
    const problems = world.people.flatMap((person) => person.problems)
    return [error.stack ?? String(error), ...problems].join('\n')
  } finally {
    clearTimeout(timer)
    await world.end()
  }
}
