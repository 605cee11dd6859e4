// SPDX-License-Identifier: MIT
// The protocol in memory, as much of it as the core needs: accounts, rooms with dense logs, resume, read marks. Frames
// arrive in a later task, in order, as from a network. Faults are set by the test: see `faults`.
import type { Platform, SocketLike } from '../src/core/platform'
import { merge } from '../src/core/sync/merge'
import { decodeRequest, encodeAnswer, encodeError, encodePush } from './wire'

type Fields = Record<string, unknown>
interface FakeEvent extends Fields {
  room: number
  seq: number
  from: number
  kind: string
  body: Fields
  cmid?: string
}
interface FakeRoom {
  id: number
  kind: 'lobby' | 'group' | 'direct'
  title?: string
  epoch: number
  first?: number // what was before may not be read
  keep?: number
  keepOwn?: number
  log: FakeEvent[]
  members: Map<number, { role: string; read: number }>
  marked?: boolean // to be looked at again
  recall?: number
  drafts: Map<number, Fields & { text: string; at: number }> // by their writers
}

export interface Faults {
  refuseUpgrade: boolean // sockets fail to open
  noSession: boolean // hello is refused
  dropAnswers: boolean // requests are carried out, the answers never arrive
  dropRequests: boolean // nothing arrives
  sendError: string | undefined // message.send is refused with it
  sendRetryAfter: number | undefined
  changeError?: string // message.edit, message.recall and message.react are refused with it
  openError: string | undefined // room.open is refused with it
  historyError: string | undefined
  draftError?: string // draft.set is refused with it
  omitEvents: number // so many next live events are not delivered
  silent: boolean // the connection is dead: nothing in either direction
}

export class FakeSocket implements SocketLike {
  binaryType = 'blob'
  readyState = 0
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  open = new Map<number, number>() // room → the seq up to which events were sent
  user: number | undefined

  constructor(
    private readonly server: FakeServer,
    readonly url: string,
    readonly protocol: string,
  ) {
    setTimeout(() => {
      if (this.readyState !== 0) return
      if (server.faults.refuseUpgrade) return this.end(1006)
      this.readyState = 1
      this.onopen?.({} as Event)
    }, 1)
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    const { faults } = this.server
    if (this.readyState !== 1 || faults.silent || faults.dropRequests) return
    const copy = data.slice()
    setTimeout(() => {
      if (this.readyState === 1) this.server.handle(this, copy)
    }, 1)
  }

  deliver(frame: ArrayBuffer): void {
    setTimeout(() => {
      if (this.readyState === 1 && !this.server.faults.silent) this.onmessage?.({ data: frame } as MessageEvent)
    }, 1)
  }

  close(code = 1000): void {
    if (this.readyState >= 2) return
    this.readyState = 3
    this.server.gone(this)
    setTimeout(() => this.onclose?.({ code } as CloseEvent), 1)
  }

  end(code: number): void {
    this.readyState = 3
    this.server.gone(this)
    this.onclose?.({ code } as CloseEvent)
  }
}

export class FakeServer {
  readonly faults: Faults = {
    refuseUpgrade: false,
    noSession: false,
    dropAnswers: false,
    dropRequests: false,
    sendError: undefined,
    sendRetryAfter: undefined,
    openError: undefined,
    historyError: undefined,
    omitEvents: 0,
    silent: false,
  }
  readonly users = new Map<number, Fields & { id: number; name: string }>()
  readonly rooms = new Map<number, FakeRoom>()
  readonly sockets = new Set<FakeSocket>()
  readonly requests: { op: string; request: Fields }[] = []
  signedIn: number | undefined = 1
  resumeMax = 500
  getMax = Infinity // so many messages fit into an answer
  connects = 0
  private readonly sent = new Map<string, FakeEvent>()

  constructor() {
    for (const [id, name] of [[1, 'anna'], [2, 'bo'], [3, '陈']] as const) this.users.set(id, { id, name })
    this.addRoom(1, 'lobby', [1, 2, 3])
  }

  addRoom(id: number, kind: FakeRoom['kind'], members: number[], title?: string): FakeRoom {
    const room: FakeRoom = { id, kind, title, epoch: 1000 + id, log: [], drafts: new Map(), members: new Map(members.map((user, index) => [user, { role: index === 0 && kind === 'group' ? 'owner' : 'member', read: 0 }])) }
    this.rooms.set(id, room)
    return room
  }

  // Somebody writes.
  post(room: number, from: number, text: string, cmid?: string): FakeEvent {
    return this.append(room, { from, kind: 'text', body: { text }, cmid })
  }

