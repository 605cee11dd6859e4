// SPDX-License-Identifier: MIT
// Calls without a network: what is asked of them is noted, and `play` does what the others do.
import type { RoomId, UserId } from '../src/core/api'
import type { CallReport, Calls, CallsView, CallView, Choice, PersonView, RingView } from '../src/core/calls/view'
import type { CallInfo } from '../src/core/protocol/generated'

export interface CallPlay {
  ring(ring: Partial<RingView>): void
  stopRing(id?: string): void
  call(change: Partial<CallView> | undefined): void // changes the call one is in, or makes one
  person(user: UserId, change: Partial<PersonView>): void
  underWay(room: RoomId, info: Partial<CallInfo> | undefined): void
  level(leg: number, level: number): void
  fail(name: string, error: unknown): void // the next time it is asked for
  devices(list: readonly MediaDeviceInfo[]): void
  readonly asked: ReadonlyArray<{ name: string; args: readonly unknown[] }>
}

export interface FakeCallOptions {
  self?: UserId
  camera?: (user: UserId) => MediaStream | undefined // what a camera shows
}

export function fakePerson(user: UserId, change: Partial<PersonView> = {}): PersonView {
  return { leg: user * 10, user, own: false, state: 'joined', audio: true, video: !!change.camera, screen: !!change.shared, hand: false, connected: true, speaking: false, ...change }
}

const device = (kind: MediaDeviceKind, deviceId: string, label: string): MediaDeviceInfo => ({ kind, deviceId, label, groupId: '', toJSON: () => ({}) })

