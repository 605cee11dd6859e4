// SPDX-License-Identifier: MIT
// The wire protocol: types of every message, and frames as arrays for MessagePack.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.

export const protocolVersion = 1

export type ErrorCode =
  | 'internal'
  | 'bad_frame'
  | 'unknown_op'
  | 'invalid'
  | 'login_needed'
  | 'session_expired'
  | 'forbidden'
  | 'not_a_member'
  | 'muted'
  | 'banned'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'unsupported_type'
  | 'rate_limited'
  | 'store_unavailable'
  | 'read_only'
  | 'outcome_unknown'
  | 'wrong_password'
  | 'unknown_user'
  | 'disabled'
  | 'busy'
  | 'weak_password'
  | 'registration_closed'
  | 'version'
  | 'recalled'
  | 'too_late'
  | 'quota_exceeded'
  | 'offset_mismatch'
  | 'checksum_mismatch'
  | 'upload_locked'
  | 'blocked'
  | 'slow_mode'
  | 'invitation_needed'
  | 'approval_pending'
  | 'filtered'
  | 'calls_off'

/** on the whole server */
export type ServerRole =
  | 'user'
  | 'admin'
  | 'owner'

export type RoomKind =
  | 'lobby'
  | 'group'
  | 'direct'

/** in one room */
export type Role =
  | 'member'
  | 'admin'
  | 'owner'

/** open: listed in the directory, anybody may join */
export type JoinPolicy =
  | 'invite'
  | 'open'

/** what a newcomer may read */
export type HistoryPolicy =
  | 'joined'
  | 'all'

export type EventKind =
  | 'text'
  | 'image'
  | 'video'
  | 'audio'
  | 'voice'
  | 'file'
  | 'sticker'
  | 'edit'
  | 'recall'
  | 'reaction'
  | 'join'
  | 'leave'
  | 'remove'
  | 'role'
  | 'title'
  | 'avatar'
  | 'announcement'
  | 'pin'
  | 'unpin'
  | 'call'
  | 'system'
  | 'policy'
  | 'created'
  | 'dissolved'
  | 'mute'
  | 'rules'
  | 'nick'
  | 'nudge'
  | 'poll'
  | 'vote'
  | 'poll_end'
  | 'record'
  | 'confirm'
  | 'expired'
  | 'missed_call'

export type EphemeralKind =
  | 'typing'
  | 'presence'
  | 'cursor'
  | 'traffic'
  | 'seen'

export type NoticeKind =
  | 'replaced'
  | 'session_ended'
  | 'draining'
  | 'disabled'
  | 'banned'
  | 'kicked'

export type OpenState =
  | 'ok'
  | 'gap'
  | 'reset'
  | 'refused'

export type FileGroup =
  | 'pictures'
  | 'sounds'
  | 'documents'
  | 'links'

export type RoomScope =
  | 'mine'
  | 'directory'

/** who may write in a room */
export type Writers =
  | 'all'
  | 'admins'
  | 'nobody'

/** of one conversation */
export type NotifyLevel =
  | 'all'
  | 'mentions'
  | 'none'

/** busy: no notifications */
export type PresenceMode =
  | 'normal'
  | 'away'
  | 'busy'

export type ChannelKind =
  | 'web_push'
  | 'json'
  | 'ntfy'
  | 'bark'
  | 'wecom'
  | 'dingtalk'
  | 'feishu'

export type ContentLevel =
  | 'none'
  | 'sender'
  | 'full'

export type Registration =
  | 'open'
  | 'invite'
  | 'approval'
  | 'closed'

export type ConnectionOrder =
  | 'newest'
  | 'waiting'
  | 'lagged'

export type LiveOrder =
  | 'minute'
  | 'hour'
  | 'members'
  | 'head'

export type UserFilter =
  | 'all'
  | 'online'
  | 'disabled'
  | 'banned'
  | 'staff'

export type AuditAct =
  | 'role'
  | 'disable'
  | 'enable'
  | 'rename'
  | 'password'
  | 'session_end'
  | 'dissolve'
  | 'ban'
  | 'kick'
  | 'unban'
  | 'purge'
  | 'purged'
  | 'invite'
  | 'uninvite'
  | 'approve'
  | 'reject'
  | 'settings'
  | 'bot'
  | 'token'
  | 'untoken'
  | 'hook'
  | 'hook_set'
  | 'unhook'
  | 'report'
  | 'words'
  | 'file'
  | 'lobby'

export type HookKind =
  | 'incoming'
  | 'outgoing'

export type CallKind =
  | 'audio'
  | 'video'

export type CallMode =
  | 'p2p'
  | 'mesh'
  | 'sfu'

export type CallSource =
  | 'audio'
  | 'video'
  | 'screen'
  | 'screen_audio'

export type CallState =
  | 'ringing'
  | 'active'
  | 'ended'

export type LegState =
  | 'invited'
  | 'ringing'
  | 'connecting'
  | 'joined'
  | 'reconnecting'
  | 'left'
  | 'declined'
  | 'busy'
  | 'missed'
  | 'failed'

export type CallEnd =
  | 'completed'
  | 'declined'
  | 'missed'
  | 'cancelled'
  | 'busy'
  | 'failed'
  | 'kicked'
  | 'shutdown'
  | 'elsewhere'
  | 'left'

export type SdpType =
  | 'offer'
  | 'answer'
  | 'rollback'

export type CallAct =
  | 'mute'
  | 'kick'

export interface ErrorBody {
  code: ErrorCode
  message: string // English, for logs and bots
  field?: string // with `invalid` and `too_large`, e.g. open[2].seq
  retry_after?: number // ms
}

export interface UserInfo {
  id: number
  name: string
  avatar?: string // shown from /a/<avatar>
  status?: string
  role?: ServerRole // absent: user
  online?: boolean
  disabled?: boolean
  mode?: PresenceMode // absent: normal
  seen?: number // offline: when last online, unless hidden
  bot?: boolean // a program: a bot, or a webhook's identity
}

/** Where a forwarded message comes from. */
export interface Origin {
  user: number
  name: string // as the author was called then
  at: number // when it was written
}

/** A file as a message carries it. The bytes are at GET /f/<id>/<name>; `id`, `size` and `mime` are the server's, `mime` found from the bytes. */
export interface FilePart {
  id: string
  name: string
  size: number
  mime: string
  width?: number // pixels: image, video
  height?: number
  duration?: number // ms: video, audio, voice
  thumb?: string // a small picture of it, at GET /f/<thumb>
  placeholder?: string // a few colours to show until the picture is there
  waveform?: string // audio, voice: loudness in equal steps, a digit 0-9 each
  title?: string // audio: what the recording says of itself
  artist?: string
}

/** A file to be sent: what was uploaded, and what only the sender's device knows of it. */
export interface SendFile {
  id: string
  name?: string // another than at the upload
  width?: number // where the server cannot see it (video)
  height?: number
  duration?: number
  thumb?: string // also uploaded by the sender, a picture
  placeholder?: string
  waveform?: string
  title?: string
  artist?: string
}

export interface PollOption {
  text: string
}

/** What a poll asks, beside its question. */
export interface Poll {
  options: PollOption[] // two to ten, each up to 100 characters
  several?: boolean // one may choose more than one
  anonymous?: boolean // nobody is told who chose what
  until?: number // nobody votes from then on
}

/** How a poll stands. */
export interface Tally {
  counts: number[] // how many chose each option
  voters: number
}

/** One of the messages that were forwarded as one, as it was then. Of a poll and of another record only the kind and the words. */
export interface RecordItem {
  user: number
  name: string // as the author was called there
  at: number
  kind: EventKind
  text?: string
  file?: FilePart
}

export interface ChatRecord {
  direct?: boolean // from a conversation of two; absent: from a group
  items: RecordItem[] // in the order of the log
}

/** What became of a call. */
export interface CallRow {
  id: string
  kind: CallKind
  end: CallEnd
  at: number // when it began to ring
  seconds: number // from the first answer to the end; 0: nobody answered
  users: number[] // who took part, in the order they came; `from` called
  missed?: number[] // who was called and did not answer
}

/** What an event carries; which fields are set depends on the kind. */
export interface Body {
  text?: string // text, announcement
  users?: number[] // join, leave, remove, role: whom it is about
  title?: string // title, created
  role?: Role // role
  avatar?: string // avatar
  join?: JoinPolicy // policy
  history?: HistoryPolicy // policy
  mentions?: number[] // text, edit: members who are named
  all?: boolean // text, edit: everybody is named
  admins?: boolean // text: the admins of the room are named; who they were stands in `mentions`, too
  keep?: number // rules: days that messages are kept; 0: for ever. expired: those after which they went
  count?: number // expired: how many countable messages there were up to `ref`
  recall?: number // rules: minutes within which one may take back an own message; 0: as on the server
  sign?: string // reaction: an emoji
  off?: boolean // reaction: taken away; vote, poll_end: too late, without effect
  origin?: Origin // text, and with a file: forwarded
  until?: number // mute
  slow?: number // rules
  writers?: Writers // rules
  nick?: string // nick
  file?: FilePart // image, video, audio, voice, file
  poll?: Poll // poll
  choices?: number[] // vote: options by number, from 0; none: taken back
  secret?: boolean // vote: at an anonymous poll. `choices` are told to the voter alone, `from` is 0 for others
  tally?: Tally // vote, secret: how the poll stands after it; confirm: `voters` have confirmed `ref` now
  record?: ChatRecord // record
  confirm?: boolean // text: whoever reads it is asked to confirm that
  call?: CallRow // call, missed_call
}

export interface Reaction {
  sign: string
  users: number[]
}

export interface Vote {
  user: number
  choices: number[]
}

export interface PollState {
  tally: Tally
  votes?: Vote[] // who chose what; of an anonymous poll the viewer's own vote alone
  ended?: number // when it was closed by hand
}

/** What later events made of a message. In pages of history, message.get and previews the body is the newest one and `merged` tells what happened; events pushes carry what was logged, and the later events with it. */
export interface Merged {
  edited?: number // when it was edited last
  edit?: number // the newest edit
  recalled?: number // by whom; the body is gone
  recall?: number // the event that took it back
  reactions?: Reaction[] // in the order of first use
  poll?: PollState // poll: once somebody voted or closed it
  confirms?: number // with body `confirm`: how many did
  confirmed?: boolean // and whether the viewer did
}

export interface Event {
  room: number
  seq: number
  at: number
  from: number
  kind: EventKind
  body: Body
  ref?: number // the message that it is about
  cmid?: string // only towards the sender's own devices, never in shared frames
  merged?: Merged // in pages, message.get and previews: what became of it
}

