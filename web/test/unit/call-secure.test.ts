// SPDX-License-Identifier: MIT
// Keys and frames of secure calls, with the real cryptography of the platform.
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, Exchange } from '../../src/core/calls/exchange'
import { Opener, OVERHEAD, Sealer } from '../../src/core/calls/frames'
import type { Source } from '../../src/core/calls/peer'
import { Dice } from '../dice'

type Bytes = Uint8Array<ArrayBuffer>
const aes = async (): Promise<CryptoKey> => (await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt', 'decrypt'])) as CryptoKey
const bytes = (...list: number[]): Bytes => Uint8Array.from(list)
const keyFrame = (length: number): Bytes => Uint8Array.from({ length }, (_, at) => (at === 0 ? 0x10 : at & 0xff))
const deltaFrame = (length: number): Bytes => Uint8Array.from({ length }, (_, at) => (at === 0 ? 0x11 : at & 0xff))
const ivOf = (sealed: Bytes): string => [...sealed.subarray(sealed.length - 13, sealed.length - 1)].join()

async function pair(): Promise<{ sealer: Sealer; opener: Opener; key: CryptoKey }> {
  const key = await aes()
  const sealer = new Sealer()
  const opener = new Opener()
  sealer.use(1, key)
  opener.give(7, 1, key)
  return { sealer, opener, key }
}

describe('frames', { timeout: 60_000 }, () => {
  it('open to what was sealed, and keep clear what a router has to see', async () => {
    const { sealer, opener } = await pair()
    const cases: [Source, Bytes, number][] = [
      ['camera', keyFrame(400), 10],
      ['camera', deltaFrame(200), 3],
      ['screen', keyFrame(10), 10],
      ['screen', keyFrame(4), 4],
      ['sound', deltaFrame(9), 1],
      ['mic', deltaFrame(60), 1],
      ['mic', bytes(0), 1],
    ]
    for (const [source, frame, clear] of cases) {
      const sealed = (await sealer.seal(source, 1, frame))!
      expect(sealed.length).toBe(frame.length + OVERHEAD)
      expect(sealed.subarray(0, clear)).toEqual(frame.subarray(0, clear))
      if (frame.length > 40) expect(Buffer.from(sealed).includes(Buffer.from(frame.subarray(clear, clear + 16)))).toBe(false)
      expect(await opener.open(7, source, sealed)).toEqual(frame)
    }
    expect(opener.tallies()).toEqual([{ leg: 7, opened: cases.length, failed: 0 }])
  })

  it('are not sent without a key', async () => {
    const sealer = new Sealer()
    expect(await sealer.seal('mic', 1, bytes(1, 2, 3))).toBeUndefined()
    sealer.use(1, await aes())
    expect(await sealer.seal('mic', 1, bytes())).toBeUndefined()
    sealer.idle()
    expect(await sealer.seal('mic', 1, bytes(1, 2, 3))).toBeUndefined()
  })

  it('are dropped when a bit is another one, when something is missing, or when they are of another source', async () => {
    const { sealer, opener } = await pair()
    const frame = keyFrame(60)
    const sealed = (await sealer.seal('camera', 1, frame))!
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed.slice()
      other[at]! ^= 1 << at % 8
      if (at === sealed.length - 1) continue // another key: waited for, below
      expect(await opener.open(7, 'camera', other), `byte ${at}`).toBeUndefined()
    }
    for (let length = 0; length < sealed.length; length++) {
      const cut = sealed.slice(sealed.length - length)
      expect(await opener.open(7, 'camera', cut), `the last ${length}`).toBeUndefined()
    }
    expect(await opener.open(7, 'screen', sealed)).toBeUndefined()
    expect(await opener.open(7, 'camera', sealed)).toEqual(frame)
  })

  it('open by no other key, and in the clear they do not pass', async () => {
    const { sealer, opener } = await pair()
    opener.give(8, 1, await aes())
    const sealed = (await sealer.seal('mic', 1, deltaFrame(50)))!
    expect(await opener.open(8, 'mic', sealed)).toBeUndefined()
    expect(await opener.open(7, 'mic', Uint8Array.from([...deltaFrame(50), 1]))).toBeUndefined()
    expect(opener.tallies().find(({ leg }) => leg === 8)).toEqual({ leg: 8, opened: 0, failed: 1 })
  })

  it('never have the same vector twice under one key, whatever sends at once', async () => {
    const { sealer } = await pair()
    const all = await Promise.all(Array.from({ length: 3_000 }, (_, at) => sealer.seal((['mic', 'camera', 'screen'] as const)[at % 3]!, at % 5, deltaFrame(20))))
    expect(new Set(all.map((one) => ivOf(one!))).size).toBe(3_000)
  })

  it('count on when the same key is told again', async () => {
    const { sealer, key } = await pair()
    const first = (await sealer.seal('mic', 1, deltaFrame(20)))!
    sealer.use(1, key)
    sealer.use(0, key)
    expect(ivOf((await sealer.seal('mic', 1, deltaFrame(20)))!)).not.toBe(ivOf(first))
  })

  it('of the key before open for ten seconds more; of each sender four keys are kept', async () => {
    let now = 0
    const opener = new Opener(() => now)
    const keys = await Promise.all(Array.from({ length: 8 }, aes))
    const frames = await Promise.all(
      keys.map((key, at) => {
        const sealer = new Sealer()
        sealer.use(at + 1, key)
        return sealer.seal('mic', 1, deltaFrame(30))
      }),
    )
    const opens = async (at: number): Promise<boolean> => (await opener.open(1, 'mic', frames[at]!)) !== undefined
    opener.give(1, 1, keys[0]!)
    opener.give(1, 2, keys[1]!)
    now = 9_900
    expect(await opens(0)).toBe(true)
    now = 10_100
    expect(opener.keys(1)).toBe(1)
    expect(await opens(1)).toBe(true)
    for (let at = 2; at < 8; at++) opener.give(1, at + 1, keys[at]!)
    expect(opener.keys(1)).toBe(4)
    opener.give(1, 3, keys[2]!) // an old one, told again
    expect(opener.keys(1)).toBe(4)
    expect(await opens(7)).toBe(true)
    opener.drop(1)
    expect(opener.keys(1)).toBe(0)
  })

  it('wait a little for a key that takes the longer way, once', async () => {
    const key = await aes()
    const sealer = new Sealer()
    sealer.use(5, key)
    const opener = new Opener()
    const sealed = (await sealer.seal('mic', 1, deltaFrame(30)))!
    const opening = opener.open(3, 'mic', sealed)
    opener.give(3, 5, key)
    expect(await opening).toEqual(deltaFrame(30))
    const wrong = sealed.slice()
    wrong[wrong.length - 1] = 9
    const begun = performance.now()
    expect(await opener.open(3, 'mic', wrong)).toBeUndefined()
    const waited = performance.now() - begun
    expect(waited).toBeGreaterThan(400)
    for (let round = 0; round < 200; round++) expect(await opener.open(3, 'mic', wrong)).toBeUndefined()
    expect(performance.now() - begun - waited).toBeLessThan(400)
  })

  it('that are made up open never and stop nothing', async () => {
    const { sealer, opener } = await pair()
    const dice = new Dice(20_261)
    for (let round = 0; round < 4_000; round++) {
      const source = (['mic', 'camera', 'screen'] as const)[dice.below(3)]!
      let frame: Bytes = Uint8Array.from({ length: dice.below(120) }, () => dice.below(256))
      let real: Bytes | undefined
      if (dice.below(2)) {
        real = (await sealer.seal(source, 1, deltaFrame(1 + dice.below(90))))!
        frame = real.slice()
        for (let changes = 1 + dice.below(4); changes > 0; changes--) frame[dice.below(frame.length)] = dice.below(256)
      }
      if (dice.below(4) === 0) frame = frame.slice(0, dice.below(frame.length + 1))
      if (frame.length) frame[frame.length - 1] = 1 // else it waits
      if (real && Buffer.from(real).equals(Buffer.from(frame))) continue
      expect(await opener.open(7, source, frame)).toBeUndefined()
    }
    expect(await opener.open(7, 'mic', (await sealer.seal('mic', 1, bytes(1, 2, 3)))!)).toEqual(bytes(1, 2, 3))
  })
})

