// SPDX-License-Identifier: MIT
// How the devices of a call come to each other's keys, over a server that passes on what they say and may lie.
//
// Each device makes a pair of keys for the call (ECDH, P-256), and tells the public one to each other leg. What it encrypts
// frames with is random, and goes to each leg in a box that only that one opens (AES-GCM under HKDF, RFC 5869, of what both
// have agreed on). Whenever somebody comes or goes all make other ones: who left hears nothing more, and who comes can open
// nothing from before. A server that puts public keys of its own in between has to show them to both sides: the code below
// is made of all of them, and is not the same for the two then.

export interface ExchangeHost {
  send(to: number, box: string): void
  use(generation: number, key: CryptoKey | undefined): void // for own frames
  give(leg: number, generation: number, key: CryptoKey): void
  drop(leg: number): void
  changed(): void // the code
}

export interface Member {
  leg: number
  user: number
}

interface Other {
  user: number
  from: number // the first generation that it may have
  sent: number // the newest that it was told
  told: boolean // our public key
  raw?: string // its public key
  outward?: CryptoKey
  inward?: CryptoKey
  newest: number // generation of theirs
  answered: number // how often it asked
  answeredAt: number
  asked: number
  askedAt: number
}

const LEGS_MAX = 256
const EARLY_LEGS_MAX = 16 // whom the roster does not have yet
const EARLY_BOXES_MAX = 4
const BOX_MAX = 2_048
const SWITCH_MS = 400 // others have the next key by then
const REST_MS = 200 // between two keys; more in large calls, whose boxes are many
const REST_EACH_MS = 75
const ASK_MS = 2_000
const ASKS_MAX = 20
const STRETCH = 100_000 // rounds, for whoever looks for keys with the same code

interface Box {
  v: number
  p: string // public key
  n?: number // generation
  b?: string // iv and wrapped key
  a?: boolean // asks for the same
}

export class Exchange {
  private readonly others = new Map<number, Other>()
  private readonly early = new Map<number, string[]>()
  private readonly pair: Promise<{ key: CryptoKey; raw: string }>
  private call = ''
  private own: Member = { leg: 0, user: 0 }
  private epoch = 0
  private generation = 0
  private key: CryptoKey | undefined
  private inUse = false
  private rotatedAt = -Infinity
  private rotation: ReturnType<typeof setTimeout> | undefined
  private switching: ReturnType<typeof setTimeout> | undefined
  private work: Promise<void> = Promise.resolve()
  private turn = 0 // of the code
  private closed = false
  code: string | undefined

  constructor(private readonly host: ExchangeHost) {
    this.pair = makePair()
    this.pair.catch(() => undefined) // told where it is waited for
  }

  // One's own place, once the server has given it.
  sit(call: string, own: Member): void {
    this.call = call
    this.own = own
  }

  // Who else is in the call now.
  follow(members: readonly Member[], epoch: number): void {
    if (this.closed || !this.call) return
    let changed = false
    for (const leg of this.others.keys()) {
      if (members.some((one) => one.leg === leg)) continue
      this.others.delete(leg)
      this.host.drop(leg)
      changed = true
    }
    for (const { leg, user } of members) {
      if (this.others.has(leg) || this.others.size >= LEGS_MAX || leg === this.own.leg) continue
      this.others.set(leg, { user, from: this.generation + 1, sent: 0, told: false, newest: 0, answered: 0, answeredAt: -Infinity, asked: 0, askedAt: -Infinity })
      changed = true
    }
    const moved = this.epoch !== 0 && epoch !== this.epoch
    this.epoch = epoch
    if (moved) this.again()
    if (!changed) return
    if (this.others.size === 0) this.rest()
    else this.rotateSoon()
    for (const [leg, other] of this.others) {
      if (!other.told) this.run(() => this.hello(leg, other))
      for (const box of this.early.get(leg)?.splice(0) ?? []) this.take(leg, box)
      this.early.delete(leg)
    }
    this.see()
  }

  take(from: number, text: string): void {
    if (this.closed || text.length > BOX_MAX) return
    if (!this.others.has(from)) return this.keep(from, text)
    const box = parse(text)
    if (box) this.run(() => this.open(from, box))
  }