/** What one person set for one conversation. */
export interface RoomPrefs {
  pinned?: boolean
  muted?: boolean // unread messages are not counted in numbers
  hidden?: number // not listed until the room has more messages than this
  level?: NotifyLevel // absent: all
  unread?: boolean // to be looked at again, by hand
}

export interface Folder {
  name: string
  rooms: number[]
}

/** What one was writing in a conversation, on whatever device. */
export interface Draft {
  room: number
  text: string // empty: nothing any more
  ref?: number // the message that it answers
  at: number
}

/** What one person set for themselves. */
export interface Account {
  mode?: PresenceMode
  hide_seen?: boolean
  contacts?: number[]
  blocked?: number[]
  folders?: Folder[]
}

/** What a room keeps about a person, member or not. */
export interface MemberNote {
  nick?: string
  muted?: number // until when
}

/** When somebody was online last. */
export interface Seen {
  at: number
}

/** A way into a group for whoever has the code. */
export interface Link {
  code: string
  room: number
  by: number
  created: number
  until?: number
  uses?: number // so many may come in
  used: number
}

export interface RoomInfo {
  id: number
  kind: RoomKind
  title?: string // absent for direct rooms
  avatar?: string
  announcement?: string
  join: JoinPolicy
  history: HistoryPolicy
  role?: Role // own role; absent if not a member
  members: number
  epoch: number
  head: number // the newest seq
  count: number // countable messages so far
  first: number // the first seq that this member may read
  read: number // own read mark
  unread: number // messages of others after it
  last?: Event // the newest message, its text cut to 80 characters
  peer?: UserInfo // direct: the other person
  at: number // last activity
  online?: number // members online, where known cheaply (the lobby)
  mentions?: number // unread messages that name the viewer; up to 99
  pins?: number[] // pinned messages, oldest pin first
  prefs?: RoomPrefs // own settings
  slow?: number // seconds between two messages of a member
  writers?: Writers // absent: all
  keep?: number // days that messages are kept, as the room and the server say; absent: for ever
  keep_own?: number // the same, as the room alone says
  recall?: number // minutes within which one may take back an own message; absent: `limits.recall_ms`
  draft?: Draft // own
  peer_read?: number // direct: up to where the other person has read
  muted?: number // until when this member may not write
  nick?: string // what this member is called here
}

export interface Member {
  user: UserInfo
  role: Role
  joined: number
  nick?: string
  muted?: number
}

export interface Device {
  id: number
  label: string
  created: number
  seen: number
  current: boolean
  online: boolean
}

export type OpenRoom = [room: number, epoch: number, seq: number]

export type OpenedRoom = [room: number, state: OpenState, head: number]

export type Head = [room: number, seq: number, count: number]

export type Lag = [room: number, seq: number]

export type Mention = [room: number, count: number]

export type Nick = [user: number, nick: string]

/** What the account chose at the anonymous poll `ref`; `seq` is that of the vote. */
export interface OwnVote {
  room: number
  ref: number
  seq: number
  choices: number[]
}

export interface Ephemeral {
  kind: EphemeralKind
  room?: number // typing, cursor, traffic
  users?: number[] // typing: who types now; presence: who came online
  gone?: number[] // presence: who went offline
  seq?: number // cursor: the read mark
  unread?: number // cursor: what is left
  entered?: number[] // traffic: newest arrivals by name
  entered_count?: number
  left?: number[]
  left_count?: number
  online?: number // traffic: people online now
  mentions?: number // cursor: unread messages that name the viewer
}

export interface Limits {
  message_bytes: number
  text_bytes: number
  history_page: number
  open_rooms: number
  group_members: number
  avatar_bytes: number
  name_bytes: number
  password_chars_min: number
  recall_ms?: number // how long one may take back an own message; 0: not at all
  file_bytes: number
  pending_files: number // uploaded and not sent yet
}

/** Where notifications go. The address itself is a secret of the account and is never told again. */
export interface Channel {
  id: number
  kind: ChannelKind
  level: ContentLevel
  label: string
  host: string // of the address
  created: number
  current: boolean // belongs to this login and ends with it
  sent?: number // the newest one that was taken; forgotten when the server restarts
  failed?: number // the newest attempt that failed; both
  fault?: string // why, in English
}

/** A message that is sent later, in the name of who wrote it. */
export interface Schedule {
  id: number
  user: number
  room: number
  at: number // when
  text: string
  ref?: number
  mentions?: number[]
  all?: boolean
  admins?: boolean
  created: number
  fault?: ErrorCode // it was due and could not be sent: why. It waits for schedule.set or schedule.remove
}

/** Somebody wants to be told of a message again. */
export interface Reminder {
  id: number
  user: number
  room: number
  seq: number
  at: number
  note?: string
  created: number
  due?: boolean // the time has come
}

/** What a page says of itself, for a link in a message. */
export interface LinkCard {
  url: string // as the message has it
  site?: string
  title?: string
  text?: string
  image?: string // a picture at GET /p/<image>
  width?: number // of the picture, pixels
  height?: number
}

export interface MessageCards {
  seq: number
  cards: LinkCard[]
}

/** A sticker of one's own. */
export interface Sticker {
  id: number
  user: number
  file: FilePart
  created: number
  label?: string // what it is found by
}

/** --- Calls A session description (RFC 8866), passed on as it is. */
export interface Sdp {
  type: SdpType
  sdp: string
}

/** Somebody in a call, or called. A person has one at most; who comes again, or on another device, has another number. */
export interface CallLeg {
  leg: number // 0: was never in it
  user: number
  state: LegState
  audio?: boolean // the microphone is on
  video?: boolean // the camera is on
  screen?: boolean // the screen is shown
  hand?: boolean // is raised
  joined?: number
  tried?: number // devices that ring
}

export interface CallInfo {
  id: string
  room: number
  kind: CallKind
  mode: CallMode
  state: CallState
  by: number
  at: number // when it began to ring
  answered?: number
  rev: number // grows with each change
  epoch: number // grows when `mode` changes: signals of an earlier one are dropped
  secure?: boolean // frames are encrypted by the devices themselves, with keys that the server does not have
  legs: CallLeg[] // in the order they were called or came
}

export interface IceUrl {
  url: string
}

export interface IceServer {
  urls: IceUrl[]
  username?: string
  credential?: string
}

/** How a device finds a way (RFC 8445). Credentials are its own and end. */
export interface IceConfig {
  servers: IceServer[]
  stun?: number // the UDP port at which this server itself answers STUN (RFC 8489), under the host of the page
  relay?: boolean // nothing but relayed candidates: addresses are not shown to others
  until?: number // the credentials end; ask for others at half of the time
}

/** What a device needs to be in a call. `token` resumes this leg on another socket. */
export interface CallSeat {
  call: CallInfo
  leg: number
  token: string
  ice: IceConfig
  seq: number // of the newest signal to this leg
}

/** A section of an SDP offer to the media router, by its a=mid: one that sends, and one that receives. */
export interface SfuSend {
  mid: string
  source: CallSource
}

export interface SfuWant {
  mid: string
  leg: number
  source: CallSource
}

/** A stream, and its simulcast layer: 1 is the smallest, 0 none at all. */
export interface SfuLayer {
  leg: number
  source: CallSource
  layer: number
}

/** How a call is for one device, over the last seconds. */
export interface CallSample {
  rtt: number // ms
  lost?: number // of 1,000 packets, both ways
  jitter?: number // ms
  concealed?: number // of 1,000 samples of sound
  fps?: number
  freezes?: number
  kbps?: number // sent and received
  relay?: boolean // the way goes over a relay
  quality?: number // as it is marked there: 1 bad, 2 fair, 3 good
}

/** Somebody is kept out: an account, or all addresses of a block. */
export interface Ban {
  id: number
  user?: number
  address?: string // 192.0.2.7, 192.0.2.0/24, 2001:db8::/48
  at: number
  by: number
  until?: number // absent: for good
  reason?: string // told to whom it is about
  kick?: boolean // for a short time
  name?: string // of `user`, in answers
}

export interface AdminUser {
  user: UserInfo
  created: number
  seen?: number // the newest use of any of the logins
  logins: number
  ban?: Ban // that holds now
}

export interface Login {
  id: number
  user: UserInfo
  label: string
  created: number
  seen: number
  online?: boolean
  address?: string // while online
}

export interface AdminRoom {
  id: number
  kind: RoomKind
  title?: string // direct rooms have none
  avatar?: string
  join: JoinPolicy
  members: number
  count: number // messages
  created: number
  at: number // last activity
  owner?: UserInfo // groups
}

/** A socket as its server sees it at this moment. */
export interface AdminConnection {
  id: number
  user: number
  device: number
  address: string
  since: number // hello
  secure?: boolean // TLS, here or at the proxy
  binary?: boolean // MessagePack; else JSON
  compressed?: boolean
  received: number // bytes on the wire; with a proxy those between it and us
  sent: number
  waiting: number // bytes that wait for it in the server
  rtt?: number // microseconds there and back, as the kernel measures it
  rooms: number // that it has open
  lagged: number // how often it was too slow for a room
}

/** A room in which somebody wrote lately. */
export interface LiveRoom {
  id: number
  kind: RoomKind
  title?: string // direct rooms have none
  avatar?: string
  members: number
  online?: number // of them; absent where there are too many to count
  minute: number // messages of the last minute, and of the last hour
  hour: number
  head: number
  at: number // last activity
  open: number // sockets of this node that have it open
  waiting: number // bytes that are kept for those of them who are behind
}

export interface ServerInvite {
  id: number
  code: string
  note?: string
  left: number // how many accounts it still makes
  used: number
  at: number
  by: number
  until?: number
}

/** Somebody who wants an account. */
export interface Applicant {
  id: number
  name: string
  reason?: string
  address: string
  at: number
}

/** The messages of a person are being taken back, some at a time. */
export interface Purge {
  id: number
  user: number
  by: number
  at: number
  since: number // of messages written from then on; 0: of all
  removed: number
  after: string // how far it is
}

export interface AuditEntry {
  id: number
  at: number
  by: number
  name: string // as the administrator was called then
  act: AuditAct
  user?: number
  whom?: string // as that person was called then
  room?: number
  address: string // where the administrator was
  text?: string
}

/** A file that somebody uploaded. */
export interface AdminFile {
  file: FilePart
  owner: UserInfo
  at: number // of the upload
  places: number // messages that have it
}

/** What can be changed while the server runs. What is absent is as the configuration says. */
export interface ServerSettings {
  name?: string
  avatar?: string
  registration?: Registration
  keep?: number // days that messages are kept in all rooms; absent: for ever
}

