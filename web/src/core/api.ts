// SPDX-License-Identifier: MIT
// The seam between the framework-free core and the views: what a view may read and call. Implemented by core/chat.ts
// (the real one) and test/fake-core.ts (for component tests). Nothing here knows of Vue.
//
// Reading: every snapshot is an immutable value; a view subscribes to a topic, gets told that it changed (at most once per
// animation frame) and takes the new snapshot. Snapshots keep the identity of what did not change.
import type { LimitsView } from './limits'
import type { OpName, Push, Reply, Request } from './protocol/codec'
import type { CallRow, Sticker } from './protocol/generated'
import type { HitPage, SearchOptions } from './search'

export type UserId = number
export type RoomId = number
export type Seq = number

export interface UserView {
  id: UserId
  name: string // '' while not known yet
  avatar?: string // blob id, shown from /a/<avatar>
  status?: string
  role: 'user' | 'admin' | 'owner'
  online: boolean
  disabled: boolean
  mode?: 'away' | 'busy'
  seen?: number // ms; when they were online last, where they let others know
  bot?: boolean // a program
}

// What one set for oneself, on all devices.
export interface AccountView {
  mode?: 'away' | 'busy'
  hideSeen: boolean
  contacts: readonly UserId[]
  blocked: readonly UserId[]
  folders: readonly FolderView[]
}

export interface FolderView {
  name: string
  rooms: readonly RoomId[]
}

export interface Preview {
  from: UserId
  text: string
  pending: boolean
  failed: boolean
  recalled?: UserId
  seq?: Seq
  media?: ToldKind
  name?: string
  call?: CallRow // what became of a call
}

export interface RoomView {
  id: RoomId
  kind: 'lobby' | 'group' | 'direct'
  title: string // direct: the peer's name; lobby: '' (the view translates it)
  avatar?: string
  announcement?: string
  role?: 'member' | 'admin' | 'owner' // absent: not a member
  join: 'invite' | 'open'
  history: 'joined' | 'all'
  members: number
  online?: number
  peer?: UserId
  unread: number
  lastAt: number // ms
  preview?: Preview // the newest, or what is on its way
  latest?: Preview // the newest that is there
  mentions?: number // unread messages that name this person
  pins?: readonly Seq[] // oldest pin first
  notice?: MessageView // the last event of a room without any message, or a call after the last message, where it is known
  draft: string
  held?: string // code of the passing refusal that holds the own messages up
  own?: boolean // the direct room with oneself
  peerRead?: Seq // direct: up to where the other one has read
  marked?: boolean // to be looked at again, by hand
  recall?: number // minutes within which one may take back an own message; absent: as recallMs() says
  pinned?: boolean
  muted?: boolean // its messages are not counted
  hidden?: boolean // not listed until its next message
  level?: 'mentions' | 'none' // of notifications; absent: all
  slow?: number // seconds between two messages of a member
  writers?: 'admins' | 'nobody' // absent: everybody
  keep?: number // days that messages are kept; absent: for ever
  keepOwn?: number // the same, as the room alone says
  gone?: Seq // what was up to here has expired
  mutedUntil?: number // ms; until when one may not write
  nick?: string // what one is called here
  typing: readonly UserId[]
}

export type MediaKind = 'image' | 'video' | 'audio' | 'voice' | 'file'
export type ToldKind = MediaKind | 'sticker' | 'poll' | 'record' // what lists and quotes name instead of showing it

// The file of a message. While it goes up there is no `id`, and what is shown is `local`.
export interface FileView {
  id?: string // the bytes are at /f/<id>/<name>
  name: string
  size: number
  mime: string
  width?: number
  height?: number
  duration?: number // ms
  thumb?: string // file id of a small picture
  placeholder?: string // three colours, top to bottom, as 18 hex digits
  waveform?: string // a digit for each step
  title?: string // of a recording, as it says itself
  artist?: string
  local?: Blob
  progress?: number // 0 … 1 while it goes up
}

