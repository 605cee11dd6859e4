// SPDX-License-Identifier: MIT
// Calls through the media router of the server: groups, and two who do not reach each other.
import { setTimeout as pause } from 'node:timers/promises'
import { network } from '../lib/call-lab.mjs'
import { answer, call, caller, callGroup, callInfo, connectTwo, groupOf, hangUp, idOf, isIn, isOut, legOf, playing, rings, soundingScreens, stateOf, talkOf } from '../lib/calls.mjs'
import { between, mediaFlows, samples, slowest, stats, streamsFlow } from '../lib/call-stats.mjs'
import { CuttingProxy } from '../lib/cutting-proxy.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

const NAMES = ['Anna', 'Bo', 'Cem', 'Dai']
const HERE = '--rtc.addresses=127.0.0.1'
const PATIENCE = 40_000

const REROUTED_MS = 6_000 // 4 of them are waited for a way between the two, about 3 until it is known that one is lost
const JOINED_MS = 5_000 // five times of what is wanted on a machine of its own
const ROUTER_BACK_MS = 4_000

// In the page: a picture that is worth two sizes.
const largerCameras = () => void (globalThis.cameraSize = [640, 360])

async function group(world, size, settings = {}) {
  const server = await world.server(HERE)
  const people = []
  for (const name of NAMES.slice(0, size)) people.push(await caller(world, server, name, settings))
  const room = await groupOf(people, 'Tea')
  return { server, people, room }
}

async function connected(world, size, settings) {
  const all = await group(world, size, settings)
  await meet(...all.people)
  return all
}

async function meet(first, ...others) {
  await callGroup(first)
  for (const one of others) await answer(one)
  await allFlow([first, ...others])
}

async function allFlow(people, more = 5) {
  await Promise.all(people.map((one) => isIn(one, 'connected', PATIENCE)))
  return Promise.all(people.map((one) => streamsFlow(one, people.length - 1, { more, patience: PATIENCE })))
}

const join = (person) => person.at('call-join').click()
const tiles = (person) => person.page.locator('[data-testid=call-tile]').evaluateAll((all) => all.map((one) => Number(one.dataset.user)).sort((a, b) => a - b))

// How all of them see it over so many ms, the worst.
async function watched(people, ms) {
  const before = await Promise.all(people.map(stats))
  await pause(ms)
  const after = await Promise.all(people.map(stats))
  const all = people.map((_, index) => between(before[index], after[index]))
  return { fps: Math.min(...people.map((_, index) => slowest(before[index], after[index]))), concealed: Math.max(...all.map(({ concealed }) => concealed)) }
}

const LOSSY_FPS = 13

const lossy = (percent, most) =>
  async function (world) {
    const { server, people } = await connected(world, 2)
    network.loseFrom(server.port, percent)
    const seen = await watched(people, 8_000)
    world.notes.push(`${seen.fps.toFixed(1)} fps, ${(seen.concealed * 100).toFixed(1)} % concealed, ${network.dropped()} packets lost`)
    check(network.dropped() > 50, 'hardly anything was lost')
    check(seen.fps >= LOSSY_FPS, `${seen.fps} pictures a second`)
    check(seen.concealed < most, `${seen.concealed} of the sound was made up`)
  }

export const long = ['nothing passes for 8 seconds', 'a tenth of all packets is lost on the way down']
export const limits = { 'four see and hear each other': 120_000, 'a fourth comes later, and who began it leaves': 150_000 }

