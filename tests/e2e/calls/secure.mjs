// SPDX-License-Identifier: MIT
// Calls whose frames the devices encrypt themselves.
import { answer, caller, callGroup, connectTwo, groupOf, hangUp, isIn, isOut, talkOf } from '../lib/calls.mjs'
import { mediaFlows, stats } from '../lib/call-stats.mjs'
import { check, equal, eventually } from '../lib/wait.mjs'

function wantsSecure() {
  if (location.protocol !== 'about:') localStorage.setItem('teahouse.calls', JSON.stringify({ checked: true, secure: true }))
}
// In the page: every key of somebody else that reaches the worker is another one.
function wrongKeys() {
  if (location.protocol === 'about:') return
  const wrong = crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, ['decrypt'])
  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.op !== 'give') return post.call(this, message, ...rest)
    void wrong.then((key) => post.call(this, { ...message, key }, ...rest))
  }
}

// In the page: a browser that knows no redundant sound.
function noRed() {
  for (const end of [RTCRtpReceiver, RTCRtpSender]) {
    const all = end.getCapabilities.bind(end)
    end.getCapabilities = (kind) => ({ ...all(kind), codecs: all(kind).codecs.filter(({ mimeType }) => !/\/red$/i.test(mimeType)) })
  }
}

async function code(person) {
  await person.at('call-lock').click()
  return person.at('call-code').textContent()
}
const pair = async (world, { more = [] } = {}) => {
  const server = await world.server()
  const anna = await caller(world, server, 'Anna', { more: [wantsSecure] })
  const bo = await caller(world, server, 'Bo', { more })
  await talkOf(anna, bo)
  await connectTwo(anna, bo)
  return { anna, bo }
}

export default {
  async 'frames of two pass, and both see one code'(world) {
    const { anna, bo } = await pair(world)
    await Promise.all([mediaFlows(anna), mediaFlows(bo)])
    const codes = await Promise.all([code(anna), code(bo)])
    equal(codes[0], codes[1], 'the codes')
    equal(await anna.at('call-lock').getAttribute('data-lock'), 'keys', 'the lock')
  },
  async 'both are heard where one browser knows no redundant sound'(world) {
    const { anna, bo } = await pair(world, { more: [noRed] })
    await Promise.all([mediaFlows(anna), mediaFlows(bo)])
    equal((await stats(anna))[0].sends, 'audio/opus', 'what goes to it')
    await hangUp(anna)
    await Promise.all([isOut(anna), isOut(bo)])
    await bo.page.evaluate(() => localStorage.setItem('teahouse.calls', JSON.stringify({ checked: true, secure: true })))
    await bo.page.reload()
    await bo.open('direct', 'Anna')
    await connectTwo(bo, anna)
    await Promise.all([mediaFlows(anna), mediaFlows(bo)])
  },
  async 'with a wrong key there is nothing to see'(world) {
    const { anna, bo } = await pair(world, { more: [wrongKeys] })
    await mediaFlows(anna)
    await bo.page.locator('[data-testid=call-tile][data-blocked=true]').first().waitFor()
    check((await stats(bo)).every(({ frames }) => frames === 0), 'pictures were decoded')
  },
  async 'three through the server: it forwards what it cannot read'(world) {
    const server = await world.server()
    const people = []
    for (const name of ['Anna', 'Bo', 'Cem']) people.push(await caller(world, server, name, { more: [wantsSecure] }))
    const [anna, ...others] = people
    await groupOf(people, 'Tea')
    await callGroup(anna)
    for (const person of others) await answer(person)
    await Promise.all(people.map((person) => isIn(person)))
    await Promise.all(people.map((person) => mediaFlows(person, { patience: 20_000 })))
    const codes = []
    for (const person of people) codes.push(await code(person))
    equal(new Set(codes).size, 1, 'different codes')
    await eventually('pictures of both others', async () => (await stats(anna))[0].streams.filter(({ frames }) => frames > 5).length === 2)
  },
}
