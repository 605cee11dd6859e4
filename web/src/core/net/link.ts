// SPDX-License-Identifier: MIT
// Runs in Node.js as it stands, for bots (bots/): values are imported with their endings, and types can be erased.
//
// Keeps a connection to the server: connects, says hello, watches that it is alive, and comes back after a loss.
//
//   start ─▶ connecting ─hello ok─▶ online ─lost─▶ offline(retryAt) ─▶ connecting …
//                 └── refused for good, or a close code that ends it ──▶ closed(reason)
import { type BanView, ChatError, type ConnectionView } from '../api.ts'
import type { Platform } from '../platform'
import type { OpName, Push, Reply, Request } from '../protocol/codec'
import { reconnectDelay } from './backoff.ts'
import { Socket } from './socket.ts'

export interface LinkEvents {
  hello(): Request<'hello'>
  welcome(welcome: Reply<'hello'>): void
  push(push: Push): void
  changed(view: ConnectionView): void
  lost(): void // was online and is not any more; requests under way have failed before
  signedIn(): Promise<boolean> // asked over HTTP when connecting fails: is the session still good?
}

type ClosedReason = Extract<ConnectionView, { state: 'closed' }>['reason']

const SUBPROTOCOL = 'teahouse.v1.msgpack'
const PING_MS = 25_000
const PONG_MS = 10_000
const PROBE_MS = 3_000
const TICK_MS = 5_000

const closing: Readonly<Record<number, ClosedReason>> = {
  4001: 'signed_out',
  4002: 'replaced',
  4003: 'removed',
  4004: 'banned',
  4013: 'version',
}

export class Link {
  private socket: Socket | undefined
  private view: ConnectionView = { state: 'connecting' }
  private attempt = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private tickTimer: ReturnType<typeof setInterval> | undefined
  private lastTick = 0
  private lastPing = 0
  private drainUntil = 0
  private ban: BanView = {}
  private probing = false
  private running = false
  private stopWake: (() => void) | undefined
  rtt = 0 // ms of the last ping
  private readonly platform: Platform
  private readonly events: LinkEvents

  constructor(platform: Platform, events: LinkEvents) {
    this.platform = platform
    this.events = events
  }

  start(): void {
    if (this.running) return
    this.running = true
    this.stopWake = this.platform.onWake(() => this.wake())
    this.lastTick = Date.now()
    this.tickTimer = setInterval(() => this.tick(), TICK_MS)
    this.attempt = 0
    this.connect()
  }

  stop(): void {
    this.running = false
    this.stopWake?.()
    clearInterval(this.tickTimer)
    clearTimeout(this.retryTimer)
    this.socket?.close(1000)
    this.socket = undefined
  }

  connection(): ConnectionView {
    return this.view
  }

  get online(): boolean {
    return this.view.state === 'online'
  }

  request<O extends OpName>(op: O, request: Request<O>, timeout?: number): Promise<Reply<O>> {
    if (!this.online || !this.socket) return Promise.reject(new ChatError('offline'))
    return this.socket.request(op, request, timeout).catch((error) => {
      if (error.code === 'timeout') void this.probe(PROBE_MS) // a line that has gone silent is found out by what is waited for
      throw error
    })
  }

  retryNow(): void {
    // The reader takes the chat back, or comes back after a while.
    if (this.view.state === 'closed' && (this.view.reason === 'replaced' || this.view.reason === 'banned')) this.start()
    if (!this.running || this.view.state === 'online' || this.view.state === 'connecting') return
    this.connect()
  }

  // Connects anew with another hello.
  restart(): void {
    if (this.running) this.connect()
  }

  // The view of a session that ended for a reason found elsewhere (a refused HTTP call, a logout).
  end(reason: ClosedReason): void {
    if (!this.running) return
    const wasOnline = this.online
    this.stop()
    this.set(reason === 'banned' ? { state: 'closed', reason, ban: this.ban } : { state: 'closed', reason })
    if (wasOnline) this.events.lost()
  }

  // The server told that it stops; it closes with 4012 soon.
  draining(retryAfter: number): void {
    this.drainUntil = Date.now() + retryAfter * (1 + this.platform.random() / 4)
  }

