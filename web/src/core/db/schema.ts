// SPDX-License-Identifier: MIT
// The browser's own store: what is kept over reloads, and how older versions of it are brought up to date.
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb'
import type { MediaKind } from '../api'
import type { Account, ChatRecord, Event, Poll, RoomInfo, UserInfo } from '../protocol/codec'

export interface AccountRecord {
  user: UserInfo
  since: number // `now` of the last welcome; 0: ask for everything
  own?: Account // own settings
  ended?: boolean // signed out since; only the writer's own unsent words are left
}

// A room and which part of its log is kept: the seqs from … to, without holes.
export interface RoomRecord {
  id: number
  info: RoomInfo
  epoch: number
  from: number // from > to: nothing kept
  to: number
  read: number // own read mark, perhaps not told to the server yet
  gone?: number // what was up to here has expired
  synced?: string // the draft that the server had last
}

// The file of a message that is not sent yet. The bytes are kept until it is.
export interface OutboxMedia {
  kind: MediaKind
  blob: Blob
  name: string
  width?: number
  height?: number
  duration?: number
  placeholder?: string
  waveform?: string
  title?: string
  artist?: string
  thumbBlob?: Blob
  uploads: { file?: string; thumb?: string } // ids of uploads, begun or complete
  thumbReady?: boolean
  ready?: boolean // everything is up
  progress?: number // not kept
}

export interface OutboxRecord {
  cmid: string
  user: number
  room: number
  text: string
  at: number // local time of writing
  order: number // ascending in the order of writing
  attempts: number // 0: never offered to the server
  error?: string // set: refused for good
  ref?: number
  mentions?: number[]
  all?: boolean
  admins?: boolean
  confirm?: boolean
  kind?: 'sticker' | 'poll' | 'record' // what the text is, or the message that is forwarded
  poll?: Poll // what the text asks
  // Absent: a message. Else what is done to the message `ref`, or which message of `source` is forwarded, or which `refs`.
  op?: 'edit' | 'recall' | 'react' | 'pin' | 'forward' | 'record' | 'vote' | 'close'
  choices?: number[] // vote
  sign?: string
  off?: boolean
  source?: number
  refs?: number[] // record
  record?: ChatRecord // forward, record: what the messages are
  author?: { user: number; name: string; at: number } // forward: whose words
  shared?: { kind: MediaKind | 'sticker'; file: NonNullable<Event['body']['file']> } // forward: the file of the message
  sticker?: number // one of one's own, with its file in `shared`
  media?: OutboxMedia
  batch?: string // files that were chosen together: they go in their order
}

export type OutboxExtra = Partial<Pick<OutboxRecord, 'ref' | 'mentions' | 'all' | 'admins' | 'confirm' | 'kind' | 'poll' | 'op' | 'choices' | 'sign' | 'off' | 'source' | 'refs' | 'record' | 'author' | 'shared' | 'sticker' | 'media' | 'batch'>>

// Whether it becomes a row of its own.
export function isOwnRow(record: OutboxRecord): boolean {
  return record.op === undefined || record.op === 'forward' || record.op === 'record'
}

export interface DraftRecord {
  room: number
  text: string
  at: number // when it was written, by the clock here
}

export interface ChatSchema extends DBSchema {
  account: { key: 'self'; value: AccountRecord }
  rooms: { key: number; value: RoomRecord }
  users: { key: number; value: UserInfo }
  events: { key: [room: number, seq: number]; value: Event }
  outbox: { key: string; value: OutboxRecord }
  drafts: { key: number; value: DraftRecord }
}

export type ChatDatabase = IDBPDatabase<ChatSchema>
export type Upgrade = IDBPTransaction<ChatSchema, ('account' | 'rooms' | 'users' | 'events' | 'outbox' | 'drafts')[], 'versionchange'>

// migrations[n] leads from version n to n + 1. Only ever appended; what cannot be carried over is dropped, except the
// outbox and the drafts, which exist nowhere else.
export type Migration = (database: ChatDatabase, upgrade: Upgrade) => void

export const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('account')
    database.createObjectStore('rooms', { keyPath: 'id' })
    database.createObjectStore('users', { keyPath: 'id' })
    database.createObjectStore('events', { keyPath: ['room', 'seq'] })
    database.createObjectStore('outbox', { keyPath: 'cmid' })
    database.createObjectStore('drafts', { keyPath: 'room' })
  },
]

export function migrate(database: ChatDatabase, from: number, upgrade: Upgrade, steps = migrations): void {
  for (const step of steps.slice(from)) step(database, upgrade)
}
