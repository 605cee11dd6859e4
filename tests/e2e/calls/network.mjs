// SPDX-License-Identifier: MIT
// What networks do to calls: packets lost, all of them for a while, the socket cut, the server away, no way but a relay.
import { setTimeout as pause } from 'node:timers/promises'
import { LongLine, network, Relay } from '../lib/call-lab.mjs'
import { answer, call, caller, callInfo, connectTwo, ended, isIn, legOf, stateOf, talkOf } from '../lib/calls.mjs'
import { between, iceErrors, mediaFlows, stats } from '../lib/call-stats.mjs'
import { CuttingProxy } from '../lib/cutting-proxy.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

const SEED = 20_262

async function pair(world, ...flags) {
  const server = await world.server(...flags)
  const anna = await caller(world, server, 'Anna')
  const bo = await caller(world, server, 'Bo')
  return { server, anna, bo, room: await talkOf(anna, bo) }
}

async function connected(world, ...flags) {
  const all = await pair(world, ...flags)
  await connectTwo(all.anna, all.bo)
  await Promise.all([mediaFlows(all.anna), mediaFlows(all.bo)])
  return all
}

// How both see it over so many ms, the worse of the two.
async function watched(people, ms) {
  const before = await Promise.all(people.map(stats))
  await pause(ms)
  const after = await Promise.all(people.map(stats))
  const all = people.map((_, index) => between(before[index], after[index]))
  return { fps: Math.min(...all.map(({ fps }) => fps)), concealed: Math.max(...all.map(({ concealed }) => concealed)), freezes: Math.max(...all.map(({ freezes }) => freezes)) }
}

const lossy = (percent, most) =>
  async function (world) {
    const { anna, bo } = await connected(world)
    network.lose(percent)
    const seen = await watched([anna, bo], 8_000)
    world.notes.push(`${seen.fps.toFixed(1)} fps, ${(seen.concealed * 100).toFixed(1)} % concealed, ${network.dropped()} packets lost`)
    check(network.dropped() > 50, 'hardly anything was lost')
    check(seen.fps >= 10, `${seen.fps} pictures a second`)
    check(seen.concealed < most, `${seen.concealed} of the sound was made up`)
    for (const person of [anna, bo]) equal(await stateOf(person), 'connected', person.name)
  }

// Frames again after the network is back, within `most` ms, over the same connection.
// Without the router: after so long they would go on through it, if it could be reached first.
const blackout = (ms, most) =>
  async function (world) {
    const { anna, bo } = await connected(world, '--calls.sfu=false')
    const before = (await stats(anna))[0].id
    network.block()
    await pause(ms)
    network.open()
    const since = Date.now()
    const frames = await Promise.all([anna, bo].map(async (one) => (await stats(one))[0].frames))
    const back = await Promise.all([anna, bo].map((one, index) => eventually(`${one.name} sees again`, async () => (await stats(one))[0].frames > frames[index] + 2 && Date.now() - since)))
    world.notes.push(`again after ${back.join(' and ')} ms`)
    check(Math.max(...back) < most, `it took ${back} ms`)
    await Promise.all([mediaFlows(anna), mediaFlows(bo)])
    equal((await stats(anna))[0].id, before, 'the connection')
    await Promise.all([isIn(anna), isIn(bo)])
  }

export const long = ['nothing passes for 8 seconds', 'nothing passes for 25 seconds', 'a tenth of all packets is lost', 'a relay that refuses leaves a call that failed, and says why', 'a long and shaky line']
export const limits = { 'nothing passes for 25 seconds': 90_000, 'no way at all: the call says that it failed': 90_000, 'a relay that refuses leaves a call that failed, and says why': 90_000 }

