// SPDX-License-Identifier: MIT
// Frames of sound and pictures that only the devices of a call can read: AES-GCM (NIST SP 800-38D) by the key of who sends.
//
//   clear | encrypted | tag (16) | iv (12) | id of the key (1)
//
// What stays clear lets a router see which pictures stand alone (VP8, RFC 6386, 9.1): 10 bytes of a key frame, 3 of
// another one; 1 of sound. It is authenticated with the rest. No initialization vector comes twice under one key: each key
// belongs to one worker of one device, which counts all that it encrypts.
import { isSound, sources, type Source } from './peer'

const TAG = 16
const IV = 12
export const OVERHEAD = TAG + IV + 1
const VERSION = 1
const COUNT_MAX = 2 ** 48

const KEYS_MAX = 4 // of each sender
const LEGS_MAX = 256
const OLD_MS = 10_000 // how long what was sent under the key before may be late
const HOLD_MS = 500 // how long a frame waits for its key: keys take another way than frames

function clearLength(source: Source, first: number, whole: number): number {
  return Math.min(whole, !isSound(source) ? (first & 1 ? 3 : 10) : 1)
}

// A camera is not taken for a screen, and a key is not taken for another one.
function context(source: Source, id: number, clear: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(3 + clear.length)
  all.set([VERSION, sources.indexOf(source), id])
  all.set(clear, 3)
  return all
}

export class Sealer {
  private key: CryptoKey | undefined
  private generation = 0
  private count = 0

  // The next key of this device. One that was used is never taken again: its count would begin anew.
  use(generation: number, key: CryptoKey): void {
    if (generation <= this.generation) return
    this.generation = generation
    this.key = key
    this.count = 0
  }

  idle(): void {
    this.key = undefined
  }

  // `stream`: which of the encoders. Undefined: this may not be sent.
  async seal(source: Source, stream: number, frame: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { key } = this
    if (!key || frame.length === 0 || this.count >= COUNT_MAX) return undefined
    const id = this.generation & 0xff
    const iv = new Uint8Array(IV)
    const view = new DataView(iv.buffer)
    view.setUint32(0, stream)
    view.setBigUint64(4, BigInt(++this.count)) // before anything is awaited
    const clear = clearLength(source, frame[0]!, frame.length)
    const additionalData = context(source, id, frame.subarray(0, clear))
    const box = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, frame.subarray(clear)))
    const out = new Uint8Array(clear + box.length + IV + 1)
    out.set(frame.subarray(0, clear))
    out.set(box, clear)
    out.set(iv, clear + box.length)
    out[out.length - 1] = id
    return out
  }
}

interface Kept {
  generation: number
  key: CryptoKey
  until: number // ms
}

class Ring {
  kept: Kept[] = [] // the newest first
  opened = 0
  failed = 0
  holdUntil: number | undefined
  readonly waiting = new Set<() => void>()

  find(id: number, now: number): CryptoKey | undefined {
    this.kept = this.kept.filter(({ until }) => until > now)
    return this.kept.find(({ generation }) => (generation & 0xff) === id)?.key
  }

  wake(): void {
    for (const wake of this.waiting) wake()
  }
}

export interface Tally {
  leg: number
  opened: number
  failed: number
}

// The keys of the others, and what they open.
export class Opener {
  private readonly rings = new Map<number, Ring>()

  constructor(private readonly now: () => number = () => performance.now()) {}

  give(leg: number, generation: number, key: CryptoKey): void {
    const ring = this.ring(leg)
    if (!ring || generation <= (ring.kept[0]?.generation ?? 0)) return
    const now = this.now()
    for (const one of ring.kept) one.until = Math.min(one.until, now + OLD_MS)
    ring.kept = [{ generation, key, until: Infinity }, ...ring.kept].slice(0, KEYS_MAX)
    ring.holdUntil = undefined
    ring.wake()
  }

  drop(leg: number): void {
    this.rings.get(leg)?.wake()
    this.rings.delete(leg)
  }

  keys(leg: number): number {
    const ring = this.rings.get(leg)
    ring?.find(0, this.now())
    return ring?.kept.length ?? 0
  }

  // Undefined: nobody who has the key has made this so.
  async open(leg: number, source: Source, frame: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const ring = this.ring(leg)
    if (!ring) return undefined
    const plain = await this.tryOpen(ring, source, frame)
    if (plain) ring.opened++
    else ring.failed++
    return plain
  }

  tallies(): Tally[] {
    return [...this.rings].map(([leg, { opened, failed }]) => ({ leg, opened, failed }))
  }

  private async tryOpen(ring: Ring, source: Source, frame: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const whole = frame.length - OVERHEAD
    if (whole < 1) return undefined
    const id = frame[frame.length - 1]!
    const key = ring.find(id, this.now()) ?? (await this.arrival(ring, id))
    if (!key) return undefined
    const clear = clearLength(source, frame[0]!, whole)
    const iv = frame.subarray(frame.length - IV - 1, frame.length - 1)
    const additionalData = context(source, id, frame.subarray(0, clear))
    try {
      const box = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, frame.subarray(clear, frame.length - IV - 1)))
      const out = new Uint8Array(clear + box.length)
      out.set(frame.subarray(0, clear))
      out.set(box, clear)
      return out
    } catch {
      return undefined
    }
  }

  // Once for each key that is late, so that what never opens holds up nothing.
  private async arrival(ring: Ring, id: number): Promise<CryptoKey | undefined> {
    ring.holdUntil ??= this.now() + HOLD_MS
    for (;;) {
      const left = ring.holdUntil === undefined ? 0 : ring.holdUntil - this.now()
      if (left <= 0) return undefined
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          ring.waiting.delete(done)
          resolve()
        }
        const timer = setTimeout(done, left)
        ring.waiting.add(done)
      })
      const key = ring.find(id, this.now())
      if (key) return key
    }
  }

  private ring(leg: number): Ring | undefined {
    const known = this.rings.get(leg)
    if (known || this.rings.size >= LEGS_MAX) return known
    const made = new Ring()
    this.rings.set(leg, made)
    return made
  }
}
