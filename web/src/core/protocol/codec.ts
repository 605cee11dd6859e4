// SPDX-License-Identifier: MIT
// Frames of the wire protocol to bytes and back.
import { Decoder, Encoder } from '@msgpack/msgpack'
import { decodeServerFrame, encodeRequest as pack, type OpName, type Ops, type PushName, type Pushes, type ServerFrame } from './generated'

export { protocolVersion } from './generated'
export type {
  Ephemeral,
  Event,
  EventKind,
  Head,
  HelloReply,
  HistoryReply,
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
export type Push = { [K in PushName]: { type: K } & Pushes[K] }[PushName]

const encoder = new Encoder()
const decoder = new Decoder()

export function encodeRequest<O extends OpName>(id: number, op: O, request: Request<O>): Uint8Array<ArrayBuffer> {
  return encoder.encode(pack(id, op, request))
}

// Undefined: not understood. `opOf` says what was asked under an id.
export function decodeFrame(bytes: Uint8Array, opOf: (id: number) => OpName | undefined): ServerFrame | undefined {
  try {
    return decodeServerFrame(decoder.decode(bytes), opOf)
  } catch {
    return undefined
  }
}