  append(id: number, event: { from: number; kind: string; body: Fields; cmid?: string; ref?: unknown }): FakeEvent {
    const room = this.rooms.get(id)!
    const full: FakeEvent = { room: id, seq: room.log.length + 1, at: Date.now(), ...event }
    room.log.push(full)
    if (this.faults.omitEvents > 0) {
      this.faults.omitEvents--
      for (const socket of this.sockets) if (socket.open.has(id)) socket.open.set(id, full.seq)
      return full
    }
    for (const socket of this.sockets) {
      if (socket.user === undefined || !room.members.has(socket.user)) continue
      if (socket.open.has(id)) {
        socket.open.set(id, full.seq)
        socket.deliver(encodePush('events', { events: [{ ...full, cmid: undefined }] }))
      } else {
        socket.deliver(encodePush('heads', { heads: [[id, full.seq, this.count(room)]] }))
      }
    }
    return full
  }

  // What is up to `ref` is older than it is kept.
  expire(id: number, ref: number, keep?: number): void {
    const room = this.rooms.get(id)!
    room.first = ref + 1
    room.log.splice(0, ref, ...room.log.slice(0, ref).map((event) => ({ ...event, body: {} })))
    this.append(id, { from: 0, kind: 'expired', ref, body: keep ? { keep } : {} })
  }

  // Somebody's half a sentence; all devices of theirs are told, the one that wrote it, too.
  draft(id: number, user: number, text: string, at = Date.now()): Fields {
    const draft = { room: id, text, at }
    if (text) this.rooms.get(id)!.drafts.set(user, draft)
    else this.rooms.get(id)!.drafts.delete(user)
    for (const socket of this.sockets) if (socket.user === user) socket.deliver(encodePush('drafts', { drafts: [draft] }))
    return draft
  }

  push(name: string, push: object): void {
    for (const socket of this.sockets) if (socket.user !== undefined) socket.deliver(encodePush(name, push))
  }

  // Every connection breaks.
  drop(code = 1006): void {
    for (const socket of new Set(this.sockets)) socket.end(code)
  }

  gone(socket: FakeSocket): void {
    this.sockets.delete(socket)
  }

  of(op: string): Fields[] {
    return this.requests.filter((request) => request.op === op).map((request) => request.request)
  }

