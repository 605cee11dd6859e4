// SPDX-License-Identifier: MIT
// A call of two: pictures, sound, and what one does meanwhile.
import { setTimeout as pause } from 'node:timers/promises'
import { answer, call, caller, callInfo, connectTwo, ended, hangUp, idOf, isIn, isOut, legOf, log, playing, rings, soundingScreens, talkOf } from '../lib/calls.mjs'
import { mediaFlows, samples, stats } from '../lib/call-stats.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

async function pair(world, ...flags) {
  const server = await world.server(...flags)
  const anna = await caller(world, server, 'Anna')
  const bo = await caller(world, server, 'Bo')
  return { server, anna, bo, room: await talkOf(anna, bo) }
}

// The time until a picture of the other one is decoded.
const firstFrame = (person, since) =>
  eventually(`${person.name} sees something`, async () => (await stats(person)).some(({ frames }) => frames > 0) && Date.now() - since)

export default {
  async 'both see and hear each other, and one line tells of it'(world) {
    const { anna, bo, room } = await pair(world)
    const clicked = Date.now()
    await call(anna)
    await rings(bo)
    const rang = Date.now()
    await answer(bo)
    const [first] = await Promise.all([firstFrame(anna, rang), firstFrame(bo, rang)])
    await Promise.all([isIn(anna), isIn(bo)])
    await Promise.all([mediaFlows(anna), mediaFlows(bo)])
    for (const person of [anna, bo]) {
      const [one] = await stats(person)
      equal(one.pair, { local: 'host', remote: 'host', protocol: 'udp' }, `the way of ${person.name}`)
      equal(one.sends, 'audio/red', 'redundant sound')
    }
    world.notes.push(`rang after ${rang - clicked} ms, first picture ${first} ms later`)
    check(first < 5_000, `the first picture came after ${first} ms`)
    const info = await callInfo(anna, room)
    equal(info.legs.map(({ state }) => state), ['joined', 'joined'], 'the roster')
    await hangUp(bo)
    await Promise.all([isOut(anna), isOut(bo)])
    for (const person of [anna, bo]) {
      await eventuallyEquals(`${person.name} has one line of it`, async () => (await log(person)).map(({ missed }) => missed), [false])
      equal((await stats(person)).length, 0, 'connections left')
    }
    equal(await callInfo(anna, room), undefined, 'the call')
  },

  async 'the server counts how a call went'(world) {
    const { server, anna, bo } = await pair(world)
    await connectTwo(anna, bo)
    await Promise.all([mediaFlows(anna), mediaFlows(bo)])
    await pause(2_500) // devices look every two seconds
    const before = (await samples(server, 'p2p')).rtt // on a slow machine some ten seconds have passed
    await hangUp(anna)
    await Promise.all([isOut(anna), isOut(bo)])
    const counted = await eventually('who hangs up has said how it went', async () => {
      const now = await samples(server, 'p2p')
      return now.rtt > before && now
    })
    for (const [name, count] of Object.entries(counted)) equal(count, counted.rtt, name)
    equal(await samples(server, 'sfu'), { rtt: 0, jitter: 0, lost: 0, concealed: 0, marks: 0 }, 'another way')
  },

  async 'the next call is quick'(world) {
    const { anna, bo } = await pair(world)
    const times = []
    for (let round = 0; round < 4; round++) {
      const clicked = Date.now()
      await connectTwo(anna, bo)
      await firstFrame(anna, clicked)
      times.push(await firstFrame(bo, clicked))
      await hangUp(anna)
      await Promise.all([isOut(anna), isOut(bo)])
      await anna.at('call-close').click({ timeout: 300 }).catch(() => undefined)
    }
    world.notes.push(`click to picture at both ${times.join(', ')} ms`)
    check(Math.min(...times) < 3_000, `the quickest took ${Math.min(...times)} ms`)
  },

  async 'a voice call gets a picture when a camera is turned on'(world) {
    const { anna, bo, room } = await pair(world)
    await connectTwo(anna, bo, 'audio')
    await Promise.all([mediaFlows(anna, { video: false }), mediaFlows(bo, { video: false })])
    const [before] = await stats(bo)
    equal(before.frames, 0, 'pictures of a voice call')
    await anna.at('call-camera').click()
    await eventually('Bo sees Anna', async () => (await stats(bo))[0].frames >= 10)
    equal((await stats(bo))[0].id, before.id, 'the connection')
    await eventuallyEquals('the roster knows', async () => (await legOf(bo, room, 'Anna')).video, true)
    await bo.page.locator(`[data-testid=call-tile][data-user="${await idOf(bo, 'Anna')}"][data-video=true]`).waitFor()
    await anna.at('call-camera').click()
    await eventually('and knows that it is off', async () => !(await legOf(bo, room, 'Anna')).video)
  },

  async 'muted is silent, and the others know'(world) {
    const { anna, bo, room } = await pair(world)
    await connectTwo(anna, bo, 'audio')
    await mediaFlows(bo, { video: false })
    await anna.at('call-mic').click()
    await eventually('the roster says so', async () => !(await legOf(bo, room, 'Anna')).audio)
    let last = -1
    await eventually('nothing is heard', async () => {
      const { energy } = (await stats(bo))[0]
      const same = energy - last < 1e-6
      last = energy
      if (!same) await new Promise((done) => setTimeout(done, 1_200)) // the fake microphone beeps once a second
      return same
    })
    await anna.at('call-mic').click()
    await eventually('she is heard again', async () => (await stats(bo))[0].energy > last + 1e-4)
  },

  async 'another camera and microphone, without another call'(world) {
    const { anna, bo } = await pair(world)
    await connectTwo(anna, bo)
    await Promise.all([mediaFlows(anna), mediaFlows(bo)])
    const [before] = await stats(bo)
    await anna.at('call-devices').click()
    for (const kind of ['camera', 'mic']) {
      const field = anna.page.locator(`[data-testid=call-device][data-kind=${kind}]`)
      await field.locator('option').nth(2).waitFor({ state: 'attached' }) // the list has come
      const other = field.locator('option').last() // the second made-up camera has a format that nobody encodes
      const [value, label] = [await other.getAttribute('value'), await other.textContent()]
      const begun = Date.now()
      await field.selectOption(value)
      await eventuallyEquals(`${kind} is another`, () => anna.page.evaluate(labelOf, kind), label)
      world.notes.push(`${kind} after ${Date.now() - begun} ms`)
      await mediaFlows(bo)
    }
    equal((await stats(bo))[0].id, before.id, 'the connection')
  },

  async 'the screen is shown beside the camera'(world) {
    const { anna, bo, room } = await pair(world)
    await connectTwo(anna, bo)
    await Promise.all([mediaFlows(anna), mediaFlows(bo)])
    const [before] = await stats(bo)
    await anna.at('call-screen').click()
    await eventually('two pictures come', async () => (await stats(bo))[0].streams.filter(({ frames }) => frames > 0).length === 2)
    const [now] = await stats(bo)
    equal(now.id, before.id, 'the connection')
    await eventuallyEquals('the roster knows', async () => (await legOf(bo, room, 'Anna')).screen, true)
    await anna.at('call-screen').click()
    await eventually('and that it is over', async () => !(await legOf(bo, room, 'Anna')).screen)
    await mediaFlows(bo)
  },

  async 'the sound of a screen is heard beside the voice'(world) {
    const server = await world.server()
    const anna = await caller(world, server, 'Anna', { more: [soundingScreens] })
    const bo = await caller(world, server, 'Bo', { more: [soundingScreens] })
    await talkOf(anna, bo)
    await connectTwo(anna, bo, 'audio')
    await Promise.all([mediaFlows(anna, { video: false }), mediaFlows(bo, { video: false })])
    const [before] = await stats(bo)
    equal(await playing(bo), 1, 'what Bo hears')
    await anna.at('call-screen').click()
    await eventually('two sounds come', async () => (await stats(bo))[0].voices.filter(({ energy }) => energy > 0).length === 2)
    check(await anna.page.evaluate(() => globalThis.soundAsked.restrictOwnAudio), 'what the page plays itself may come along')
    equal((await stats(bo))[0].id, before.id, 'the connection')
    await eventuallyEquals('both are played', () => playing(bo), 2)
    await anna.at('call-screen').click()
    await eventuallyEquals('the voice alone is played', () => playing(bo), 1)
    await mediaFlows(bo, { video: false })
  },

  async 'who closes the page has hung up'(world) {
    const { anna, bo } = await pair(world)
    await connectTwo(anna, bo, 'audio')
    await anna.page.close({ runBeforeUnload: false })
    await isOut(bo)
    await ended(bo, 'completed').catch(() => undefined) // the notice may be gone already
  },
}

// In the page: what the sender of that kind sends now.
function labelOf(kind) {
  const pc = globalThis.callWatch.connections.findLast((one) => one.connectionState !== 'closed')
  return pc.getSenders().find(({ track }) => track?.kind === (kind === 'mic' ? 'audio' : 'video'))?.track.label
}
