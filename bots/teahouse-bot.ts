// SPDX-License-Identifier: MIT
// A bot on Node.js (24 or newer, no packages, no build): logs in, reads the conversations that it is a member of, answers.
//
// What it promises: every message of the others reaches the handler in the order of its room, also those that were written
// while the bot or the server was away; and an answer that was given with reply() is in the room once, whatever dies when.
// A message whose handler had not finished when the bot died reaches the handler again; reply() then repeats the same
// answer under the same id, which the server keeps once. So a handler may be called twice, what it replies shows once.
//
// The protocol, its types and the connection are those of the web client.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { ChatError } from '../web/src/core/api.ts'
import { resendDelay } from '../web/src/core/net/backoff.ts'
import { Http } from '../web/src/core/net/http.ts'
import { Link } from '../web/src/core/net/link.ts'
import type { Platform } from '../web/src/core/platform.ts'
import { protocolVersion, type Event, type OpName, type OpenedRoom, type Push, type Reply, type Request, type RoomInfo, type UserInfo } from '../web/src/core/protocol/codec.ts'

export { ChatError }
export type { Event, RoomInfo, UserInfo }

export interface Message {
  readonly event: Event
  readonly room: RoomInfo
  readonly text: string // as it was written; empty for pictures and files
  readonly named: boolean // it names the bot, or is in a direct conversation with it
  // Answers in the room; `quote` shows what it answers. The number of the message. Call it in the same order each time.
  reply(text: string, options?: { quote?: boolean }): Promise<number>
}

export interface BotOptions {
  server: string // http://localhost:8080
  token: string // of a login with `bearer`; see Bot.login
  state?: string // a file that remembers how far the bot has read; without it, it begins anew at each start
  label?: string // in the list of logins
  onMessage(message: Message): void | Promise<void>
  onError?(error: unknown, message?: Message): void // what a handler threw, or why the connection ended
}

type Position = [epoch: number, seq: number]

const OPEN_MAX = 256 // rooms of one hello
const PAGE = 100 // events of one page of history
// Refusals that pass: the same message is offered again under the same id, until it is answered.
const passing = new Set(['offline', 'timeout', 'rate_limited', 'slow_mode', 'busy', 'store_unavailable', 'read_only', 'outcome_unknown'])

export class Bot {
  readonly rooms = new Map<number, RoomInfo>()
  user: UserInfo | undefined
  private readonly options: BotOptions
  private readonly link: Link
  private readonly http: Http
  private readonly handled = new Map<number, Position>() // up to here the handler is done
  private readonly queued = new Map<number, number>() // up to here events wait for it
  private readonly work = new Map<number, Promise<void>>()
  private readonly waiting = new Set<() => void>() // for the connection
  private readonly filling = new Set<number>()
  private stopped = false

  constructor(options: BotOptions) {
    this.options = options
    const platform = nodePlatform(options)
    this.http = new Http(platform)
    for (const [room, position] of remembered(options.state)) this.handled.set(room, position)
    this.link = new Link(platform, {
      hello: () => ({
        version: protocolVersion,
        token: options.token,
        device: options.label ?? 'bot',
        open: [...this.handled].slice(0, OPEN_MAX).map(([room, [epoch]]) => [room, epoch, this.queued.get(room) ?? 0]),
      }),
      welcome: (welcome) => this.welcomed(welcome),
      push: (push) => this.pushed(push),
      changed: (view) => {
        if (view.state === 'closed') options.onError?.(new ChatError(view.reason))
        if (view.state !== 'online' && view.state !== 'closed') return
        for (const go of this.waiting) go()
        this.waiting.clear()
      },
      lost: () => undefined,
      signedIn: async () => (await this.http.call('server.info', {})).user !== undefined,
    })
  }

  // Logs in with a name and a password; the token is good until the login is ended in the account's settings.
  static async login(server: string, name: string, password: string, label = 'bot'): Promise<string> {
    const http = new Http(nodePlatform({ server, token: '' }))
    const { token } = await http.call('login', { name, password, device: label, bearer: true })
    if (!token) throw new ChatError('internal')
    return token
  }

  start(): void {
    for (const [room, [, seq]] of this.handled) this.queued.set(room, seq)
    this.link.start()
  }

  // Reads no more, and ends when the handlers under way have.
  async stop(): Promise<void> {
    this.stopped = true
    await Promise.allSettled(this.work.values())
    this.link.stop()
  }

  // Any operation of docs/protocol.md.
  call<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>> {
    return this.http.call(op, request)
  }

  // Sends until it is acknowledged, over reconnects and restarts of the server; `cmid` makes it once. The message's number.
  async send(room: number, text: string, options: { cmid?: string; ref?: number; mentions?: number[] } = {}): Promise<number> {
    const { cmid = crypto.randomUUID(), ...rest } = options
    for (let attempt = 1; ; attempt++) {
      try {
        await this.connected()
        return (await this.link.request('message.send', { room, cmid, text, ...rest })).seq
      } catch (error) {
        if (!(error instanceof ChatError) || !passing.has(error.code) || this.link.connection().state === 'closed') throw error
        await pause(resendDelay(attempt, Math.random(), error.retryAfter))
      }
    }
  }