// What a writer wants to send; made ready by the view (features/files/prepare.ts).
export interface OutgoingFile {
  kind: MediaKind
  blob: Blob
  name: string
  width?: number
  height?: number
  duration?: number
  thumb?: Blob
  placeholder?: string
  waveform?: string
  title?: string
  artist?: string
}

// A poll as it stands. Of an anonymous one `votes` holds the own vote alone.
export interface PollView {
  options: readonly string[]
  several: boolean
  anonymous: boolean
  until?: number // ms; it takes no votes from then on
  counts: readonly number[]
  voters: number
  votes: readonly { user: UserId; choices: readonly number[] }[]
  ended?: number // ms; closed by hand
}

// Of a message whose readers are asked to confirm that they read it.
export interface ConfirmView {
  count: number // who did
  mine: boolean // and whether this person did
}

// Messages that were forwarded as one, as they were then, without a seq; `origin` says whose they are.
export interface RecordView {
  direct: boolean // from a conversation of two
  items: readonly MessageView[]
}

export interface OutgoingPoll {
  options: readonly string[]
  several?: boolean
  anonymous?: boolean
  until?: number // ms
}

export type FileGroup = 'pictures' | 'sounds' | 'documents' | 'links'

export type MessageState = 'pending' | 'sending' | 'sent' | 'failed'

// One row of a timeline, before grouping.
export interface MessageView {
  key: string // stable over pending → sent
  room: RoomId
  seq?: Seq // absent while pending
  at: number // ms; local time while pending
  from: UserId
  own: boolean
  kind: string // EventKind word; 'traffic' for merged come-and-go lines of the lobby (not logged)
  text?: string
  users?: readonly UserId[] // join, leave, remove, role …
  title?: string
  role?: 'member' | 'admin' | 'owner'
  count?: number // traffic: how many came in all (`users` names some of them)
  until?: number // mute, ms
  slow?: number // rules
  writers?: 'all' | 'admins' | 'nobody' // rules
  keep?: number // rules: days
  nick?: string // nick
  recall?: number // rules
  left?: readonly UserId[] // traffic: some of those who went
  leftCount?: number // traffic: how many went in all
  file?: FileView // image, video, audio, voice, file
  poll?: PollView
  record?: RecordView
  call?: CallRow // call, missed_call
  confirm?: ConfirmView
  state: MessageState
  error?: string // code, when failed
  waiting?: string // code of the passing refusal for which it is offered again
  ref?: Seq // the message that it answers or is about
  quote?: Quote // the line of it
  mentions?: readonly UserId[]
  all?: boolean // names everybody
  admins?: boolean // names the admins, who are among the mentions as the server has it
  origin?: { user: UserId; name: string; at: number } // forwarded
  edited?: number // ms
  reactions?: readonly Reaction[]
  recalled?: UserId // taken back by
  again?: string // the text that was taken back here, to write it anew
}

// The message that another one answers. Without `from`: not loaded yet; `gone`: taken back, or not to be read.
export interface Quote {
  seq: Seq
  from?: UserId
  text?: string
  media?: ToldKind
  name?: string // of the file
  gone?: boolean
}

export interface Reaction {
  sign: string
  users: readonly UserId[]
}

export interface SendOptions {
  sticker?: boolean // the text is a sticker: pack/name
  own?: Pick<Sticker, 'id' | 'file'> // a sticker of one's own, without any text
  poll?: OutgoingPoll // the text is its question
  confirm?: boolean // whoever reads it is asked to confirm that; for admins
  ref?: Seq
  mentions?: readonly UserId[]
  all?: boolean
  admins?: boolean
  batch?: string // a name for files that are sent together: they arrive in the order of the calls
}

// A change of a message that the server refused for good.
export interface Refusal {
  room: RoomId
  op: 'edit' | 'recall' | 'react' | 'pin' | 'vote' | 'close'
  code: string
}

// Refused for good, because one is no longer in the room that it was for.
export interface UnsentView {
  key: string
  title: string // of the room; '' where it is not known any more
  text: string
  at: number
}

