// SPDX-License-Identifier: MIT
// One WebSocket connection: requests with their answers, and pushes. It lives once; the link opens the next one.
import { ChatError } from '../api.ts'
import type { SocketLike } from '../platform'
import { decodeFrame, encodeRequest, type OpName, type Push, type Reply, type Request } from '../protocol/codec.ts'

export interface SocketEvents {
  open(): void
  push(push: Push): void
  closed(code: number, wasOpen: boolean): void // once; no other event comes after it
}

interface Waiting {
  op: OpName
  done(reply: unknown): void
  fail(error: ChatError): void
  timer: ReturnType<typeof setTimeout>
}

const OPEN = 1
const REQUEST_MS = 10_000
const CONNECT_MS = 10_000

export class Socket {
  private readonly waiting = new Map<number, Waiting>()
  private readonly connectTimer: ReturnType<typeof setTimeout>
  private nextId = 1
  private opened = false
  private ended = false
  lastHeard = Date.now()
  private readonly raw: SocketLike
  private readonly events: SocketEvents

  constructor(raw: SocketLike, events: SocketEvents) {
    this.raw = raw
    this.events = events
    raw.binaryType = 'arraybuffer'
    raw.onopen = () => this.open()
    if (raw.readyState === OPEN) queueMicrotask(() => this.open()) // it was made before
    raw.onmessage = (event) => this.receive(event.data)
    raw.onerror = () => undefined // a close follows
    raw.onclose = (event) => this.end(event.code)
    this.connectTimer = setTimeout(() => this.close(4000), CONNECT_MS)
  }

  get isOpen(): boolean {
    return !this.ended && this.raw.readyState === OPEN
  }

  request<O extends OpName>(op: O, request: Request<O>, timeout = REQUEST_MS): Promise<Reply<O>> {
    if (!this.isOpen) return Promise.reject(new ChatError('offline'))
    const id = this.nextId++
    const bytes = encodeRequest(id, op, request)
    return new Promise<Reply<O>>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id)
        reject(new ChatError('timeout'))
      }, timeout)
      this.waiting.set(id, { op, done: resolve as (reply: unknown) => void, fail: reject, timer })
      this.raw.send(bytes)
    })
  }

  // Ends it from this side. `closed` is told at once: a dead network may never finish the closing handshake.
  close(code: number): void {
    if (this.ended) return
    this.raw.close(code === 1000 || code >= 3000 ? code : 1000)
    this.end(code)
  }

  private open(): void {
    if (this.ended) return
    clearTimeout(this.connectTimer)
    this.opened = true
    this.heard()
    this.events.open()
  }

  private heard(): void {
    this.lastHeard = Date.now()
  }

  private receive(data: unknown): void {
    if (this.ended || !(data instanceof ArrayBuffer)) return
    this.heard()
    const frame = decodeFrame(new Uint8Array(data), (id) => this.waiting.get(id)?.op)
    if (!frame) return // an answer that came too late, or something of a newer server
    if (frame.type !== 'answer' && frame.type !== 'error') {
      this.events.push(frame)
      return
    }
    const waiting = this.waiting.get(frame.re)
    if (!waiting) return
    this.waiting.delete(frame.re)
    clearTimeout(waiting.timer)
    if (frame.type === 'error') waiting.fail(new ChatError(frame.error.code, frame.error.field, frame.error.retry_after, waiting.op))
    else waiting.done(frame.reply)
  }

  private end(code: number): void {
    if (this.ended) return
    this.ended = true
    clearTimeout(this.connectTimer)
    this.raw.onopen = this.raw.onmessage = this.raw.onclose = null
    const left = [...this.waiting.values()]
    this.waiting.clear()
    for (const waiting of left) {
      clearTimeout(waiting.timer)
      waiting.fail(new ChatError('offline'))
    }
    this.events.closed(code, this.opened)
  }
}
