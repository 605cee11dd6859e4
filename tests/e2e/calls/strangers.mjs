// SPDX-License-Identifier: MIT
// Who has no business in a call: nobody rings, nothing is passed on, and nothing is learnt.
import { RawSession } from '../lib/raw-session.mjs'
import { equal } from '../lib/wait.mjs'

const OFFER = { type: 'offer', sdp: 'v=0\r\n' }
let serial = 0
const starting = (room, more = {}) => ({ room, kind: 'audio', ref: `strange-${++serial}-e2e`, ...more })
const TOLD = ['ring', 'ring_stop', 'signal', 'call_end', 'mute_please', 'speakers']

async function people(world, ...names) {
  const server = await world.server()
  const all = []
  for (const name of names) all.push(await RawSession.open(server, name))
  return [server, ...all]
}

// A call of two, and its seats.
async function callOfTwo(anna, bo) {
  const { room } = await anna.ask('room.create', { kind: 'direct', users: [bo.id] })
  const { seat } = await anna.ask('call.start', starting(room.id, { offer: OFFER }))
  await bo.pushed('ring')
  const { seat: other } = await bo.ask('call.accept', { call: seat.call.id, audio: true, video: false, answer: { type: 'answer', sdp: 'v=0\r\n' } })
  return { room: room.id, call: seat.call.id, seats: [seat, other] }
}

export default {
  async 'the lobby does not ring'(world) {
    const [, anna, bo] = await people(world, 'Anna', 'Bo')
    equal(await anna.refusal('call.start', starting(anna.lobby)), 'forbidden', 'a call of all')
    await Promise.all([anna.settle(), bo.settle()])
    equal(bo.kinds(...TOLD, 'calls'), [], 'what Bo is told')
  },

  async 'who is in no room of a call can do nothing about it'(world) {
    const [, anna, bo, eve] = await people(world, 'Anna', 'Bo', 'Eve')
    const { room, call, seats } = await callOfTwo(anna, bo)
    const [before, old] = [anna.pushes.length, bo.pushes.length]
    const tries = {
      'call.start': starting(room, { offer: OFFER }),
      'call.ringing': { call },
      'call.accept': { call, audio: true, video: true },
      'call.decline': { call },
      'call.join': { call, audio: true, video: true },
      'call.leave': { call },
      'call.invite': { call, users: [eve.id] },
      'call.signal': { call, to: 1, epoch: 1, sdp: OFFER },
      'call.media': { call, audio: false },
      'call.resume': { call, leg: 1, token: seats[0].token, last: 0 },
      'call.mod': { call, leg: 1, act: 'kick' },
      'call.stats': { call, sample: { rtt: 1 } },
    }
    const found = {}
    for (const [op, body] of Object.entries(tries)) found[op] = await eve.refusal(op, body)
    const hidden = Object.fromEntries(Object.keys(tries).map((op) => [op, op === 'call.start' ? 'not_a_member' : 'not_found']))
    equal(found, hidden, 'the refusals')
    // A call that is not there answers the same.
    for (const [op, body] of Object.entries(tries)) {
      if (body.call) equal(await eve.refusal(op, { ...body, call: 'f'.repeat(32) }), hidden[op], `${op} of no call`)
    }
    equal((await eve.ask('call.list')).calls, [], 'calls that Eve sees')
    await Promise.all([anna.settle(), bo.settle(), eve.settle()])
    equal([anna.pushes.length, bo.pushes.length], [before, old], 'what was pushed meanwhile')
    equal(eve.kinds(...TOLD, 'calls'), [], 'what Eve was told')
    equal((await anna.ask('call.list')).calls[0].legs.map(({ user }) => user), [anna.id, bo.id], 'the roster')
  },

  async 'a member who is not in the call tells nobody in it anything'(world) {
    const [, anna, bo, eve] = await people(world, 'Anna', 'Bo', 'Eve')
    const { room } = await anna.ask('room.create', { kind: 'group', title: 'Tea', users: [bo.id, eve.id], cmid: 'group-of-strangers' })
    const { seat } = await anna.ask('call.start', starting(room.id, { users: [bo.id] }))
    const call = seat.call.id
    await bo.pushed('ring')
    await bo.ask('call.join', { call, audio: true, video: false })
    await eve.pushed('calls')
    const before = [anna.kinds(...TOLD), bo.kinds(...TOLD)]
    const tries = [
      [eve, 'call.signal', { to: seat.leg, epoch: 1, sdp: OFFER }, 'conflict'],
      [eve, 'call.mod', { leg: seat.leg, act: 'mute' }, 'conflict'],
      [eve, 'call.invite', { users: [bo.id] }, 'conflict'],
      [eve, 'call.media', { audio: false }, 'conflict'],
      [eve, 'call.resume', { leg: seat.leg, token: seat.token, last: 0 }, 'conflict'], // the seat of Anna, whatever its key
      [bo, 'call.resume', { leg: seat.leg, token: '0'.repeat(32), last: 0 }, 'conflict'],
      [bo, 'call.mod', { leg: seat.leg, act: 'kick' }, 'forbidden'],
      [bo, 'call.signal', { to: 77, epoch: 1, sdp: OFFER }, 'conflict'],
      [bo, 'call.signal', { to: seat.leg, epoch: 9, sdp: OFFER }, 'conflict'],
    ]
    const found = []
    for (const [who, op, body] of tries) found.push([op, await who.refusal(op, { call, ...body })])
    equal(found, tries.map(([, op, , code]) => [op, code]), 'the refusals')
    await Promise.all([anna.settle(), bo.settle()])
    equal([anna.kinds(...TOLD), bo.kinds(...TOLD)], before, 'what was pushed meanwhile')
    equal(eve.kinds(...TOLD), [], 'what Eve was told')
  },

  async 'who is blocked does not ring, and a flood ends'(world) {
    const [, anna, bo] = await people(world, 'Anna', 'Bo')
    const { room } = await anna.ask('room.create', { kind: 'direct', users: [bo.id] })
    const codes = []
    for (let round = 0; round < 9; round++) {
      const answered = await anna.ask('call.start', starting(room.id, { offer: OFFER })).catch(({ code }) => code)
      if (answered.seat) await anna.ask('call.leave', { call: answered.seat.call.id })
      codes.push(answered.seat ? 'rang' : answered)
    }
    equal(codes.slice(0, 6), Array(6).fill('rang'), 'the first six')
    equal(codes.slice(7), Array(2).fill('rate_limited'), 'more in the same minute')
    equal(bo.kinds('ring').length, codes.filter((code) => code === 'rang').length, 'rings')
  },

  async 'who is sent out of the group is out of its call'(world) {
    const [, anna, bo] = await people(world, 'Anna', 'Bo')
    const { room } = await anna.ask('room.create', { kind: 'group', title: 'Tea', users: [bo.id], cmid: 'group-to-leave' })
    const { seat } = await anna.ask('call.start', starting(room.id))
    await bo.pushed('ring')
    await bo.ask('call.accept', { call: seat.call.id, audio: true, video: false })
    await anna.ask('room.remove', { room: room.id, users: [bo.id] })
    await bo.pushed('call_end')
    equal(await bo.refusal('call.signal', { call: seat.call.id, to: seat.leg, epoch: 1, sdp: OFFER }), 'not_found', 'a signal from outside')
  },
}
