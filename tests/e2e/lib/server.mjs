// SPDX-License-Identifier: MIT
// The real server under test: started on a free port with a data folder of its own, killed and started again.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import { eventually } from './wait.mjs'

export class Server {
  #binary
  #flags
  #child
  #log = ''
  #ended
  #sockets = []
  port = 0
  data = mkdtempSync(join(tmpdir(), 'teahouse-e2e-'))

  constructor(binary, flags = []) {
    this.#binary = binary
    this.#flags = flags
  }

  static async start(binary, flags) {
    const server = new Server(binary, flags)
    await server.start()
    return server
  }

  get config() {
    return join(this.data, 'e2e.toml')
  }

  // Pretends that the disk is full above a size of the database; 0: it is not.
  setDiskLimit(kilobytes) {
    writeFileSync(this.config, `[test]\ndisk_limit_kb = ${kilobytes}\n`)
  }

  get url() {
    return `http://localhost:${this.port}`
  }

  get log() {
    return this.#log
  }

  // After a kill the same port is taken again: pages know no other.
  async start() {
    if (!existsSync(this.config)) this.setDiskLimit(0)
    rmSync(join(this.data, 'port'), { force: true })
    const child = spawn(
      this.#binary,
      ['-p', String(this.port), '--data', this.data, '--config', this.config, '--test.fast_hash=true', ...this.#flags],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    this.#child = child
    this.#ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (this.#log += bytes))
    await eventually('the server listens', async () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${this.#log}`)
      const port = Number(readFileSync(join(this.data, 'port'), 'utf8'))
      return port > 0 && (await fetch(`http://localhost:${port}/readyz`)).ok && (this.port = port)
    })
  }

  // Dead at once, like a power cut without the power.
  async kill() {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  // Reads its configuration again.
  reload() {
    this.#child.kill('SIGHUP')
  }

  // Asked to stop: clients are told to come back.
  async stop() {
    this.#child.kill('SIGTERM')
    return this.#ended
  }

  // Of the process, without what it shares with files.
  residentMb() {
    const line = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8'))
    return Math.round(Number(line[1]) / 102.4) / 10
  }

  async remove() {
    for (const socket of this.#sockets) socket.close()
    if (this.#child && this.#child.exitCode === null && this.#child.signalCode === null) await this.kill()
    rmSync(this.data, { recursive: true, force: true })
  }

  // --- the API, for what a test needs beside the browsers ---
  async call(op, body = {}, token) {
    const answer = await fetch(`${this.url}/api/v1/${op}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
    const reply = await answer.json()
    if (!answer.ok) throw Object.assign(new Error(`${op}: ${reply.error?.code}`), { code: reply.error?.code })
    return reply
  }

  // A person without a browser.
  async bot(name) {
    const { user, token } = await this.call('register', { name, password: 'a long password', bearer: true })
    let serial = 0
    const send = (room, text) => this.call('message.send', { room, text, cmid: `bot-message-${user.id}-${++serial}` }, token)
    return {
      id: user.id,
      name,
      call: (op, body) => this.call(op, body, token),
      send,
      // One of very many: as fast as the account's rate allows.
      post: async (room, text) => {
        for (;;) {
          try {
            return await send(room, text)
          } catch (error) {
            if (error.code !== 'rate_limited') throw error
            await pause(100)
          }
        }
      },
      // A whole file; its id.
      upload: async (name, bytes) => {
        const fields = { Authorization: `Bearer ${token}`, 'Tus-Resumable': '1.0.0' }
        const metadata = `filename ${Buffer.from(name).toString('base64')}`
        const made = await fetch(`${this.url}/api/v1/upload`, { method: 'POST', headers: { ...fields, 'Upload-Length': String(bytes.length), 'Upload-Metadata': metadata } })
        const place = made.headers.get('Location')
        if (!place) throw new Error(`an upload was answered with ${made.status}`)
        const done = await fetch(this.url + place, { method: 'PATCH', headers: { ...fields, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' }, body: bytes })
        if (done.status !== 204) throw new Error(`its bytes were answered with ${done.status}`)
        return place.split('/').at(-1)
      },
      get: (path) => fetch(this.url + path, { headers: { Authorization: `Bearer ${token}` } }),
      rooms: async () => (await this.call('room.list', { scope: 'mine' }, token)).rooms,
      // Shown as online from now on, as with a page open. Answers how to say what only sockets say.
      online: async () => {
        const socket = new WebSocket(`${this.url.replace('http', 'ws')}/ws`, 'teahouse.v1.json')
        this.#sockets.push(socket)
        await new Promise((resolve, reject) => {
          socket.onopen = () => socket.send(JSON.stringify({ id: 1, op: 'hello', version: 1, token, device: 'e2e' }))
          socket.onmessage = resolve
          socket.onerror = () => reject(new Error(`${name} could not connect`))
        })
        return (op, body) => socket.send(JSON.stringify({ id: ++serial, op, ...body }))
      },
      lobby: async () => (await this.call('room.list', { scope: 'mine' }, token)).rooms.find((room) => room.kind === 'lobby').id,
    }
  }
}
