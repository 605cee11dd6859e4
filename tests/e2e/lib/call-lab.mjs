// SPDX-License-Identifier: MIT
// A network for calls that belongs to one run alone: a namespace with nothing but a loopback, in which packets get lost,
// late or blocked as a test says, and relays (coturn) are started. Needs root, for the namespace and for nft.
import { spawn, spawnSync } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { eventually } from './wait.mjs'

const INSIDE = 'CALL_LAB_INSIDE'
const TURNSERVER = '/usr/bin/turnserver'
const SHIPPED = resolve(import.meta.dirname, '../../../deploy/coturn.conf')

// What keeps the lab from being built here; empty: nothing.
export function missing() {
  const found = (program) => ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => existsSync(join(folder, program)))
  const gone = ['unshare', 'ip', 'nft', 'turnserver'].filter((program) => !found(program))
  if (process.getuid() !== 0) gone.push('root')
  else if (gone.length === 0 && spawnSync('unshare', ['--net', 'true']).status !== 0) gone.push('the right to make a network namespace')
  return gone
}

// Runs the same program once more inside of a namespace and ends with its code; inside, goes on.
export async function enter() {
  if (process.env[INSIDE]) {
    run('ip', ['link', 'set', 'lo', 'up'])
    return
  }
  const child = spawn('unshare', ['--net', process.execPath, ...process.argv.slice(1)], { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } })
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal))
  process.exit(await new Promise((done) => child.once('exit', (code) => done(code ?? 1))))
}

