// SPDX-License-Identifier: MIT
// What a page's connections say of themselves. watchCalls() comes before any script of the page.
import { eventually } from './wait.mjs'

// In the page: keeps every RTCPeerConnection that is made, and what its candidates complain of.
export function watchCalls() {
  const watch = { connections: [], errors: [], states: [] }
  Object.defineProperty(globalThis, 'callWatch', { value: watch })
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...words) {
      super(...words)
      const id = watch.connections.push(this)
      this.watchId = id
      this.addEventListener('icecandidateerror', ({ errorCode, errorText, url }) => watch.errors.push({ id, errorCode, errorText, url }))
      this.addEventListener('connectionstatechange', () => watch.states.push({ id, state: this.connectionState, at: Date.now() }))
    }
  }
}

// In the page: sums over the connections that are open, and which ones they are.
async function collect() {
  const all = []
  for (const pc of globalThis.callWatch.connections) {
    if (pc.connectionState === 'closed') continue
    const reports = [...(await pc.getStats()).values()]
    const byId = new Map(reports.map((one) => [one.id, one]))
    const of = (type, kind) => reports.filter((one) => one.type === type && one.kind === kind)
    const sum = (list, key) => list.reduce((total, one) => total + (one[key] ?? 0), 0)
    const transport = reports.find((one) => one.type === 'transport')
    const pair = byId.get(transport?.selectedCandidatePairId)
    const [local, remote] = [byId.get(pair?.localCandidateId), byId.get(pair?.remoteCandidateId)]
    const [video, audio] = [of('inbound-rtp', 'video'), of('inbound-rtp', 'audio')]
    all.push({
      id: pc.watchId,
      state: pc.connectionState,
      at: performance.now(),
      frames: sum(video, 'framesDecoded'),
      streams: video.map((one) => ({ frames: one.framesDecoded ?? 0, height: one.frameHeight, mid: one.mid, lost: one.packetsLost })),
      voices: audio.map((one) => ({ mid: one.mid, energy: one.totalAudioEnergy ?? 0, packets: one.packetsReceived ?? 0 })),
      sections: pc.getTransceivers().length,
      freezes: sum(video, 'freezeCount'),
      energy: sum(audio, 'totalAudioEnergy'),
      samples: sum(audio, 'totalSamplesReceived'),
      // What was made up for what did not come, but not silence where nothing was sent.
      concealed: sum(audio, 'concealedSamples') - sum(audio, 'silentConcealedSamples'),
      sent: sum(of('outbound-rtp', 'video'), 'framesEncoded'),
      rtt: pair?.currentRoundTripTime,
      pair: pair && { local: local?.candidateType, remote: remote?.candidateType, protocol: local?.protocol, relay: local?.relayProtocol },
      // What stats call the codec of redundant sound is the codec inside of it.
      sends: pc.getTransceivers()[0]?.sender.getParameters().codecs[0]?.mimeType,
    })
  }
  return all
}

export const stats = (person) => person.page.evaluate(collect)
export const iceErrors = (person) => person.page.evaluate(() => globalThis.callWatch.errors)
export const states = (person) => person.page.evaluate(() => globalThis.callWatch.states)

// What the server has counted of the calls that took this way.
export async function samples(server, way) {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const of = (name) => Number(text.split('\n').find((line) => line.startsWith(`${name}{way="${way}"} `))?.split(' ')[1])
  const marks = [...text.matchAll(new RegExp(`^teahouse_call_quality_total\\{way="${way}",quality="\\w+"\\} (\\d+)$`, 'gm'))]
  return {
    rtt: of('teahouse_call_rtt_seconds_count'),
    jitter: of('teahouse_call_jitter_seconds_count'),
    lost: of('teahouse_call_lost_ratio_count'),
    concealed: of('teahouse_call_concealed_ratio_count'),
    marks: marks.reduce((total, [, count]) => total + Number(count), 0),
  }
}

export const sum = (list, key) => list.reduce((total, one) => total + one[key], 0)

// Until each of so many connections has shown `more` pictures and heard something since now. Answers the ms that took.
export async function mediaFlows(person, { connections = 1, more = 10, video = true, patience } = {}) {
  const begun = Date.now()
  let before
  await eventually(
    `${person.name} sees and hears ${connections}`,
    async () => {
      const now = (await stats(person)).filter(({ state }) => state === 'connected')
      if (now.length !== connections) throw new Error(`connections: ${JSON.stringify((await stats(person)).map(({ state, pair }) => ({ state, pair })))}`)
      before ??= new Map(now.map((one) => [one.id, one]))
      const flows = (one) => {
        const was = before.get(one.id) ?? { frames: 0, energy: 0 }
        return (!video || one.frames - was.frames >= more) && one.energy > was.energy
      }
      if (!now.every(flows)) throw new Error(JSON.stringify(now.map(({ frames, energy, pair, rtt }) => ({ frames, energy, pair, rtt }))))
      return true
    },
    patience,
  )
  return Date.now() - begun
}

// How it went between two looks at the same connections: pictures a second of the slowest, share of sound made up.
export function between(before, after) {
  const was = new Map(before.map((one) => [one.id, one]))
  const pairs = after.filter(({ id }) => was.has(id)).map((one) => [was.get(one.id), one])
  const fps = Math.min(...pairs.map(([a, b]) => ((b.frames - a.frames) * 1000) / (b.at - a.at)))
  const heard = pairs.reduce((total, [a, b]) => total + b.samples - a.samples, 0)
  const concealed = pairs.reduce((total, [a, b]) => total + b.concealed - a.concealed, 0)
  const freezes = pairs.reduce((total, [a, b]) => total + b.freezes - a.freezes, 0)
  return { fps, concealed: heard ? concealed / heard : 1, freezes }
}

// Over the one connection to the server: until so many pictures have moved on by `more` each since now, and so many voices
// were heard. Answers the ms that took.
export async function streamsFlow(person, pictures, { voices = pictures, more = 5, patience } = {}) {
  const begun = Date.now()
  let before
  await eventually(
    `${person.name} sees ${pictures} and hears ${voices}`,
    async () => {
      const now = (await stats(person)).find(({ state }) => state === 'connected')
      if (!now) throw new Error(`connections: ${JSON.stringify((await stats(person)).map(({ state, pair }) => ({ state, pair })))}`)
      if (before?.id !== now.id) before = now
      const rising = (list, was, key, by) => list.filter((one) => one[key] - (was.find(({ mid }) => mid === one.mid)?.[key] ?? 0) >= by).length
      const seen = rising(now.streams, before.streams, 'frames', more)
      const heard = rising(now.voices, before.voices, 'packets', more)
      if (seen < pictures || heard < voices || !(now.energy > before.energy)) throw new Error(JSON.stringify({ seen, heard, streams: now.streams, voices: now.voices }))
      return true
    },
    patience,
  )
  return Date.now() - begun
}

// Pictures a second of the slowest stream of those that ran at the beginning, over the one connection.
export function slowest(before, after) {
  const [a, b] = [before[0], after[0]]
  const rates = a.streams.map((one) => ((b.streams.find(({ mid }) => mid === one.mid).frames - one.frames) * 1000) / (b.at - a.at))
  return Math.min(...rates)
}
