// SPDX-License-Identifier: MIT
// The calls of a server in memory, by the same table of states: seats, signals kept for who comes back, time. Each device
// has one socket, in both directions in order.
import { ChatError } from '../src/core/api'
import type { OpName, Push, Reply, Request } from '../src/core/protocol/codec'
import { legAfter, type LegEvent } from '../src/core/protocol/call-table'
import { isCalled, isIn, nextLeg } from '../src/core/calls/machine'
import type { CallEnd, CallInfo, CallLeg, CallSeat, LegState, Sdp } from '../src/core/protocol/generated'
import type { Dice } from './dice'
import type { FakeRouter } from './fake-router'

interface Leg {
  user: number
  state: LegState
  number: number
  socket?: FakeLine | undefined
  token: string
  due: number
  signals: number
  held: Extract<Push, { type: 'signal' }>[]
  media: Partial<Pick<CallLeg, 'audio' | 'video' | 'screen' | 'hand'>>
}

interface Call extends Omit<CallInfo, 'legs'> {
  direct: boolean
  offer?: Sdp | undefined
  numbers: number
  legs: Leg[]
}

const NOW = Infinity

export class FakeLine {
  open = true
  lostAt = 0
  private readonly waiting = new Set<(error: ChatError) => void>()
  private up = 0 // when the last that was sent arrives
  private down = 0
  // By what it is: ms that it takes to come, each kind for itself in order. Not set: all in one order.
  lag: Readonly<Record<string, number>> | undefined
  private readonly downs = new Map<string, number>()

  constructor(
    private readonly server: FakeCallServer,
    readonly user: number,
    private readonly hear: (push: Push) => void,
  ) {}

  request<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>> {
    if (!this.open) return Promise.reject(new ChatError('offline'))
    return new Promise<Reply<O>>((resolve, reject) => {
      this.waiting.add(reject)
      const done = (work: () => void): void => {
        this.bring('reply', () => {
          if (this.waiting.delete(reject)) work()
        })
      }
      this.up = this.later(this.up, () => {
        if (!this.open) return
        try {
          const reply = this.server.take(this, op, request as Record<string, unknown>)
          void Promise.resolve(reply).catch(() => undefined) // nobody may be there any more to hear it
          done(() => resolve(reply as Reply<O>))
        } catch (error) {
          done(() => reject(error as Error))
        }
      })
    })
  }

  push(push: Push): void {
    this.bring(push.type, () => this.open && this.hear(push))
  }

  // At this end; the server notices later.
  drop(): void {
    this.open = false
    for (const fail of this.waiting) fail(new ChatError('offline'))
    this.waiting.clear()
  }

  private bring(kind: string, work: () => void): void {
    const lag = this.lag?.[kind]
    if (lag === undefined) this.down = this.later(this.down, work)
    else this.downs.set(kind, this.later(this.downs.get(kind) ?? 0, work, lag))
  }

  private later(last: number, work: () => void, lag = this.server.delay()): number {
    const at = Math.max(last, Date.now() + lag)
    setTimeout(work, at - Date.now())
    return at
  }
}

export class FakeCallServer {
  readonly calls = new Map<string, Call>()
  readonly ended: { id: string; why: CallEnd }[] = []
  readonly asked: string[] = []
  refuse: Partial<Record<OpName, ChatError>> = {} // the next time
  router: FakeRouter | undefined // with one, calls of groups go through it
  private lines: FakeLine[] = []
  private count = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private due = NOW // of the timer

  constructor(
    readonly rooms: ReadonlyMap<number, { direct: boolean; users: readonly number[] }>,
    private readonly dice?: Dice,
  ) {}

  stop(): void {
    clearTimeout(this.timer)
  }

  delay(): number {
    return 5 + (this.dice?.below(40) ?? 5)
  }

  connect(user: number, hear: (push: Push) => void): FakeLine {
    const line = new FakeLine(this, user, hear)
    this.lines.push(line)
    const mine = [...this.calls.values()].filter(({ room }) => this.rooms.get(room)!.users.includes(user))
    if (mine.length) line.push({ type: 'calls', calls: mine.map((call) => this.info(call)) })
    for (const call of mine) if (isCalled(this.legOf(call, user)?.state ?? 'none')) line.push(this.ringOf(call))
    return line
  }

