// SPDX-License-Identifier: MIT
// Pages whose lines are cut, reset, slowed down, sliced and silent: what both write is there once, in one order, for both.
import { BadNetwork } from '../lib/bad-network.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

const SECONDS = Number(process.env.CHAOS_SECONDS ?? 12)
const TALL = { width: 1100, height: 6_000 } // every row is in the page
const PATIENCE = 60_000

async function network(world, server, seed = Math.floor(Math.random() * 2 ** 30)) {
  const between = await BadNetwork.to(server.port, seed)
  world.ends.push(() => between.close())
  world.notes.push(`seed ${seed}`)
  console.log(`     chaos: seed ${seed}`)
  return between
}

// Somebody whose browser knows the server by the proxy only.
async function person(world, between, name) {
  const made = await world.visitor(between, name, { viewport: TALL, serviceWorkers: 'block' })
  made.expectOutage()
  made.allow(/status of (4\d\d|5\d\d)|Failed to load|ERR_/) // whatever was under way
  return made.register()
}

async function share(one, name, byte) {
  await one.at('attach-input').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(300_000, byte) })
  await one.page.locator('[data-testid=tray-item]').first().waitFor()
  await one.at('send').click()
}

// Until both show the log as it is, all of it sent.
async function agree(server, people, written) {
  const reader = await server.bot('reader')
  const lobby = await reader.lobby()
  const log = async () => (await reader.call('history', { room: lobby, limit: 200 })).events.filter((event) => event.kind === 'text' || event.kind === 'file').map((event) => event.body.text ?? event.body.file.name)
  await eventuallyEquals('the log has each of them once', async () => (await log()).sort(), [...written].sort(), PATIENCE)
  const order = (await log()).filter((text) => !text.endsWith('.bin'))
  for (const one of people) {
    await one.isOnline()
    await eventuallyEquals(`${one.name} sees the log`, async () => (await one.texts()).filter((text) => text), order, PATIENCE)
    await eventually(`nothing of ${one.name}'s is on its way`, async () => (await one.rows()).every((row) => row.state === 'sent'), PATIENCE)
    const seqs = (await one.rows()).map((row) => row.seq)
    equal(seqs, seqs.toSorted((a, b) => a - b), `${one.name}'s order`)
    equal(order.filter((text) => text.startsWith(one.name)), written.filter((text) => text.startsWith(`${one.name} `) && !text.endsWith('.bin')), `what ${one.name} wrote, in the order of writing`)
  }
}

export default {
  async 'two write through lines that break in every way: all is there once, for both'(world) {
    const server = await world.server('--ws.ping_ms=1500', '--ws.silence_ms=4000')
    const between = await network(world, server)
    const people = [await person(world, between, 'Anna'), await person(world, between, 'Bo')]
    const written = people.map((one) => `${one.name} first.bin`)
    // What the page needs for files comes while lines are good: that it comes at all is tested elsewhere.
    for (const [which, one] of people.entries()) await share(one, written[which], which)
    await between.tell('bad')
    const end = Date.now() + SECONDS * 1000
    await Promise.all(
      people.map(async (one, which) => {
        for (let count = 1; Date.now() < end && count <= 60; count++) {
          const text = `${one.name} ${count}`
          written.push(text)
          await one.send(text)
          await one.page.waitForTimeout(150 + which * 40)
          if (count % 12 !== 6) continue
          const name = `${one.name} ${count}.bin`
          written.push(name)
          await share(one, name, count)
        }
      }),
    )
    const done = await between.tell('calm')
    console.log(`     chaos: ${written.length} written; ${JSON.stringify(done)}`)
    check(written.length > 20 && done.connections > 10, 'something was tried')
    await agree(server, people, written)
  },

  async 'a line that falls silent without an end is found out, and what was written meanwhile arrives'(world) {
    const server = await world.server()
    const between = await network(world, server)
    const anna = await person(world, between, 'Anna')
    const bo = await person(world, between, 'Bo')
    await anna.send('Anna before')
    await bo.sees('Anna before', 'sent')
    await between.tell('silent') // those that are open; new ones pass
    await bo.send('Bo in the silence')
    await anna.send('Anna in the silence')
    await agree(server, [anna, bo], ['Anna before', 'Bo in the silence', 'Anna in the silence'])
  },
}
