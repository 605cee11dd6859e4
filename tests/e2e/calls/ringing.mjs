// SPDX-License-Identifier: MIT
// From the first ring until somebody is in the call, or nobody.
import { answer, call, caller, callInfo, decline, device, ended, hangUp, isIn, isOut, isQuiet, log, rings, talkOf } from '../lib/calls.mjs'
import { mediaFlows } from '../lib/call-stats.mjs'
import { RawSession } from '../lib/raw-session.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { DESKTOP, PHONE } from '../lib/person.mjs'

const OFFER = { type: 'offer', sdp: 'v=0\r\n' }
const ANSWER = { type: 'answer', sdp: 'v=0\r\n' }
let serial = 0
const start = (session, room, more = {}) => session.ask('call.start', { room, kind: 'audio', ref: `ring-${++serial}-e2e`, offer: OFFER, ...more })

async function rawPair(world) {
  const server = await world.server()
  const [anna, bo] = [await RawSession.open(server, 'Anna'), await RawSession.open(server, 'Bo')]
  const { room } = await anna.ask('room.create', { kind: 'direct', users: [bo.id] })
  await bo.pushed('rooms')
  return { server, anna, bo, room: room.id }
}

export const long = ['after 45 seconds nobody has answered']
export const limits = { 'after 45 seconds nobody has answered': 90_000, 'two pages that call each other at once are connected once': 120_000 }