/** What somebody told the administrators about a message, with the message as it was then. */
export interface Report {
  id: number
  at: number
  by: number
  by_name: string
  reason: string
  room: number
  title?: string // of the room; absent: the lobby or a conversation of two
  seq: number
  user: number // whose message
  name: string
  kind: EventKind
  text?: string
  file?: string // its name
}

export interface FilterWord {
  word: string
}

/** Words that are not allowed in messages, titles and names. */
export interface Words {
  words: FilterWord[]
  mask?: boolean // in messages they are covered with stars; absent: such a message is refused
}

/** --- Programs The account of a program: a bot, or the identity of a webhook. Kept so that it is known for one for ever. */
export interface Program {
  id: number
  user: number
  room?: number // of a webhook of that room, whose members know it: no member of anything, no login
}

/** A token of a bot. Itself it is told once and kept as a hash only. */
export interface BotToken {
  id: number
  label: string
  created: number
  used?: number // within the hour; absent: never
}

export interface BotInfo {
  user: UserInfo
  created: number
  tokens: BotToken[]
}

/** A webhook of a room. Its secret is told once. */
export interface HookInfo {
  id: number
  room: number
  kind: HookKind
  user: number // its identity: whom its messages are from
  name: string // of that
  by: number
  created: number
  off?: boolean // switched off: by an admin, or after too many failures
  host?: string // of the address, which is not told again
  word?: string // messages that begin with it; absent: all. With a / in front: a command
  hint?: string // what the command does
  upto?: number // what was written up to there is done with
  failures?: number // messages given up one after the other; forgotten when the server restarts, as are:
  sent?: number // outgoing: the newest that was taken; incoming: the newest that came
  failed?: number // the newest that was given up
  fault?: string // why, in English
}

/** What an outgoing webhook of a room listens to. */
export interface SlashCommand {
  word: string // with the /
  hint?: string
  user: number // who will answer
  name: string
}

/** What is posted to an incoming webhook, and what the program behind an outgoing one may answer. Other fields are passed over. */
export interface HookText {
  text: string
  id?: string // incoming: a repeat with the same id writes nothing
}

/** A part of a text: where it begins and how long it is, in UTF-16 units, as JavaScript counts. */
export type Mark = [start: number, size: number]

export interface SearchHit {
  event: Event // its text cut to a piece around the first match
  marks: Mark[] // what matched, in the piece
  before?: boolean // there is text before the piece
  after?: boolean // and after it
}

/** hello: The first request on a socket, and said once (conflict). The missed events of the opened rooms follow as `events` pushes. */
export interface HelloRequest {
  version: number
  token?: string // bots and other programs; browsers are known by their cookie
  device?: string // label shown in the list of sessions
  since?: number // `now` of the last welcome: only rooms changed after it are sent
  open?: OpenRoom[] // rooms to open at once, with what the client has
}

export interface HelloReply {
  user: UserInfo
  device: number
  server: string // the server's name
  version: string
  now: number
  limits: Limits
  rooms: RoomInfo[] // own rooms (changed since)
  open: OpenedRoom[]
  online: number // people online
  partial?: boolean // rooms holds only the changed ones
  account?: Account // own settings, contacts and the like
}

/** ping: Answers at once. */
export type PingRequest = Record<string, never>

export interface PingReply {
  now: number
}

/** session.list: One's own logins. */
export type SessionListRequest = Record<string, never>

export interface SessionListReply {
  devices: Device[]
}

/** session.revoke: Ends one login, or all but this one. Their sockets close with 4001. */
export interface SessionRevokeRequest {
  device?: number
}

export interface SessionRevokeReply {
  revoked: number
}

/** logout: Ends this login. */
export type LogoutRequest = Record<string, never>

export type LogoutReply = Record<string, never>

/** register: Makes an account and logs in: sets the session cookie, or answers the token if `bearer`. The first account owns the server. approval_pending: it was written down, and an administrator decides. */
export interface RegisterRequest {
  name: string
  password: string
  device?: string
  bearer?: boolean
  invite?: string // the code of an invitation to the server
  reason?: string // why one asks, for the administrator who decides
}

export interface RegisterReply {
  user: UserInfo
  token?: string
}

/** login: Logs in. Never makes an account. */
export interface LoginRequest {
  name: string
  password: string
  device?: string
  bearer?: boolean
}

export interface LoginReply {
  user: UserInfo
  token?: string
}

/** password.change: Changes the password and ends all other logins. */
export interface PasswordChangeRequest {
  old: string
  new: string
}

export type PasswordChangeReply = Record<string, never>

/** server.info: What the sign-in page needs. `user` is set when the request carries a valid session. */
export type ServerInfoRequest = Record<string, never>

export interface ServerInfoReply {
  name: string
  version: string
  registration: boolean
  user?: UserInfo
  mode?: Registration
  avatar?: string
}

/** user.get: People by id; unknown ids are left out. */
export interface UserGetRequest {
  users: number[]
}

export interface UserGetReply {
  users: UserInfo[]
}

/** user.search: People whose name contains the query or begins so in pinyin (whole, initials or both: `zhangsan`, `zs`, `zhangs`), best first; an empty query lists people online. */
export interface UserSearchRequest {
  query: string
  limit?: number
}

export interface UserSearchReply {
  users: UserInfo[]
}

/** profile.set: Changes what is given. `avatar` names a picture uploaded with POST /api/v1/avatar; empty text removes. */
export interface ProfileSetRequest {
  name?: string
  status?: string
  avatar?: string
}

export interface ProfileSetReply {
  user: UserInfo
}

/** room.create: Makes a group, or finds or makes the direct room with somebody (with oneself: for notes, pinned). */
export interface RoomCreateRequest {
  kind: RoomKind // group or direct
  title?: string // groups
  users: number[] // first members; direct: the one other person
  join?: JoinPolicy
  history?: HistoryPolicy
  cmid?: string // makes a repeat answer the same room (groups)
}

export interface RoomCreateReply {
  room: RoomInfo
}

/** room.list: Own rooms, or the directory of open groups; with `query` those whose title matches as in user.search. */
export interface RoomListRequest {
  scope: RoomScope
  query?: string
}

export interface RoomListReply {
  rooms: RoomInfo[]
}

/** room.get: One room. */
export interface RoomGetRequest {
  room: number
}

export interface RoomGetReply {
  room: RoomInfo
}

/** room.set: Changes what is given; each change is an event. An announcement counts as naming everybody. In the lobby: admins of the server. */
export interface RoomSetRequest {
  room: number
  title?: string
  announcement?: string
  avatar?: string
  join?: JoinPolicy
  history?: HistoryPolicy
  slow?: number
  writers?: Writers
  keep?: number // days; 0: as long as the server keeps them. What is older is gone for good
  recall?: number // minutes, up to a week; 0: as on the server
}

export interface RoomSetReply {
  room: RoomInfo
  seq: number
}

/** room.open: From now on this session is sent the events of the room; what is missed since `seq` follows as an `events` push. */
export interface RoomOpenRequest {
  open: OpenRoom
}

export interface RoomOpenReply {
  open: OpenedRoom
  room: RoomInfo
}

/** room.close: Back to badges (`heads`). */
export interface RoomCloseRequest {
  room: number
}

export type RoomCloseReply = Record<string, never>

/** room.join: Joins an open group. Answers not_a_member where that is not allowed, as for rooms that do not exist. */
export interface RoomJoinRequest {
  room: number
}

export interface RoomJoinReply {
  room: RoomInfo
  seq: number
}

/** room.leave: Leaves. An owner hands over first, unless alone: then the group is dissolved. */
export interface RoomLeaveRequest {
  room: number
}

export interface RoomLeaveReply {
  seq: number
}

/** room.invite: Adds people. Those who are members already are passed over; conflict if nobody is left. */
export interface RoomInviteRequest {
  room: number
  users: number[]
}

export interface RoomInviteReply {
  room: RoomInfo
  seq: number
}

/** room.remove: Removes people. */
export interface RoomRemoveRequest {
  room: number
  users: number[]
}

export interface RoomRemoveReply {
  seq: number
}

/** room.role: Makes a member an admin or back. The owner's role moves by room.transfer. */
export interface RoomRoleRequest {
  room: number
  user: number
  role: Role
}

export interface RoomRoleReply {
  seq: number
}

/** room.transfer: Hands the group to another member; the old owner becomes an admin. */
export interface RoomTransferRequest {
  room: number
  user: number
}

export interface RoomTransferReply {
  seq: number
}

/** room.dissolve: Ends the group for all. Nothing can be sent or read afterwards. */
export interface RoomDissolveRequest {
  room: number
}

export interface RoomDissolveReply {
  seq: number
}

/** room.members: A page of members by id, or those whose name contains the query. */
export interface RoomMembersRequest {
  room: number
  after?: number
  limit?: number
  query?: string
}

export interface RoomMembersReply {
  members: Member[]
  total: number
  more: boolean
}

/** room.state: Head, own read mark and unread count. */
export interface RoomStateRequest {
  room: number
}

export interface RoomStateReply {
  epoch: number
  head: number
  read: number
  unread: number
}

/** message.send: Appends a message. The answer means that it is committed. A repeat with the same cmid answers the first seq and `duplicate`; with another room it is a conflict. */
export interface MessageSendRequest {
  room: number
  cmid: string
  kind?: EventKind
  text?: string
  ref?: number
  mentions?: number[] // those who are no members are passed over
  all?: boolean // groups: admins; the lobby: admins of the server
  admins?: boolean // groups and the lobby: names those who are admins at this moment
  file?: SendFile // kinds image to file
  poll?: Poll // kind poll, whose `text` is the question: up to 200 characters
  confirm?: boolean // kind text, groups: by admins
}

export interface MessageSendReply {
  seq: number
  epoch: number
  at: number
  duplicate?: boolean
}

/** history: A page of the log, oldest first: the newest if nothing is given; with `at` around the first event of that time or later. */
export interface HistoryRequest {
  room: number
  before?: number
  after?: number
  around?: number
  at?: number
  limit?: number
}

export interface HistoryReply {
  epoch: number
  events: Event[]
  head: number
  first: number
  more_before: boolean
  more_after: boolean
}

/** read: Moves the own read mark forward; never back. */
export interface ReadRequest {
  room: number
  seq: number
}

export interface ReadReply {
  read: number
  unread: number
  mentions?: number
}

/** typing: Shown to those who have the room open, fades after 6 s. */
export interface TypingRequest {
  room: number
  on: boolean
}

export type TypingReply = Record<string, never>

/** presence.watch: Replaces the set of people whose coming and going is told. */
export interface PresenceWatchRequest {
  users: number[]
}

export interface PresenceWatchReply {
  online: number[]
}

