// SPDX-License-Identifier: MIT
// A ChatCore without a server: sample people, rooms and 500 messages in Chinese and English, for component tests and
// for looking at the screens. Everything is deterministic. What others do is played by the `play` handle.
import { defaultLimits } from '../src/core/limits'
import {
  ChatError, type ChatCore,
  type ConnectionView,
  type DeviceView,
  type MemberView,
  type MessageView,
  type RoomId,
  type RoomView,
  type Seq, type ServerView,
  type TimelineView,
  type Topic,
  type UnsentView,
  type UserId,
  type UserView,
} from '../src/core/api'
import { fakeChanges, withQuote } from './fake-changes'
import { people, sentences } from './fake-people'
import type { Play } from './fake-play'
import { searches } from './fake-search'
import { noFiles } from './fake-files'

export interface FakeOptions {
  signedIn?: boolean // default true
  latency?: number // ms before a "server" answers; default 0: the next microtask
  now?: number // the newest message is a little older than this
  page?: number // rows of the first page and of each older one
  registration?: boolean
  empty?: boolean // an account that has only the lobby, without messages
}

interface FakeRoom {
  view: RoomView
  log: MessageView[] // all confirmed rows, oldest first
  pending: MessageView[]
  from: number // index in log of the first shown row
  to: number // one past the last shown row
  loadingOlder: boolean
  loadingNewer: boolean
  firstUnread?: Seq
  revision: number
  prepended: number
  written: number
  read: Seq
  members: MemberView[]
}

const MINUTE = 60_000
// A small generator with a fixed seed: the pictures are the same on every run.
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export type { Play } from './fake-play'