  private connected(): Promise<void> {
    const { state } = this.link.connection()
    if (state === 'closed') return Promise.reject(new ChatError('offline'))
    return state === 'online' ? Promise.resolve() : new Promise((resolve) => this.waiting.add(resolve))
  }

  // --- what comes in ---

  private welcomed(welcome: Reply<'hello'>): void {
    this.user = welcome.user
    const open = new Map(welcome.open.map((room) => [room[0], room]))
    for (const room of welcome.rooms) this.rooms.set(room.id, room)
    for (const room of welcome.rooms) {
      const opened = open.get(room.id)
      if (opened) this.opened(room, opened)
      else void this.open(room)
    }
  }

  private pushed(push: Push): void {
    if (push.type === 'events') for (const event of push.events) this.take(event)
    else if (push.type === 'rooms') {
      for (const room of push.rooms) {
        const known = this.rooms.has(room.id)
        this.rooms.set(room.id, room)
        if (!known && room.role !== undefined) void this.open(room)
      }
    } else if (push.type === 'gone') for (const room of push.gone) this.rooms.delete(room)
    else if (push.type === 'lag') {
      for (const [id] of push.lag) {
        const room = this.rooms.get(id)
        if (room) void this.open(room) // too much came at once: it goes on from where it was
      }
    } else if (push.type === 'notice' && push.notice === 'draining') this.link.draining(push.retry_after ?? 0)
  }

  private async open(room: RoomInfo): Promise<void> {
    try {
      const [epoch, seq] = this.handled.get(room.id) ?? [room.epoch, room.head]
      const reply = await this.link.request('room.open', { open: [room.id, epoch, Math.max(seq, this.queued.get(room.id) ?? 0)] })
      this.rooms.set(room.id, reply.room)
      this.opened(reply.room, reply.open)
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'offline') this.options.onError?.(error)
    }
  }

  // A room that is new to the bot begins now, and so does one whose log began anew.
  private opened(room: RoomInfo, [, state]: OpenedRoom): void {
    const known = this.handled.get(room.id)
    if (!known || state === 'reset') {
      this.queued.set(room.id, room.head)
      this.moved(room.id, room.epoch, room.head)
    } else if (state === 'gap') void this.fill(room.id)
    else if (state === 'refused') this.handled.delete(room.id)
  }

  private take(event: Event): void {
    const last = this.queued.get(event.room)
    if (last === undefined || event.seq <= last) return
    if (event.seq > last + 1) {
      void this.fill(event.room)
      return
    }
    this.queued.set(event.room, event.seq)
    const before = this.work.get(event.room) ?? Promise.resolve()
    this.work.set(event.room, before.then(() => this.handle(event)))
  }

  // What lies between is read from the log.
  private async fill(room: number): Promise<void> {
    if (this.filling.has(room)) return
    this.filling.add(room)
    try {
      for (;;) {
        const after = this.queued.get(room) ?? 0
        const page = await this.link.request('history', { room, after, limit: PAGE })
        // What is before the first event that the bot may read is not for it.
        if (page.first > after + 1) this.queued.set(room, page.first - 1)
        for (const event of page.events) this.take(event)
        if (!page.more_after || page.events.length === 0) break
      }
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'offline') this.options.onError?.(error)
    } finally {
      this.filling.delete(room)
    }
  }

  private async handle(event: Event): Promise<void> {
    if (this.stopped) return
    const room = this.rooms.get(event.room)
    if (room && event.from !== this.user?.id && event.kind === 'text') {
      const message = this.messageOf(event, room)
      try {
        await this.options.onMessage(message)
      } catch (error) {
        this.options.onError?.(error, message)
      }
    }
    this.moved(event.room, room?.epoch ?? this.handled.get(event.room)?.[0] ?? 1, event.seq)
  }

  private messageOf(event: Event, room: RoomInfo): Message {
    let replies = 0
    const { body } = event
    return {
      event,
      room,
      text: body.text ?? '',
      named: room.kind === 'direct' || (body.mentions?.includes(this.user?.id ?? 0) ?? false),
      reply: (text, options = {}) =>
        this.send(room.id, text, { cmid: `reply-${room.id}-${room.epoch}-${event.seq}-${++replies}`, ...(options.quote ? { ref: event.seq } : {}) }),
    }
  }

  private moved(room: number, epoch: number, seq: number): void {
    this.handled.set(room, [epoch, seq])
    const { state } = this.options
    if (state === undefined) return
    // Whole or not at all.
    writeFileSync(`${state}.new`, JSON.stringify(Object.fromEntries(this.handled)))
    renameSync(`${state}.new`, state)
  }
}

function remembered(file: string | undefined): [number, Position][] {
  if (file === undefined) return []
  try {
    const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Position>)
    return entries.map(([room, position]) => [Number(room), position])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function nodePlatform({ server, token }: { server: string; token: string }): Platform {
  const authorization: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {}
  return {
    origin: server.replace(/\/+$/, ''),
    openSocket: (url, protocol) => new WebSocket(url, protocol),
    fetch: (url, init) => fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...authorization } }),
    indexedDB: undefined,
    localStorage: undefined,
    locks: undefined,
    openChannel: () => undefined,
    random: Math.random,
    randomId: () => crypto.randomUUID(),
    nextFrame: (work) => void setImmediate(work),
    onWake: () => () => undefined,
    onHide: () => () => undefined,
    deviceLabel: () => 'bot',
  }
}
