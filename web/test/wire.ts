// SPDX-License-Identifier: MIT
// The server's side of the wire for tests, made straight from the schema and thus apart from the client's own codec.
import { readFileSync } from 'node:fs'
import { decode, encode } from '@msgpack/msgpack'

interface Field {
  name: string
  type: string
  list: boolean
}
interface Struct {
  tuple: boolean
  fields: Field[]
}
interface Op {
  name: string
  number: number
  request: Struct
  reply: Struct
}

const source = readFileSync(new URL('../../server/proto/teahouse.schema', import.meta.url), 'utf8').replace(/#.*$/gm, '')
const enums = new Map<string, Map<string, number>>()
const structs = new Map<string, Struct>()
const ops = new Map<number, Op>()
const pushes = new Map<string, { number: number; fields: Struct }>()

function fieldsOf(text: string, tuple = false): Struct {
  const fields = [...text.matchAll(/(\w+)\s+(list\((\w+),\s*\d+\)|[\w]+(?:\(\d+\))?)\??/g)].map((match) => ({
    name: match[1]!,
    type: match[3] ?? match[2]!.replace(/\(.*/, ''),
    list: match[3] !== undefined,
  }))
  return { tuple, fields }
}

for (const match of source.matchAll(/enum (\w+)[^{\n]*\{([^}]*)\}/g)) {
  enums.set(match[1]!, new Map([...match[2]!.matchAll(/(\w+)\s*=\s*(\d+)/g)].map((word) => [word[1]!, Number(word[2])])))
}
for (const match of source.matchAll(/(struct|tuple) (\w+) \{([^}]*)\}/g)) structs.set(match[2]!, fieldsOf(match[3]!, match[1] === 'tuple'))
for (const match of source.matchAll(/op ([\w.]+) = (\d+) \([^)]*\) \{([^}]*)\} -> \{([^}]*)\}/g)) {
  ops.set(Number(match[2]), { name: match[1]!, number: Number(match[2]), request: fieldsOf(match[3]!), reply: fieldsOf(match[4]!) })
}
for (const match of source.matchAll(/push (\w+) = (\d+) \{([^}]*)\}/g)) pushes.set(match[1]!, { number: Number(match[2]), fields: fieldsOf(match[3]!) })

const byName = new Map([...ops.values()].map((op) => [op.name, op]))

function pack(type: string, value: unknown): unknown {
  if (value === undefined) return null
  const words = enums.get(type)
  if (words) return words.get(value as string)
  const struct = structs.get(type)
  return struct ? packAll(struct, value) : value
}

function packAll(struct: Struct, value: unknown): unknown[] {
  return struct.fields.map(({ name, type, list }, index) => {
    const item = Array.isArray(value) ? value[index] : (value as Record<string, unknown>)[name]
    return list && item !== undefined ? (item as unknown[]).map((each) => pack(type, each)) : pack(type, item)
  })
}

function unpack(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  const words = enums.get(type)
  if (words) return [...words].find(([, number]) => number === value)?.[0]
  const struct = structs.get(type)
  return struct ? unpackAll(struct, value as unknown[]) : value
}

function unpackAll(struct: Struct, packed: unknown[]): unknown {
  const values = struct.fields.map(({ type, list }, index) => {
    const item = packed[index]
    return list && Array.isArray(item) ? item.map((each) => unpack(type, each)) : unpack(type, item)
  })
  if (struct.tuple) return values
  return Object.fromEntries(struct.fields.map((field, index) => [field.name, values[index]]).filter(([, value]) => value !== undefined))
}

export function decodeRequest(bytes: Uint8Array): { id: number; op: string; request: Record<string, unknown> } {
  const [id, number, ...rest] = decode(bytes) as [number, number, ...unknown[]]
  const op = ops.get(number)
  if (!op) throw new Error(`unknown op ${number}`)
  return { id, op: op.name, request: unpackAll(op.request, rest) as Record<string, unknown> }
}

function bytes(value: unknown): ArrayBuffer {
  return encode(value).slice().buffer
}

export function encodeAnswer(re: number, op: string, reply: object): ArrayBuffer {
  return bytes([0, re, packAll(byName.get(op)!.reply, reply)])
}

export function encodeError(re: number, code: string, retryAfter?: number): ArrayBuffer {
  return bytes([1, re, packAll(structs.get('ErrorBody')!, { code, message: code, retry_after: retryAfter })])
}

export function encodePush(name: string, push: object): ArrayBuffer {
  const { number, fields } = pushes.get(name)!
  return bytes([number, ...packAll(fields, push)])
}