  // The server has heard that a socket is gone.
  lost(line: FakeLine): void {
    line.drop()
    this.lines = this.lines.filter((one) => one !== line)
    for (const call of this.calls.values()) for (const leg of call.legs) if (leg.socket === line) this.step(call, leg.user, 'lose')
  }

  take(line: FakeLine, op: OpName, request: Record<string, unknown>): unknown {
    this.asked.push(op)
    const refusal = this.refuse[op]
    delete this.refuse[op]
    if (refusal) throw refusal
    if (op === 'call.start') return this.start(line, request as unknown as Request<'call.start'>)
    if (op === 'call.list') return { calls: [...this.calls.values()].filter(({ room }) => this.rooms.get(room)!.users.includes(line.user)).map((call) => this.info(call)) }
    if (op === 'call.ice') return { ice: { servers: [] } }
    const call = this.calls.get(request.call as string)
    if (!call) throw new ChatError('not_found')
    const mine = this.legOf(call, line.user)
    if (!this.rooms.get(call.room)!.users.includes(line.user)) throw new ChatError('not_found')
    if (op === 'call.ringing') return this.step(call, line.user, 'alert') ? {} : fail('not_found')
    if (op === 'call.accept') {
      if (!mine || isIn(mine.state)) throw new ChatError('not_found')
      const seat = this.enter(call, line)
      const { answer } = request as unknown as Request<'call.accept'>
      const starter = this.legOf(call, call.by)
      if (answer && starter && isIn(starter.state)) this.pass(call, starter, { from: seat.leg, sdp: answer })
      return { seat }
    }
    if (op === 'call.decline') return this.step(call, line.user, request.busy ? 'refuse' : 'decline') ? {} : fail('conflict')
    if (op === 'call.join') return { seat: this.enter(call, line) }
    if (op === 'call.resume') return this.resume(call, line, request as unknown as Request<'call.resume'>)
    if (!mine || mine.socket !== line) throw new ChatError('conflict')
    if (op === 'call.leave') return this.step(call, line.user, 'quit') ? {} : fail('conflict')
    if (op === 'call.signal') {
      const { to, epoch, call: _, ...body } = request as unknown as Request<'call.signal'>
      const other = call.legs.find(({ number, state }) => number === to && isIn(state))
      if (!other || other === mine || epoch !== call.epoch) throw new ChatError('conflict')
      this.pass(call, other, { from: mine.number, ...body })
    }
    if (op === 'call.reroute') {
      if (!this.router) throw new ChatError('calls_off')
      if (call.mode === 'p2p' && request.epoch === call.epoch) {
        Object.assign(call, { mode: 'sfu', epoch: call.epoch + 1, rev: call.rev + 1 })
        this.tell(call)
      }
      return { call: this.info(call) }
    }
    if (op === 'call.sfu') {
      if (!this.router) throw new ChatError('calls_off')
      const { epoch, call: _, ...offer } = request as unknown as Request<'call.sfu'>
      if (call.mode !== 'sfu' || epoch !== call.epoch) throw new ChatError('conflict')
      return this.router.take(this.placeOf(call, mine), offer)
    }
    if (op === 'call.layers') this.router?.layers.push((request as unknown as Request<'call.layers'>).layers)
    if (op === 'call.media') {
      const { connected, call: _, ...media } = request as unknown as Request<'call.media'>
      Object.assign(mine.media, media)
      if (!connected || !this.step(call, line.user, 'connect')) this.tell(call)
    }
    if (op === 'call.invite') {
      if (call.direct) throw new ChatError('forbidden')
      for (const user of (request as unknown as Request<'call.invite'>).users) this.step(call, user, 'invite')
      return { call: this.info(call) }
    }
    if (op === 'call.mod') {
      const { leg, act } = request as unknown as Request<'call.mod'>
      const other = call.legs.find(({ number }) => number === leg) ?? fail('not_found')
      if (act === 'mute') other.socket?.push({ type: 'mute_please', mute_please: call.id, by: line.user })
      else this.step(call, other.user, 'quit', 'kicked')
    }
    return {}
  }

  // The router lets go of all who are in the call, and they are told.
  forget(id: string, router: FakeRouter): void {
    const call = this.calls.get(id)
    for (const leg of call?.legs ?? []) {
      router.leave(this.placeOf(call!, leg))
      leg.socket?.push({ type: 'sfu_lost', sfu_lost: id })
    }
  }

