// SPDX-License-Identifier: MIT
// Scenes of calls for looking at them: /dev/fake.html?call=NAME. Cameras are drawings.
import type { App } from 'vue'
import type { CallRow } from '../src/core/protocol/generated'
import type { PersonView } from '../src/core/calls/view'
import { engineKey } from '../src/features/calls/engine'
import { settings } from '../src/features/calls/settings'
import type { Play } from '../test/fake-play'
import { createFakeCalls, fakePerson } from '../test/fake-calls'

const streams = new Map<number, MediaStream>()

// Somebody before a wall, who sways a little.
function drawn(user: number): MediaStream {
  const known = streams.get(user)
  if (known) return known
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 })
  const pen = canvas.getContext('2d')!
  const hue = (user * 67) % 360
  const draw = (time: number): void => {
    const wall = pen.createLinearGradient(0, 0, 640, 360)
    wall.addColorStop(0, `oklch(0.72 0.06 ${hue})`)
    wall.addColorStop(1, `oklch(0.42 0.07 ${hue + 40})`)
    pen.fillStyle = wall
    pen.fillRect(0, 0, 640, 360)
    pen.fillStyle = `oklch(0.86 0.03 ${hue + 90} / 0.5)`
    pen.fillRect(60, 40, 130, 170)
    const x = 340 + Math.sin(time / 900 + user) * 12
    pen.fillStyle = `oklch(0.4 0.09 ${hue + 180})`
    pen.beginPath()
    pen.ellipse(x, 400, 150, 150, 0, 0, 7)
    pen.fill()
    pen.fillStyle = `oklch(${0.62 + (user % 4) * 0.06} 0.06 55)`
    pen.beginPath()
    pen.ellipse(x, 180, 66, 82, 0, 0, 7)
    pen.fill()
    pen.fillStyle = 'oklch(0.28 0.03 60)'
    pen.beginPath()
    pen.ellipse(x, 138, 70, 52, 0, Math.PI, 0)
    pen.fill()
  }
  draw(0)
  setInterval(() => draw(performance.now()), 100)
  const stream = canvas.captureStream(10)
  streams.set(user, stream)
  return stream
}

function sheet(): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 800 })
  const pen = canvas.getContext('2d')!
  const draw = (): void => {
    pen.fillStyle = '#f7f6f2'
    pen.fillRect(0, 0, 1280, 800)
    pen.fillStyle = '#2b6b4f'
    pen.fillRect(0, 0, 1280, 56)
    pen.fillStyle = '#33352f'
    pen.font = '600 40px sans-serif'
    pen.fillText('Spring tasting: plan', 70, 150)
    for (let line = 0; line < 9; line++) {
      pen.fillStyle = line % 3 ? '#c9cabf' : '#8fae9c'
      pen.fillRect(70, 200 + line * 54, 460 + ((line * 173) % 520), 18)
    }
  }
  draw()
  setInterval(draw, 500)
  return canvas.captureStream(2)
}

type Calls = ReturnType<typeof createFakeCalls>
const me = (change: Partial<PersonView> = {}): PersonView => fakePerson(1, { own: true, camera: drawn(1), ...change })
const other = (user: number, change: Partial<PersonView> = {}): PersonView => fakePerson(user, { camera: drawn(user), quality: 3, ...change })
const group = (calls: Calls, users: readonly number[]): void => {
  const people = users.map((user, index) => other(user, index === 1 ? { speaking: true } : index === 2 ? { audio: false } : index === 3 ? { camera: undefined } : index === 4 ? { hand: true, quality: 2, why: 'loss' } : {}))
  calls.play.call({ room: 2, kind: 'video', direct: false, cam: true, speaker: users[1] === undefined ? undefined : users[1] * 10, people: [me(), ...people], absent: [{ user: 12, state: 'missed' }, { user: 11, state: 'ringing' }] })
  calls.play.underWay(2, { id: 'c1', mode: 'mesh', kind: 'video', legs: [1, ...users].map((user) => ({ leg: user * 10, user, state: 'joined' })) })
}
const from = (id: number, name: string): { from: { id: number; name: string } } => ({ from: { id, name } })

