// SPDX-License-Identifier: MIT
// The same call without us: two pages with nothing but a connection each, in two contexts and so two processes of the
// browser. They do what our pages do (both devices in one request, the offer with the call, the answer at once, candidates
// as they come), and so what they take is what the machine takes.

// In the page, before its scripts. bareSend(text) tells the other page, which gets it by bareTake.
function bare() {
  if (globalThis !== globalThis.top || !navigator.mediaDevices) return
  let round
  const send = (message) => globalThis.bareSend(JSON.stringify(message))
  function open() {
    const pc = new RTCPeerConnection()
    round = { pc, at: {}, early: [], mayTell: false, own: [] }
    const { at } = round
    const mark = (what) => (at[what] ??= Date.now())
    pc.onicecandidate = ({ candidate }) => (round.mayTell ? send({ candidate }) : round.own.push(candidate))
    pc.onconnectionstatechange = () => pc.connectionState === 'connected' && mark('connected')
    pc.ontrack = async ({ track }) => {
      if (track.kind !== 'video') return
      show(0, track)
      const reader = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader()
      const { value } = await reader.read()
      value?.close()
      mark('picture')
      await reader.cancel()
    }
    return round
  }
  function show(index, track) {
    document.querySelectorAll('video')[index].srcObject = new MediaStream([track])
  }
  async function devices({ pc, at }) {
    const stream = (round.stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180, frameRate: 15 } }))
    at.devices = Date.now()
    show(1, stream.getVideoTracks()[0])
    for (const track of stream.getTracks()) void sender(pc, track.kind)?.replaceTrack(track)
    return stream
  }
  const sender = (pc, kind) => pc.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)?.sender
  function tell() {
    round.mayTell = true
    for (const candidate of round.own.splice(0)) send({ candidate })
  }
  async function apply(sdp) {
    await round.pc.setRemoteDescription(sdp)
    for (const candidate of round.early.splice(0)) await round.pc.addIceCandidate(candidate)
  }
  globalThis.bareTake = async (text) => {
    const { offer, answer, candidate } = JSON.parse(text)
    if (!round && !offer) return // of a call that is over
    if (offer) {
      const { pc, at } = open()
      at.answered = Date.now()
      const media = devices(round)
      await apply(offer)
      for (const one of pc.getTransceivers()) one.direction = 'sendrecv'
      const made = await pc.createAnswer()
      send({ answer: made })
      await pc.setLocalDescription(made)
      tell()
      const stream = await media
      for (const track of stream.getTracks()) void sender(pc, track.kind).replaceTrack(track)
    } else if (answer) {
      await apply(answer)
      tell()
    } else if (candidate) {
      if (round.pc.remoteDescription) await round.pc.addIceCandidate(candidate)
      else round.early.push(candidate)
    }
  }
  globalThis.bareCall = async () => {
    const { pc, at } = open()
    at.clicked = Date.now()
    void devices(round)
    for (const kind of ['audio', 'video']) pc.addTransceiver(kind, { direction: 'sendrecv' })
    const offer = await pc.createOffer()
    send({ offer })
    await pc.setLocalDescription(offer)
  }
  globalThis.bareTimes = () => round?.at.picture && round.at
  globalThis.bareEnd = () => {
    round.pc.close()
    for (const track of round.stream?.getTracks() ?? []) track.stop()
    for (const video of document.querySelectorAll('video')) video.srcObject = null
    round = undefined
  }
}

// Two pages; call(first) begins a call from the first or the second, and answers what both have noted.
export async function barePair(world, url, until) {
  const pages = []
  for (const index of [0, 1]) {
    const context = await world.context({ serviceWorkers: 'block' })
    await context.addInitScript(bare)
    const page = await context.newPage()
    await page.exposeFunction('bareSend', (text) => pages[1 - index].evaluate((one) => void globalThis.bareTake(one), text))
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>bare</title><video autoplay muted></video><video autoplay muted></video>' }))
    await page.goto(url)
    pages.push(page)
  }
  const call = async (first) => {
    const [caller, callee] = first ? [pages[1], pages[0]] : pages
    await caller.evaluate(() => void globalThis.bareCall())
    const times = await Promise.all([caller, callee].map((page) => until('a picture at a bare page', () => page.evaluate(() => globalThis.bareTimes()))))
    await Promise.all(pages.map((page) => page.evaluate(() => globalThis.bareEnd())))
    return times
  }
  return Object.assign(call, { pages })
}