export interface TimelineView {
  room: RoomId
  rows: readonly MessageView[] // confirmed ones in seq order, then pending ones
  hasOlder: boolean
  hasNewer: boolean // a range around a jump target is shown, not the end
  loadingOlder: boolean
  loadingNewer: boolean
  firstUnread?: Seq // fixed when the room was opened; cleared when left or when the reader sends
  revision: number // grows with each change; prepend: only the start changed since the last one
  prepended: number // rows added at the start by the last change
  written: number // how many were written here; it grows no later than with the change that shows the newest of them
}

export type ConnectionView =
  | { state: 'connecting' }
  | { state: 'online' }
  | { state: 'offline'; retryAt: number } // ms; retryNow() shortens it
  | { state: 'draining'; retryAt: number }
  | { state: 'closed'; reason: 'replaced' | 'signed_out' | 'removed' | 'version' | 'banned'; ban?: BanView } // no reconnect by itself

// Kept out, as the server told it.
export interface BanView {
  kicked?: boolean // for a short time
  text?: string
  until?: number // ms
}

export interface ServerView {
  name: string
  version: string
  registration: boolean
  mode?: 'open' | 'invite' | 'approval' | 'closed'
  avatar?: string // blob id
}

export interface MemberView {
  user: UserId
  role: 'member' | 'admin' | 'owner'
  nick?: string
  muted?: number // ms; until when they may not write
}

export interface DeviceView {
  id: number
  label: string
  created: number
  seen: number
  current: boolean
  online: boolean
}

export type { LimitsView } from './limits'

// Kinds of events that change other messages and are no row of their own.
export const silent: ReadonlySet<string> = new Set(['edit', 'recall', 'reaction', 'vote', 'poll_end', 'confirm', 'expired'])

// A refused call: `code` is a stable word of the protocol, or 'offline' | 'timeout'.
export class ChatError extends Error {
  readonly code: string
  readonly field: string | undefined
  readonly retryAfter: number | undefined // ms
  readonly op: string | undefined // what was asked for, where the server refused it

  constructor(code: string, field?: string, retryAfter?: number, op?: string) {
    super(code)
    this.code = code
    this.field = field
    this.retryAfter = retryAfter
    this.op = op
  }
}

export type Topic = 'connection' | 'rooms' | 'users' | 'self' | 'online' | 'unsent' | 'account' | 'stickers' | `timeline:${number}` | `room:${number}`

export interface ChatCore {
  // --- signing in (HTTP; the session lives in an HttpOnly cookie) ---
  serverInfo(): Promise<ServerView & { user?: UserView }>
  login(name: string, password: string): Promise<void> // ChatError unknown_user → the view offers register()
  register(name: string, password: string, extra?: { invite?: string; reason?: string }): Promise<void>
  logout(): Promise<void>
  changePassword(old: string, next: string): Promise<void>
  // Opens the database and the socket; resolves when the first snapshot (cached or live) is there, rejects with 'offline'
  // where nothing is cached and the server does not answer.
  start(first?: RoomId): Promise<void>
  stop(): void

  // --- snapshots ---
  subscribe(topic: Topic, listener: () => void): () => void
  connection(): ConnectionView
  self(): UserView
  onlineTotal(): number
  limits(): LimitsView
  account(): AccountView
  nick(room: RoomId, user: UserId): string | undefined // in a group; topic: users
  rooms(): readonly RoomView[] // own rooms, newest activity first
  room(id: RoomId): RoomView | undefined
  user(id: UserId): UserView // fetches unknown people by itself, in batches
  timeline(room: RoomId): TimelineView

  // --- the open room ---
  openRoom(room: RoomId): void // shown on screen now: loads, fixes firstUnread, watches people
  closeRoom(room: RoomId): void
  loadOlder(room: RoomId): void // at most one request in flight per direction
  loadNewer(room: RoomId): void
  jumpTo(room: RoomId, seq: Seq): Promise<boolean> // true: the snapshot holds the surroundings of `seq` now
  jumpToLatest(room: RoomId): void // the snapshot holds the end now, as far as it is loaded
  markRead(room: RoomId, seq: Seq): void // called by the view for what was really seen; merged to one a second
  setTyping(room: RoomId, on: boolean): void // merged
  setDraft(room: RoomId, text: string): void // kept over reloads; other devices are told a little later
  tellDraft(room: RoomId): void // tells them at once: nobody writes on here

