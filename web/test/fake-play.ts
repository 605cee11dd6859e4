// SPDX-License-Identifier: MIT
// What the others and the server do in the core of sample data, for tests and for looking at screens.
import type { ConnectionView, MessageView, RoomId, RoomView, Seq, UnsentView, UserId, UserView } from '../src/core/api'

export interface Play {
  receive(room: RoomId, from: UserId, text: string): Seq // somebody else writes
  event(room: RoomId, kind: string, extra: Partial<MessageView>): void // a row that is no message
  traffic(room: RoomId, users: UserId[], count?: number): void // people come in
  typing(room: RoomId, users: UserId[]): void
  connection(view: ConnectionView): void
  presence(user: UserId, online: boolean): void
  role(role: UserView['role']): void // one's own on the server
  patchRoom(room: RoomId, change: Partial<RoomView>): void
  removeRoom(room: RoomId): void
  unsent(list: readonly UnsentView[]): void // words for rooms that one was removed from
  failNext(code: string, field?: string, retryAfter?: number, op?: string): void // the next call that asks the server is refused
  failSends(code: string | undefined): void // sent rows fail until undefined
  holdSends(on: boolean): void // sends stay pending, as while offline
  reply(op: string, make: (request: never) => unknown): void // what a call over HTTP is answered
  flush(): void // tell the listeners now
  readonly calls: ReadonlyArray<{ name: string; args: readonly unknown[] }>
}