/** message.edit: Gives an own text another body. Old texts stay in the log until the message is recalled. */
export interface MessageEditRequest {
  room: number
  cmid: string
  ref: number
  text: string
  mentions?: number[]
}

export interface MessageEditReply {
  seq: number
  at: number
  duplicate?: boolean
}

/** message.recall: Takes a message back: its body is removed from the store, its seq stays. Senders may within `limits.recall_ms`, admins any time. */
export interface MessageRecallRequest {
  room: number
  cmid: string
  ref: number
}

export interface MessageRecallReply {
  seq: number
  at: number
  duplicate?: boolean
}

/** message.react: Puts a sign at a message, or takes the own one away. If it is so already, nothing is logged: `duplicate`, with the seq of the message. */
export interface MessageReactRequest {
  room: number
  cmid: string
  ref: number
  sign: string
  off?: boolean
}

export interface MessageReactReply {
  seq: number
  at: number
  duplicate?: boolean
}

/** message.pin: Pins a message or unpins it. If it is so already, nothing is logged: `duplicate`, with the seq of the message. */
export interface MessagePinRequest {
  room: number
  cmid: string
  ref: number
  off?: boolean
}

export interface MessagePinReply {
  seq: number
  at: number
  duplicate?: boolean
}

/** message.get: Single messages of the log, by seq; what may not be read or does not exist is left out. */
export interface MessageGetRequest {
  room: number
  seqs: number[]
}

export interface MessageGetReply {
  events: Event[]
}

/** message.forward: Appends a copy of a message of `source` to `room`, with its author's name, like message.send. While an old message is read from the log, later requests may pass it. */
export interface MessageForwardRequest {
  room: number
  cmid: string
  source: number
  ref: number
}

export interface MessageForwardReply {
  seq: number
  epoch: number
  at: number
  duplicate?: boolean
}

/** room.files: Messages of a room that carry a file or a link, oldest first: the newest, or those before a seq. Only what the member may read. */
export interface RoomFilesRequest {
  room: number
  group: FileGroup
  before?: number
  limit?: number
}

export interface RoomFilesReply {
  epoch: number
  events: Event[]
  more: boolean
}

/** search: Finds messages in the rooms that the account is in, as far back as it may read there. All words must occur; a word of Chinese, Japanese or Korean is found inside of words, others from their beginning. */
export interface SearchRequest {
  query: string // words, "phrases", from: in: has: before: after:
  room?: number // only there
  zone?: string // where the dates of the query are meant, e.g. +08:00; absent: UTC
  cursor?: string // from the last answer: what comes after it
  limit?: number
}

export interface SearchReply {
  hits: SearchHit[] // the newest first
  cursor?: string // absent: there is no more
  partial?: boolean // not all was looked at: it took too long, or the index is not complete yet
}

/** room.prefs: Own settings of one conversation, for all devices. What is hidden comes back with its next message. */
export interface RoomPrefsRequest {
  room: number
  pinned?: boolean
  muted?: boolean
  hidden?: boolean
  level?: NotifyLevel
  unread?: boolean
}

export interface RoomPrefsReply {
  prefs: RoomPrefs
}

/** folder.set: Replaces the folders of the list of conversations. The `account` push tells all devices. */
export interface FolderSetRequest {
  folders: Folder[]
}

export type FolderSetReply = Record<string, never>

/** contact.set: Adds somebody to one's contacts or takes them out. */
export interface ContactSetRequest {
  user: number
  on: boolean
}

export type ContactSetReply = Record<string, never>

/** block.set: Blocks somebody: no direct messages between the two, no new direct room, no invitation to groups by them. */
export interface BlockSetRequest {
  user: number
  on: boolean
}

export type BlockSetReply = Record<string, never>

/** presence.set: Away, busy or neither; whether others see when one was online last. */
export interface PresenceSetRequest {
  mode?: PresenceMode
  hide_seen?: boolean
}

export interface PresenceSetReply {
  user: UserInfo
}

/** room.mute: A member may not write until then; without `until` they may again. Leaving and coming back does not end it. */
export interface RoomMuteRequest {
  room: number
  user: number
  until?: number
}

export interface RoomMuteReply {
  seq: number
}

/** room.nick: What oneself is called in this group; empty: by the name of the account. */
export interface RoomNickRequest {
  room: number
  nick: string
}

export interface RoomNickReply {
  seq: number
}

/** room.nicks: Who of them is called differently in this group. */
export interface RoomNicksRequest {
  room: number
  users: number[]
}

export interface RoomNicksReply {
  nicks: Nick[]
}

/** link.create: Makes a code with which anybody may join: for `ttl` seconds and `uses` people, or without such bounds. */
export interface LinkCreateRequest {
  room: number
  ttl?: number
  uses?: number
}

export interface LinkCreateReply {
  link: Link
}

/** link.list: The codes that are valid. */
export interface LinkListRequest {
  room: number
}

export interface LinkListReply {
  links: Link[]
}

/** link.revoke: Ends a code. */
export interface LinkRevokeRequest {
  room: number
  code: string
}

export type LinkRevokeReply = Record<string, never>

/** link.get: Where a code leads. `room` is set for its members. */
export interface LinkGetRequest {
  code: string
}

export interface LinkGetReply {
  title: string
  avatar?: string
  members: number
  room?: number
}

/** link.join: Joins a group by a code. Who is a member uses up nothing. */
export interface LinkJoinRequest {
  code: string
}

export interface LinkJoinReply {
  room: RoomInfo
  seq: number
}

/** message.readers: Who else has read up to there and who has not, of the members who may see it. In groups of up to 1000. */
export interface MessageReadersRequest {
  room: number
  seq: number
}

export interface MessageReadersReply {
  read: number[]
  unread: number[]
  read_count: number
  unread_count: number
}

/** message.nudge: Reminds those who have not read an own message in a group, once in ten minutes a message. */
export interface MessageNudgeRequest {
  room: number
  cmid: string
  ref: number
}

export interface MessageNudgeReply {
  seq: number
  at: number
  duplicate?: boolean
}

/** admin.stats: Numbers of the running server, for charts. */
export type AdminStatsRequest = Record<string, never>

export interface AdminStatsReply {
  now: number
  started: number
  version: string
  users: number
  online: number
  sessions: number
  rooms: number
  messages: number // since the start, like all that follows with u64 but the sizes
  waiting: number // transactions on their way to the disk
  connections: number
  memory: number // bytes that the process has in memory
  store: number // bytes of the database
  commits: number
  commit_us: number // time in commits
  lagged: number // how often somebody was too slow for a room
  applicants: number
  bans: number
  purges: Purge[]
  reports?: number // that wait
}

/** admin.users: A page of the accounts by id, or of those whose name contains the query. */
export interface AdminUsersRequest {
  query?: string
  filter?: UserFilter
  after?: number
  limit?: number
}

export interface AdminUsersReply {
  users: AdminUser[]
  total: number
  more: boolean
}

/** admin.user.set: Changes what is given. Roles are given by owners. The last active owner stays one: conflict. */
export interface AdminUserSetRequest {
  user: number
  role?: ServerRole
  disabled?: boolean
  name?: string
}

export interface AdminUserSetReply {
  user: AdminUser
}

/** admin.password: Gives the account a new password and ends its logins. The password is shown this once. */
export interface AdminPasswordRequest {
  user: number
}

export interface AdminPasswordReply {
  password: string
}

/** admin.sessions: A page of the logins, of one account or of all, by id. */
export interface AdminSessionsRequest {
  user?: number
  after?: number
  limit?: number
}

export interface AdminSessionsReply {
  logins: Login[]
  more: boolean
}

/** admin.session.end: Ends a login. Its sockets close with 4001. */
export interface AdminSessionEndRequest {
  device: number
}

export type AdminSessionEndReply = Record<string, never>

/** admin.rooms: A page of all rooms by id, or of those whose title contains the query. */
export interface AdminRoomsRequest {
  query?: string
  after?: number
  limit?: number
}

export interface AdminRoomsReply {
  rooms: AdminRoom[]
  total: number
  more: boolean
}

/** admin.audit: What administrators did, newest first. */
export interface AdminAuditRequest {
  before?: number
  limit?: number
}

export interface AdminAuditReply {
  entries: AuditEntry[]
  more: boolean
}

/** admin.bans: Who is kept out now. */
export type AdminBansRequest = Record<string, never>

export interface AdminBansReply {
  bans: Ban[]
}

/** admin.ban: Keeps out and closes the sockets with a notice. A new ban of an account replaces its old one. Owners cannot be banned, and no address that the administrator has; an address ban does not hold for owners. */
export interface AdminBanRequest {
  user?: number // either an account
  address?: string // or an address or a block of them
  minutes?: number // absent: for good
  reason?: string
  kick?: boolean // sent away for a while: 10 minutes, unless `minutes` says else
}

export interface AdminBanReply {
  ban: Ban
}

/** admin.unban: Lets in again. */
export interface AdminUnbanRequest {
  ban: number
}

export type AdminUnbanReply = Record<string, never>

/** admin.purge: Takes back the messages of a person in all rooms, or those of the last hours, some at a time; it goes on after a restart. conflict: that is under way. */
export interface AdminPurgeRequest {
  user: number
  hours?: number
}

export interface AdminPurgeReply {
  purge: Purge
}

/** admin.invites: Invitations to the server that are still good, and who waits for an account. */
export type AdminInvitesRequest = Record<string, never>

export interface AdminInvitesReply {
  invites: ServerInvite[]
  applicants: Applicant[]
}

/** admin.invite.make: A new invitation to the server: for one account unless `uses` says else, for ever unless `hours` does. */
export interface AdminInviteMakeRequest {
  uses?: number
  hours?: number
  note?: string
}

export interface AdminInviteMakeReply {
  invite: ServerInvite
}

/** admin.invite.end: Takes an invitation back. */
export interface AdminInviteEndRequest {
  invite: number
}

export type AdminInviteEndReply = Record<string, never>

/** admin.applicant: Makes the account that somebody asked for, or refuses it. */
export interface AdminApplicantRequest {
  applicant: number
  accept: boolean
}

export interface AdminApplicantReply {
  user?: UserInfo
}

/** admin.settings: Changes what is given and answers what holds. An empty text: as the configuration says; `keep` 0: for ever. */
export interface AdminSettingsRequest {
  name?: string
  avatar?: string
  registration?: Registration
  keep?: number
}

export interface AdminSettingsReply {
  settings: ServerSettings
}

/** notify.key: The public key of the server (VAPID, RFC 8292) that a browser is told when it subscribes; empty: there is no Web Push here. */
export type NotifyKeyRequest = Record<string, never>

export interface NotifyKeyReply {
  key: string
}

