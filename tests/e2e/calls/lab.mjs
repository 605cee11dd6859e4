// SPDX-License-Identifier: MIT
// The lab itself: two plain pages, without our server and client. What fails here says nothing about Teahouse.
import { createServer } from 'node:http'
import { LongLine, network, Relay } from '../lib/call-lab.mjs'
import { between, iceErrors, mediaFlows, stats, watchCalls } from '../lib/call-stats.mjs'
import { check, equal, eventually } from '../lib/wait.mjs'
import { setTimeout as pause } from 'node:timers/promises'

const SEED = 20_261
const relayed = (...ways) => ({ iceTransportPolicy: 'relay', iceServers: ways })

// In the page.
async function prepare(config) {
  const pc = (globalThis.pc = new RTCPeerConnection(config))
  pc.candidates = []
  pc.onicecandidate = ({ candidate }) => candidate && pc.candidates.push(candidate.toJSON())
  pc.ontrack = ({ track }) => {
    const media = document.body.appendChild(document.createElement(track.kind))
    media.srcObject = new MediaStream([track])
    void media.play()
  }
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180 } })
  for (const track of stream.getTracks()) pc.addTrack(track, stream)
}

async function plainPages(world) {
  const web = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end('<!doctype html><title>plain</title><body>'))
  await new Promise((done) => web.listen(0, '127.0.0.1', done))
  world.ends.push(() => web.close())
  return Promise.all(
    ['one', 'other'].map(async (name) => {
      const context = await world.context()
      await context.addInitScript(watchCalls)
      const page = await context.newPage()
      await page.goto(`http://localhost:${web.address().port}`)
      return { name, page }
    }),
  )
}

// Offer, answer, and candidates as they come, carried by the test.
async function connect(pages, config) {
  for (const { page } of pages) await page.evaluate(prepare, config)
  const [one, other] = pages.map(({ page }) => page)
  const describe = (page, sdp) =>
    page.evaluate(async (given) => {
      if (given) await pc.setRemoteDescription(given)
      await pc.setLocalDescription()
      return pc.localDescription.toJSON()
    }, sdp)
  const answer = await describe(other, await describe(one))
  await one.evaluate((sdp) => pc.setRemoteDescription(sdp), answer)
  const carry = async () => {
    for (const [from, to] of [[one, other], [other, one]]) {
      const some = await from.evaluate(() => pc.candidates.splice(0))
      for (const candidate of some) await to.evaluate((given) => pc.addIceCandidate(given), candidate)
    }
  }
  for (let left = 40; left > 0; left--) {
    await carry()
    if (await one.evaluate(() => pc.connectionState === 'connected')) return
    await pause(50)
  }
}

async function watched(pages, ms) {
  const before = await stats(pages[0])
  await pause(ms)
  return between(before, await stats(pages[0]))
}

export default {
  async 'two pages see and hear each other over loopback'(world) {
    const pages = await plainPages(world)
    await connect(pages)
    for (const page of pages) await mediaFlows(page)
    equal((await stats(pages[0]))[0].pair, { local: 'host', remote: 'host', protocol: 'udp' }, 'the way')
  },

  async 'packets get lost, and come again when the network is whole'(world) {
    const pages = await plainPages(world)
    await connect(pages)
    await mediaFlows(pages[0])
    network.lose(20)
    const lossy = await watched(pages, 4_000)
    const dropped = network.dropped()
    network.open()
    await mediaFlows(pages[0])
    const whole = await watched(pages, 2_000)
    world.notes.push(`20 %: ${dropped} lost, ${(lossy.concealed * 100).toFixed(1)} % concealed, ${lossy.fps.toFixed(1)} fps`)
    check(dropped > 50, `only ${dropped} packets were dropped`)
    check(lossy.concealed > 0.02, `20 % loss was not heard: ${JSON.stringify(lossy)}`)
    check(whole.concealed < 0.01, `sound is still missing: ${JSON.stringify(whole)}`)
  },

  async 'nothing passes while all is blocked'(world) {
    const pages = await plainPages(world)
    await connect(pages)
    await mediaFlows(pages[0])
    network.block()
    await pause(300)
    const blocked = await watched(pages, 1_000)
    network.open()
    equal(blocked.fps, 0, 'pictures that came nevertheless, a second')
    await mediaFlows(pages[0])
  },

  async 'a relay carries them, over UDP and over TCP'(world) {
    const relay = await Relay.start(world)
    const pages = await plainPages(world)
    for (const transport of ['udp', 'tcp']) {
      await connect(pages, relayed({ urls: relay.url(transport), ...relay.credentials() }))
      await eventually('it is connected', async () => (await stats(pages[0])).at(-1).state === 'connected')
      const { pair } = (await stats(pages[0])).at(-1)
      equal(pair, { local: 'relay', remote: 'relay', protocol: 'udp', relay: transport }, 'the way')
      for (const { page } of pages) await page.evaluate(() => pc.close())
    }
  },

  async 'a relay refuses credentials that ended or were made up'(world) {
    const relay = await Relay.start(world)
    const pages = await plainPages(world)
    for (const wrong of [relay.credentials(-60), relay.credentials(600, 'guessed')]) {
      const before = (await iceErrors(pages[0])).length
      await connect(pages.slice(0, 1).concat(pages[1]), relayed({ urls: relay.url(), ...wrong }))
      await eventually('the page is told', async () => (await iceErrors(pages[0])).length > before)
      equal((await iceErrors(pages[0])).at(-1).errorCode, 401, 'the reason')
      equal((await stats(pages[0])).at(-1).state === 'connected', false, 'connected')
      for (const { page } of pages) await page.evaluate(() => pc.close())
    }
  },

  async 'a way that is closed leaves the relay'(world) {
    const relay = await Relay.start(world)
    network.only([relay.port, relay.port], relay.ports)
    const pages = await plainPages(world)
    await connect(pages, { iceServers: [{ urls: relay.url(), ...relay.credentials() }] })
    for (const page of pages) await mediaFlows(page)
    const { pair } = (await stats(pages[0]))[0]
    check(pair.local === 'relay' || pair.remote === 'relay' || pair.remote === 'prflx', `went over ${JSON.stringify(pair)}`)
    check(network.dropped() > 0, 'nothing was kept from the direct way')
  },

  async 'a long line delays what it carries'(world) {
    const relay = await Relay.start(world)
    const line = await LongLine.to(world, relay.port, { delay: 60, jitter: 20, seed: SEED })
    const pages = await plainPages(world)
    await connect(pages, relayed({ urls: relay.url('udp', line.port), ...relay.credentials() }))
    for (const page of pages) await mediaFlows(page)
    // Page, line, relay, relay, line, page, and back: four times the delay.
    const { rtt } = (await stats(pages[0]))[0]
    world.notes.push(`${Math.round(rtt * 1000)} ms there and back (seed ${SEED})`)
    check(rtt > 0.22 && rtt < 0.6, `a round trip of ${rtt} s`)
  },
}
