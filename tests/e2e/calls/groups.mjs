// SPDX-License-Identifier: MIT
// Calls of a group from device to device, as it is without a UDP port of the server: each is connected to each.
import { answer, caller, callGroup, callInfo, connectTwo, groupOf, hangUp, idOf, isIn, isOut, isQuiet, log, rings, talkOf } from '../lib/calls.mjs'
import { mediaFlows, stats } from '../lib/call-stats.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

async function group(world, names, ...flags) {
  const server = await world.server('--rtc.port=off', ...flags)
  const people = []
  for (const name of names) people.push(await caller(world, server, name))
  const room = await groupOf(people, 'Tea')
  return { server, people, room }
}

const join = (person) => person.at('call-join').click()
const tiles = (person) => person.page.locator('[data-testid=call-tile]').evaluateAll((all) => all.map((one) => Number(one.dataset.user)).sort((a, b) => a - b))

export const limits = { 'a fourth comes later, and who began it leaves': 150_000 }

export default {
  async 'three are connected, each to each'(world) {
    const { people, room } = await group(world, ['Anna', 'Bo', 'Cem'])
    const [anna, bo, cem] = people
    await callGroup(anna)
    await Promise.all([answer(bo), answer(cem)])
    await Promise.all(people.map((one) => isIn(one)))
    await Promise.all(people.map((one) => mediaFlows(one, { connections: 2, more: 5, patience: 40_000 })))
    equal((await callInfo(anna, room)).mode, 'mesh', 'the mode')
    const all = await Promise.all(people.map((one) => idOf(anna, one.name)))
    for (const person of people) await eventuallyEquals(`${person.name} sees all`, () => tiles(person), [...all].sort((a, b) => a - b))
    await hangUp(bo)
    await isOut(bo)
    await Promise.all([anna, cem].map((one) => mediaFlows(one, { more: 5 })))
    await Promise.all([anna, cem].map((one) => isIn(one)))
  },

  async 'a fourth comes later, and who began it leaves'(world) {
    const { people, room } = await group(world, ['Anna', 'Bo', 'Cem', 'Dai'])
    const [anna, bo, cem, dai] = people
    await callGroup(anna)
    await Promise.all([answer(bo), answer(cem), rings(dai)])
    await dai.at('call-decline').click()
    await Promise.all([anna, bo, cem].map((one) => isIn(one)))
    await join(dai)
    await Promise.all(people.map((one) => isIn(one, 'connected', 40_000)))
    const begun = Date.now()
    await Promise.all(people.map((one) => mediaFlows(one, { connections: 3, more: 3, patience: 60_000 })))
    world.notes.push(`12 of 12 streams, ${Date.now() - begun} ms`)
    const before = new Map((await stats(bo)).map(({ id, frames }) => [id, frames]))
    await hangUp(anna)
    await isOut(anna)
    await Promise.all([bo, cem, dai].map((one) => mediaFlows(one, { connections: 2, more: 3, patience: 40_000 })))
    check((await stats(bo)).every(({ id }) => before.has(id)), 'those who stay were connected anew')
    const annas = await idOf(bo, 'Anna')
    await eventually('only her picture goes', async () => !(await tiles(bo)).includes(annas) && (await tiles(bo)).length === 3)
    check(await callInfo(bo, room), 'the call ended with who began it')
    await join(anna)
    await isIn(anna, 'connected', 40_000)
    await mediaFlows(anna, { connections: 3, more: 3, patience: 60_000 })
  },

  async 'a call of four is full'(world) {
    const { people } = await group(world, ['Anna', 'Bo', 'Cem'], '--calls.mesh=2')
    const [anna, bo, cem] = people
    await callGroup(anna, 'audio')
    await answer(bo, 'audio')
    await Promise.all([isIn(anna), isIn(bo)])
    await answer(cem, 'audio')
    await cem.at('toast').first().waitFor()
    await Promise.all([anna, bo].map((one) => mediaFlows(one, { video: false })))
  },

  async 'the last one who leaves ends it, with one line'(world) {
    const { people, room } = await group(world, ['Anna', 'Bo'])
    const [anna, bo] = people
    await callGroup(anna, 'audio')
    await answer(bo, 'audio')
    await Promise.all([isIn(anna), isIn(bo)])
    await hangUp(anna)
    await isOut(anna)
    equal((await callInfo(bo, room)).state, 'active', 'the call goes on')
    await hangUp(bo)
    await eventuallyEquals('it is over after a while', async () => (await callInfo(bo, room)) === undefined, true, 40_000)
    await eventuallyEquals('one line', async () => (await log(anna)).length, 1)
    await Promise.all([isQuiet(anna), isQuiet(bo)])
  },

  async 'somebody is sent out'(world) {
    const { people } = await group(world, ['Anna', 'Bo', 'Cem'])
    const [anna, bo, cem] = people
    await callGroup(anna, 'audio')
    await Promise.all([answer(bo, 'audio'), answer(cem, 'audio')])
    await Promise.all(people.map((one) => isIn(one)))
    await anna.at('call-open-people').click()
    await anna.page.locator(`[data-testid=call-person][data-user="${await idOf(anna, 'Cem')}"]`).getByTestId('call-kick').click()
    await anna.at('confirm').click()
    await isOut(cem)
    await Promise.all([anna, bo].map((one) => mediaFlows(one, { video: false })))
  },

  async 'a call of two beside that of a group'(world) {
    const { people } = await group(world, ['Anna', 'Bo', 'Cem'])
    const [anna, bo, cem] = people
    await callGroup(anna, 'audio')
    await Promise.all([rings(bo), rings(cem)])
    await cem.at('call-decline').click()
    await answer(bo, 'audio')
    await Promise.all([isIn(anna), isIn(bo)])
    await cem.at('call-bar').waitFor()
    await hangUp(anna)
    await hangUp(bo)
    await Promise.all([isOut(anna), isOut(bo)])
    await talkOf(anna, bo)
    await connectTwo(anna, bo, 'audio')
    await mediaFlows(anna, { video: false })
  },
}