/** notify.add: Adds an address for notifications, or renews the one that is there. One of the kind web_push belongs to the login and ends with it. */
export interface NotifyAddRequest {
  kind: ChannelKind
  endpoint: string
  p256dh?: string // web_push: the browser's key
  auth?: string // web_push: the browser's secret; json, dingtalk, feishu: signs; ntfy: the access token
  level: ContentLevel
  label?: string
  lang?: string // of the words; zh…: Chinese, otherwise English
}

export interface NotifyAddReply {
  channel: Channel
}

/** notify.set: How much is told there. */
export interface NotifySetRequest {
  channel: number
  level: ContentLevel
}

export interface NotifySetReply {
  channel: Channel
}

/** notify.list: One's own, oldest first. */
export type NotifyListRequest = Record<string, never>

export interface NotifyListReply {
  channels: Channel[]
}

/** notify.remove: Nothing goes there any more. */
export interface NotifyRemoveRequest {
  channel: number
}

export type NotifyRemoveReply = Record<string, never>

/** notify.test: Sends a message that tells nothing. What came of it says notify.list. */
export interface NotifyTestRequest {
  channel: number
}

export type NotifyTestReply = Record<string, never>

/** poll.vote: Chooses at a poll, in place of what one chose before; no choices: takes the vote back. If it is so already, nothing is logged: `duplicate`, with the seq of the poll. too_late: it is closed. too_large: a thousand people voted. */
export interface PollVoteRequest {
  room: number
  cmid: string
  ref: number
  choices: number[]
}

export interface PollVoteReply {
  seq: number
  at: number
  duplicate?: boolean
}

/** poll.close: Closes a poll: nobody votes any more. too_late: it is closed. */
export interface PollCloseRequest {
  room: number
  cmid: string
  ref: number
}

export interface PollCloseReply {
  seq: number
  at: number
  duplicate?: boolean
}

/** message.record: Appends several messages of `source` to `room` as one of the kind record, with the names of their authors. too_large: together they are too long. */
export interface MessageRecordRequest {
  room: number
  cmid: string
  source: number
  refs: number[]
}

export interface MessageRecordReply {
  seq: number
  epoch: number
  at: number
  duplicate?: boolean
}

/** admin.bots: The accounts of bots with their tokens, oldest first. */
export type AdminBotsRequest = Record<string, never>

export interface AdminBotsReply {
  bots: BotInfo[]
}

/** admin.bot.make: Makes an account for a program. It has no password and cannot log in: give it a token. */
export interface AdminBotMakeRequest {
  name: string
  avatar?: string
}

export interface AdminBotMakeReply {
  bot: BotInfo
}

/** admin.bot.token: A new token for a bot, used like that of a session and without an end. `secret` is told this once. */
export interface AdminBotTokenRequest {
  user: number
  label: string
}

export interface AdminBotTokenReply {
  token: BotToken
  secret: string
}

/** admin.bot.token.end: The token holds no more. Its sockets close with 4001. */
export interface AdminBotTokenEndRequest {
  token: number
}

export type AdminBotTokenEndReply = Record<string, never>

/** hook.make: A new webhook. Incoming: POST /hooks/<id>.<secret>; outgoing: `secret` signs what is posted. It is told this once. conflict: another hook of the room has this command. */
export interface HookMakeRequest {
  room: number
  kind: HookKind
  name: string // shown as the author; more than one may be called so
  endpoint?: string // outgoing: where to post to
  word?: string // outgoing
  hint?: string // outgoing, with a word that begins with /
}

export interface HookMakeReply {
  hook: HookInfo
  secret: string
}

/** hook.list: The webhooks of a room and how they fare, oldest first. */
export interface HookListRequest {
  room: number
}

export interface HookListReply {
  hooks: HookInfo[]
}

/** hook.set: Switches a webhook off or on again. What was written meanwhile is not posted. */
export interface HookSetRequest {
  room: number
  hook: number
  on: boolean
}

export interface HookSetReply {
  hook: HookInfo
}

/** hook.remove: Ends a webhook. Its messages stay. */
export interface HookRemoveRequest {
  room: number
  hook: number
}

export type HookRemoveReply = Record<string, never>

/** command.list: The commands that programs listen to in a room. They are sent as texts. */
export interface CommandListRequest {
  room: number
}

export interface CommandListReply {
  commands: SlashCommand[]
}

/** message.report: Tells the administrators of the server about a message. The same person and message count once. too_large: too many reports wait. */
export interface MessageReportRequest {
  room: number
  ref: number
  reason: string
}

export type MessageReportReply = Record<string, never>

/** admin.reports: The reports that wait, oldest first. */
export type AdminReportsRequest = Record<string, never>

export interface AdminReportsReply {
  reports: Report[]
  total: number
}

/** admin.report.close: Takes a report from the list, and all others about the same message; `remove` takes the message back. */
export interface AdminReportCloseRequest {
  report: number
  remove?: boolean
}

export type AdminReportCloseReply = Record<string, never>

/** admin.words: The words that are not allowed, after they were changed if any are given. Chinese words are found wherever they stand, simplified or traditional, whatever spaces and signs are put between; others as whole words. */
export interface AdminWordsRequest {
  words?: FilterWord[]
  mask?: boolean
}

export interface AdminWordsReply {
  words: FilterWord[]
  mask: boolean
}

/** schedule.add: Sends a message later, checked then as if it were written then. A repeat with the same cmid answers the first one. too_late: `at` is not ahead. too_large: a hundred wait. */
export interface ScheduleAddRequest {
  room: number
  cmid: string
  at: number
  text: string
  ref?: number
  mentions?: number[]
  all?: boolean
  admins?: boolean
}

export interface ScheduleAddReply {
  schedule: Schedule
}

/** schedule.list: What is to be sent later, the first to be sent first. */
export type ScheduleListRequest = Record<string, never>

export interface ScheduleListReply {
  schedules: Schedule[]
}

/** schedule.set: Changes what is given, and tries again what could not be sent. `at` 0: now. */
export interface ScheduleSetRequest {
  schedule: number
  at?: number
  text?: string
  mentions?: number[]
}

export interface ScheduleSetReply {
  schedule: Schedule
}

/** schedule.remove: It is not sent. */
export interface ScheduleRemoveRequest {
  schedule: number
}

export type ScheduleRemoveReply = Record<string, never>

/** reminder.add: Reminds oneself of a message. Once a message: another time replaces the first. too_large: a hundred wait. */
export interface ReminderAddRequest {
  room: number
  ref: number
  at: number
  note?: string
}

export interface ReminderAddReply {
  reminder: Reminder
}

/** reminder.list: Those that are due first, then by time. */
export type ReminderListRequest = Record<string, never>

export interface ReminderListReply {
  reminders: Reminder[]
}

/** reminder.remove: It is done with, or not wanted any more. */
export interface ReminderRemoveRequest {
  reminder: number
}

export type ReminderRemoveReply = Record<string, never>

/** message.confirm: Confirms to have read a message that asks for it. If it is so already, nothing is logged: `duplicate`, with the seq of the message. */
export interface MessageConfirmRequest {
  room: number
  cmid: string
  ref: number
}

export interface MessageConfirmReply {
  seq: number
  at: number
  duplicate?: boolean
}

/** message.confirms: Who has confirmed a message and who of the members that may see it has not, the sender apart. */
export interface MessageConfirmsRequest {
  room: number
  seq: number
}

export interface MessageConfirmsReply {
  confirmed: number[]
  missing: number[]
  confirmed_count: number
  missing_count: number
}

/** preview.get: What the pages say that messages link to; messages without links are left out. Answers when the server has asked the pages, within some seconds. Nothing where previews are off. */
export interface PreviewGetRequest {
  room: number
  seqs: number[]
}

export interface PreviewGetReply {
  cards: MessageCards[]
}

/** sticker.list: One's own stickers, in one's own order. */
export type StickerListRequest = Record<string, never>

export interface StickerListReply {
  stickers: Sticker[]
}

/** sticker.add: Adds a sticker to one's own. What one has already is answered as `duplicate`. too_large: its file, or two hundred are there. */
export interface StickerAddRequest {
  file?: SendFile // uploaded: a picture
  room?: number
  seq?: number // or that of a message: sticker or image
  label?: string
}

export interface StickerAddReply {
  sticker: Sticker
  duplicate?: boolean
}

/** sticker.order: These come first, in this order. */
export interface StickerOrderRequest {
  stickers: number[]
}

export type StickerOrderReply = Record<string, never>

/** sticker.remove: Takes a sticker from one's own. Messages keep it. */
export interface StickerRemoveRequest {
  sticker: number
}

export type StickerRemoveReply = Record<string, never>

/** sticker.send: Sends one of one's own stickers, like message.send. */
export interface StickerSendRequest {
  room: number
  cmid: string
  sticker: number
  ref?: number
}

export interface StickerSendReply {
  seq: number
  epoch: number
  at: number
  duplicate?: boolean
}

/** admin.files: A page of the files in messages, the newest or the largest first, of one account or of all; how many there are and what they take on the disk, each content once. */
export interface AdminFilesRequest {
  user?: number
  group?: FileGroup
  large?: boolean
  after?: string
  limit?: number
}

export interface AdminFilesReply {
  files: AdminFile[]
  after?: string
  count: number
  bytes: number
}

/** admin.file.remove: Takes back the messages that have this file. */
export interface AdminFileRemoveRequest {
  file: string
}

export interface AdminFileRemoveReply {
  removed: number
}

/** draft.set: What is being written, for the other devices and for later; without text: nothing any more. */
export interface DraftSetRequest {
  room: number
  text?: string
  ref?: number
}

export interface DraftSetReply {
  draft: Draft
}

/** call.start: Calls. Where a call is under way already it is joined, and two who call each other at once are in one call. forbidden: the lobby. too_large: it is full. conflict: this device is in another call. */
export interface CallStartRequest {
  room: number
  kind: CallKind
  ref: string // a repeat of this device with the same one answers the same call
  offer?: Sdp // direct conversations: without candidates, rings along
  users?: number[] // groups: whom to ring; absent: all, in small groups
  secure?: boolean // see CallInfo
}

export interface CallStartReply {
  seat: CallSeat
}

/** call.ringing: This device rings. */
export interface CallRingingRequest {
  call: string
}

export type CallRingingReply = Record<string, never>

/** call.accept: Answers. The first device wins; for the others, and when it is over, not_found. conflict: it does not ring for this account. */
export interface CallAcceptRequest {
  call: string
  audio: boolean
  video: boolean
  answer?: Sdp // to the offer that came along
}

export interface CallAcceptReply {
  seat: CallSeat
}

/** call.decline: For all devices of the account. */
export interface CallDeclineRequest {
  call: string
  busy?: boolean
}