export function createFakeCalls(options: FakeCallOptions = {}): Calls & { play: CallPlay } {
  const { self = 1, camera = () => undefined } = options
  const listeners = new Set<() => void>()
  const asked: { name: string; args: readonly unknown[] }[] = []
  const failures = new Map<string, unknown>()
  const levels = new Map<number, number>()
  let view: CallsView = { rings: [], rooms: new Map() }
  let choice: Choice = { noise: true }
  let devices: readonly MediaDeviceInfo[] = [
    device('audioinput', 'mic1', 'Built-in microphone'),
    device('audioinput', 'mic2', 'Headset (USB)'),
    device('videoinput', 'cam1', 'FaceTime HD Camera'),
    device('audiooutput', 'out1', 'Built-in speakers'),
    device('audiooutput', 'out2', 'Headset (USB)'),
  ]

  function show(change: Partial<CallsView>): void {
    view = { ...view, ...change }
    listeners.forEach((listener) => listener())
  }
  const me = (change: Partial<PersonView> = {}): PersonView => fakePerson(self, { own: true, ...change })
  const blank = (): CallView => ({ id: 'c1', room: 3, kind: 'audio', mine: true, direct: true, way: 'direct', phase: 'connected', since: Date.now() - 192_000, people: [me()], absent: [], mic: true, cam: false, screen: false, hand: false })
  const set = (change: Partial<CallView>): void => show({ call: { ...(view.call ?? blank()), ...change } })
  const own = (change: Partial<PersonView>): readonly PersonView[] => (view.call?.people ?? []).map((one) => (one.own ? { ...one, ...change } : one))

  function note(name: string, ...args: unknown[]): void {
    asked.push({ name, args })
    if (!failures.has(name)) return
    const error = failures.get(name)
    failures.delete(name)
    throw error
  }

  const calls: Calls = {
    snapshot: () => view,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    maySecure: true,
    async start(room, kind, users, secure) {
      note('start', room, kind, ...(users ? [users] : []), ...(secure ? [secure] : []))
      const stream = kind === 'video' ? camera(self) : undefined
      set({ ...blank(), ...(secure ? { secure: {} } : {}), room, kind, phase: 'calling', since: undefined, direct: users === undefined, cam: kind === 'video', people: [me({ video: kind === 'video', camera: stream })], absent: (users ?? []).map((user) => ({ user, state: 'ringing' as const })) })
    },
    async join(id, video) {
      note('join', id, video)
      const room = [...view.rooms].find(([, one]) => one.id === id)?.[0] ?? 2
      set({ ...blank(), id, room, direct: false, mine: false, kind: video ? 'video' : 'audio' })
    },
    async accept(id, video) {
      note('accept', id, video)
      const ring = view.rings.find((one) => one.id === id)
      show({ rings: view.rings.filter((one) => one.id !== id) })
      if (ring) set({ ...blank(), id, room: ring.room, kind: ring.kind, mine: false, cam: video, people: [me(), fakePerson(ring.from.id)] })
    },
    async decline(id, busy) {
      note('decline', id, ...(busy ? [busy] : []))
      show({ rings: view.rings.filter((one) => one.id !== id) })
    },
    leave() {
      note('leave')
      set(view.call?.since === undefined ? { phase: 'ended', end: 'cancelled' } : { phase: 'ended', end: 'completed', seconds: 192 })
    },
    close() {
      note('close')
      const { call: _, ...rest } = view
      view = rest
      show({})
    },
    async invite(users) {
      note('invite', users)
    },
    async mute(leg) {
      note('mute', leg)
    },
    async kick(leg) {
      note('kick', leg)
    },
    answerMute(mute) {
      note('answerMute', mute)
      set({ mutePlease: undefined, ...(mute ? { mic: false, people: own({ audio: false }) } : {}) })
    },
    async setMic(on) {
      note('setMic', on)
      set({ mic: on, people: own({ audio: on }) })
      return on
    },
    async setCamera(on) {
      note('setCamera', on)
      set({ cam: on, people: own({ video: on, camera: on ? camera(self) : undefined }) })
      return on
    },
    async setScreen(on) {
      note('setScreen', on)
      set({ screen: on, people: own({ screen: on, shared: on ? camera(self) : undefined }) })
      return on
    },
    setHand(on) {
      note('setHand', on)
      set({ hand: on, people: own({ hand: on }) })
    },
    dropTrouble() {
      note('dropTrouble')
      set({ trouble: undefined })
    },
    level: (leg) => levels.get(leg) ?? 0,
    shown: (sizes) => void asked.push({ name: 'shown', args: [sizes] }),
    async echo() {
      note('echo')
      return { way: 'server', level: () => 0.3, rtt: async () => 24, stop: () => void asked.push({ name: 'echoStop', args: [] }) }
    },
    listDevices: async () => devices,
    choice: () => choice,
    choose(change) {
      note('choose', change)
      choice = { ...choice, ...change }
    },
    reports: () => (view.call?.people ?? []).filter((one) => !one.own).map((one): CallReport => ({ leg: one.leg, user: one.user, rtt: 38, loss: 0.4, jitter: 6, fps: 30, width: 1280, height: 720, sendKbps: 912, receiveKbps: 1240, codec: 'VP8, opus', way: 'direct', protocol: 'udp' })),
  }

  const play: CallPlay = {
    ring: (ring) => show({ rings: [...view.rings, { id: `r${view.rings.length + 1}`, room: 3, from: { id: 2, name: 'Anna Keller' }, kind: 'audio', until: Date.now() + 45_000, waiting: false, secure: false, ...ring }] }),
    stopRing: (id) => show({ rings: id === undefined ? [] : view.rings.filter((one) => one.id !== id) }),
    call(change) {
      if (change) return set(change)
      const { call: _, ...rest } = view
      view = rest
      show({})
    },
    person: (user, change) => set({ people: (view.call?.people ?? []).map((one) => (one.user === user ? { ...one, ...change } : one)) }),
    underWay(room, info) {
      const rooms = new Map(view.rooms)
      if (info) rooms.set(room, { id: 'g1', room, kind: 'audio', mode: 'mesh', state: 'active', by: 2, at: Date.now(), rev: 1, epoch: 1, legs: [], ...info })
      else rooms.delete(room)
      show({ rooms })
    },
    level: (leg, level) => void levels.set(leg, level),
    fail: (name, error) => void failures.set(name, error),
    devices: (list) => void (devices = list),
    asked,
  }
  return Object.assign(calls, { play })
}
