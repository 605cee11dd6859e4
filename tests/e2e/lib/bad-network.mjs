// SPDX-License-Identifier: MIT
// tests/chaos/proxy.py between browsers and the server: it treats lines badly when told so, from a seed.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export class BadNetwork {
  #child
  #lines

  static async to(port, seed) {
    const network = new BadNetwork()
    const program = join(import.meta.dirname, '../../chaos/proxy.py')
    network.#child = spawn('python3', ['-B', program, '--to', String(port), '--seed', String(seed)], { stdio: ['pipe', 'pipe', 'inherit'] })
    network.#lines = createInterface(network.#child.stdout)[Symbol.asyncIterator]()
    network.port = (await network.#next()).port
    return network
  }

  get url() {
    return `http://localhost:${this.port}`
  }

  async #next() {
    const { value } = await this.#lines.next()
    return JSON.parse(value)
  }

  // bad, calm, down, silent, report. Answers what was done so far.
  tell(word) {
    this.#child.stdin.write(`${word}\n`)
    return this.#next()
  }

  async close() {
    this.#child.stdin.end()
    await new Promise((resolve) => this.#child.once('exit', resolve))
  }
}