  // --- sending: written to the outbox first, survives a reload ---
  send(room: RoomId, text: string, options?: SendOptions): void
  edit(room: RoomId, seq: Seq, text: string, mentions?: readonly UserId[]): void
  recall(room: RoomId, seq: Seq): void
  react(room: RoomId, seq: Seq, sign: string, on: boolean): void
  pin(room: RoomId, seq: Seq, on: boolean): void
  vote(room: RoomId, seq: Seq, choices: readonly number[]): void // in place of what was chosen before; none: not at all
  closePoll(room: RoomId, seq: Seq): void
  forward(from: RoomId, seqs: readonly Seq[], to: readonly RoomId[], asOne?: boolean): Promise<void> // as messages of one's own, in this order
  onRefused(listener: (refusal: Refusal) => void): () => void
  onPush(listener: (push: Push) => void): () => void // whatever the server tells, for parts with a state of their own
  recallMs(): number // how long own messages may be taken back where the room does not say it; 0: not at all
  messages(room: RoomId, seqs: readonly Seq[]): Promise<readonly MessageView[]> // those that may be read
  sendFile(room: RoomId, file: OutgoingFile, text: string, options?: SendOptions): void // uploads first; other messages do not wait for it
  retry(key: string): void
  discard(key: string): void
  unsent(): readonly UnsentView[]

  // --- people and rooms ---
  searchUsers(query: string): Promise<readonly UserView[]>
  searchRooms(query: string): Promise<readonly RoomId[]> // own rooms, by title and pinyin
  searchMessages(query: string, options: SearchOptions): Promise<HitPage>
  setProfile(change: { name?: string; status?: string; avatar?: Blob | null }): Promise<void>
  direct(user: UserId): Promise<RoomId>
  createGroup(options: { cmid?: string; title: string; users: UserId[]; join?: 'invite' | 'open'; history?: 'joined' | 'all'; avatar?: Blob | null }): Promise<RoomId>
  directory(query: string): Promise<readonly RoomView[]>
  joinRoom(room: RoomId): Promise<void>
  leaveRoom(room: RoomId): Promise<void>
  invite(room: RoomId, users: UserId[]): Promise<void>
  removeMembers(room: RoomId, users: UserId[]): Promise<void>
  setRole(room: RoomId, user: UserId, role: 'member' | 'admin'): Promise<void>
  transfer(room: RoomId, user: UserId): Promise<void>
  dissolve(room: RoomId): Promise<void>
  setRoom(
    room: RoomId,
    change: { title?: string; announcement?: string; avatar?: Blob | null; join?: 'invite' | 'open'; history?: 'joined' | 'all'; slow?: number; writers?: 'all' | 'admins' | 'nobody'; keep?: number; recall?: number },
  ): Promise<void>
  members(room: RoomId, options: { after?: UserId; query?: string }): Promise<{ members: readonly MemberView[]; total: number; more: boolean }>
  // Messages with files, oldest first: the newest, or those before a seq.
  files(room: RoomId, group: FileGroup, before?: Seq): Promise<{ messages: readonly MessageView[]; more: boolean }>
  watch(users: readonly UserId[]): void // whose online dots are on screen (members drawer, list)
  devices(): Promise<readonly DeviceView[]>
  revokeDevice(device: number | 'others'): Promise<void>

  // An operation over the socket.
  live<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>>
  readonly early: { some(): boolean; take(): readonly Push[] } // what was told of calls before anybody listened; once

  // An operation over HTTP; what it changes is told by pushes.
  ask<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>>
  joinByCode(code: string): Promise<RoomId>
  upload(picture: Blob): Promise<string> // a picture; its blob id
  uploadFile(file: Blob, name: string): Promise<string> // for no message yet; its file id

  retryNow(): void
}