  infoOf(id: string): CallInfo | undefined {
    const call = this.calls.get(id)
    return call && this.info(call)
  }

  seats(): { id: string; line: FakeLine; leg: number }[] {
    return [...this.calls.values()].flatMap((call) => call.legs.flatMap(({ socket, number }) => (socket ? { id: call.id, line: socket, leg: number } : [])))
  }

  private start(line: FakeLine, { room, kind, offer, users }: Request<'call.start'>): { seat: CallSeat } {
    const about = this.rooms.get(room)!
    const there = [...this.calls.values()].find((call) => call.room === room)
    if (there) return { seat: this.enter(there, line) }
    this.free(line)
    const call: Call = { id: `c${++this.count}`, room, kind, mode: about.direct ? 'p2p' : this.router ? 'sfu' : 'mesh', state: 'ringing', by: line.user, at: Date.now(), rev: 1, epoch: 1, direct: about.direct, offer: about.direct ? offer : undefined, numbers: 0, legs: [] }
    this.calls.set(call.id, call)
    const seat = this.enter(call, line)
    for (const user of users ?? about.users) if (user !== line.user) this.step(call, user, 'invite')
    return { seat: { ...seat, call: this.info(call) } }
  }

  private enter(call: Call, line: FakeLine): CallSeat {
    this.free(line, call.id)
    const before = this.legOf(call, line.user)
    if (!(before && isIn(before.state)) && call.legs.filter(({ state }) => isIn(state)).length >= (call.direct ? 2 : 6)) throw new ChatError('too_large')
    if (before && isCalled(before.state)) for (const one of this.of(line.user)) if (one !== line) one.push({ type: 'ring_stop', ring_stop: call.id, why: 'elsewhere' })
    if (before?.socket && before.socket !== line) before.socket.push({ type: 'call_end', call_end: call.id, why: 'elsewhere', seconds: 0 })
    if (!this.step(call, line.user, 'enter', 'left', line)) throw new ChatError('conflict')
    const leg = this.legOf(call, line.user)!
    return { call: this.info(call), leg: leg.number, token: leg.token, ice: { servers: [] }, seq: 0 }
  }

  private free(line: FakeLine, but = ''): void {
    if (this.seats().some((seat) => seat.line === line && seat.id !== but)) throw new ChatError('conflict')
  }

  private resume(call: Call, line: FakeLine, { leg: number, token, last }: Request<'call.resume'>): { seat: CallSeat } {
    const leg = this.legOf(call, line.user)
    if (!leg || leg.number !== number || leg.token !== token || !isIn(leg.state)) throw new ChatError('conflict')
    if (leg.socket !== line) {
      if (leg.socket) this.step(call, leg.user, 'lose')
      this.step(call, leg.user, 'resume', 'left', line)
    }
    for (const push of leg.held) if (push.seq > last) line.push(push)
    return { seat: { call: this.info(call), leg: number, token, ice: { servers: [] }, seq: leg.signals } }
  }

  private step(call: Call, user: number, event: LegEvent, why: CallEnd = 'left', line?: FakeLine): boolean {
    let leg = this.legOf(call, user)
    const before = leg?.state
    const next = nextLeg(before ?? 'none', event)
    if (!next || call.state === 'ended') return false
    if (!leg) call.legs.push((leg = { user, state: next, number: 0, token: '', due: NOW, signals: 0, held: [], media: {} }))
    leg.state = next
    if (next !== before && !(next === 'ringing' && before === 'invited')) leg.due = this.dueOf(next)
    if (event === 'enter') Object.assign(leg, { number: ++call.numbers, token: `t${call.numbers}`, socket: line, signals: 0, held: [], media: {} })
    if (event === 'resume') leg.socket = line
    if (event === 'lose') leg.socket = undefined
    if (event === 'invite') for (const one of this.of(user)) one.push(this.ringOf(call))
    if (before && isCalled(before) && !isCalled(next) && event !== 'enter') for (const one of this.of(user)) one.push({ type: 'ring_stop', ring_stop: call.id, why: 'missed' })
    if (event === 'quit' || event === 'fail' || event === 'lapse') this.unseat(call, leg, event === 'fail' ? 'failed' : why)
    call.rev++
    this.settle(call)
    this.wait()
    if (this.calls.has(call.id)) this.tell(call)
    return true
  }