function run(program, words, input) {
  const done = spawnSync(program, words, { input, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${program} ${words.join(' ')}: ${done.error?.message ?? done.stderr}\n${input ?? ''}`)
  return done.stdout
}

// --- What happens to packets. Each says what holds from now on, in place of what was said before. STUN, TURN and media are
// UDP; pages, sockets and TURN over TCP go on.
const rules = (...lines) =>
  run('nft', ['-f', '-'], `table inet lab\ndelete table inet lab\ntable inet lab {\n chain in {\n  type filter hook input priority 0; policy accept;\n${lines.map((line) => `  ${line}\n`).join('')} }\n}\n`)

export const network = {
  open: () => rules(),
  // Of so many percent of all packets nothing is seen again.
  lose: (percent) => rules(`meta l4proto udp numgen random mod 100 < ${percent} counter drop`),
  // The same, but only of what comes from that port.
  loseFrom: (port, percent) => rules(`udp sport ${port} numgen random mod 100 < ${percent} counter drop`),
  block: () => rules('meta l4proto udp counter drop'),
  // UDP passes only to and from these ports ([low, high] each).
  only: (...ports) =>
    rules(...ports.flatMap(([low, high]) => [`udp dport ${low}-${high} accept`, `udp sport ${low}-${high} accept`]), 'meta l4proto udp counter drop'),
  // Not even TCP to that port.
  close: (port) => rules(`tcp dport ${port} counter drop`, `udp dport ${port} counter drop`),
  dropped: () => Number(/counter packets (\d+)/.exec(run('nft', ['list', 'table', 'inet', 'lab']))?.[1] ?? 0),
}

export async function freePort() {
  const one = createServer()
  await new Promise((done) => one.listen(0, '127.0.0.1', done))
  const { port } = one.address()
  await new Promise((done) => one.close(done))
  return port
}

// --- A relay, with the configuration that we ship and the least changes that loopback needs.
export class Relay {
  log = ''
  secret = randomBytes(16).toString('hex')
  ports = [20_000, 20_999] // where it is reached by those who do not use it; none that the system gives to others
  #folder = mkdtempSync(join(tmpdir(), 'teahouse-relay-'))
  #child

  static async start(world, ...lines) {
    const relay = new Relay()
    world.ends.push(() => relay.stop())
    relay.port = await freePort()
    writeFileSync(relay.secretFile, relay.secret + '\n', { mode: 0o600 })
    writeFileSync(
      join(relay.#folder, 'coturn.conf'),
      [
        readFileSync(SHIPPED, 'utf8'),
        `listening-port=${relay.port}`,
        `static-auth-secret=${relay.secret}`,
        'listening-ip=127.0.0.1',
        'relay-ip=127.0.0.1',
        `min-port=${relay.ports[0]}`,
        `max-port=${relay.ports[1]}`,
        'allow-loopback-peers',
        'allowed-peer-ip=127.0.0.1',
        `pidfile=${join(relay.#folder, 'pid')}`,
        `userdb=${join(relay.#folder, 'none.db')}`,
        'verbose',
        ...lines,
        '',
      ].join('\n'),
    )
    await relay.begin()
    return relay
  }

  get secretFile() {
    return join(this.#folder, 'secret')
  }

  async begin() {
    this.#child = spawn(TURNSERVER, ['-c', join(this.#folder, 'coturn.conf'), '-l', 'stdout'], { stdio: ['ignore', 'pipe', 'pipe'], cwd: this.#folder })
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on('data', (bytes) => (this.log += bytes))
    await eventually('the relay listens', () => {
      if (this.#child.exitCode !== null) throw new Error(`coturn ended with ${this.#child.exitCode}: ${this.log.slice(-1_500)}`)
      return answersStun(this.port) // over TCP it listens before
    })
  }

  url(transport = 'udp', port = this.port) {
    return `turn:127.0.0.1:${port}?transport=${transport}`
  }

  // Flags of a server that sends people here. `secretFile`: another one, to be refused.
  flags(...urls) {
    return [`--turn.urls=${(urls.length ? urls : [this.url()]).join(',')}`, `--turn.secret_file=${this.secretFile}`]
  }

  // As the server makes them.
  credentials(seconds = 600, secret = this.secret) {
    const username = `${Math.floor(Date.now() / 1000) + seconds}:1.1`
    return { username, credential: createHmac('sha1', secret).update(username).digest('base64') }
  }

  async stop() {
    if (this.#child?.exitCode === null) {
      const ended = new Promise((done) => this.#child.once('exit', done))
      this.#child.kill('SIGKILL')
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

// Whether something answers a STUN binding request there (RFC 8489).
function answersStun(port) {
  const socket = createSocket('udp4')
  const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)])
  return new Promise((done) => {
    const timer = setTimeout(() => done(false), 200)
    socket.on('message', () => (clearTimeout(timer), done(true)))
    socket.on('error', () => done(false))
    socket.send(request, port, '127.0.0.1')
  }).finally(() => socket.close())
}

// Numbers between 0 and 1, the same for the same seed (mulberry32).
export function numbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

// --- A long line: what comes to its UDP port goes on to another one late, and by different times, so that packets
// overtake each other; answers go the same way back. Which packet waits how long is the same for the same seed.
export class LongLine {
  passed = 0
  lost = 0
  #front = createSocket('udp4')
  #backs = new Map()
  #random

  // delay, jitter: ms each way; loss: share of packets
  static async to(world, port, { delay = 0, jitter = 0, loss = 0, seed }) {
    const line = new LongLine()
    line.#random = numbers(seed)
    line.conditions = { delay, jitter, loss }
    line.#front.on('message', (bytes, from) => line.#back(from, port).then((back) => line.#later(() => back.send(bytes, port, '127.0.0.1'))))
    await new Promise((done) => line.#front.bind(0, '127.0.0.1', done))
    world.ends.push(() => line.close())
    return line
  }

  get port() {
    return this.#front.address().port
  }

  #later(send) {
    const { delay, jitter, loss } = this.conditions
    if (this.#random() < loss) return void this.lost++
    this.passed++
    setTimeout(() => this.#front && send(), delay + this.#random() * jitter)
  }

  #back({ address, port: from }) {
    const known = this.#backs.get(from)
    if (known) return known
    const made = new Promise((done) => {
      const back = createSocket('udp4')
      back.on('message', (bytes) => this.#later(() => this.#front.send(bytes, from, address)))
      back.bind(0, '127.0.0.1', () => done(back))
    })
    this.#backs.set(from, made)
    return made
  }

  async close() {
    const front = this.#front
    this.#front = undefined
    await new Promise((done) => front?.close(done) ?? done())
    for (const back of this.#backs.values()) (await back).close()
  }
}