export default {
  'a tenth of all packets is lost': lossy(10, 0.03),
  'a fifth of all packets is lost': lossy(20, 0.08),
  'nothing passes for 2 seconds': blackout(2_000, 5_000),
  'nothing passes for 8 seconds': blackout(8_000, 10_000),
  'nothing passes for 25 seconds': blackout(25_000, 20_000),

  async 'the socket is cut, and pictures go on'(world) {
    const server = await world.server()
    const proxy = await CuttingProxy.to(server.port, [])
    world.ends.push(() => proxy.close())
    const anna = await caller(world, { url: proxy.url }, 'Anna')
    const bo = await caller(world, server, 'Bo')
    const room = await talkOf(anna, bo)
    await connectTwo(anna, bo)
    await Promise.all([mediaFlows(anna), mediaFlows(bo)])
    anna.expectOutage()
    const before = await stats(anna)
    proxy.drop()
    await eventuallyEquals('the roster says so', async () => (await legOf(bo, room, 'Anna')).state, 'reconnecting')
    const seen = await watched([anna, bo], 2_000)
    check(seen.fps > 8, `${seen.fps} pictures a second without a socket`)
    proxy.restore()
    const since = Date.now()
    await eventuallyEquals('she is there again', async () => (await legOf(bo, room, 'Anna')).state, 'joined')
    world.notes.push(`${seen.fps.toFixed(1)} fps meanwhile, back after ${Date.now() - since} ms`)
    check(Date.now() - since < 10_000, 'too late')
    equal((await stats(anna))[0].id, before[0].id, 'the connection')
    await anna.at('call-mic').click() // what is told after it arrives
    await eventually('she is muted', async () => !(await legOf(bo, room, 'Anna')).audio)
    await Promise.all([mediaFlows(anna), isIn(anna), isIn(bo)])
  },

  async 'the server is killed and comes back, and pictures go on'(world) {
    const { server, anna, bo, room } = await connected(world)
    for (const person of [anna, bo]) person.expectOutage()
    const before = (await stats(anna))[0].id
    const { id } = await callInfo(anna, room)
    await server.kill()
    const seen = await watched([anna, bo], 3_000)
    check(seen.fps > 8 && seen.freezes === 0, `without a server: ${JSON.stringify(seen)}`)
    await server.start()
    const since = Date.now()
    await Promise.all([anna.isOnline(), bo.isOnline()])
    await eventuallyEquals('both are in the call', async () => (await callInfo(anna, room))?.legs.map(({ state }) => state), ['joined', 'joined'])
    world.notes.push(`${seen.fps.toFixed(1)} fps without a server, the roster ${Date.now() - since} ms after its start`)
    equal((await callInfo(bo, room)).id, id, 'the call')
    equal((await stats(anna))[0].id, before, 'the connection')
    await anna.at('call-camera').click()
    await eventually('what is told after it arrives', async () => !(await legOf(bo, room, 'Anna')).video)
    await Promise.all([isIn(anna), isIn(bo), mediaFlows(anna)])
  },

  async 'the direct way is closed: a relay'(world) {
    const relay = await Relay.start(world)
    network.only([relay.port, relay.port], relay.ports)
    const { anna, bo } = await connected(world, ...relay.flags())
    const ways = await Promise.all([anna, bo].map(async (one) => (await stats(one))[0].pair))
    // That of the one or of the other, as each side has it at this moment.
    check(ways.some(({ local, remote }) => local === 'relay' || remote === 'relay'), `went over ${JSON.stringify(ways)}`)
    world.notes.push(ways.map(({ local, remote, relay: over }) => `${local}/${remote} ${over ?? ''}`).join(', '))
  },

  async 'no UDP at all: a relay over TCP'(world) {
    const relay = await Relay.start(world)
    network.only(relay.ports) // between the relay's own two ends
    const { anna, bo } = await connected(world, ...relay.flags(relay.url('udp'), relay.url('tcp')))
    const ways = await Promise.all([anna, bo].map(async (one) => (await stats(one))[0].pair))
    check(ways.some(({ relay: over }) => over === 'tcp'), `went over ${JSON.stringify(ways)}`)
    check(!ways.some(({ relay: over }) => over === 'udp'), `went over ${JSON.stringify(ways)}`)
  },

  async 'nobody sees an address: the relay alone'(world) {
    const relay = await Relay.start(world)
    const { anna, bo } = await connected(world, ...relay.flags(), '--turn.force_relay=true')
    for (const person of [anna, bo]) equal((await stats(person))[0].pair, { local: 'relay', remote: 'relay', protocol: 'udp', relay: 'udp' }, person.name)
  },

  async 'a long and shaky line'(world) {
    const relay = await Relay.start(world)
    const line = await LongLine.to(world, relay.port, { delay: 80, jitter: 40, loss: 0.02, seed: SEED })
    const { anna, bo } = await connected(world, ...relay.flags(relay.url('udp', line.port)), '--turn.force_relay=true')
    const seen = await watched([anna, bo], 6_000)
    const { rtt } = (await stats(anna))[0]
    world.notes.push(`${Math.round(rtt * 1000)} ms there and back, ${seen.fps.toFixed(1)} fps, ${(seen.concealed * 100).toFixed(1)} % concealed (seed ${SEED})`)
    check(rtt > 0.3, `${rtt} s are no long line`)
    check(seen.fps >= 8 && seen.concealed < 0.1, JSON.stringify(seen))
  },

  async 'a relay that refuses leaves a call that failed, and says why'(world) {
    const relay = await Relay.start(world)
    const other = await Relay.start(world, 'listening-ip=::1') // another secret
    network.only([relay.port, relay.port], relay.ports)
    const { anna, bo } = await pair(world, `--turn.urls=${relay.url()}`, `--turn.secret_file=${other.secretFile}`)
    await call(anna)
    await answer(bo)
    await eventually('the page is told', async () => (await iceErrors(anna)).some(({ errorCode }) => errorCode === 401))
    await ended(anna, 'failed')
  },

  async 'no way at all: the call says that it failed'(world) {
    network.block()
    const { anna, bo } = await pair(world)
    await call(anna)
    await answer(bo)
    await eventuallyEquals('it failed', () => anna.page.locator('[data-testid=call-outgoing]').evaluateAll(([one]) => one?.dataset.end), 'failed', 40_000)
    equal((await stats(anna)).length, 0, 'connections left')
  },
}
