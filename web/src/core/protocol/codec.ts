// SPDX-License-Identifier: MIT
// Frames of the wire protocol to bytes and back.
import { decode, encode } from './msgpack.ts'
import { decodeServerFrame, encodeRequest as pack, type OpName, type Ops, type PushName, type Pushes, type ServerFrame } from './generated.ts'

export { protocolVersion } from './generated.ts'
export type {
  OwnVote,
  ChatRecord,
  Poll,
  PollState,
  Tally,
  Vote,
  Account,
  Ephemeral,
  Event,
  EventKind,
  Head,
  HelloReply,
  HistoryReply,
  Limits,
  Member,
  OpName,
  OpenedRoom,
  OpenRoom,
  RoomInfo,
  ServerFrame,
  UserInfo,
} from './generated'

export type { Body } from './generated'
export type Request<O extends OpName> = Ops[O]['request']
export type Reply<O extends OpName> = Ops[O]['reply']
export type Push = { [K in PushName]: { type: K } & Pushes[K] }[PushName] | { type: 'later'; frame: readonly unknown[] } // later: a part that is not there yet understands it

export function encodeRequest<O extends OpName>(id: number, op: O, request: Request<O>): Uint8Array<ArrayBuffer> {
  return encode(pack(id, op, request))
}

// A push that came before its tables; undefined: of a newer server.
export function decodeLater(frame: readonly unknown[]): Push | undefined {
  const push = decodeServerFrame(frame, () => undefined)
  return push && push.type !== 'later' && push.type !== 'answer' && push.type !== 'error' ? push : undefined
}

// Undefined: not understood. `opOf` says what was asked under an id.
export function decodeFrame(bytes: Uint8Array, opOf: (id: number) => OpName | undefined): ServerFrame | undefined {
  try {
    return decodeServerFrame(decode(bytes), opOf)
  } catch {
    return undefined
  }
}