  // What a leg sends does not open: its key may have been lost on the way.
  ask(leg: number): void {
    const other = this.others.get(leg)
    const now = performance.now()
    if (!other || other.asked >= ASKS_MAX || now - other.askedAt < ASK_MS) return
    other.asked++
    other.askedAt = now
    this.run(async () => this.host.send(leg, JSON.stringify({ ...(await this.boxFor(other)), a: true })))
  }

  stop(): void {
    this.closed = true
    clearTimeout(this.rotation)
    clearTimeout(this.switching)
    this.others.clear()
    this.early.clear()
    this.key = undefined
  }

  // All that was said, once more.
  private again(): void {
    for (const [leg, other] of this.others) this.run(async () => this.host.send(leg, JSON.stringify(await this.boxFor(other))))
  }

  private keep(from: number, text: string): void {
    const boxes = this.early.get(from) ?? []
    if (boxes.length >= EARLY_BOXES_MAX || (boxes.length === 0 && this.early.size >= EARLY_LEGS_MAX)) return
    boxes.push(text)
    this.early.set(from, boxes)
  }

  private async hello(leg: number, other: Other): Promise<void> {
    if (other.told || this.others.get(leg) !== other) return
    this.host.send(leg, JSON.stringify(await this.boxFor(other)))
  }

  // The public key, and what this leg may have by now.
  private async boxFor(other: Other): Promise<Box> {
    const { raw } = await this.pair
    const { key, generation } = this
    other.told = true
    if (!key || !other.outward || generation < other.from) return { v: 1, p: raw }
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', key, other.outward, { name: 'AES-GCM', iv, additionalData: words(generation) }))
    other.sent = Math.max(other.sent, generation)
    return { v: 1, p: raw, n: generation, b: toText(join(iv, wrapped)) }
  }

  private async open(from: number, box: Box): Promise<void> {
    const other = this.others.get(from)
    if (!other) return
    const before = other.raw
    if (before === undefined) await this.agree(from, other, box.p)
    if (other.raw !== box.p) return // a leg has one key
    if (box.b !== undefined && box.n !== undefined && box.n > other.newest) await this.unwrap(from, other, box.n, box.b)
    if (this.others.get(from) !== other) return
    const now = performance.now()
    const asks = box.a === true && other.answered < ASKS_MAX && now - other.answeredAt > ASK_MS / 2
    if (asks) {
      other.answered++
      other.answeredAt = now
    }
    if (asks || (before === undefined && this.key && this.generation >= other.from)) this.host.send(from, JSON.stringify(await this.boxFor(other)))
    if (before === undefined) this.see()
  }