// --- devices and a server that passes on what they say ---
class Device {
  readonly exchange: Exchange
  readonly sealer = new Sealer()
  readonly opener = new Opener()
  readonly generations: number[] = []
  sends = false

  constructor(
    readonly net: Net,
    readonly leg: number,
  ) {
    this.exchange = new Exchange({
      send: (to, box) => net.send(leg, to, box),
      use: (generation, key) => {
        this.sends = key !== undefined
        if (!key) return this.sealer.idle()
        this.generations.push(generation)
        this.sealer.use(generation, key)
      },
      give: (from, generation, key) => this.opener.give(from, generation, key),
      drop: (from) => this.opener.drop(from),
      changed: () => undefined,
    })
    this.exchange.sit('call-1', { leg, user: leg + 100 })
  }

  frame(): Promise<Bytes | undefined> {
    return this.sealer.seal('mic', 1, deltaFrame(40))
  }

  async hears(other: Device): Promise<boolean> {
    const frame = await other.frame()
    return frame !== undefined && (await this.opener.open(other.leg, 'mic', frame)) !== undefined
  }
}

class Net {
  readonly devices = new Map<number, Device>()
  readonly boxes: { from: number; to: number; box: string }[] = []
  readonly all: string[] = []
  change: (from: number, to: number, box: string) => string | undefined = (_from, _to, box) => box
  private queue: (() => void)[] = []
  epoch = 1