  platform(storage?: IDBFactory, extra: Partial<Platform> = {}): Platform {
    let serial = 0
    let state = 99
    const tag = Math.random().toString(36).slice(2, 8)
    return {
      origin: 'http://chat.test',
      openSocket: (url, protocol) => {
        this.connects++
        const socket = new FakeSocket(this, url, protocol)
        this.sockets.add(socket)
        return socket
      },
      fetch: (url, init) => this.http(url, init),
      indexedDB: storage,
      localStorage: undefined,
      locks: undefined,
      openChannel: () => undefined,
      random: () => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) / 2147483647,
      randomId: () => `cmid-${tag}-${++serial}`,
      nextFrame: (work) => void setTimeout(work, 5),
      onWake: () => () => undefined,
      onHide: () => () => undefined,
      deviceLabel: () => 'test',
      ...extra,
    }
  }

  handle(socket: FakeSocket, bytes: Uint8Array): void {
    const { id, op, request } = decodeRequest(bytes)
    this.requests.push({ op, request })
    const answer = (reply: object): void => {
      if (!this.faults.dropAnswers) socket.deliver(encodeAnswer(id, op, reply))
    }
    const refuse = (code: string, retryAfter?: number): void => socket.deliver(encodeError(id, code, retryAfter))
    if (op === 'hello') return this.hello(socket, request, answer, refuse)
    if (op === 'ping') return answer({ now: Date.now() })
    const user = socket.user
    if (user === undefined) return refuse('login_needed')
    const room = this.rooms.get(request.room as number)
    if ('room' in request && !room?.members.has(user)) return refuse('not_a_member')
    switch (op) {
      case 'message.send':
        return this.send(user, request, answer, refuse)
      case 'message.edit':
        return this.change(user, request, { kind: 'edit', body: { text: request.text } }, answer, refuse)
      case 'message.recall':
        return this.change(user, request, { kind: 'recall', body: {} }, answer, refuse)
      case 'message.react':
        return this.change(user, request, { kind: 'reaction', body: { sign: request.sign, ...(request.off ? { off: true } : {}) } }, answer, refuse)
      case 'message.pin':
        return answer({ seq: request.ref, at: Date.now(), duplicate: true }) // it is so already
      case 'message.get':
        return answer({ events: room!.log.filter((event) => (request.seqs as number[]).includes(event.seq)).slice(0, this.getMax).map((event) => ({ ...this.merged(room!, event), cmid: undefined })) })
      case 'history':
        if (this.faults.historyError) return refuse(this.faults.historyError)
        return answer(this.history(user, room!, request))
      case 'read': {
        const member = room!.members.get(user)!
        member.read = Math.max(member.read, Math.min(request.seq as number, room!.log.length))
        return answer({ read: member.read, unread: this.unread(room!, user) })
      }
      case 'room.get':
        return answer({ room: this.info(room!, user) })
      case 'room.open': {
        if (this.faults.openError) return refuse(this.faults.openError)
        const [roomId] = request.open as [number, number, number]
        const opened = this.rooms.get(roomId)
        if (!opened?.members.has(user)) return refuse('not_a_member')
        const state = this.plan(socket, user, request.open as [number, number, number])
        answer({ open: [roomId, state.state, opened.log.length], room: this.info(opened, user) })
        return this.resume(socket, roomId, state.events)
      }
      case 'room.close':
        socket.open.delete(request.room as number)
        return answer({})
      case 'room.create': {
        const users = [user, ...(request.users as number[])]
        const made = this.addRoom(this.rooms.size + 1, request.kind as FakeRoom['kind'], users, request.title as string | undefined)
        return answer({ room: this.info(made, user) })
      }
      case 'user.get':
        return answer({ users: (request.users as number[]).flatMap((each) => this.users.get(each) ?? []) })
      case 'presence.watch':
        return answer({ online: [] })
      case 'typing':
        return answer({})
      case 'draft.set':
        if (this.faults.draftError) return refuse(this.faults.draftError)
        return answer({ draft: this.draft(room!.id, user, (request.text as string | undefined) ?? '') })
      default:
        return refuse('unknown_op')
    }
  }

  private hello(socket: FakeSocket, request: Fields, answer: (reply: object) => void, refuse: (code: string) => void): void {
    if (this.faults.noSession || this.signedIn === undefined) {
      refuse('session_expired')
      setTimeout(() => socket.end(4001), 2)
      return
    }
    const user = this.signedIn
    socket.user = user
    const asked = (request.open ?? []) as [number, number, number][]
    const plans = asked.map((open) => ({ id: open[0], ...this.plan(socket, user, open) }))
    answer({
      user: this.users.get(user),
      device: 7,
      server: 'Test',
      version: '0',
      now: Date.now(),
      limits: { message_bytes: 1, text_bytes: 65536, history_page: 200, open_rooms: 256, group_members: 9, avatar_bytes: 1, name_bytes: 64, password_chars_min: 10 },
      rooms: [...this.rooms.values()].filter((room) => room.members.has(user)).map((room) => this.info(room, user)),
      open: plans.map(({ id, state }) => [id, state, this.rooms.get(id)?.log.length ?? 0]),
      online: 2,
    })
    for (const { id, state, events } of plans) if (state !== 'refused') this.resume(socket, id, events)
  }

  private plan(_socket: FakeSocket, user: number, [id, epoch, seq]: [number, number, number]): { state: string; events: FakeEvent[] } {
    const room = this.rooms.get(id)
    if (!room?.members.has(user)) return { state: 'refused', events: [] }
    const own = (event: FakeEvent): FakeEvent => (event.from === user ? event : { ...event, cmid: undefined })
    if (epoch !== room.epoch || seq > room.log.length) return { state: 'reset', events: room.log.slice(-50).map(own) }
    if (room.log.length - seq > this.resumeMax) return { state: 'gap', events: room.log.slice(-50).map(own) }
    return { state: 'ok', events: room.log.slice(seq).map(own) }
  }

  private resume(socket: FakeSocket, id: number, events: FakeEvent[]): void {
    socket.open.set(id, this.rooms.get(id)!.log.length)
    if (events.length > 0) socket.deliver(encodePush('events', { events }))
  }

  private send(user: number, request: Fields, answer: (reply: object) => void, refuse: (code: string, retryAfter?: number) => void): void {
    if (this.faults.sendError) return refuse(this.faults.sendError, this.faults.sendRetryAfter)
    const key = `${user} ${String(request.cmid)}`
    const known = this.sent.get(key)
    if (known) return answer({ seq: known.seq, epoch: 1, at: known.at, duplicate: true })
    const room = this.rooms.get(request.room as number)!
    const seq = room.log.length + 1
    const at = Date.now()
    answer({ seq, epoch: room.epoch, at })
    this.sent.set(key, this.append(room.id, { from: user, kind: 'text', body: { text: request.text }, cmid: request.cmid as string }))
  }

  private change(user: number, request: Fields, event: { kind: string; body: Fields }, answer: (reply: object) => void, refuse: (code: string) => void): void {
    if (this.faults.changeError) return refuse(this.faults.changeError)
    const room = this.rooms.get(request.room as number)!
    answer({ seq: room.log.length + 1, at: Date.now() })
    this.append(room.id, { from: user, ...event, ref: request.ref, cmid: request.cmid as string })
  }

  private history(user: number, room: FakeRoom, request: Fields): object {
    const limit = (request.limit as number | undefined) ?? 50
    let from = Math.max(0, room.log.length - limit)
    if (request.before !== undefined) from = Math.max(0, (request.before as number) - 1 - limit)
    if (request.after !== undefined) from = request.after as number
    if (request.around !== undefined) from = Math.max(0, (request.around as number) - 1 - Math.floor(limit / 2))
    const to = request.before === undefined ? from + limit : (request.before as number) - 1
    const first = room.first ?? 1
    from = Math.max(from, first - 1)
    const events = room.log.slice(from, to).map((event) => this.merged(room, event)).map((event) => (event.from === user ? event : { ...event, cmid: undefined }))
    return {
      epoch: room.epoch,
      events,
      head: room.log.length,
      first,
      more_before: from > first - 1,
      more_after: from + events.length < room.log.length,
    }
  }

  // As the store answers it: with all that happened to it since.
  private merged(room: FakeRoom, event: FakeEvent): FakeEvent {
    const changes = room.log.filter((other) => other.ref === event.seq)
    return changes.reduce((now, change) => merge(now as never, change as never) as unknown as FakeEvent, event)
  }

  private count(room: FakeRoom): number {
    return room.log.filter((event) => event.kind === 'text').length
  }

  private unread(room: FakeRoom, user: number): number {
    const { read } = room.members.get(user)!
    return room.log.filter((event) => event.kind === 'text' && event.seq > read && event.from !== user).length
  }

  private info(room: FakeRoom, user: number): Fields {
    const member = room.members.get(user)!
    const peer = room.kind === 'direct' ? [...room.members.keys()].find((each) => each !== user) : undefined
    return {
      id: room.id,
      kind: room.kind,
      title: room.title,
      join: 'invite',
      history: 'all',
      role: member.role,
      members: room.members.size,
      epoch: room.epoch,
      head: room.log.length,
      count: this.count(room),
      first: room.first ?? 1,
      read: member.read,
      unread: this.unread(room, user),
      last: room.log.findLast((event) => event.kind === 'text' && event.seq >= (room.first ?? 1)),
      ...(room.keep ? { keep: room.keep } : {}),
      ...(room.keepOwn ? { keep_own: room.keepOwn } : {}),
      peer: peer === undefined ? undefined : this.users.get(peer),
      draft: room.drafts.get(user),
      peer_read: peer === undefined ? undefined : room.members.get(peer)!.read,
      prefs: room.marked ? { unread: true } : undefined,
      recall: room.recall,
      at: (room.log.at(-1)?.at as number | undefined) ?? 1,
    }
  }

  private async http(url: string, init: RequestInit): Promise<Response> {
    await Promise.resolve()
    if (this.faults.refuseUpgrade || this.faults.silent) throw new TypeError('network')
    const op = new URL(url).pathname.replace('/api/v1/', '')
    const request = JSON.parse(String(init.body)) as Fields
    this.requests.push({ op, request })
    const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status })
    switch (op) {
      case 'server.info':
        return json({ name: 'Test', version: '0', registration: true, user: this.signedIn === undefined || this.faults.noSession ? undefined : this.users.get(this.signedIn) })
      case 'login': {
        const user = [...this.users.values()].find((each) => each.name === request.name)
        if (!user) return json({ error: { code: 'unknown_user', message: '' } }, 404)
        this.signedIn = user.id
        return json({ user })
      }
      case 'logout':
        this.signedIn = undefined
        return json({})
      case 'room.prefs': {
        const room = this.rooms.get(request.room as number)!
        room.marked = request.unread as boolean
        this.push('rooms', { rooms: [this.info(room, this.signedIn!)] })
        return json({ prefs: {} })
      }
      default:
        return json({ error: { code: 'unknown_op', message: '' } }, 404)
    }
  }
}