export type CallDeclineReply = Record<string, never>

/** call.join: Comes in later, or again. On another device than before: takes the call there. */
export interface CallJoinRequest {
  call: string
  audio: boolean
  video: boolean
}

export interface CallJoinReply {
  seat: CallSeat
}

/** call.leave: A call of two ends; one of a group when the last has left. */
export interface CallLeaveRequest {
  call: string
}

export type CallLeaveReply = Record<string, never>

/** call.invite: Rings members of the group, once more if they did not answer. forbidden: a call of two. */
export interface CallInviteRequest {
  call: string
  users: number[]
}

export interface CallInviteReply {
  call: CallInfo
}

/** call.signal: To another leg of the call. conflict: it, one's own leg, or the epoch is not there any more; it was dropped. */
export interface CallSignalRequest {
  call: string
  to: number
  epoch: number
  sdp?: Sdp
  candidate?: string // as in RTCIceCandidate.toJSON()
  last?: boolean // there are no more candidates
  key?: string // of a secure call; the server cannot read it
}

export type CallSignalReply = Record<string, never>

/** call.media: Says what one sends. */
export interface CallMediaRequest {
  call: string
  audio?: boolean
  video?: boolean
  screen?: boolean
  hand?: boolean
  connected?: boolean // sound or pictures have arrived
}

export type CallMediaReply = Record<string, never>

/** call.resume: After the socket was lost. Signals after `last` follow. Nothing about the media has to change. */
export interface CallResumeRequest {
  call: string
  leg: number
  token: string
  last: number
}

export interface CallResumeReply {
  seat: CallSeat
}

/** call.ice: Fresh credentials. */
export type CallIceRequest = Record<string, never>

export interface CallIceReply {
  ice: IceConfig
}

/** call.mod: Asks somebody to mute, or sends them out: admins of the room, or who began the call. */
export interface CallModRequest {
  call: string
  leg: number
  act: CallAct
}

export type CallModReply = Record<string, never>

/** call.stats: How it goes, now and then: only counted, in histograms of the server. conflict: not in it, or nothing has arrived yet. invalid: shares beyond 1,000. rate_limited: more than one in five seconds, in the long run. */
export interface CallStatsRequest {
  call: string
  sample?: CallSample
}

export type CallStatsReply = Record<string, never>

/** call.list: The calls under way in one's own conversations. */
export type CallListRequest = Record<string, never>

export interface CallListReply {
  calls: CallInfo[]
}

/** call.rate: How it was, 1 to 5. Only sums are kept, and the note in the server's log. */
export interface CallRateRequest {
  call: string
  stars: number
  note?: string
}

export type CallRateReply = Record<string, never>

/** call.sfu: In a call through the media router: an offer to it, again whenever sections change; the answer has the server's candidates. A section for somebody who sends nothing yet waits for it. conflict: one's own leg or the epoch is not there any more, or the call takes another way. too_large: the router is full. */
export interface CallSfuRequest {
  call: string
  epoch: number
  sdp: string // an offer, without candidates
  sends: SfuSend[] // its other sections send nothing
  wants: SfuWant[] // its other sections are inactive in the answer
  fresh?: boolean // of another RTCPeerConnection: the one before is gone
}

export interface CallSfuReply {
  sdp: string
}

/** call.layers: The most that this device shows of what it is given. What is named and not given is left out. rate_limited: more than four a second, in the long run. */
export interface CallLayersRequest {
  call: string
  layers: SfuLayer[]
}

export type CallLayersReply = Record<string, never>

/** call.reroute: A call of two that finds no way goes on through the media router, with another epoch. Where it has got another one than `epoch` already, nothing changes. */
export interface CallRerouteRequest {
  call: string
  epoch: number
}

export interface CallRerouteReply {
  call: CallInfo
}

/** call.test: A test of the way to the media router, which sends back what it is given: one for each socket, for two minutes. */
export interface CallTestRequest {
  sdp?: string // absent: the test is over
  sends?: SfuSend[]
  wants?: SfuWant[] // of leg 0
}

export interface CallTestReply {
  sdp?: string
}

/** admin.connections: A page of the sockets of this node. One at a time for each socket, and four a second for all administrators; else rate_limited. */
export interface AdminConnectionsRequest {
  order?: ConnectionOrder // absent: newest
  key?: number // with `after`: what the last row of the page before was ordered by
  after?: number
  limit?: number
}

export interface AdminConnectionsReply {
  connections: AdminConnection[]
  total: number
  more: boolean
}

/** admin.live: A page of the rooms in which somebody wrote last, up to a thousand since the server began; the largest by `order` (absent: minute) first. As rare as admin.connections. */
export interface AdminLiveRequest {
  order?: LiveOrder
  skip?: number
  limit?: number
}

export interface AdminLiveReply {
  rooms: LiveRoom[]
  total: number
  more: boolean
}

/** Logged events of open rooms, in seq order per room. */
export interface EventsPush {
  events: Event[]
}

/** Newest seq and count of rooms that are not open. */
export interface HeadsPush {
  heads: Head[]
}

/** Not logged; may be merged or left out under load. */
export interface EphemeralPush {
  ephemeral: Ephemeral[]
}

/** Too slow: these rooms were closed at that seq; room.open catches up. */
export interface LagPush {
  lag: Lag[]
}

/** About this session; a close follows. */
export interface NoticePush {
  notice: NoticeKind
  retry_after?: number
  text?: string
}

/** New or changed rooms of this account. */
export interface RoomsPush {
  rooms: RoomInfo[]
}

/** Rooms that this account is no longer in. */
export interface GonePush {
  gone: number[]
}

/** Changed names, pictures or status of oneself and people in common small rooms. */
export interface UsersPush {
  users: UserInfo[]
}

/** How many unread messages name this account, room by room. */
export interface MentionsPush {
  mentions: Mention[]
}

/** Own settings, contacts or blocks changed. */
export interface AccountPush {
  account: Account
}

/** Own votes at anonymous polls and own confirmations (without choices), which live `events` keep from everybody. */
export interface VotesPush {
  votes: OwnVote[]
}

/** Own messages that are sent later: new or changed ones, and those that are sent or removed. */
export interface SchedulesPush {
  schedules: Schedule[]
  gone?: number[]
}

/** Own reminders: new ones and those that are due, and those that are done with. */
export interface RemindersPush {
  reminders: Reminder[]
  gone?: number[]
}

/** Own stickers: new ones, and those that were removed. */
export interface StickersPush {
  stickers: Sticker[]
  gone?: number[]
}

/** Own drafts that another device changed. */
export interface DraftsPush {
  drafts: Draft[]
}

/** Somebody calls: ring until then. `leg` is theirs; `busy`: this account is in another call. */
export interface RingPush {
  ring: CallInfo
  from: UserInfo
  until: number
  offer?: Sdp
  leg: number
  busy?: boolean
}

/** Stop ringing. */
export interface RingStopPush {
  ring_stop: string
  why: CallEnd
}

/** Calls in one's own conversations as they stand now: new or changed ones; an ended one once. */
export interface CallsPush {
  calls: CallInfo[]
}

/** From another leg, in the call `signal`. `seq` ascends for each receiving leg, without holes. */
export interface SignalPush {
  signal: string
  from: number
  to: number
  epoch: number
  seq: number
  sdp?: Sdp
  candidate?: string
  last?: boolean
  key?: string
}

/** This device is not in the call any more. */
export interface CallEndPush {
  call_end: string
  why: CallEnd
  seconds: number
}

/** Somebody asks this device to mute. */
export interface MutePleasePush {
  mute_please: string
  by: number
}

/** Who speaks in this call through the media router (absent: nobody), and who did, the last first; by leg. */
export interface SpeakersPush {
  speakers: string
  speaking?: number
  ranked: number[]
}

/** Which layer of a stream this device is given from now on; 0: its line, or the number of pictures, does not allow it. */
export interface LayerPush {
  layer: string
  is: SfuLayer
}

/** The media router does not hear this device any more: in the call of this id, or in the test (empty). */
export interface SfuLostPush {
  sfu_lost: string
  why?: string
}

