// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import '../../src/core/protocol/call-frames'
import { decodeFrame, encodeRequest, type OpName } from '../../src/core/protocol/codec'
import { wireOps } from '../wire-ops'
import { decodeRequest, encodeAnswer, encodeError, encodePush } from '../wire'

interface Vector {
  name: string
  kind: string
  about: string
  json: string
  msgpack: string
}
// The same frames that the server's own tests use.
const vectors = (JSON.parse(readFileSync(new URL('../../../server/proto/golden/vectors.json', import.meta.url), 'utf8')) as Vector[]).filter(isOnSocket)
// What the client asks over HTTP only has no table for MessagePack here.
function isOnSocket({ kind, about }: Vector): boolean {
  return (kind !== 'request' && kind !== 'answer') || wireOps.has(about)
}
const bytesOf = (vector: Vector): Uint8Array => Uint8Array.from(Buffer.from(vector.msgpack, 'hex'))

test.each(vectors.filter((vector) => vector.kind === 'request'))('$name is written as the server reads it', (vector) => {
  const { id, op, ...request } = JSON.parse(vector.json) as { id: number; op: OpName }
  expect(Buffer.from(encodeRequest(id, op, request as never)).toString('hex')).toBe(vector.msgpack)
})

test.each(vectors.filter((vector) => vector.kind === 'answer'))('$name is read', (vector) => {
  const { re, ok } = JSON.parse(vector.json) as { re: number; ok: unknown }
  expect(decodeFrame(bytesOf(vector), () => vector.about as OpName)).toEqual({ type: 'answer', re, op: vector.about, reply: ok })
})

test.each(vectors.filter((vector) => vector.kind === 'error'))('$name is read', (vector) => {
  expect(decodeFrame(bytesOf(vector), () => undefined)).toEqual({ type: 'error', ...(JSON.parse(vector.json) as object) })
})

test.each(vectors.filter((vector) => vector.kind === 'push'))('$name is read', (vector) => {
  expect(decodeFrame(bytesOf(vector), () => undefined)).toMatchObject(JSON.parse(vector.json) as object)
})

test('the tests speak the same wire as the client', () => {
  const request = { room: 3, cmid: 'abcdefgh', text: '你好' }
  expect(decodeRequest(encodeRequest(9, 'message.send', request))).toEqual({ id: 9, op: 'message.send', request })
  expect(decodeFrame(new Uint8Array(encodeAnswer(9, 'read', { read: 4, unread: 0 })), () => 'read')).toEqual({ type: 'answer', re: 9, op: 'read', reply: { read: 4, unread: 0 } })
  expect(decodeFrame(new Uint8Array(encodeError(9, 'muted')), () => 'read')).toMatchObject({ type: 'error', re: 9, error: { code: 'muted' } })
  expect(decodeFrame(new Uint8Array(encodePush('heads', { heads: [[1, 2, 3]] })), () => undefined)).toEqual({ type: 'heads', heads: [[1, 2, 3]] })
})

test('what is no frame is nothing', () => {
  for (const bytes of [[], [0xc1], [0x90], [0x93, 0x02], [0x92, 0x02, 0x01]]) {
    expect(decodeFrame(Uint8Array.from(bytes), () => undefined)).toBeUndefined()
  }
})