  constructor(readonly dice: Dice) {}

  join(leg: number): Device {
    const made = new Device(this, leg)
    this.devices.set(leg, made)
    this.roster()
    return made
  }

  leave(leg: number): void {
    this.devices.get(leg)!.exchange.follow([], this.epoch)
    this.devices.delete(leg)
    this.roster()
  }

  // Each is told of the roster at its own time; boxes of one sender keep their order.
  roster(): void {
    for (const device of this.devices.values()) {
      this.queue.push(() => {
        const others = [...this.devices.keys()].filter((leg) => leg !== device.leg)
        if (this.devices.get(device.leg) === device) device.exchange.follow(others.map((leg) => ({ leg, user: leg + 100 })), this.epoch)
      })
    }
  }

  send(from: number, to: number, text: string): void {
    this.all.push(text)
    const box = this.change(from, to, text)
    if (box !== undefined) this.boxes.push({ from, to, box })
  }

  // Until nothing is under way any more.
  async settle(): Promise<void> {
    let quiet = 0
    for (let round = 0; quiet < 27 && round < 4_000; round++) {
      const roster = this.queue.length > 0 && this.dice.below(2) === 0
      if (roster) this.queue.splice(this.dice.below(this.queue.length), 1)[0]!()
      else if (this.boxes.length) {
        const { from, to } = this.boxes[this.dice.below(this.boxes.length)]!
        const at = this.boxes.findIndex((one) => one.from === from && one.to === to)
        const [{ box }] = this.boxes.splice(at, 1) as unknown as [{ box: string }]
        this.devices.get(to)?.exchange.take(from, box)
      }
      const idle = this.queue.length === 0 && this.boxes.length === 0
      quiet = idle ? quiet + 1 : 0
      await new Promise((resolve) => setTimeout(resolve, idle ? 25 : 0))
    }
  }

  async allHear(): Promise<void> {
    for (const one of this.devices.values()) for (const other of this.devices.values()) if (one !== other) expect(await one.hears(other), `${one.leg} hears ${other.leg}`).toBe(true)
  }

  async code(): Promise<string | undefined> {
    const codes = new Set([...this.devices.values()].map(({ exchange }) => exchange.code))
    expect(codes.size, [...codes].join(' / ')).toBe(1)
    return [...codes][0]
  }

  end(): void {
    for (const { exchange } of this.devices.values()) exchange.stop()
  }
}