const scenes: Record<string, (calls: Calls, play: Play) => void> = {
  log: (_calls, play) => {
    const row = (room: number, mine: boolean, call: Partial<CallRow>): void => play.event(room, call.seconds ? 'call' : 'missed_call', { from: mine ? 1 : 2, own: mine, call: { id: 'x', kind: 'audio', end: 'completed', at: Date.now(), seconds: 0, users: [2, 1], ...call } })
    row(3, true, { seconds: 192 })
    row(3, false, { seconds: 3_725, kind: 'video' })
    row(3, true, { end: 'missed' })
    row(3, true, { end: 'declined', kind: 'video' })
    row(3, false, { end: 'missed' })
    row(3, false, { end: 'cancelled', kind: 'video' })
    row(2, false, { seconds: 1_510, kind: 'video', users: [2, 5, 9, 1, 12] })
    row(2, false, { end: 'missed' })
  },
  check: () => void (settings.checked = false),
  incoming: (calls) => calls.play.ring({ ...from(2, 'Anna Keller'), room: 3 }),
  'incoming-video': (calls) => calls.play.ring({ ...from(2, 'Anna Keller'), room: 3, kind: 'video' }),
  'incoming-group': (calls) => calls.play.ring({ ...from(5, '陈美玲'), room: 2, kind: 'video' }),
  calling: (calls) => calls.play.call({ phase: 'ringing', since: undefined, people: [me({ camera: undefined })] }),
  'calling-video': (calls) => calls.play.call({ phase: 'calling', since: undefined, kind: 'video', cam: true, people: [me()] }),
  declined: (calls) => calls.play.call({ phase: 'ended', end: 'declined', since: undefined, people: [me({ camera: undefined })] }),
  missed: (calls) => calls.play.call({ phase: 'ended', end: 'missed', since: undefined, kind: 'video', people: [me()] }),
  audio: (calls) => calls.play.call({ people: [me({ camera: undefined }), other(2, { camera: undefined, speaking: true })] }),
  video: (calls) => calls.play.call({ kind: 'video', cam: true, people: [me(), other(2)] }),
  lost: (calls) => calls.play.call({ phase: 'reconnecting', kind: 'video', cam: true, people: [me(), other(2, { state: 'reconnecting', quality: 1, why: 'lost' })] }),
  waiting: (calls, play) => {
    scenes['video']!(calls, play)
    calls.play.ring({ ...from(9, '李思思'), room: 5, waiting: true })
  },
  three: (calls) => group(calls, [2, 5]),
  four: (calls) => group(calls, [2, 5, 9]),
  six: (calls) => group(calls, [2, 5, 9, 4, 6]),
  nine: (calls) => group(calls, [2, 3, 4, 5, 6, 7, 8, 9]),
  twelve: (calls) => group(calls, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14]),
  screen: (calls) => {
    group(calls, [2, 5, 9, 4])
    calls.play.person(5, { screen: true, shared: sheet() })
  },
  trouble: (calls, play) => {
    scenes['audio']!(calls, play)
    calls.play.call({ mic: false, trouble: { device: 'mic', error: new DOMException('', 'NotAllowedError') } })
  },
  please: (calls) => {
    group(calls, [2, 5, 9])
    calls.play.call({ mutePlease: 2 })
  },
  bar: (calls) => calls.play.underWay(2, { id: 'g1', kind: 'video', legs: [2, 5, 9].map((user) => ({ leg: user * 10, user, state: 'joined' })) }),
}

export function fakeCalls(app: App, scene: string, core: { play: Play }): void {
  settings.checked = true
  const calls = createFakeCalls({ camera: drawn })
  app.provide(engineKey, calls)
  Object.assign(globalThis, { calls, core })
  let step = 0
  setInterval(() => {
    step++
    for (let user = 0; user < 15; user++) calls.play.level(user * 10, Math.abs(Math.sin(step / 3 + user) * Math.sin(step / 1.7 + user * 2)))
    calls.play.level(0, 0.35 + 0.3 * Math.abs(Math.sin(step / 4)))
  }, 90)
  scenes[scene]?.(calls, core.play)
}