  private settle(call: Call): void {
    const inside = call.legs.filter(({ state }) => isIn(state)).length
    if (call.state === 'ringing' && inside > 1) Object.assign(call, { state: 'active', answered: Date.now() })
    for (const leg of call.legs) if (leg.state === 'connecting') leg.due = inside < 2 ? NOW : Math.min(leg.due, this.dueOf('connecting'))
    const waits = call.legs.some(({ state }) => isCalled(state))
    if (call.state === 'ringing' && inside === 0) this.end(call, 'cancelled')
    else if (call.state === 'ringing' && call.direct && call.legs.length > 1 && !waits) this.end(call, 'declined')
    else if (call.state === 'active' && inside < (call.direct ? 2 : 1)) this.end(call, 'completed')
  }

  private end(call: Call, why: CallEnd): void {
    call.state = 'ended'
    call.rev++
    for (const leg of call.legs) {
      if (isCalled(leg.state)) for (const one of this.of(leg.user)) one.push({ type: 'ring_stop', ring_stop: call.id, why })
      if (isIn(leg.state)) this.unseat(call, leg, why)
      leg.state = isCalled(leg.state) ? 'missed' : isIn(leg.state) ? 'left' : leg.state
    }
    this.calls.delete(call.id)
    this.ended.push({ id: call.id, why })
    this.tell(call)
  }

  private unseat(call: Call, leg: Leg, why: CallEnd): void {
    leg.socket?.push({ type: 'call_end', call_end: call.id, why, seconds: 0 })
    leg.socket = undefined
    this.router?.leave(this.placeOf(call, leg))
  }

  private placeOf = (call: Call, leg: Leg): string => `${call.id} ${leg.number}`

  private pass(call: Call, to: Leg, body: Omit<Extract<Push, { type: 'signal' }>, 'type' | 'signal' | 'to' | 'epoch' | 'seq'>): void {
    const push = { type: 'signal' as const, signal: call.id, to: to.number, epoch: call.epoch, seq: ++to.signals, ...body }
    to.held.push(push)
    to.socket?.push(push)
  }

  // For the first leg whose time is over.
  private wait(): void {
    let due = NOW
    for (const { legs } of this.calls.values()) for (const leg of legs) due = Math.min(due, leg.due)
    if (due === this.due) return
    clearTimeout(this.timer)
    this.due = due
    if (due < NOW) this.timer = setTimeout(() => this.tick(), Math.max(0, due - Date.now()))
  }

  private tick(): void {
    this.due = NOW
    for (const call of this.calls.values()) {
      for (const leg of call.legs) {
        const timer = legAfter.find(({ state }) => state === leg.state)
        if (timer && leg.due <= Date.now()) this.step(call, leg.user, timer.event, 'failed')
      }
    }
    this.wait()
  }

  private dueOf(state: LegState): number {
    const timer = legAfter.find((one) => one.state === state)
    return timer ? Date.now() + timer.ms : NOW
  }

  private legOf = (call: Call, user: number): Leg | undefined => call.legs.find((one) => one.user === user)
  private of = (user: number): FakeLine[] => this.lines.filter((line) => line.user === user)

  private info({ id, room, kind, mode, state, by, at, answered, rev, epoch, legs }: Call): CallInfo {
    return { id, room, kind, mode, state, by, at, rev, epoch, ...(answered === undefined ? {} : { answered }), legs: legs.map((leg) => ({ leg: isIn(leg.state) ? leg.number : 0, user: leg.user, state: leg.state, ...(isIn(leg.state) ? leg.media : {}) })) }
  }

  private ringOf(call: Call): Push {
    const starter = this.legOf(call, call.by)
    const there = starter && isIn(starter.state)
    return { type: 'ring', ring: this.info(call), from: { id: call.by, name: `user ${call.by}` } as never, until: Date.now() + 45_000, leg: there ? starter.number : 0, ...(there && call.offer ? { offer: call.offer } : {}) }
  }

  private tell(call: Call): void {
    const push: Push = { type: 'calls', calls: [this.info(call)] }
    for (const user of this.rooms.get(call.room)!.users) for (const line of this.of(user)) line.push(push)
  }
}

function fail(code: string): never {
  throw new ChatError(code)
}