  private async agree(leg: number, other: Other, text: string): Promise<void> {
    const { key, raw } = await this.pair
    if (text === raw) return // one's own, sent back
    const theirs = fromText(text)
    const publicKey = await crypto.subtle.importKey('raw', theirs, { name: 'ECDH', namedCurve: 'P-256' }, false, [])
    const secret = await crypto.subtle.importKey('raw', await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, key, 256), 'HKDF', false, ['deriveKey'])
    const salt = utf8(this.call)
    const derive = (from: number, to: number, first: Bytes, second: Bytes, use: KeyUsage): Promise<CryptoKey> =>
      crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: join(utf8('teahouse call key 1'), words(from, to), first, second) }, secret, { name: 'AES-GCM', length: 128 }, false, [use])
    const mine = fromText(raw)
    other.outward = await derive(this.own.leg, leg, mine, theirs, 'wrapKey')
    other.inward = await derive(leg, this.own.leg, theirs, mine, 'unwrapKey')
    other.raw = text
  }

  private async unwrap(from: number, other: Other, generation: number, text: string): Promise<void> {
    const bytes = fromText(text)
    if (bytes.length < 13) return
    const key = await crypto.subtle.unwrapKey('raw', bytes.subarray(12), other.inward!, { name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData: words(generation) }, 'AES-GCM', false, ['decrypt'])
    if (this.closed || this.others.get(from) !== other || generation <= other.newest) return
    other.newest = generation
    this.host.give(from, generation, key)
  }

  // --- the own key ---
  private rotateSoon(): void {
    const rest = Math.max(REST_MS, REST_EACH_MS * this.others.size)
    this.rotation ??= setTimeout(() => {
      this.rotation = undefined
      this.run(() => this.rotate())
    }, Math.max(0, this.rotatedAt + rest - performance.now()))
  }

  private async rotate(): Promise<void> {
    if (this.others.size === 0) return
    this.rotatedAt = performance.now()
    const key = (await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt'])) as CryptoKey
    if (this.closed || this.others.size === 0) return
    const generation = ++this.generation
    this.key = key
    // Where the others have another one they get this one first.
    clearTimeout(this.switching)
    if (!this.inUse) this.use(generation, key)
    else this.switching = setTimeout(() => this.use(generation, key), SWITCH_MS)
    for (const [leg, other] of this.others) if (other.outward && other.sent < generation) this.host.send(leg, JSON.stringify(await this.boxFor(other)))
  }

  private use(generation: number, key: CryptoKey): void {
    this.inUse = true
    this.host.use(generation, key)
  }

  // Nobody is there: nothing is sent.
  private rest(): void {
    clearTimeout(this.rotation)
    clearTimeout(this.switching)
    this.rotation = undefined
    this.key = undefined
    this.inUse = false
    this.host.use(this.generation, undefined)
  }

  // --- the code ---
  private see(): void {
    const turn = ++this.turn
    this.code = undefined
    this.host.changed()
    if (this.others.size === 0 || [...this.others.values()].some(({ raw }) => raw === undefined)) return
    void this.compare(turn)
  }

  private async compare(turn: number): Promise<void> {
    const { raw } = await this.pair
    const all = [{ ...this.own, raw }, ...[...this.others].map(([leg, other]) => ({ leg, user: other.user, raw: other.raw! }))]
    const code = await codeOf(this.call, all)
    if (this.closed || turn !== this.turn) return
    this.code = code
    this.host.changed()
  }

  // One thing after the other. What somebody else made up is not worth a word.
  private run(job: () => Promise<void>): void {
    const before = this.work
    this.work = (async () => {
      await before
      if (this.closed) return
      try {
        await job()
      } catch {
        // a box that does not open, a key that is none
      }
    })()
  }
}

// Six groups of five digits, the same at all who have the same keys of the same people.
export async function codeOf(call: string, members: readonly (Member & { raw: string })[]): Promise<string> {
  const sorted = [...members].sort((a, b) => a.leg - b.leg)
  const all = join(utf8(`teahouse call code 1 ${call}`), ...sorted.map(({ leg, user, raw }) => join(words(leg, Math.floor(user / 2 ** 32), user % 2 ** 32), fromText(raw))))
  const digest = await crypto.subtle.digest('SHA-256', all)
  const base = await crypto.subtle.importKey('raw', digest, 'PBKDF2', false, ['deriveBits'])
  const bits = new DataView(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: utf8(call), iterations: STRETCH }, base, 256))
  return Array.from({ length: 6 }, (_, group) => String((bits.getUint8(group * 5) * 2 ** 32 + bits.getUint32(group * 5 + 1)) % 100_000).padStart(5, '0')).join(' ')
}

async function makePair(): Promise<{ key: CryptoKey; raw: string }> {
  const pair = (await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])) as CryptoKeyPair
  return { key: pair.privateKey, raw: toText(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))) }
}

function parse(text: string): Box | undefined {
  try {
    const box = JSON.parse(text) as Partial<Record<keyof Box, unknown>> | null
    if (box?.v !== 1 || typeof box.p !== 'string' || box.p.length > 100) return undefined
    const { p, n, b } = box
    const wrapped = typeof n === 'number' && Number.isInteger(n) && n > 0 && n < 2 ** 32 && typeof b === 'string' ? { n, b } : {}
    return { v: 1, p, ...wrapped, ...(box.a === true ? { a: true } : {}) }
  } catch {
    return undefined
  }
}

type Bytes = Uint8Array<ArrayBuffer>
const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes
const toText = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes))
const fromText = (text: string): Bytes => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

function words(...numbers: number[]): Bytes {
  const out = new DataView(new ArrayBuffer(numbers.length * 4))
  numbers.forEach((number, index) => out.setUint32(index * 4, number))
  return new Uint8Array(out.buffer)
}

function join(...parts: Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
