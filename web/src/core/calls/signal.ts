// SPDX-License-Identifier: MIT
// What this device tells the others of its call through the server, and how its seat moves on to another socket. While no
// socket has the seat, signals wait: the server would not know whom they are from.
import { ChatError } from '../api'
import type { OpName, Push, Reply, Request } from '../protocol/codec'
import type { CallInfo, CallSeat } from '../protocol/generated'
import type { Signal } from './peer'

export interface SignalHost {
  request<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>>
  socket(): object | undefined // that has had its welcome; another object after each
}

export type Media = Omit<Request<'call.media'>, 'call'>

interface Waiting {
  to: number
  signal: Signal
}

const WAITING_MAX = 256
const AGAIN_MS = 1_000
const later: ReadonlySet<string> = new Set(['offline', 'timeout', 'rate_limited', 'internal', 'busy', 'store_unavailable', 'read_only'])
const codeOf = (error: unknown): string => (error instanceof ChatError ? error.code : 'offline')

export class Signals {
  private readonly waiting: Waiting[] = []
  private readonly before: Push[] = []
  private media: Media = {} // what one sends now
  private unsaid: Media = {}
  private saying = false
  private seat: { leg: number; token: string } | undefined
  private on: object | undefined // the socket that has the seat
  private moving: object | undefined // the one that gets it
  private last = 0 // seq of the newest
  private notBefore = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private closed = false

  constructor(
    private readonly host: SignalHost,
    private readonly call: () => CallInfo,
  ) {}

  // What comes before the seat may be about it, and is heard again by whoever sits there. Not that a call has ended: it
  // would be the seat before this one.
  note(push: Push): void {
    if (!this.seat && (push.type === 'calls' || push.type === 'signal') && this.before.length < WAITING_MAX) this.before.push(push)
  }

  early(): readonly Push[] {
    return this.before.splice(0)
  }

  // By the answer that has just come.
  sit({ leg, token, seq }: CallSeat): void {
    this.seat = { leg, token }
    this.on = this.host.socket()
    this.last = Math.max(this.last, seq)
  }

  get ready(): boolean {
    return !this.closed && this.seat !== undefined && this.on !== undefined && this.on === this.host.socket()
  }

  // Whether it is for this seat and was not here before: what comes again after a lost socket may have been.
  isNews(push: Extract<Push, { type: 'signal' }>): boolean {
    const { id, epoch } = this.call()
    if (this.closed || push.signal !== id || push.to !== this.seat?.leg || push.seq <= this.last) return false
    this.last = push.seq
    return push.epoch === epoch
  }

  send(to: number, signal: Signal): void {
    if (this.closed) return
    if (this.ready && this.waiting.length === 0) this.post({ to, signal })
    else this.keep({ to, signal })
  }

  // What one sends, the newest last. What changes in one moment is told at once: each telling is one for everybody in the call.
  say(media: Media): void {
    Object.assign(this.media, media)
    Object.assign(this.unsaid, media)
    if (!this.ready || this.saying) return
    this.saying = true
    queueMicrotask(() => {
      this.saying = false
      if (this.ready) this.sayNow()
    })
  }

  private sayNow(): void {
    const media = this.unsaid
    this.unsaid = {}
    this.host.request('call.media', { call: this.call().id, ...media }).catch((error: unknown) => {
      if (this.closed || !later.has(codeOf(error))) return
      for (const key of Object.keys(media)) Object.assign(this.unsaid, { [key]: this.media[key as keyof Media] }) // as it is by now
      this.again(error)
    })
  }

  // Takes the seat to the socket that is there now. Undefined: there is nothing to do, or not yet.
  async resume(): Promise<CallSeat | 'gone' | undefined> {
    const socket = this.host.socket()
    if (this.closed || !this.seat || !socket || socket === this.on || socket === this.moving || Date.now() < this.notBefore) return undefined
    this.moving = socket
    try {
      const { seat } = await this.host.request('call.resume', { call: this.call().id, ...this.seat, last: this.last })
      if (this.closed || this.host.socket() !== socket) return undefined // the next one
      this.on = socket
      return seat
    } catch (error) {
      if (!later.has(codeOf(error))) return this.closed ? undefined : 'gone'
      this.notBefore = Date.now() + AGAIN_MS
      return undefined
    } finally {
      if (this.moving === socket) this.moving = undefined
    }
  }

  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (!this.ready) return
    for (const one of this.waiting.splice(0)) this.post(one)
    if (Object.keys(this.unsaid).length > 0) this.say({})
  }

  private again(error?: unknown): void {
    const ms = (error instanceof ChatError && error.retryAfter) || AGAIN_MS
    if (this.ready) this.timer ??= setTimeout(() => this.flush(), ms)
  }

  stop(): void {
    this.closed = true
    this.waiting.length = 0
    clearTimeout(this.timer)
  }

  private post(one: Waiting): void {
    const { id, epoch } = this.call()
    this.host.request('call.signal', { call: id, to: one.to, epoch, ...one.signal }).catch((error: unknown) => {
      // Else: the other one has left, and nobody waits for it.
      if (!this.closed && later.has(codeOf(error))) this.keep(one, error)
    })
  }

  // For when the socket is back, or the server takes more. The oldest candidates are worth the least.
  private keep(one: Waiting, error?: unknown): void {
    if (this.waiting.length >= WAITING_MAX) {
      const least = this.waiting.findIndex(({ signal }) => !signal.sdp && !signal.key)
      this.waiting.splice(Math.max(0, least), 1)
    }
    this.waiting.push(one)
    this.again(error)
  }
}