describe('keys', { timeout: 60_000 }, () => {
  let net: Net
  afterEach(() => net.end())

  it.each([1, 2, 3, 4, 5, 6])('reach each device, in whatever order rosters and boxes come (%i)', async (seed) => {
    net = new Net(new Dice(seed))
    const count = 2 + net.dice.below(4)
    for (let leg = 1; leg <= count; leg++) {
      net.join(leg)
      if (net.dice.below(2)) await net.settle()
    }
    await net.settle()
    await net.allHear()
    expect(await net.code()).toMatch(/^\d{5}( \d{5}){5}$/)
    expect(Math.max(...net.all.map(({ length }) => length))).toBeLessThan(400)
  })

  it('are other ones when somebody comes or goes', async () => {
    net = new Net(new Dice(11))
    const [one, two] = [net.join(1), net.join(2)]
    await net.settle()
    const code = await net.code()
    const old = (await one.frame())!
    const three = net.join(3)
    await net.settle()
    await net.allHear()
    expect(await three.opener.open(1, 'mic', old), 'what was said before').toBeUndefined()
    expect(await two.opener.open(1, 'mic', old), 'what is late').toBeDefined()
    const more = await net.code()
    expect(more).not.toBe(code)
    net.leave(3)
    await net.settle()
    await net.allHear()
    expect(await three.hears(one), 'who has left').toBe(false)
    expect(await three.opener.open(1, 'mic', (await one.frame())!)).toBeUndefined()
    expect(await net.code()).toBe(code)
    for (const { generations } of [one, two]) expect([...generations].sort((a, b) => a - b)).toEqual(generations)
  })

  it('are forgotten by who is alone', async () => {
    net = new Net(new Dice(12))
    const one = net.join(1)
    net.join(2)
    await net.settle()
    expect(one.sends).toBe(true)
    net.leave(2)
    await net.settle()
    expect(one.sends).toBe(false)
    expect(one.exchange.code).toBeUndefined()
    net.join(3)
    await net.settle()
    await net.allHear()
  })

  it('of a server in between work, and the code tells', async () => {
    net = new Net(new Dice(13))
    const [middle1, middle2] = [new Net(new Dice(1)), new Net(new Dice(2))]
    // To each the server is the other one.
    const asTwo = new Device(middle1, 2)
    const asOne = new Device(middle2, 1)
    const [one, two] = [net.join(1), net.join(2)]
    net.change = (from, _to, box) => {
      ;(from === 1 ? asTwo : asOne).exchange.take(from, box)
      return undefined
    }
    asTwo.exchange.follow([{ leg: 1, user: 101 }], 1)
    asOne.exchange.follow([{ leg: 2, user: 102 }], 1)
    for (let round = 0; round < 20; round++) {
      for (const { box } of middle1.boxes.splice(0)) one.exchange.take(2, box)
      for (const { box } of middle2.boxes.splice(0)) two.exchange.take(1, box)
      await net.settle()
      if (one.exchange.code && two.exchange.code && round > 2) break
    }
    expect(await asTwo.hears(one), 'the server can read').toBe(true)
    expect(one.exchange.code).toBeDefined()
    expect(one.exchange.code).not.toBe(two.exchange.code)
    asTwo.exchange.stop()
    asOne.exchange.stop()
  })

  it('in boxes that were changed on the way open nothing', async () => {
    net = new Net(new Dice(14))
    net.change = (from, to, box) => {
      const parsed = JSON.parse(box) as { b?: string; n?: number }
      if (from === 1 && to === 2 && parsed.b) return JSON.stringify({ ...parsed, n: parsed.n! + 1 })
      return box
    }
    const [one, two] = [net.join(1), net.join(2)]
    await net.settle()
    expect(await two.hears(one)).toBe(false)
    expect(await one.hears(two)).toBe(true)
  })

  it('that were lost come again when they are asked for, or with another epoch', async () => {
    net = new Net(new Dice(15))
    net.change = () => undefined
    const [one, two] = [net.join(1), net.join(2)]
    await net.settle()
    expect(await two.hears(one)).toBe(false)
    net.change = (_from, _to, box) => box
    two.exchange.ask(1)
    one.exchange.ask(2)
    await net.settle()
    await net.allHear()
    const three = net.join(3)
    net.change = () => undefined
    await net.settle()
    net.change = (_from, _to, box) => box
    net.epoch = 2
    net.roster()
    await net.settle()
    await net.allHear()
    expect(await three.hears(one)).toBe(true)
  })

  it('are asked for a few times only, and what is made up is not answered', async () => {
    net = new Net(new Dice(16))
    const one = net.join(1)
    const two = net.join(2)
    await net.settle()
    const before = net.all.length
    for (let round = 0; round < 100; round++) one.exchange.ask(2)
    await net.settle()
    expect(net.all.length - before).toBeLessThanOrEqual(2)
    const said = net.all.length
    const mine = JSON.parse(net.all[0]!) as { p: string }
    for (const text of ['', '{', 'null', '[]', '{"v":2}', '{"v":1,"p":7}', '{"v":1,"p":"====","n":1,"b":"AAAA"}', JSON.stringify({ v: 1, p: mine.p, n: 1e9, b: 'x' }), JSON.stringify({ v: 1, p: btoa('x'.repeat(65)), a: true }), `{"v":1,"p":"${'A'.repeat(3_000)}"}`]) {
      for (const from of [1, 2, 3, 4]) two.exchange.take(from, text)
    }
    for (let leg = 100; leg < 400; leg++) for (let round = 0; round < 20; round++) two.exchange.take(leg, '{"v":1,"p":"AA=="}')
    await net.settle()
    expect(net.all.length).toBe(said)
    await net.allHear()
  })
})

describe('the code', () => {
  it('does not depend on the order, and does on everything else', async () => {
    const some = [
      { leg: 1, user: 5, raw: btoa('a') },
      { leg: 2, user: 6, raw: btoa('b') },
    ]
    const code = await codeOf('c', some)
    expect(await codeOf('c', [...some].reverse())).toBe(code)
    for (const other of [codeOf('d', some), codeOf('c', some.slice(1)), codeOf('c', [{ ...some[0]!, user: 7 }, some[1]!]), codeOf('c', [{ ...some[0]!, leg: 3 }, some[1]!]), codeOf('c', [{ ...some[0]!, raw: btoa('c') }, some[1]!])]) {
      expect(await other).not.toBe(code)
    }
  })
})
