// SPDX-License-Identifier: MIT
// MessagePack, as far as the protocol has it: nil, booleans, numbers, texts, bytes and arrays are written; all of the
// format but extensions is read. Lengths and nesting are checked, so that a broken frame is an error and nothing else.

const depthMax = 32
const shortText = 24 // below it a loop is quicker than the browser's decoder
const toBytes = new TextEncoder()
const toText = new TextDecoder('utf-8', { ignoreBOM: true }) // a text may begin with that sign

export function encode(value: unknown): Uint8Array<ArrayBuffer> {
  const out = new Writer()
  out.put(value)
  return out.bytes.slice(0, out.length)
}

export function decode(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes)
  const value = reader.take(0)
  if (!reader.done) throw new RangeError('bytes after the end')
  return value
}

class Writer {
  bytes = new Uint8Array(1024)
  length = 0
  #view = new DataView(this.bytes.buffer)

  put(value: unknown): void {
    if (value === null || value === undefined) this.#byte(0xc0)
    else if (typeof value === 'boolean') this.#byte(value ? 0xc3 : 0xc2)
    else if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'string') this.#text(value)
    else if (Array.isArray(value)) {
      this.#head(value.length, 0x90, 16, [undefined, 0xdc, 0xdd])
      for (const item of value) this.put(item)
    } else if (value instanceof Uint8Array) {
      this.#head(value.length, 0, 0, [0xc4, 0xc5, 0xc6])
      this.#room(value.length)
      this.bytes.set(value, this.length)
      this.length += value.length
    } else throw new TypeError('not a value of the protocol')
  }

  #room(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const grown = new Uint8Array((this.length + count) * 2)
    grown.set(this.bytes)
    this.bytes = grown
    this.#view = new DataView(grown.buffer)
  }

  #byte(byte: number): void {
    this.#room(1)
    this.bytes[this.length++] = byte
  }

  #sized(tag: number, size: 1 | 2 | 4, value: number): void {
    this.#byte(tag)
    this.#room(size)
    if (size === 1) this.#view.setUint8(this.length, value)
    else if (size === 2) this.#view.setUint16(this.length, value)
    else this.#view.setUint32(this.length, value)
    this.length += size
  }

  // The shortest form; -5 and 0xfb are the same byte, so signed ones go the same way.
  #number(value: number): void {
    if (!Number.isSafeInteger(value)) {
      this.#byte(0xcb)
      this.#room(8)
      this.#view.setFloat64(this.length, value)
      this.length += 8
    } else if (value >= -32 && value < 128) this.#byte(value & 0xff)
    else if (value >= 0 ? value < 0x100 : value >= -0x80) this.#sized(value < 0 ? 0xd0 : 0xcc, 1, value)
    else if (value >= 0 ? value < 0x10000 : value >= -0x8000) this.#sized(value < 0 ? 0xd1 : 0xcd, 2, value)
    else if (value >= 0 ? value < 0x100000000 : value >= -0x80000000) this.#sized(value < 0 ? 0xd2 : 0xce, 4, value)
    else {
      this.#sized(value < 0 ? 0xd3 : 0xcf, 4, Math.floor(value / 0x100000000))
      this.#room(4)
      this.#view.setUint32(this.length, value >>> 0)
      this.length += 4
    }
  }

  #text(text: string): void {
    const start = this.length
    this.#room(5 + text.length * 3)
    // The length is known afterwards: behind the longest head first, then up to the one it needs.
    const { written } = toBytes.encodeInto(text, this.bytes.subarray(start + 5))
    this.#head(written, 0xa0, 32, [0xd9, 0xda, 0xdb])
    this.bytes.copyWithin(this.length, start + 5, start + 5 + written)
    this.length += written
  }

  #head(length: number, fixed: number, below: number, [one, two, four]: readonly [number | undefined, number, number]): void {
    if (length < below) this.#byte(fixed | length)
    else if (one !== undefined && length < 0x100) this.#sized(one, 1, length)
    else if (length < 0x10000) this.#sized(two, 2, length)
    else this.#sized(four, 4, length)
  }
}

class Reader {
  #at = 0
  #view: DataView
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get done(): boolean {
    return this.#at === this.bytes.length
  }

  take(depth: number): unknown {
    const tag = this.#uint(1)
    if (tag < 0x80) return tag
    if (tag < 0x90) return this.#map(tag & 15, depth)
    if (tag < 0xa0) return this.#array(tag & 15, depth)
    if (tag < 0xc0) return this.#text(tag & 31)
    if (tag >= 0xe0) return tag - 0x100
    switch (tag) {
      case 0xc0:
        return null
      case 0xc2:
        return false
      case 0xc3:
        return true
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#span(this.#uint(1 << (tag - 0xc4))).slice()
      case 0xca:
        return this.#view.getFloat32(this.#skip(4))
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8))
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#uint(1 << (tag - 0xcc))
      case 0xcf:
        return this.#uint(4) * 0x100000000 + this.#uint(4)
      case 0xd0:
        return this.#view.getInt8(this.#skip(1))
      case 0xd1:
        return this.#view.getInt16(this.#skip(2))
      case 0xd2:
        return this.#view.getInt32(this.#skip(4))
      case 0xd3:
        return this.#view.getInt32(this.#skip(4)) * 0x100000000 + this.#uint(4)
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#uint(1 << (tag - 0xd9)))
      case 0xdc:
      case 0xdd:
        return this.#array(this.#uint(2 << (tag - 0xdc)), depth)
      case 0xde:
      case 0xdf:
        return this.#map(this.#uint(2 << (tag - 0xde)), depth)
    }
    throw new RangeError('not in the protocol')
  }

  #skip(count: number): number {
    const at = this.#at
    if (count > this.bytes.length - at) throw new RangeError('cut off')
    this.#at += count
    return at
  }

  #uint(size: number): number {
    const at = this.#skip(size)
    return size === 1 ? this.bytes[at]! : size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at)
  }

  #span(length: number): Uint8Array {
    const at = this.#skip(length)
    return this.bytes.subarray(at, at + length)
  }

  #text(length: number): string {
    const span = this.#span(length)
    if (length > shortText) return toText.decode(span)
    let text = ''
    for (const byte of span) {
      if (byte > 127) return toText.decode(span)
      text += String.fromCharCode(byte)
    }
    return text
  }

  // Each item has a byte at least: a length that the frame cannot hold is refused before anything is made for it.
  #fits(count: number, depth: number): void {
    if (count > this.bytes.length - this.#at || depth >= depthMax) throw new RangeError('too much')
  }

  #array(length: number, depth: number): unknown[] {
    this.#fits(length, depth)
    const items: unknown[] = []
    for (let index = 0; index < length; index++) items.push(this.take(depth + 1))
    return items
  }

  #map(length: number, depth: number): unknown {
    this.#fits(length * 2, depth)
    const entries: [string, unknown][] = []
    for (let index = 0; index < length; index++) entries.push([String(this.take(depth + 1)), this.take(depth + 1)])
    return Object.fromEntries(entries)
  }
}
