// SPDX-License-Identifier: MIT
// Calls as people make them, by the handles of web/src/app/testids.ts.
import { watchCalls } from './call-stats.mjs'
import { DESKTOP } from './person.mjs'
import { check, eventually, eventuallyEquals } from './wait.mjs'

// In the page, before its scripts: nobody is asked for a look at the devices first, and cameras send what four pages on a
// small machine can take.
function smallCameras() {
  if (location.protocol === 'about:') return
  localStorage.setItem('teahouse.calls', JSON.stringify({ checked: true }))
  const devices = navigator.mediaDevices
  const open = devices.getUserMedia.bind(devices)
  devices.getUserMedia = ({ video, ...rest }) => {
    const [width, height] = globalThis.cameraSize ?? [320, 180]
    return open({ ...rest, ...(video ? { video: { ...(typeof video === 'object' ? { deviceId: video.deviceId } : {}), width, height, frameRate: 15 } } : {}) })
  }
}

// In the page, before its scripts: a screen that is shown has a tone, whatever the browser would give, and what is played
// of others is known.
export function soundingScreens() {
  if (location.protocol === 'about:') return
  const devices = navigator.mediaDevices
  const open = devices.getDisplayMedia.bind(devices)
  devices.getDisplayMedia = async (options) => {
    globalThis.soundAsked = options.audio
    const screen = await open({ ...options, audio: false })
    const context = new AudioContext()
    const out = context.createMediaStreamDestination()
    const tone = context.createOscillator()
    tone.connect(out)
    tone.start()
    screen.addTrack(out.stream.getAudioTracks()[0])
    return screen
  }
  const played = (globalThis.played = [])
  globalThis.Audio = class extends Audio {
    constructor(...words) {
      super(...words)
      played.push(this)
    }
  }
}

export const playing = (person) => person.page.evaluate(() => globalThis.played.filter(({ srcObject, paused }) => srcObject && !paused).length)

// Somebody with a new account whose connections are watched.
export async function caller(world, server, name, settings = {}) {
  return (await visitor(world, server, name, settings)).register()
}

// A further device of an account.
export async function device(world, server, name, settings = {}) {
  return (await visitor(world, server, name, settings)).signIn()
}

async function visitor(world, server, name, settings) {
  const person = await world.visitor(server, name, { viewport: DESKTOP, ...settings, before: [watchCalls, smallCameras, ...(settings.more ?? [])] })
  person.allow(/status of 404 .*\/api\/v1\/login/)
  return person
}

export async function idOf(person, name = person.name) {
  return (await person.api('user.search', { query: name })).users.find((one) => one.name === name).id
}

// The two have a conversation of their own, and both look at it.
export async function talkOf(one, other) {
  const { room } = await one.api('room.create', { kind: 'direct', users: [await idOf(one, other.name)] })
  await one.open('direct', other.name)
  await other.open('direct', one.name)
  return room.id
}

export async function groupOf(people, title, join = 'invite') {
  const [first, ...others] = people
  const users = await Promise.all(others.map(({ name }) => idOf(first, name)))
  const { room } = await first.api('room.create', { kind: 'group', title, users, join, cmid: `group-${title}-${Date.now()}` })
  for (const person of people) await person.open('group', title)
  return room.id
}

export const call = (person, kind = 'video') => person.at(`call-${kind}`).click()

// In a group: everybody is ticked.
export async function callGroup(person, kind = 'video') {
  await call(person, kind)
  await person.at('call-ring').click()
}

export const rings = (person) => person.at('call-incoming').waitFor()

export const isQuiet = (person, patience) => eventuallyEquals(`nothing rings at ${person.name}`, () => person.at('call-incoming').count(), 0, patience)

export async function answer(person, kind = 'video') {
  await rings(person)
  await person.at(kind === 'video' ? 'call-answer-video' : 'call-answer').click()
}

export const decline = async (person) => {
  await rings(person)
  await person.at('call-decline').click()
}

export const hangUp = (person) => person.at('call-leave').click()

export const stateOf = (person) => person.page.locator('[data-testid=call-window]').evaluateAll(([one]) => one?.dataset.state ?? 'none')

export const isIn = (person, state = 'connected', patience) => eventuallyEquals(`the call of ${person.name} is ${state}`, () => stateOf(person), state, patience)

// No call at all, or only the notice of how the last one ended.
export async function isOut(person, patience) {
  await eventually(`${person.name} is in no call`, async () => ['none', 'ended'].includes(await stateOf(person)), patience)
}

// Why the last call ended, as long as that is shown.
export const endOf = (person) => person.page.locator('[data-testid=call-outgoing]').evaluateAll(([one]) => one?.dataset.end)

export async function ended(person, why) {
  await eventuallyEquals(`the call of ${person.name} ended`, () => endOf(person), why)
}

// Rows of the timeline about calls.
export const log = (person) => person.page.locator('[data-testid=call-log]').evaluateAll((rows) => rows.map((row) => ({ missed: row.dataset.missed === 'true', text: row.textContent })))

export async function connectTwo(one, other, kind = 'video') {
  await call(one, kind)
  await answer(other, kind)
  await Promise.all([isIn(one), isIn(other)])
}

// The call that is under way in a room, as the account is told.
export async function callInfo(person, room) {
  const { calls } = await person.api('call.list', {})
  return calls.find((one) => one.room === room)
}

export async function legOf(person, room, name) {
  const info = await callInfo(person, room)
  check(info, `no call in ${room}`)
  const id = await idOf(person, name)
  return info.legs.find(({ user }) => user === id)
}