export default {
  async 'four see and hear each other'(world) {
    const { people, room } = await group(world, 4)
    const [anna, ...others] = people
    await callGroup(anna)
    await Promise.all(others.map((one) => answer(one)))
    await allFlow(people)
    equal((await callInfo(anna, room)).mode, 'sfu', 'the mode')
    for (const one of people) equal((await stats(one)).length, 1, `connections of ${one.name}`)
    for (const one of people) equal((await stats(one))[0].streams.length, 3, `pictures of ${one.name}`)
    equal((await stats(anna))[0].sends, 'audio/red', 'sound is sent')
    const seen = await watched(people, 4_000)
    world.notes.push(`12 of 12 streams, the slowest ${seen.fps.toFixed(1)} fps, ${(seen.concealed * 100).toFixed(1)} % concealed`)
    check(seen.fps >= 8, `${seen.fps} pictures a second`)
    await anna.at('call-lock').click()
    await eventuallyEquals('the panel says which way', () => anna.at('call-security').getAttribute('data-way'), 'server')
  },

  async 'a fourth comes later, and who began it leaves'(world) {
    const { people } = await group(world, 4)
    const [anna, bo, cem, dai] = people
    await callGroup(anna)
    await Promise.all([answer(bo), answer(cem), rings(dai)])
    await allFlow([anna, bo, cem])
    await dai.at('call-decline').click()
    const before = (await stats(bo))[0]
    const since = Date.now()
    await join(dai)
    await eventually('he sees all', async () => (await stats(dai))[0]?.streams.filter(({ frames }) => frames > 0).length === 3, PATIENCE)
    const took = Date.now() - since
    world.notes.push(`3 pictures ${took} ms after the click`)
    check(took < JOINED_MS, 'it took too long')
    await allFlow(people)
    const sections = (await stats(bo))[0].sections
    await hangUp(anna)
    await isOut(anna)
    const annas = await idOf(bo, 'Anna')
    await eventually('only her picture goes', async () => !(await tiles(bo)).includes(annas) && (await tiles(bo)).length === 3)
    await allFlow([bo, cem, dai])
    await join(anna)
    await allFlow(people)
    equal((await stats(bo))[0].id, before.id, 'the connection')
    equal((await stats(bo))[0].sections, sections, 'sections, used again')
  },

  async 'a picture comes as large as it is shown'(world) {
    const { people } = await connected(world, 2, { more: [largerCameras] })
    const [anna, bo] = people
    const height = async () => (await stats(bo))[0].streams[0].height
    await eventuallyEquals('the large one', height, 360, PATIENCE)
    await bo.at('call-minimise').click()
    await eventuallyEquals('the small one', height, 180, PATIENCE)
    await eventuallyEquals('that of the other stays', async () => (await stats(anna))[0].streams[0].height, 360)
    await bo.at('call-expand').click()
    await eventuallyEquals('the large one again', height, 360, PATIENCE)
  },

  async 'a camera goes off and on, and a screen is shown while all are heard'(world) {
    const { people } = await connected(world, 3)
    const [anna, bo, cem] = people
    await anna.at('call-camera').click()
    await eventuallyEquals('one picture less', async () => (await bo.page.locator('[data-testid=call-tile][data-video=true]').count()), 2)
    await streamsFlow(bo, 1, { voices: 2 })
    await anna.at('call-camera').click()
    await allFlow(people)
    await cem.at('call-screen').click()
    await streamsFlow(bo, 3, { voices: 2, more: 2 })
    await eventuallyEquals('it stands large', () => bo.at('call-stage').getAttribute('data-layout'), 'speaker')
    await cem.at('call-screen').click()
    await allFlow(people)
  },

  async 'the sound of a screen is heard beside the voice'(world) {
    const { people } = await connected(world, 2, { more: [soundingScreens] })
    const [anna, bo] = people
    equal(await playing(bo), 1, 'what Bo hears')
    await anna.at('call-screen').click()
    await streamsFlow(bo, 2, { voices: 2, more: 2, patience: PATIENCE })
    await eventually('both have sound in them', async () => (await stats(bo))[0].voices.filter(({ energy }) => energy > 0).length === 2)
    await eventuallyEquals('both are played', () => playing(bo), 2)
    await anna.at('call-screen').click()
    await eventuallyEquals('the voice alone is played', () => playing(bo), 1)
    await allFlow(people)
  },

  async 'two who do not reach each other go through the server'(world) {
    const server = await world.server(HERE)
    network.only([server.port, server.port])
    const anna = await caller(world, server, 'Anna')
    const bo = await caller(world, server, 'Bo')
    const room = await talkOf(anna, bo)
    await call(anna)
    await rings(bo)
    const since = Date.now()
    await answer(bo)
    await Promise.all([anna, bo].map((one) => isIn(one, 'connected', PATIENCE)))
    await Promise.all([anna, bo].map((one) => eventually(`${one.name} sees`, async () => (await stats(one)).some(({ frames }) => frames > 0), PATIENCE)))
    const took = Date.now() - since
    world.notes.push(`pictures ${took} ms after the answer`)
    check(took < REROUTED_MS, `it took ${took} ms`)
    equal((await callInfo(anna, room)).mode, 'sfu', 'the mode')
    await Promise.all([anna, bo].map((one) => streamsFlow(one, 1)))
    for (const one of [anna, bo]) equal((await stats(one)).length, 1, `connections of ${one.name}`)
    await pause(2_500) // devices look every two seconds
    await hangUp(anna)
    await eventually('how it went is counted', async () => (await samples(server, 'sfu')).rtt > 0)
    equal((await samples(server, 'p2p')).rtt, 0, 'samples of a direct way')
  },

  async 'the way between two is lost, and they go on through the server'(world) {
    const server = await world.server(HERE)
    const anna = await caller(world, server, 'Anna')
    const bo = await caller(world, server, 'Bo')
    await talkOf(anna, bo)
    await connectTwo(anna, bo)
    await Promise.all([anna, bo].map((one) => mediaFlows(one)))
    await pause(3_000) // well under way
    const before = await Promise.all([anna, bo].map(async (one) => (await stats(one))[0].id))
    network.only([server.port, server.port])
    const since = Date.now()
    const seesAgain = async (one, id) => (await stats(one)).some((now) => now.id !== id && now.frames > 0) && Date.now() - since
    const took = await Promise.all([anna, bo].map((one, index) => eventually(`${one.name} sees through the server`, () => seesAgain(one, before[index]), PATIENCE)))
    world.notes.push(`through the server ${took.join(' and ')} ms after it was lost`)
    check(network.dropped() > 50, 'hardly anything was lost')
    check(Math.max(...took) <= REROUTED_MS, `it took ${took} ms`)
    await Promise.all([anna, bo].map((one) => streamsFlow(one, 1, { patience: PATIENCE })))
    for (const one of [anna, bo]) equal((await stats(one)).length, 1, `connections of ${one.name}`)
  },

  async 'nothing passes for 8 seconds'(world) {
    const { people } = await connected(world, 3)
    const before = (await stats(people[0]))[0].id
    network.block()
    await pause(8_000)
    const frames = await Promise.all(people.map(async (one) => (await stats(one))[0].frames))
    network.open()
    const since = Date.now()
    const back = await Promise.all(people.map((one, index) => eventually(`${one.name} sees again`, async () => (await stats(one))[0].frames > frames[index] + 2 && Date.now() - since)))
    world.notes.push(`again after ${back.join(', ')} ms`)
    check(Math.max(...back) < 10_000, `it took ${back} ms`)
    await allFlow(people)
    equal((await stats(people[0]))[0].id, before, 'the connection')
  },

  'a tenth of all packets is lost on the way down': lossy(10, 0.02),
  'a fifth of all packets is lost on the way down': lossy(20, 0.05),

  async 'the socket is cut, and pictures go on'(world) {
    const server = await world.server(HERE)
    const proxy = await CuttingProxy.to(server.port, [])
    world.ends.push(() => proxy.close())
    const anna = await caller(world, { url: proxy.url }, 'Anna')
    const bo = await caller(world, server, 'Bo')
    const cem = await caller(world, server, 'Cem')
    const room = await groupOf([anna, bo, cem], 'Tea')
    await meet(anna, bo, cem)
    anna.expectOutage()
    const before = (await stats(anna))[0].id
    proxy.drop()
    await eventuallyEquals('the roster says so', async () => (await legOf(bo, room, 'Anna')).state, 'reconnecting')
    const seen = await watched([anna, bo], 2_000)
    world.notes.push(`${seen.fps.toFixed(1)} fps meanwhile`)
    check(seen.fps > 8, `${seen.fps} pictures a second without a socket`)
    await cem.at('call-camera').click()
    proxy.restore()
    await eventuallyEquals('she is there again', async () => (await legOf(bo, room, 'Anna')).state, 'joined', PATIENCE)
    await cem.at('call-camera').click()
    await allFlow([anna, bo, cem])
    equal((await stats(anna))[0].id, before, 'the connection')
  },

  async 'the server is killed and comes back, with another router'(world) {
    const { server, people, room } = await connected(world, 3)
    for (const one of people) one.expectOutage()
    const before = await Promise.all(people.map(async (one) => (await stats(one))[0].id))
    const { id } = await callInfo(people[0], room)
    await server.kill()
    await server.start()
    const since = Date.now()
    await Promise.all(people.map((one) => one.isOnline()))
    const online = Date.now() - since
    await Promise.all(people.map((one, index) => eventually(`${one.name} has another connection`, async () => (await stats(one)).some((now) => now.id !== before[index] && now.streams.filter(({ frames }) => frames > 0).length === 2), PATIENCE)))
    const took = Date.now() - since
    world.notes.push(`online ${online} ms after its start, pictures after ${took} ms`)
    check(took - online < ROUTER_BACK_MS, 'it took too long')
    await allFlow(people)
    equal((await callInfo(people[1], room)).id, id, 'the call')
    for (const one of people) equal(await stateOf(one), 'connected', one.name)
  },

  async 'a test call says that UDP is blocked'(world) {
    const server = await world.server(HERE)
    const anna = await caller(world, server, 'Anna')
    await anna.at('settings').click()
    await anna.at('open-call-test').click()
    network.block()
    await anna.at('call-test').click()
    await eventually('it is said', async () => /UDP/.test(await anna.page.locator('.echo [role=status]').textContent()))
    network.open()
    await anna.at('call-test').click()
    await eventuallyEquals('it goes when it is open again', () => anna.page.locator('.echo [role=status]').getAttribute('data-way'), 'server')
  },

  async 'a test call comes back from the server'(world) {
    const server = await world.server(HERE)
    const anna = await caller(world, server, 'Anna')
    await anna.at('settings').click()
    await anna.at('open-call-test').click()
    await anna.at('call-test').click()
    const words = anna.page.locator('.echo [role=status]')
    await eventuallyEquals('it went through the server', () => words.getAttribute('data-way'), 'server')
    await eventually('the round trip is told', async () => Number(await words.getAttribute('data-rtt')) > 0)
    await streamsFlow(anna, 0, { voices: 1 })
  },
}
