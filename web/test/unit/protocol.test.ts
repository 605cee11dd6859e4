// SPDX-License-Identifier: MIT
// The golden vectors of the server hold for the client's MessagePack mapping too.
import { decode, encode } from '@msgpack/msgpack'
import { describe, expect, it } from 'vitest'

import '@/core/protocol/call-frames'
import { decodeServerFrame, encodeRequest, type OpName, type Ops } from '@/core/protocol/generated'
import { wireOps } from '../wire-ops'
import vectors from '../../../server/proto/golden/vectors.json'

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const hex = (data: Uint8Array) => Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('')
// What the client asks over HTTP only has no table here.
const ofKind = (kind: string) => vectors.filter((item) => item.kind === kind && ((kind !== 'request' && kind !== 'answer') || wireOps.has(item.about)))

describe('golden vectors', () => {
  it('cover every kind of frame', () => {
    for (const kind of ['request', 'answer', 'error', 'push']) {
      expect(ofKind(kind).length).toBeGreaterThan(10)
    }
  })

  it.each(ofKind('request'))('$name is encoded to the same bytes', (item) => {
    const { id, op, ...request } = JSON.parse(item.json)
    expect(hex(encode(encodeRequest(id, op as OpName, request)))).toBe(item.msgpack)
  })

  it.each(ofKind('answer'))('$name is decoded to the same value', (item) => {
    const { re, ok } = JSON.parse(item.json)
    const frame = decodeServerFrame(decode(bytes(item.msgpack)), () => item.about as OpName)
    expect(frame).toEqual({ type: 'answer', re, op: item.about, reply: ok })
  })

  it.each(ofKind('error'))('$name is decoded to the same value', (item) => {
    const { re, error } = JSON.parse(item.json)
    const frame = decodeServerFrame(decode(bytes(item.msgpack)), () => undefined)
    expect(frame).toEqual({ type: 'error', re, error })
  })

  it.each(ofKind('push'))('$name is decoded to the same value', (item) => {
    const frame = decodeServerFrame(decode(bytes(item.msgpack)), () => undefined)
    expect(frame).toEqual({ type: item.about, ...JSON.parse(item.json) })
  })
})

describe('frames of another version', () => {
  const noOp = () => undefined

  it('are not understood, but do not throw', () => {
    for (const frame of [undefined, null, 7, 'text', {}, [], [0, 1], [0, 1, [5]], [1, 2]]) {
      expect(decodeServerFrame(frame, noOp)).toBeUndefined()
    }
  })

  it('may have further fields and unknown words', () => {
    const frame = decodeServerFrame([0, 1, [12345, 'new', { field: true }]], () => 'ping')
    expect(frame).toEqual({ type: 'answer', re: 1, op: 'ping', reply: { now: 12345 } })
    expect(decodeServerFrame([99, []], noOp)).toEqual({ type: 'later', frame: [99, []] })
    expect(decodeServerFrame([6, 99], noOp)).toEqual({ type: 'notice', notice: 'unknown' })
  })

  it('leave out what is nil', () => {
    const request: Ops['message.send']['request'] = { room: 3, cmid: 'a', ref: 9 }
    expect(encodeRequest(1, 'message.send', request)).toEqual([1, 28, 3, 'a', null, null, 9])
    expect(encodeRequest(1, 'message.send', { room: 3, cmid: 'a' })).toEqual([1, 28, 3, 'a'])
  })
})