export interface Ops {
  'hello': { request: HelloRequest; reply: HelloReply }
  'ping': { request: PingRequest; reply: PingReply }
  'session.list': { request: SessionListRequest; reply: SessionListReply }
  'session.revoke': { request: SessionRevokeRequest; reply: SessionRevokeReply }
  'logout': { request: LogoutRequest; reply: LogoutReply }
  'register': { request: RegisterRequest; reply: RegisterReply }
  'login': { request: LoginRequest; reply: LoginReply }
  'password.change': { request: PasswordChangeRequest; reply: PasswordChangeReply }
  'server.info': { request: ServerInfoRequest; reply: ServerInfoReply }
  'user.get': { request: UserGetRequest; reply: UserGetReply }
  'user.search': { request: UserSearchRequest; reply: UserSearchReply }
  'profile.set': { request: ProfileSetRequest; reply: ProfileSetReply }
  'room.create': { request: RoomCreateRequest; reply: RoomCreateReply }
  'room.list': { request: RoomListRequest; reply: RoomListReply }
  'room.get': { request: RoomGetRequest; reply: RoomGetReply }
  'room.set': { request: RoomSetRequest; reply: RoomSetReply }
  'room.open': { request: RoomOpenRequest; reply: RoomOpenReply }
  'room.close': { request: RoomCloseRequest; reply: RoomCloseReply }
  'room.join': { request: RoomJoinRequest; reply: RoomJoinReply }
  'room.leave': { request: RoomLeaveRequest; reply: RoomLeaveReply }
  'room.invite': { request: RoomInviteRequest; reply: RoomInviteReply }
  'room.remove': { request: RoomRemoveRequest; reply: RoomRemoveReply }
  'room.role': { request: RoomRoleRequest; reply: RoomRoleReply }
  'room.transfer': { request: RoomTransferRequest; reply: RoomTransferReply }
  'room.dissolve': { request: RoomDissolveRequest; reply: RoomDissolveReply }
  'room.members': { request: RoomMembersRequest; reply: RoomMembersReply }
  'room.state': { request: RoomStateRequest; reply: RoomStateReply }
  'message.send': { request: MessageSendRequest; reply: MessageSendReply }
  'history': { request: HistoryRequest; reply: HistoryReply }
  'read': { request: ReadRequest; reply: ReadReply }
  'typing': { request: TypingRequest; reply: TypingReply }
  'presence.watch': { request: PresenceWatchRequest; reply: PresenceWatchReply }
  'message.edit': { request: MessageEditRequest; reply: MessageEditReply }
  'message.recall': { request: MessageRecallRequest; reply: MessageRecallReply }
  'message.react': { request: MessageReactRequest; reply: MessageReactReply }
  'message.pin': { request: MessagePinRequest; reply: MessagePinReply }
  'message.get': { request: MessageGetRequest; reply: MessageGetReply }
  'message.forward': { request: MessageForwardRequest; reply: MessageForwardReply }
  'room.files': { request: RoomFilesRequest; reply: RoomFilesReply }
  'search': { request: SearchRequest; reply: SearchReply }
  'room.prefs': { request: RoomPrefsRequest; reply: RoomPrefsReply }
  'folder.set': { request: FolderSetRequest; reply: FolderSetReply }
  'contact.set': { request: ContactSetRequest; reply: ContactSetReply }
  'block.set': { request: BlockSetRequest; reply: BlockSetReply }
  'presence.set': { request: PresenceSetRequest; reply: PresenceSetReply }
  'room.mute': { request: RoomMuteRequest; reply: RoomMuteReply }
  'room.nick': { request: RoomNickRequest; reply: RoomNickReply }
  'room.nicks': { request: RoomNicksRequest; reply: RoomNicksReply }
  'link.create': { request: LinkCreateRequest; reply: LinkCreateReply }
  'link.list': { request: LinkListRequest; reply: LinkListReply }
  'link.revoke': { request: LinkRevokeRequest; reply: LinkRevokeReply }
  'link.get': { request: LinkGetRequest; reply: LinkGetReply }
  'link.join': { request: LinkJoinRequest; reply: LinkJoinReply }
  'message.readers': { request: MessageReadersRequest; reply: MessageReadersReply }
  'message.nudge': { request: MessageNudgeRequest; reply: MessageNudgeReply }
  'admin.stats': { request: AdminStatsRequest; reply: AdminStatsReply }
  'admin.users': { request: AdminUsersRequest; reply: AdminUsersReply }
  'admin.user.set': { request: AdminUserSetRequest; reply: AdminUserSetReply }
  'admin.password': { request: AdminPasswordRequest; reply: AdminPasswordReply }
  'admin.sessions': { request: AdminSessionsRequest; reply: AdminSessionsReply }
  'admin.session.end': { request: AdminSessionEndRequest; reply: AdminSessionEndReply }
  'admin.rooms': { request: AdminRoomsRequest; reply: AdminRoomsReply }
  'admin.audit': { request: AdminAuditRequest; reply: AdminAuditReply }
  'admin.bans': { request: AdminBansRequest; reply: AdminBansReply }
  'admin.ban': { request: AdminBanRequest; reply: AdminBanReply }
  'admin.unban': { request: AdminUnbanRequest; reply: AdminUnbanReply }
  'admin.purge': { request: AdminPurgeRequest; reply: AdminPurgeReply }
  'admin.invites': { request: AdminInvitesRequest; reply: AdminInvitesReply }
  'admin.invite.make': { request: AdminInviteMakeRequest; reply: AdminInviteMakeReply }
  'admin.invite.end': { request: AdminInviteEndRequest; reply: AdminInviteEndReply }
  'admin.applicant': { request: AdminApplicantRequest; reply: AdminApplicantReply }
  'admin.settings': { request: AdminSettingsRequest; reply: AdminSettingsReply }
  'notify.key': { request: NotifyKeyRequest; reply: NotifyKeyReply }
  'notify.add': { request: NotifyAddRequest; reply: NotifyAddReply }
  'notify.set': { request: NotifySetRequest; reply: NotifySetReply }
  'notify.list': { request: NotifyListRequest; reply: NotifyListReply }
  'notify.remove': { request: NotifyRemoveRequest; reply: NotifyRemoveReply }
  'notify.test': { request: NotifyTestRequest; reply: NotifyTestReply }
  'poll.vote': { request: PollVoteRequest; reply: PollVoteReply }
  'poll.close': { request: PollCloseRequest; reply: PollCloseReply }
  'message.record': { request: MessageRecordRequest; reply: MessageRecordReply }
  'admin.bots': { request: AdminBotsRequest; reply: AdminBotsReply }
  'admin.bot.make': { request: AdminBotMakeRequest; reply: AdminBotMakeReply }
  'admin.bot.token': { request: AdminBotTokenRequest; reply: AdminBotTokenReply }
  'admin.bot.token.end': { request: AdminBotTokenEndRequest; reply: AdminBotTokenEndReply }
  'hook.make': { request: HookMakeRequest; reply: HookMakeReply }
  'hook.list': { request: HookListRequest; reply: HookListReply }
  'hook.set': { request: HookSetRequest; reply: HookSetReply }
  'hook.remove': { request: HookRemoveRequest; reply: HookRemoveReply }
  'command.list': { request: CommandListRequest; reply: CommandListReply }
  'message.report': { request: MessageReportRequest; reply: MessageReportReply }
  'admin.reports': { request: AdminReportsRequest; reply: AdminReportsReply }
  'admin.report.close': { request: AdminReportCloseRequest; reply: AdminReportCloseReply }
  'admin.words': { request: AdminWordsRequest; reply: AdminWordsReply }
  'schedule.add': { request: ScheduleAddRequest; reply: ScheduleAddReply }
  'schedule.list': { request: ScheduleListRequest; reply: ScheduleListReply }
  'schedule.set': { request: ScheduleSetRequest; reply: ScheduleSetReply }
  'schedule.remove': { request: ScheduleRemoveRequest; reply: ScheduleRemoveReply }
  'reminder.add': { request: ReminderAddRequest; reply: ReminderAddReply }
  'reminder.list': { request: ReminderListRequest; reply: ReminderListReply }
  'reminder.remove': { request: ReminderRemoveRequest; reply: ReminderRemoveReply }
  'message.confirm': { request: MessageConfirmRequest; reply: MessageConfirmReply }
  'message.confirms': { request: MessageConfirmsRequest; reply: MessageConfirmsReply }
  'preview.get': { request: PreviewGetRequest; reply: PreviewGetReply }
  'sticker.list': { request: StickerListRequest; reply: StickerListReply }
  'sticker.add': { request: StickerAddRequest; reply: StickerAddReply }
  'sticker.order': { request: StickerOrderRequest; reply: StickerOrderReply }
  'sticker.remove': { request: StickerRemoveRequest; reply: StickerRemoveReply }
  'sticker.send': { request: StickerSendRequest; reply: StickerSendReply }
  'admin.files': { request: AdminFilesRequest; reply: AdminFilesReply }
  'admin.file.remove': { request: AdminFileRemoveRequest; reply: AdminFileRemoveReply }
  'draft.set': { request: DraftSetRequest; reply: DraftSetReply }
  'call.start': { request: CallStartRequest; reply: CallStartReply }
  'call.ringing': { request: CallRingingRequest; reply: CallRingingReply }
  'call.accept': { request: CallAcceptRequest; reply: CallAcceptReply }
  'call.decline': { request: CallDeclineRequest; reply: CallDeclineReply }
  'call.join': { request: CallJoinRequest; reply: CallJoinReply }
  'call.leave': { request: CallLeaveRequest; reply: CallLeaveReply }
  'call.invite': { request: CallInviteRequest; reply: CallInviteReply }
  'call.signal': { request: CallSignalRequest; reply: CallSignalReply }
  'call.media': { request: CallMediaRequest; reply: CallMediaReply }
  'call.resume': { request: CallResumeRequest; reply: CallResumeReply }
  'call.ice': { request: CallIceRequest; reply: CallIceReply }
  'call.mod': { request: CallModRequest; reply: CallModReply }
  'call.stats': { request: CallStatsRequest; reply: CallStatsReply }
  'call.list': { request: CallListRequest; reply: CallListReply }
  'call.rate': { request: CallRateRequest; reply: CallRateReply }
  'call.sfu': { request: CallSfuRequest; reply: CallSfuReply }
  'call.layers': { request: CallLayersRequest; reply: CallLayersReply }
  'call.reroute': { request: CallRerouteRequest; reply: CallRerouteReply }
  'call.test': { request: CallTestRequest; reply: CallTestReply }
  'admin.connections': { request: AdminConnectionsRequest; reply: AdminConnectionsReply }
  'admin.live': { request: AdminLiveRequest; reply: AdminLiveReply }
}
export type OpName = keyof Ops

export interface Pushes {
  events: EventsPush
  heads: HeadsPush
  ephemeral: EphemeralPush
  lag: LagPush
  notice: NoticePush
  rooms: RoomsPush
  gone: GonePush
  users: UsersPush
  mentions: MentionsPush
  account: AccountPush
  votes: VotesPush
  schedules: SchedulesPush
  reminders: RemindersPush
  stickers: StickersPush
  drafts: DraftsPush
  ring: RingPush
  ring_stop: RingStopPush
  calls: CallsPush
  signal: SignalPush
  call_end: CallEndPush
  mute_please: MutePleasePush
  speakers: SpeakersPush
  layer: LayerPush
  sfu_lost: SfuLostPush
}
export type PushName = keyof Pushes

const enumTable =
  'ErrorCode: internal bad_frame unknown_op invalid login_needed session_expired forbidden not_a_member muted banned not_found conflict too_large unsupported_type rate_limited store_unavailable read_only outcome_unknown wrong_password unknown_user disabled busy weak_password registration_closed version recalled too_late   quota_exceeded offset_mismatch checksum_mismatch upload_locked       blocked slow_mode     invitation_needed approval_pending             filtered calls_off;' +
  'ServerRole: user admin owner;' +
  'RoomKind: lobby group direct;' +
  'Role: member admin owner;' +
  'JoinPolicy: invite open;' +
  'HistoryPolicy: joined all;' +
  'EventKind: text image video audio voice file sticker edit recall reaction join leave remove role title avatar announcement pin unpin call system policy created dissolved mute rules nick nudge poll vote poll_end record confirm expired missed_call;' +
  'EphemeralKind: typing presence cursor traffic seen;' +
  'NoticeKind: replaced session_ended draining disabled banned kicked;' +
  'OpenState: ok gap reset refused;' +
  'FileGroup: pictures sounds documents links;' +
  'RoomScope: mine directory;' +
  'Writers: all admins nobody;' +
  'NotifyLevel: all mentions none;' +
  'PresenceMode: normal away busy;' +
  'CallKind: audio video;' +
  'CallEnd: completed declined missed cancelled busy failed kicked shutdown elsewhere left'