export default {
  async 'declined, and called again'(world) {
    const server = await world.server()
    const [anna, bo] = [await caller(world, server, 'Anna'), await caller(world, server, 'Bo')]
    await talkOf(anna, bo)
    await call(anna, 'audio')
    await decline(bo)
    await ended(anna, 'declined')
    await isQuiet(bo)
    await eventuallyEquals('one line', async () => (await log(bo)).length, 1)
    await anna.at('call-again').click()
    await answer(bo, 'audio')
    await Promise.all([isIn(anna), isIn(bo)])
  },

  async 'hung up before anybody answered, which is a missed call'(world) {
    const server = await world.server()
    const [anna, bo] = [await caller(world, server, 'Anna'), await caller(world, server, 'Bo')]
    await talkOf(anna, bo)
    await bo.open('lobby')
    await call(anna)
    await rings(bo)
    await hangUp(anna)
    await isQuiet(bo)
    await isOut(anna)
    await bo.seesUnread('direct', 'Anna', 1)
    await bo.open('direct', 'Anna')
    await eventuallyEquals('one line', async () => (await log(bo)).map(({ missed }) => missed), [true])
  },

  async 'all devices ring, and one answers'(world) {
    const server = await world.server()
    const [anna, desk] = [await caller(world, server, 'Anna'), await caller(world, server, 'Bo', { viewport: DESKTOP })]
    const phone = await device(world, server, 'Bo', { viewport: PHONE, touch: true })
    await talkOf(anna, desk)
    await call(anna, 'audio')
    await Promise.all([rings(desk), rings(phone)])
    await phone.at('call-answer').tap()
    await Promise.all([isIn(phone), isIn(anna), isQuiet(desk)])
    await mediaFlows(anna, { video: false })
    equal(await desk.at('call-window').count(), 0, 'windows at the other device')
  },

  // What each device is told, to the letter.
  async 'the other devices are silent in the same moment'(world) {
    const { anna, bo, room } = await rawPair(world)
    const others = await Promise.all([bo.another(), bo.another()])
    const { seat } = await start(anna, room)
    await Promise.all([bo, ...others].map((one) => one.pushed('ring')))
    await bo.ask('call.ringing', { call: seat.call.id })
    const before = performance.now()
    await bo.ask('call.accept', { call: seat.call.id, audio: true, video: false, answer: ANSWER })
    const stops = await Promise.all(others.map((one) => one.pushed('ring_stop')))
    const late = Math.max(...stops.map(({ time }) => time - before))
    world.notes.push(`${late.toFixed(1)} ms`)
    check(late < 500, `${late} ms until the others were silent`)
    equal(stops.map(({ why }) => why), ['elsewhere', 'elsewhere'], 'the reason')
    for (const other of others) {
      equal(await other.refusal('call.accept', { call: seat.call.id, audio: true, video: false }), 'not_found', 'to answer as well')
      equal(other.kinds('ring', 'ring_stop', 'signal', 'call_end'), ['ring', 'ring_stop'], 'what another device is told')
    }
    const signal = await anna.pushed('signal')
    equal([signal.from, signal.to, signal.seq, signal.sdp], [2, 1, 1, ANSWER], 'the answer')
    await anna.ask('call.leave', { call: seat.call.id })
    equal((await bo.pushed('call_end')).why, 'completed', 'the end')
    const { rooms } = await bo.ask('room.open', { open: [{ room, seq: 0, epoch: 0 }] }).catch(() => ({ rooms: [] }))
    check(rooms !== undefined, 'no answer')
  },

  async 'declined and busy, as each is told'(world) {
    const { anna, bo, room } = await rawPair(world)
    const phone = await bo.another()
    for (const [busy, why] of [[false, 'declined'], [true, 'busy']]) {
      const { seat } = await start(anna, room)
      const id = seat.call.id
      await Promise.all([bo, phone].map((one) => one.pushed('ring', ({ ring }) => ring.id === id)))
      await bo.ask('call.decline', { call: id, busy })
      equal((await anna.pushed('call_end', ({ call_end }) => call_end === id)).why, why, 'the end')
      equal((await phone.pushed('ring_stop', ({ ring_stop }) => ring_stop === id)).why, why, 'to the other device')
    }
    await anna.settle()
    equal(anna.kinds('ring', 'ring_stop', 'call_end'), ['call_end', 'call_end'], 'all that Anna was told')
  },

  async 'who is in another call may hang up and answer'(world) {
    const server = await world.server()
    const [anna, bo, cem] = [await caller(world, server, 'Anna'), await caller(world, server, 'Bo'), await caller(world, server, 'Cem')]
    await talkOf(anna, bo)
    await call(anna, 'audio')
    await answer(bo, 'audio')
    await Promise.all([isIn(anna), isIn(bo)])
    const { room } = await cem.api('room.create', { kind: 'direct', users: [(await cem.api('user.search', { query: 'Bo' })).users[0].id] })
    check(room, 'no conversation')
    await cem.open('direct', 'Bo')
    await call(cem, 'audio')
    await rings(bo)
    equal(await bo.at('call-answer-video').count(), 0, 'no choice while waiting')
    await answer(bo, 'audio')
    await Promise.all([isIn(bo), isIn(cem), isOut(anna)])
    await mediaFlows(cem, { video: false })
  },

  async 'after 45 seconds nobody has answered'(world) {
    const { anna, bo, room } = await rawPair(world)
    const begun = performance.now()
    const { seat } = await start(anna, room)
    const { until } = await bo.pushed('ring')
    const stop = await eventually('it stops', () => bo.pushes.find((one) => one.ring_stop === seat.call.id), 60_000)
    const took = stop.time - begun
    equal(stop.why, 'missed', 'the reason')
    check(took > 44_000 && took < 50_000, `it rang for ${took} ms`)
    check(Math.abs(until - Date.now()) < 10_000, `until ${until}, at ${Date.now()}`)
    equal((await anna.pushed('call_end')).why, 'missed', 'for Anna')
    equal((await bo.ask('room.get', { room })).room.unread, 1, 'a missed call is unread')
  },

  async 'two who call each other at once are in one call, 20 of 20'(world) {
    const server = await world.server()
    let pairs = 0
    const calls = new Set()
    for (let round = 0; round < 20; ) {
      const [anna, bo] = [await RawSession.open(server, `Anna ${++pairs}`), await RawSession.open(server, `Bo ${pairs}`)]
      const { room } = await anna.ask('room.create', { kind: 'direct', users: [bo.id] })
      await bo.pushed('rooms')
      for (let left = 5; left > 0 && round < 20; left--, round++) {
        const seats = await Promise.all([start(anna, room.id), start(bo, room.id)])
        const ids = seats.map(({ seat }) => seat.call.id)
        equal(ids[0], ids[1], `the call of round ${round}`)
        calls.add(ids[0])
        const { calls: now } = await anna.ask('call.list')
        equal(now.map(({ id, legs }) => [id, legs.length]), [[ids[0], 2]], 'the calls under way')
        await Promise.all([anna.ask('call.leave', { call: ids[0] }), anna.pushed('call_end', ({ call_end }) => call_end === ids[0])])
        await bo.pushed('call_end', ({ call_end }) => call_end === ids[0])
      }
    }
    equal(calls.size, 20, 'calls')
  },

  async 'two pages that call each other at once are connected once'(world) {
    const server = await world.server()
    const [anna, bo] = [await caller(world, server, 'Anna'), await caller(world, server, 'Bo')]
    const room = await talkOf(anna, bo)
    for (let round = 0; round < 5; round++) {
      // No mouse: where the ring is quicker its card lies over the button.
      await Promise.all([anna, bo].map((person) => person.at('call-audio').dispatchEvent('click')))
      await Promise.all([isIn(anna), isIn(bo)])
      await Promise.all([mediaFlows(anna, { video: false }), mediaFlows(bo, { video: false })])
      const ids = [await callInfo(anna, room), await callInfo(bo, room)].map(({ id }) => id)
      equal(ids[0], ids[1], `the call of round ${round}`)
      await Promise.all([isQuiet(anna), isQuiet(bo)])
      await hangUp(round % 2 ? anna : bo)
      await Promise.all([isOut(anna), isOut(bo)])
      for (const person of [anna, bo]) await person.at('call-close').click({ timeout: 300 }).catch(() => undefined)
      await Promise.all([anna, bo].map((one) => eventuallyEquals('the window is gone', () => one.at('call-window').count(), 0)))
    }
  },
}