  // Kept out; a close with 4004 follows.
  banned(kicked: boolean, text?: string, retryAfter?: number): void {
    this.ban = { kicked, ...(text ? { text } : {}), ...(retryAfter ? { until: Date.now() + retryAfter } : {}) }
  }

  private set(view: ConnectionView): void {
    this.view = view
    this.events.changed(view)
  }

  private connect(): void {
    clearTimeout(this.retryTimer)
    this.socket?.close(1000)
    this.set({ state: 'connecting' })
    const url = `${this.platform.origin.replace(/^http/, 'ws')}/ws`
    const socket: Socket = new Socket(this.platform.openSocket(url, SUBPROTOCOL), {
      open: () => void this.sayHello(socket),
      push: (push) => {
        if (this.socket === socket) this.events.push(push)
      },
      closed: (code, wasOpen) => {
        if (this.socket === socket) this.onClosed(code, wasOpen)
      },
    })
    this.socket = socket
  }

  private async sayHello(socket: Socket): Promise<void> {
    try {
      const welcome = await socket.request('hello', this.events.hello())
      if (this.socket !== socket) return
      this.attempt = 0
      this.drainUntil = 0
      this.lastPing = Date.now()
      this.set({ state: 'online' })
      this.events.welcome(welcome)
    } catch (error) {
      if (this.socket !== socket) return
      const code = error instanceof ChatError ? error.code : 'internal'
      if (code === 'login_needed' || code === 'session_expired' || code === 'disabled') this.end('signed_out')
      else if (code === 'version') this.end('version')
      else if (code === 'banned') {
        this.banned(this.ban.kicked ?? false, this.ban.text, (error as ChatError).retryAfter)
        this.end('banned')
      }
      else socket.close(4000)
    }
  }

  private onClosed(code: number, wasOpen: boolean): void {
    this.socket = undefined
    const wasOnline = this.online
    const reason = closing[code]
    if (reason) {
      this.end(reason)
      return
    }
    this.waitAndRetry(code === 4012)
    if (wasOnline) this.events.lost()
    if (!wasOpen && !wasOnline) void this.diagnose()
  }

  private waitAndRetry(draining: boolean): void {
    const now = Date.now()
    let retryAt = now + reconnectDelay(this.attempt++, this.platform.random())
    if (draining || this.drainUntil > now) retryAt = Math.max(retryAt, this.drainUntil)
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => this.connect(), retryAt - now)
    this.set({ state: draining ? 'draining' : 'offline', retryAt })
  }

  // A refused upgrade looks like a dead server to a page. Ask over HTTP whether the session is the reason.
  private async diagnose(): Promise<void> {
    try {
      if (!(await this.events.signedIn()) && this.running && !this.online) this.end('signed_out')
    } catch {
      // no answer: the server is away, the retry goes on
    }
  }

  private tick(): void {
    const now = Date.now()
    const slept = now - this.lastTick > 3 * TICK_MS
    this.lastTick = now
    if (slept) this.wake()
    else if (this.online && now - Math.max(this.lastPing, this.socket?.lastHeard ?? 0) >= PING_MS - TICK_MS / 2) void this.probe(PONG_MS)
  }

  // The network may have changed: make sure of the connection, or come back at once.
  private wake(): void {
    if (!this.running) return
    if (this.online) void this.probe(PROBE_MS)
    else if (this.view.state === 'offline' || (this.view.state === 'draining' && Date.now() >= this.drainUntil)) {
      this.attempt = 0
      this.connect()
    }
  }

  private async probe(timeout: number): Promise<void> {
    const socket = this.socket
    if (!socket || this.probing) return
    this.probing = true
    const sent = (this.lastPing = Date.now())
    try {
      await socket.request('ping', {}, timeout)
      this.rtt = Date.now() - sent
    } catch {
      // Nothing at all was heard meanwhile: the connection is dead even if the system does not know it yet.
      if (this.socket === socket && socket.lastHeard <= sent) socket.close(4000)
    } finally {
      this.probing = false
    }
  }
}