const structTable =
  'ErrorBody:code=ErrorCode message field retry_after;' +
  'UserInfo:id name avatar status role=ServerRole online disabled mode=PresenceMode seen bot;' +
  'Origin:user name at;' +
  'FilePart:id name size mime width height duration thumb placeholder waveform title artist;' +
  'SendFile:id name width height duration thumb placeholder waveform title artist;' +
  'PollOption:text;' +
  'Poll:options*PollOption several anonymous until;' +
  'Tally:counts voters;' +
  'RecordItem:user name at kind=EventKind text file=FilePart;' +
  'ChatRecord:direct items*RecordItem;' +
  'CallRow:id kind=CallKind end=CallEnd at seconds users missed;' +
  'Body:text users title role=Role avatar join=JoinPolicy history=HistoryPolicy mentions all admins keep count recall sign off origin=Origin until slow writers=Writers nick file=FilePart poll=Poll choices secret tally=Tally record=ChatRecord confirm call=CallRow;' +
  'Reaction:sign users;' +
  'Vote:user choices;' +
  'PollState:tally=Tally votes*Vote ended;' +
  'Merged:edited edit recalled recall reactions*Reaction poll=PollState confirms confirmed;' +
  'Event:room seq at from kind=EventKind body=Body ref cmid merged=Merged;' +
  'RoomPrefs:pinned muted hidden level=NotifyLevel unread;' +
  'Folder:name rooms;' +
  'Draft:room text ref at;' +
  'Account:mode=PresenceMode hide_seen contacts blocked folders*Folder;' +
  'RoomInfo:id kind=RoomKind title avatar announcement join=JoinPolicy history=HistoryPolicy role=Role members epoch head count first read unread last=Event peer=UserInfo at online mentions pins prefs=RoomPrefs slow writers=Writers keep keep_own recall draft=Draft peer_read muted nick;' +
  'Member:user=UserInfo role=Role joined nick muted;' +
  'Device:id label created seen current online;' +
  'OpenRoom!:room epoch seq;' +
  'OpenedRoom!:room state=OpenState head;' +
  'Head!:room seq count;' +
  'Lag!:room seq;' +
  'Mention!:room count;' +
  'OwnVote:room ref seq choices;' +
  'Ephemeral:kind=EphemeralKind room users gone seq unread entered entered_count left left_count online mentions;' +
  'Limits:message_bytes text_bytes history_page open_rooms group_members avatar_bytes name_bytes password_chars_min recall_ms file_bytes pending_files;' +
  'Schedule:id user room at text ref mentions all admins created fault=ErrorCode;' +
  'Reminder:id user room seq at note created due;' +
  'Sticker:id user file=FilePart created label;' +
  'Mark!:start size;' +
  'SearchHit:event=Event marks*Mark before after'

const opsTable =
  'hello:1:version token device since open*OpenRoom>user=UserInfo device server version now limits=Limits rooms*RoomInfo open*OpenedRoom online partial account=Account;' +
  'ping:2:>now;' +
  'session.list:3:>devices*Device;' +
  'session.revoke:4:device>revoked;' +
  'user.get:10:users>users*UserInfo;' +
  'user.search:11:query limit>users*UserInfo;' +
  'profile.set:12:name status avatar>user=UserInfo;' +
  'room.create:13:kind=RoomKind title users join=JoinPolicy history=HistoryPolicy cmid>room=RoomInfo;' +
  'room.list:14:scope=RoomScope query>rooms*RoomInfo;' +
  'room.get:15:room>room=RoomInfo;' +
  'room.set:16:room title announcement avatar join=JoinPolicy history=HistoryPolicy slow writers=Writers keep recall>room=RoomInfo seq;' +
  'room.open:17:open=OpenRoom>open=OpenedRoom room=RoomInfo;' +
  'room.close:18:room>;' +
  'room.join:19:room>room=RoomInfo seq;' +
  'room.leave:20:room>seq;' +
  'room.invite:21:room users>room=RoomInfo seq;' +
  'room.remove:22:room users>seq;' +
  'room.role:23:room user role=Role>seq;' +
  'room.transfer:24:room user>seq;' +
  'room.dissolve:25:room>seq;' +
  'room.members:26:room after limit query>members*Member total more;' +
  'room.state:27:room>epoch head read unread;' +
  'message.send:28:room cmid kind=EventKind text ref mentions all admins file=SendFile poll=Poll confirm>seq epoch at duplicate;' +
  'history:29:room before after around at limit>epoch events*Event head first more_before more_after;' +
  'read:30:room seq>read unread mentions;' +
  'typing:31:room on>;' +
  'presence.watch:32:users>online;' +
  'message.edit:33:room cmid ref text mentions>seq at duplicate;' +
  'message.recall:34:room cmid ref>seq at duplicate;' +
  'message.react:35:room cmid ref sign off>seq at duplicate;' +
  'message.pin:36:room cmid ref off>seq at duplicate;' +
  'message.get:37:room seqs>events*Event;' +
  'message.forward:38:room cmid source ref>seq epoch at duplicate;' +
  'room.files:48:room group=FileGroup before limit>epoch events*Event more;' +
  'search:58:query room zone cursor limit>hits*SearchHit cursor partial;' +
  'poll.vote:120:room cmid ref choices>seq at duplicate;' +
  'poll.close:121:room cmid ref>seq at duplicate;' +
  'message.record:125:room cmid source refs>seq epoch at duplicate;' +
  'draft.set:192:room text ref>draft=Draft'

const pushTable =
  '2:events*Event;' +
  '3:heads*Head;' +
  '4:ephemeral*Ephemeral;' +
  '5:lag*Lag;' +
  '6:notice=NoticeKind retry_after text;' +
  '7:rooms*RoomInfo;' +
  '8:gone;' +
  '9:users*UserInfo;' +
  '10:mentions*Mention;' +
  '25:account=Account;' +
  '26:votes*OwnVote;' +
  '27:schedules*Schedule gone;' +
  '28:reminders*Reminder gone;' +
  '29:stickers*Sticker gone;' +
  '30:drafts*Draft'

// --- Frames -----------------------------------------------------------------------------------------------

type Field = readonly [name: string, type: string, list: boolean]
interface Struct {
  tuple: boolean
  fields: Field[]
}
type Fields = Record<string, unknown>

// 'name=Type' is an enum, struct or tuple, 'name*Type' a list of them; others are carried as they are.
const parseFields = (text: string): Field[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((item) => {
      const [name = '', type = ''] = item.split(/[=*]/)
      return [name, type, item.includes('*')]
    })

const enums = new Map<string, string[]>()
const structs = new Map<string, Struct>()
interface OpTable {
  number: number
  request: Struct
  reply: Struct
}
const opTable = new Map<string, OpTable>()
const pushes = new Map<number, readonly [name: string, fields: Struct]>()

/** Tables of a part of the protocol; those of later parts come with their code. */
export function addTables(enumTable: string, structTable: string, opsTable: string, pushTable: string): void {
  for (const line of enumTable.split(';')) {
    const [name = '', words = ''] = line.split(':')
    enums.set(name, words.split(' '))
  }
  for (const line of structTable.split(';')) {
    const [name = '', fields = ''] = line.split(':')
    structs.set(name.replace('!', ''), { tuple: name.endsWith('!'), fields: parseFields(fields) })
  }
  for (const line of opsTable.split(';')) {
    const [name = '', number = '', request = '', reply = ''] = line.split(/[:>]/)
    opTable.set(name, {
      number: +number,
      request: { tuple: false, fields: parseFields(request) },
      reply: { tuple: false, fields: parseFields(reply) },
    })
  }
  for (const line of pushTable.split(';')) {
    const [number = '', fields = ''] = line.split(':')
    const parsed = parseFields(fields)
    pushes.set(+number, [parsed[0]![0], { tuple: false, fields: parsed }])
  }
}
addTables(enumTable, structTable, opsTable, pushTable)

function packValue(type: string, value: unknown): unknown {
  const words = enums.get(type)
  if (words) {
    return words.indexOf(value as string)
  }
  const struct = structs.get(type)
  return struct ? packFields(struct, value as Fields) : value
}

function packFields(struct: Struct, value: Fields | unknown[]): unknown[] {
  const packed = struct.fields.map(([name, type, list], index) => {
    const item = Array.isArray(value) ? value[index] : value[name]
    if (item === undefined || item === null) {
      return null
    }
    return list ? (item as unknown[]).map((each) => packValue(type, each)) : packValue(type, item)
  })
  while (packed.length > 0 && packed.at(-1) === null) {
    packed.pop()
  }
  return packed
}

function unpackValue(type: string, value: unknown): unknown {
  const words = enums.get(type)
  if (words) {
    return words[value as number] || 'unknown' // of a newer server
  }
  const struct = structs.get(type)
  return struct ? unpackFields(struct, value as unknown[], 0) : value
}

function unpackFields(struct: Struct, packed: unknown[], start: number): Fields | unknown[] {
  const values = struct.fields.map(([, type, list], index) => {
    const item = packed[start + index]
    if (item === undefined || item === null) {
      return undefined
    }
    return list ? (item as unknown[]).map((each) => unpackValue(type, each)) : unpackValue(type, item)
  })
  if (struct.tuple) {
    return values
  }
  const unpacked: Fields = {}
  struct.fields.forEach(([name], index) => {
    if (values[index] !== undefined) {
      unpacked[name] = values[index]
    }
  })
  return unpacked
}

/** What a server sends: the answer to a request, its refusal, or a push under its name. */
export type ServerFrame =
  | { [K in OpName]: { type: 'answer'; re: number; op: K; reply: Ops[K]['reply'] } }[OpName]
  | { type: 'error'; re: number; error: ErrorBody }
  | { [K in PushName]: { type: K } & Pushes[K] }[PushName]
  | { type: 'later'; frame: readonly unknown[] } // a push whose table is not there yet

/** A request as the array that goes into MessagePack. */
export function encodeRequest<K extends OpName>(id: number, op: K, request: Ops[K]['request']): unknown[] {
  const table = opTable.get(op)!
  return [id, table.number, ...packFields(table.request, request as unknown as Fields)]
}

/** A decoded MessagePack array as a frame; `opOf` says what was asked under an id. Undefined: not understood. */
export function decodeServerFrame(frame: unknown, opOf: (re: number) => OpName | undefined): ServerFrame | undefined {
  if (!Array.isArray(frame)) {
    return undefined
  }
  const [number, re, value] = frame as [number, number, unknown[]]
  if (number > 1) {
    const push = pushes.get(number)
    return push ? ({ type: push[0], ...unpackFields(push[1], frame, 1) } as unknown as ServerFrame) : { type: 'later', frame }
  }
  if (!Array.isArray(value)) {
    return undefined
  }
  if (number === 1) {
    return { type: 'error', re, error: unpackValue('ErrorBody', value) as ErrorBody }
  }
  const op = opOf(re)
  const table = op && opTable.get(op)
  return table && ({ type: 'answer', re, op, reply: unpackFields(table.reply, value, 0) } as ServerFrame)
}
