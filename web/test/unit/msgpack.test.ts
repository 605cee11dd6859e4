// SPDX-License-Identifier: MIT
// Our MessagePack against the format's reference library, and against frames that are none.
import { decode as theirDecode, encode as theirEncode } from '@msgpack/msgpack'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../src/core/protocol/msgpack'
import { Dice, seeds } from '../dice'

const edges = [0, 1, 23, 31, 32, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]
const numbers = [...edges, ...edges.map((n) => -n - 1), -32, -33, -(2 ** 53 - 1), 0.5, -0.5, Number.MAX_VALUE, Infinity, -Infinity]
const lengths = [0, 1, 15, 16, 23, 24, 25, 31, 32, 255, 256, 65_535, 65_536]

describe('values', () => {
  test.each(numbers)('the number %d', (n) => {
    expect(encode(n)).toEqual(theirEncode(n))
    expect(decode(theirEncode(n))).toBe(n)
  })
  test.each(lengths)('texts, bytes and lists of length %d', (length) => {
    for (const value of ['x'.repeat(length), new Uint8Array(length).fill(7), Array(length).fill(null)]) {
      expect(encode(value)).toEqual(theirEncode(value))
      expect(decode(theirEncode(value))).toEqual(value)
    }
  })
  test.each(['茶馆', '🍵', '\ufeffmark first', 'é'.repeat(20), 'a\u0000b'])('the text %j', (text) => {
    expect(encode(text)).toEqual(theirEncode(text))
    expect(decode(theirEncode(text))).toBe(text)
  })
  test('half of a pair becomes the sign for it, so that what is sent is UTF-8', () => expect(decode(encode('a\ud83c'))).toBe('a\ufffd'))
  test('NaN, undefined, maps, floats of 32 bits', () => {
    expect(decode(encode(Number.NaN))).toBeNaN()
    expect(decode(encode([undefined]))).toEqual([null])
    expect(decode(theirEncode({ a: 1, b: ['x', { c: null }] }))).toEqual({ a: 1, b: ['x', { c: null }] })
    expect(decode(Uint8Array.of(0xca, 0x3f, 0x00, 0, 0))).toBe(0.5)
  })
  test('a key that means something to JavaScript is a key', () => {
    const value = decode(Uint8Array.from([0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0x91, 1])) as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })
  test('what the protocol has not is refused', () => {
    for (const value of [{ a: 1 }, () => 1, Symbol('a'), 5n]) expect(() => encode(value)).toThrow(TypeError)
  })
})

function anything(dice: Dice, depth = 0): unknown {
  const kind = dice.below(depth < 4 ? 7 : 6)
  if (kind === 0) return null
  if (kind === 1) return dice.below(2) === 1
  if (kind === 2) return numbers[dice.below(numbers.length)]
  if (kind === 3) return Math.trunc((dice.real() - 0.5) * 2 ** dice.below(54)) + 0 // no -0: it is written as 0
  if (kind === 4) return Array.from({ length: dice.below(40) }, () => dice.pick(['a', 'é', '茶', '🍵', ' '])).join('')
  if (kind === 5) return Uint8Array.from({ length: dice.below(10) }, () => dice.below(256))
  return Array.from({ length: dice.below(20) }, () => anything(dice, depth + 1))
}

test('whatever is written is written as the reference does, and read back', () => {
  for (const dice of seeds(2_000)) {
    const value = anything(dice)
    const bytes = encode(value)
    expect(bytes, dice.name).toEqual(theirEncode(value))
    expect(decode(bytes), dice.name).toEqual(value)
  }
})

function attempt<T>(work: () => T): { value: T } | undefined {
  try {
    return { value: work() }
  } catch {
    return undefined
  }
}

describe('broken frames', () => {
  test('cut off or changed anywhere, they are an error or a value, quickly', () => {
    for (const dice of seeds(2_000)) {
      const bytes = encode([anything(dice), anything(dice)])
      expect(() => decode(bytes.subarray(0, dice.below(bytes.length))), dice.name).toThrow(RangeError)
      bytes[dice.below(bytes.length)] = dice.below(256)
      let ours: unknown
      try {
        ours = decode(bytes)
      } catch (error) {
        expect(error, dice.name).toBeInstanceOf(RangeError)
        continue
      }
      // The reference refuses more keys of maps, and makes letters also of bytes that are no UTF-8.
      const theirs = attempt(() => theirDecode(bytes))
      if (theirs && !JSON.stringify(ours).includes('\ufffd')) expect(ours, dice.name).toEqual(theirs.value)
    }
  })
  test('lengths beyond the frame make nothing', () => {
    for (const frame of [[0xdd, 0xff, 0xff, 0xff, 0xff], [0xdb, 0xff, 0xff, 0xff, 0xff, 0x61], [0xc6, 0xff, 0xff, 0xff, 0xff], [0xdf, 0x7f, 0xff, 0xff, 0xff, 0xc0]]) {
      expect(() => decode(Uint8Array.from(frame))).toThrow(RangeError)
    }
  })
  test('nesting has an end', () => {
    const deep = (count: number): Uint8Array => Uint8Array.from([...Array(count).fill(0x91), 0xc0])
    expect(() => decode(deep(30))).not.toThrow()
    expect(() => decode(deep(10_000))).toThrow(RangeError)
  })
  test('nothing may follow', () => expect(() => decode(Uint8Array.of(0xc0, 0xc0))).toThrow(RangeError))
})
