// SPDX-License-Identifier: MIT
// How long a call takes from the click to the picture, beside what the machine takes for the same without us: the two in
// turn, so that what else it has to do slows both. The pages click by themselves: no time of the test's is in it.
import { barePair } from '../lib/bare-call.mjs'
import { caller, isIn, isOut, talkOf } from '../lib/calls.mjs'
import { check, eventually } from '../lib/wait.mjs'

const ROUNDS = 10 // from both sides in turn: nobody may call more than six times a minute
const GATE_MS = 1_000 // five times of what is wanted on a machine of its own
const GATE_RATIO = 5 // on one that has much else to do

// In the page: answers what rings, and takes the time at which a picture of somebody else has been decoded.
function clickAndLook() {
  const speed = (globalThis.callSpeed = { at: {} })
  const mark = (what) => (speed.at[what] ??= Date.now())
  const Real = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Real {
    constructor(...all) {
      super(...all)
      this.addEventListener('track', async ({ track }) => {
        if (track.kind !== 'video') return
        const reader = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader()
        const { value } = await reader.read()
        value?.close()
        mark('picture')
        await reader.cancel()
      })
      this.addEventListener('connectionstatechange', () => this.connectionState === 'connected' && mark('connected'))
    }
  }
  speed.call = () => {
    speed.at = {}
    mark('clicked')
    document.querySelector('[data-testid=call-video]').click()
  }
  speed.answer = () => {
    speed.at = {}
    const look = new MutationObserver(() => {
      const button = document.querySelector('[data-testid=call-answer-video]')
      if (!button) return
      look.disconnect()
      mark('answered')
      button.click()
    })
    look.observe(document.body, { childList: true, subtree: true })
  }
}

const latest = ([one, other]) => Math.max(one.picture, other.picture) - one.clicked
const median = (list) => [...list].sort((one, other) => one - other)[Math.floor(list.length / 2)]
const told = (list) => `${median(list)} (${Math.min(...list)}-${Math.max(...list)})`

export const limits = { 'from the click to the picture at both': 120_000 }

export default {
  async 'from the click to the picture at both'(world) {
    const server = await world.server()
    const [anna, bo] = [await caller(world, server, 'Anna', { more: [clickAndLook] }), await caller(world, server, 'Bo', { more: [clickAndLook] })]
    await talkOf(anna, bo)
    const bare = await barePair(world, server.url, eventually)
    const times = { picture: [], ring: [], rest: [], bare: [] }
    for (let round = 0; round < ROUNDS; round++) {
      const pair = round % 2 ? [bo, anna] : [anna, bo]
      await pair[1].page.evaluate(() => globalThis.callSpeed.answer())
      await pair[0].page.evaluate(() => globalThis.callSpeed.call())
      const [one, other] = await Promise.all(pair.map((person) => eventually(`a picture at ${person.name}`, () => person.page.evaluate(() => globalThis.callSpeed.at.picture && globalThis.callSpeed.at))))
      await Promise.all([isIn(anna), isIn(bo)])
      if (round >= 2) {
        times.picture.push(latest([one, other]))
        times.ring.push(other.answered - one.clicked)
        times.rest.push(Math.max(one.connected, other.connected) - other.answered)
      }
      await anna.at('call-leave').click()
      await Promise.all([isOut(anna), isOut(bo)])
      for (const person of pair) await person.at('call-close').click({ timeout: 300 }).catch(() => undefined)
      const without = latest(await bare(round % 2 === 1))
      if (round >= 2) times.bare.push(without)
    }
    world.notes.push(`click to picture at both ${told(times.picture)} ms, of it until answered ${told(times.ring)}, from there until connected ${told(times.rest)}; bare connections ${told(times.bare)}, ratio ${(median(times.picture) / median(times.bare)).toFixed(2)}`)
    check(median(times.picture) < Math.max(GATE_MS, GATE_RATIO * median(times.bare)), `${median(times.picture)} ms`)
  },
}
