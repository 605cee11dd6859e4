// SPDX-License-Identifier: MIT
// Random cases that can be had again: every case has a seed, and its name belongs into the assertion.
export class Dice {
  readonly name: string
  #state: number

  constructor(seed: number) {
    this.name = `seed ${seed}`
    this.#state = (seed * 0x9e3779b1 + 17) >>> 0
  }

  real(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(count: number): number {
    return Math.floor(this.real() * count)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
}

export function* seeds(count: number): Generator<Dice> {
  for (let seed = 1; seed <= count; seed++) yield new Dice(seed)
}
