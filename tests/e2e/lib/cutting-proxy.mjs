// SPDX-License-Identifier: MIT
// A line between browser and server that breaks: the connection that carries the Nth byte up is cut, for each N given. And
// one that is down for a while, when told so.
import { createServer, connect } from 'node:net'

export class CuttingProxy {
  #server
  #cuts
  up = 0 // bytes
  #sockets = new Set()
  #down = false
  cut = 0

  constructor(cuts) {
    this.#cuts = [...cuts]
  }

  static async to(port, cuts) {
    const proxy = new CuttingProxy(cuts)
    proxy.#server = createServer((client) => proxy.#carry(client, port))
    await new Promise((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url() {
    return `http://localhost:${this.#server.address().port}`
  }

  drop() {
    this.#down = true
    for (const socket of this.#sockets) socket.destroy()
  }

  restore() {
    this.#down = false
  }

  #carry(client, port) {
    if (this.#down) return client.on('error', () => undefined).destroy()
    const server = connect(port, '127.0.0.1')
    const both = [client, server]
    const end = () => both.forEach((socket) => socket.destroy())
    for (const socket of both) {
      this.#sockets.add(socket)
      socket.on('error', end).on('close', () => (this.#sockets.delete(socket), end()))
    }
    client.on('data', (bytes) => {
      this.up += bytes.length
      if (this.up > (this.#cuts[0] ?? Infinity)) {
        this.#cuts.shift()
        this.cut++
        return end()
      }
      if (!server.write(bytes)) client.pause()
    })
    server.on('drain', () => client.resume())
    server.pipe(client)
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