export function createFakeCore(options: FakeOptions = {}): ChatCore & { play: Play } {
  const { latency = 0, page = 50, registration = true, empty = false } = options
  const now = options.now ?? Date.parse('2026-11-20T15:30:00Z')
  const next = random(7)
  const self: UserId = 1
  let signedIn = options.signedIn ?? true
  let connection: ConnectionView = { state: 'online' }
  let failure: ChatError | undefined
  let sendFailure: string | undefined
  let hold = false
  let unsent: readonly UnsentView[] = []
  let serial = 0
  let roomSerial = 100
  const calls: { name: string; args: readonly unknown[] }[] = []
  const replies = new Map<string, (request: unknown) => never>()
  const users = new Map<UserId, UserView>()
  const rooms = new Map<RoomId, FakeRoom>()
  let roomList: readonly RoomView[] = []
  const timelines = new Map<RoomId, TimelineView>()
  let devices: DeviceView[] = [
    { id: 1, label: 'Firefox, Linux', created: now - 9 * 86_400_000, seen: now, current: true, online: true },
    { id: 2, label: 'Safari, iPhone', created: now - 40 * 86_400_000, seen: now - 3 * 60 * MINUTE, current: false, online: false },
  ]

  people.forEach(([name, status, role], index) => {
    const id = index + 1
    users.set(id, { id, name, status, role: role ?? 'user', online: id === self || next() < 0.6, disabled: false })
  })

  // --- listeners ---
  const listeners = new Map<Topic, Set<() => void>>()
  const dirty = new Set<Topic>()
  function touch(...topics: Topic[]): void {
    if (dirty.size === 0) queueMicrotask(flush)
    for (const topic of topics) dirty.add(topic)
  }
  function flush(): void {
    const topics = [...dirty]
    dirty.clear()
    for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener()
  }

  // --- rooms ---
  function addRoom(view: Partial<RoomView> & Pick<RoomView, 'id' | 'kind'>, members: MemberView[], count: number, last: number): void {
    const room: FakeRoom = {
      view: {
        title: '',
        join: 'invite',
        history: 'joined',
        members: members.length,
        unread: 0,
        lastAt: last,
        draft: '',
        typing: [],
        role: members.find((member) => member.user === self)?.role,
        ...view,
      },
      log: [],
      pending: [],
      from: 0,
      to: 0,
      loadingOlder: false,
      loadingNewer: false,
      revision: 1,
      prepended: 0,
      written: 0,
      read: 0,
      members,
    }
    let at = last - count * 4 * MINUTE
    let from = members[0]!.user
    for (let seq = 1; seq <= count; seq++) {
      if (next() < 0.45) from = members[Math.floor(next() * members.length)]!.user
      at += next() < 0.9 ? next() * 4 * MINUTE : next() * 60 * MINUTE
      room.log.push(row(room, Math.min(at, last), from, sentences[Math.floor(next() * sentences.length)]!, seq))
    }
    room.from = Math.max(0, room.log.length - page)
    room.to = room.log.length
    room.read = room.log.length - room.view.unread
    rooms.set(view.id, room)
    refresh(room)
  }

  function row(room: FakeRoom, at: number, from: UserId, text: string, seq?: Seq): MessageView {
    return {
      key: seq === undefined ? `c${++serial}` : `s${room.view.id}.${seq}`,
      room: room.view.id,
      seq,
      at: Math.round(at),
      from,
      own: from === self,
      kind: 'text',
      text,
      state: seq === undefined ? 'pending' : 'sent',
    }
  }

  function refresh(room: FakeRoom, change: { prepended?: number } = {}): void {
    const last = room.pending.at(-1) ?? room.log.at(-1)
    room.view = {
      ...room.view,
      lastAt: last ? Math.max(last.at, room.view.lastAt) : room.view.lastAt,
      preview: last
        ? { from: last.from, text: last.text ?? '', pending: last.state === 'pending' || last.state === 'sending', failed: last.state === 'failed', ...(last.call ? { call: last.call } : {}) }
        : undefined,
    }
    room.revision++
    room.prepended = change.prepended ?? 0
    timelines.delete(room.view.id)
    roomList = [...rooms.values()].map((entry) => entry.view).sort((a, b) => b.lastAt - a.lastAt)
    touch('rooms', `room:${room.view.id}`, `timeline:${room.view.id}`)
  }

  function patch(room: FakeRoom, change: Partial<RoomView>): void {
    room.view = { ...room.view, ...change }
    refresh(room)
  }

  function event(room: FakeRoom, kind: string, extra: Partial<MessageView> = {}): void {
    const atEnd = room.to === room.log.length
    room.log.push({ ...row(room, Date.now(), self, '', room.log.length + 1), text: undefined, kind, ...extra })
    if (atEnd) room.to = room.log.length
    refresh(room)
  }

  const member = (user: UserId, role: MemberView['role'] = 'member'): MemberView => ({ user, role })
  const all = [...users.keys()].map((id) => member(id, id === self ? 'owner' : 'member'))
  if (empty) {
    addRoom({ id: 1, kind: 'lobby', join: 'open', history: 'all', online: 1 }, all, 0, now)
  } else {
    addRoom({ id: 1, kind: 'lobby', join: 'open', history: 'all', unread: 3, online: 8 }, all, 300, now - 2 * MINUTE)
    addRoom(
      { id: 2, kind: 'group', title: '品茶小组 Tea Circle', announcement: '周五下午四点，三楼茶室。\nFriday at four, tea room on the third floor.' },
      [member(1, 'owner'), member(2, 'admin'), member(5), member(9), member(12)],
      110,
      now - 26 * MINUTE,
    )
    addRoom({ id: 3, kind: 'direct', title: users.get(2)!.name, peer: 2, unread: 1 }, [member(1), member(2)], 60, now - 55 * MINUTE)
    addRoom({ id: 4, kind: 'group', title: 'Release 0.1' }, [member(8, 'owner'), member(1), member(3), member(4)], 20, now - 300 * MINUTE)
    addRoom({ id: 5, kind: 'direct', title: users.get(9)!.name, peer: 9, draft: '周末有空吗？' }, [member(1), member(9)], 9, now - 1500 * MINUTE)
    addRoom({ id: 6, kind: 'group', title: 'Board games' }, [member(10, 'owner'), member(1, 'admin'), member(6)], 1, now - 9000 * MINUTE)
  }

  // --- answers ---
  async function answer<T>(name: string, args: readonly unknown[], make: () => T): Promise<T> {
    calls.push({ name, args })
    if (latency > 0) await new Promise((done) => setTimeout(done, latency))
    else await Promise.resolve()
    if (failure) {
      const thrown = failure
      failure = undefined
      throw thrown
    }
    return make()
  }
  const later = (work: () => void): void => void (latency > 0 ? setTimeout(work, latency) : queueMicrotask(work))

  function need(id: RoomId): FakeRoom {
    const room = rooms.get(id)
    if (!room) throw new ChatError('not_a_member')
    return room
  }

  function signIn(id: UserId, name: string): void {
    signedIn = true
    users.set(id, { ...users.get(id)!, name, online: true })
    touch('self', 'users')
  }

  function deliver(room: FakeRoom, key: string): void {
    const index = room.pending.findIndex((entry) => entry.key === key)
    if (index < 0 || hold) return
    const entry = room.pending[index]!
    if (sendFailure) {
      room.pending[index] = { ...entry, state: 'failed', error: sendFailure }
    } else {
      room.pending.splice(index, 1)
      room.log.push({ ...entry, seq: room.log.length + 1, state: 'sent' })
      room.to = room.log.length
    }
    refresh(room)
  }

  async function blobId(blob: Blob | null | undefined): Promise<string | undefined> {
    return blob ? 'avatar' : undefined
  }

  const core: ChatCore = {
    serverInfo: () =>
      answer('serverInfo', [], (): ServerView & { user?: UserView } => ({
        name: '茶馆 Teahouse',
        version: '0.1.0',
        registration,
        user: signedIn ? users.get(self) : undefined,
      })),
    login: (name, password) =>
      answer('login', [name, password], () => {
        const found = [...users.values()].find((user) => user.name === name)
        if (!found) throw new ChatError('unknown_user')
        if (password.startsWith('wrong')) throw new ChatError('wrong_password', 'password')
        signIn(self, name)
      }),
    register: (name, password, extra) =>
      answer('register', extra && Object.keys(extra).length ? [name, password, extra] : [name, password], () => {
        if (password.length < 10) throw new ChatError('weak_password', 'password')
        if (!registration) throw new ChatError('registration_closed')
        signIn(self, name)
      }),
    logout: () =>
      answer('logout', [], () => {
        signedIn = false
        connection = { state: 'closed', reason: 'signed_out' }
        touch('self', 'connection')
      }),
    changePassword: (old, password) =>
      answer('changePassword', [old, password], () => {
        if (old.startsWith('wrong')) throw new ChatError('wrong_password', 'old')
        if (password.length < 10) throw new ChatError('weak_password', 'new')
      }),
    start: () => answer('start', [], () => touch('connection', 'rooms', 'users', 'self', 'online')),
    stop: () => void calls.push({ name: 'stop', args: [] }),

    subscribe(topic, listener) {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(listener))
      return () => void set.delete(listener)
    },
    connection: () => connection,
    self: () => users.get(self)!,
    onlineTotal: () => [...users.values()].filter((user) => user.online).length,
    limits: () => defaultLimits,
    unsent: () => unsent,
    rooms: () => roomList,
    room: (id) => rooms.get(id)?.view,
    user: (id) => users.get(id) ?? { id, name: '', role: 'user', online: false, disabled: false },
    timeline(id) {
      const known = timelines.get(id)
      if (known) return known
      const room = rooms.get(id)
      const view: TimelineView = room
        ? {
            room: id,
            rows: room.to === room.log.length ? [...room.log.slice(room.from), ...room.pending] : room.log.slice(room.from, room.to),
            hasOlder: room.from > 0,
            hasNewer: room.to < room.log.length,
            loadingOlder: room.loadingOlder,
            loadingNewer: room.loadingNewer,
            firstUnread: room.firstUnread,
            revision: room.revision,
            prepended: room.prepended,
            written: room.written,
          }
        : { room: id, rows: [], hasOlder: false, hasNewer: false, loadingOlder: false, loadingNewer: false, revision: 0, prepended: 0, written: 0 }
      timelines.set(id, view)
      return view
    },

    openRoom(id) {
      calls.push({ name: 'openRoom', args: [id] })
      const room = rooms.get(id)
      if (!room) return
      room.firstUnread = room.view.unread > 0 ? room.read + 1 : undefined
      refresh(room)
    },
    closeRoom(id) {
      calls.push({ name: 'closeRoom', args: [id] })
      const room = rooms.get(id)
      if (room) room.firstUnread = undefined
    },
    loadOlder(id) {
      calls.push({ name: 'loadOlder', args: [id] })
      const room = rooms.get(id)
      if (!room || room.loadingOlder || room.from === 0) return
      room.loadingOlder = true
      refresh(room)
      later(() => {
        const count = Math.min(page, room.from)
        room.from -= count
        room.loadingOlder = false
        refresh(room, { prepended: count })
      })
    },
    loadNewer(id) {
      calls.push({ name: 'loadNewer', args: [id] })
      const room = rooms.get(id)
      if (!room || room.loadingNewer || room.to === room.log.length) return
      room.loadingNewer = true
      refresh(room)
      later(() => {
        room.to = Math.min(room.log.length, room.to + page)
        room.loadingNewer = false
        refresh(room)
      })
    },
    jumpTo: (id, seq) =>
      answer('jumpTo', [id, seq], () => {
        const room = need(id)
        if (seq < 1 || seq > room.log.length) return false
        if (seq - 1 < room.from || seq > room.to) {
          room.from = Math.max(0, seq - 1 - page / 2)
          room.to = Math.min(room.log.length, room.from + page)
          refresh(room)
        }
        return true
      }),
    jumpToLatest(id) {
      calls.push({ name: 'jumpToLatest', args: [id] })
      const room = rooms.get(id)
      if (!room || room.to === room.log.length) return
      room.to = room.log.length
      room.from = Math.max(0, room.to - page)
      refresh(room)
    },
    markRead(id, seq) {
      calls.push({ name: 'markRead', args: [id, seq] })
      const room = rooms.get(id)
      if (!room || seq <= room.read) return
      room.read = seq
      patch(room, { unread: room.log.filter((entry) => entry.seq! > seq && !entry.own).length })
    },
    setTyping: (id, on) => void calls.push({ name: 'setTyping', args: [id, on] }),
    setDraft(id, text) {
      calls.push({ name: 'setDraft', args: [id, text] })
      const room = rooms.get(id)
      if (room && room.view.draft !== text) patch(room, { draft: text })
    },
    tellDraft: (id) => void calls.push({ name: 'tellDraft', args: [id] }),

    ...noFiles,
    send(id, text, options = {}) {
      calls.push({ name: 'send', args: Object.values(options).some((value) => value === true || typeof value === 'number' || value?.length) ? [id, text, options] : [id, text] })
      const room = rooms.get(id)
      if (!room) return
      const entry = withQuote(row(room, Date.now(), self, text), room.log, options.ref)
      room.pending.push(entry)
      room.written++
      room.firstUnread = undefined
      room.read = room.log.length
      patch(room, { unread: 0, draft: '' })
      later(() => deliver(room, entry.key))
    },
    ...fakeChanges({ rooms, calls, self, patch, refresh, answer, touch: () => touch('account'), reply: (op) => replies.get(op) }),
    retry(key) {
      calls.push({ name: 'retry', args: [key] })
      for (const room of rooms.values()) {
        const index = room.pending.findIndex((entry) => entry.key === key)
        if (index < 0) continue
        room.pending[index] = { ...room.pending[index]!, state: 'pending', error: undefined }
        refresh(room)
        later(() => deliver(room, key))
      }
    },
    discard(key) {
      calls.push({ name: 'discard', args: [key] })
      if (unsent.some((one) => one.key === key)) {
        unsent = unsent.filter((one) => one.key !== key)
        touch('unsent')
      }
      for (const room of rooms.values()) {
        const index = room.pending.findIndex((entry) => entry.key === key)
        if (index < 0) continue
        room.pending.splice(index, 1)
        refresh(room)
      }
    },

    ...searches(answer, rooms, users, self),
    async setProfile(change) {
      const avatar = await blobId(change.avatar)
      await answer('setProfile', [change], () => {
        const { avatar: picture, ...rest } = change
        users.set(self, { ...users.get(self)!, ...rest, ...(picture === undefined ? {} : { avatar }) })
        touch('self', 'users')
      })
    },
    direct: (user) =>
      answer('direct', [user], () => {
        for (const room of rooms.values()) if (room.view.peer === user) return room.view.id
        const id = ++roomSerial
        addRoom({ id, kind: 'direct', title: users.get(user)?.name ?? '', peer: user }, [member(self), member(user)], 0, Date.now())
        return id
      }),
    createGroup: (group) =>
      answer('createGroup', [group], () => {
        const id = ++roomSerial
        const list = [member(self, 'owner'), ...group.users.map((user) => member(user))]
        addRoom({ id, kind: 'group', title: group.title, join: group.join ?? 'invite', history: group.history ?? 'joined' }, list, 0, Date.now())
        event(rooms.get(id)!, 'created', { title: group.title })
        return id
      }),
    directory: (query) =>
      answer('directory', [query], (): readonly RoomView[] => {
        const open = (id: RoomId, title: string, members: number): RoomView => ({
          id, title, members, kind: 'group', join: 'open', history: 'all', unread: 0, lastAt: now, draft: '', typing: [],
        })
        return [open(51, '摄影 Photography', 42), open(52, 'Cycling', 17), open(53, '读书会', 28)].filter((room) =>
          room.title.toLowerCase().includes(query.toLowerCase()),
        )
      }),
    joinRoom: (id) =>
      answer('joinRoom', [id], () => {
        addRoom({ id, kind: 'group', title: id === 51 ? '摄影 Photography' : id === 52 ? 'Cycling' : '读书会', join: 'open', history: 'all' }, [member(3, 'owner'), member(self)], 4, Date.now())
      }),
    leaveRoom: (id) => answer('leaveRoom', [id], () => remove(id)),
    invite: (id, list) =>
      answer('invite', [id, list], () => {
        const room = need(id)
        const fresh = list.filter((user) => !room.members.some((entry) => entry.user === user))
        room.members.push(...fresh.map((user) => member(user)))
        patch(room, { members: room.members.length })
        event(room, 'join', { users: fresh })
      }),
    removeMembers: (id, list) =>
      answer('removeMembers', [id, list], () => {
        const room = need(id)
        room.members = room.members.filter((entry) => !list.includes(entry.user))
        patch(room, { members: room.members.length })
        event(room, 'remove', { users: list })
      }),
    setRole: (id, user, role) =>
      answer('setRole', [id, user, role], () => {
        const room = need(id)
        room.members = room.members.map((entry) => (entry.user === user ? { ...entry, role } : entry))
        event(room, 'role', { users: [user], role })
      }),
    transfer: (id, user) =>
      answer('transfer', [id, user], () => {
        const room = need(id)
        room.members = room.members.map((entry) =>
          entry.user === user ? { ...entry, role: 'owner' as const } : entry.user === self ? { ...entry, role: 'admin' as const } : entry,
        )
        patch(room, { role: 'admin' })
        event(room, 'role', { users: [user], role: 'owner' })
      }),
    dissolve: (id) => answer('dissolve', [id], () => remove(id)),
    async setRoom(id, change) {
      const avatar = await blobId(change.avatar)
      await answer('setRoom', [id, change], () => {
        const room = need(id)
        const { avatar: picture, ...rest } = change
        patch(room, { ...rest, writers: change.writers === 'all' ? undefined : (change.writers ?? room.view.writers), ...(picture === undefined ? {} : { avatar }) })
        if (change.title !== undefined) event(room, 'title', { title: change.title })
        if (change.announcement !== undefined) event(room, 'announcement', { text: change.announcement })
      })
    },
    members: (id, { after = 0, query = '' }) =>
      answer('members', [id, { after, query }], () => {
        const room = need(id)
        const found = room.members
          .filter((entry) => entry.user > after && users.get(entry.user)!.name.toLowerCase().includes(query.toLowerCase()))
          .sort((a, b) => a.user - b.user)
        return { members: found, total: room.members.length, more: false }
      }),
    watch: (list) => void calls.push({ name: 'watch', args: [list] }),
    devices: () => answer('devices', [], () => devices),
    revokeDevice: (device) =>
      answer('revokeDevice', [device], () => {
        devices = devices.filter((entry) => (device === 'others' ? entry.current : entry.id !== device))
      }),
    uploadFile: (file, name) => answer('uploadFile', [file, name], () => '0'.repeat(32)),
    upload: () => answer('upload', [], () => 'avatar'),
    retryNow() {
      calls.push({ name: 'retryNow', args: [] })
      connection = { state: 'online' }
      touch('connection')
    },
  }

  function remove(id: RoomId): void {
    rooms.delete(id)
    roomList = roomList.filter((room) => room.id !== id)
    timelines.delete(id)
    touch('rooms', `room:${id}`, `timeline:${id}`)
  }

  const play: Play = {
    receive(id, from, text) {
      const room = need(id)
      const atEnd = room.to === room.log.length
      const seq = room.log.length + 1
      room.log.push(row(room, Date.now(), from, text, seq))
      if (atEnd) room.to = room.log.length
      patch(room, { unread: room.view.unread + (from === self ? 0 : 1) })
      return seq
    },
    event: (id, kind, extra) => event(need(id), kind, extra),
    traffic(id, list, count) {
      const room = need(id)
      const atEnd = room.to === room.log.length
      const last = room.log.length
      room.log.push({ ...row(room, Date.now(), list[0]!, '', undefined), key: `t${++serial}`, text: undefined, kind: 'traffic', users: list, count: count ?? list.length, state: 'sent' })
      if (atEnd) room.to = last + 1
      refresh(room)
    },
    typing: (id, list) => patch(need(id), { typing: list }),
    connection(view) {
      connection = view
      touch('connection')
    },
    presence(user, online) {
      users.set(user, { ...users.get(user)!, online })
      touch('users', 'online')
    },
    role(role) {
      users.set(self, { ...users.get(self)!, role })
      touch('self', 'users')
    },
    patchRoom: (id, change) => patch(need(id), change),
    removeRoom: remove,
    unsent(list) {
      unsent = list
      touch('unsent')
    },
    failNext: (code, field, retryAfter, op) => void (failure = new ChatError(code, field, retryAfter, op)),
    failSends: (code) => void (sendFailure = code),
    holdSends(on) {
      hold = on
      if (on) return
      for (const room of rooms.values()) for (const entry of room.pending) later(() => deliver(room, entry.key))
    },
    reply: (op, make) => void replies.set(op, make as (request: unknown) => never),
    flush,
    calls,
  }
  return Object.assign(core, { play })
}
