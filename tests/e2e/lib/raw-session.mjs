// SPDX-License-Identifier: MIT
// A device without a page: says what it likes over a socket, and keeps what it is told.
import { eventually } from './wait.mjs'

export class RawSession {
  pushes = [] // { at, ...push }
  #socket
  #serial = 0
  #waiting = new Map()

  static async open(server, name, { token } = {}) {
    const session = new RawSession()
    session.name = name
    session.server = server
    session.token = token ?? (await server.call('register', { name, password: 'a long password', bearer: true })).token
    await session.connect()
    return session
  }

  // A further device of the same account.
  async another() {
    const { token } = await this.server.call('login', { name: this.name, password: 'a long password', bearer: true })
    return RawSession.open(this.server, this.name, { token })
  }

  async connect() {
    const socket = (this.#socket = new WebSocket(`${this.server.url.replace('http', 'ws')}/ws`, 'teahouse.v1.json'))
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data)
      const waiting = this.#waiting.get(message.re)
      if (!waiting) return void this.pushes.push({ time: performance.now(), ...message })
      this.#waiting.delete(message.re)
      if (message.ok) waiting.done(message.ok)
      else waiting.failed(Object.assign(new Error(`${waiting.op}: ${message.error?.code}`), { code: message.error?.code }))
    }
    await new Promise((done, failed) => Object.assign(socket, { onopen: done, onerror: () => failed(new Error(`${this.name} could not connect`)) }))
    this.welcome = await this.ask('hello', { version: 1, token: this.token, device: 'e2e' })
    this.id = this.welcome.user.id
    this.lobby = this.welcome.rooms.find(({ kind }) => kind === 'lobby').id
  }

  ask(op, body = {}) {
    const id = ++this.#serial
    return new Promise((done, failed) => {
      this.#waiting.set(id, { op, done, failed })
      this.#socket.send(JSON.stringify({ id, op, ...body }))
    })
  }

  // The code of the refusal; undefined: it was taken.
  async refusal(op, body) {
    try {
      await this.ask(op, body)
      return undefined
    } catch (error) {
      return error.code
    }
  }

  // The first push with that key that the condition holds for, in the past or to come.
  pushed(key, condition = () => true) {
    return eventually(`${this.name} is told ${key}`, () => this.pushes.find((one) => one[key] !== undefined && condition(one)))
  }

  // Everything that was sent to this device until now has arrived.
  async settle() {
    await this.ask('ping')
  }

  kinds(...keys) {
    return this.pushes.flatMap((push) => keys.filter((key) => push[key] !== undefined))
  }

  cut() {
    this.#socket.close()
  }
}
