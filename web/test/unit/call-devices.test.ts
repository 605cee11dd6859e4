// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Devices } from '../../src/core/calls/devices'
import type { DeviceKind } from '../../src/core/calls/view'
import { Voices } from '../../src/core/calls/voices'
import { FakeMedia } from '../call-world'
import { seeds } from '../dice'
import { asStream, FakeStream, FakeTrack } from '../fake-rtc'

let media: FakeMedia
let failed: [DeviceKind, string][]
let kept: Record<string, string>
let devices: Devices

const storage = { getItem: (key: string) => kept[key] ?? null, setItem: (key: string, value: string) => void (kept[key] = value) } as unknown as Storage
const open = (): Devices =>
  new Devices(
    media,
    storage,
    () => undefined,
    (kind, error) => void failed.push([kind, (error as Error).name]),
  )
const track = (kind: DeviceKind): FakeTrack | null => devices.tracks[kind] as unknown as FakeTrack | null
const done = async <T>(work: Promise<T>): Promise<T> => {
  await vi.advanceTimersByTimeAsync(200)
  return work
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeTrack.live.clear()
  media = new FakeMedia()
  failed = []
  kept = {}
  devices = open()
})
afterEach(() => {
  devices.dispose()
  expect(FakeTrack.live.size).toBe(0)
  expect(media.listened).toBe(0)
  vi.useRealTimers()
})

it('opens the one that was chosen, and remembers the choice', async () => {
  devices.choose({ camera: 'cam2', noise: false })
  expect(await done(devices.set('camera', true))).toBe(true)
  expect(track('camera')!.label).toBe('cam2')
  expect(open().choice()).toEqual({ camera: 'cam2', noise: false })
  kept['teahouse.call.devices'] = '{'
  expect(open().choice()).toEqual({ noise: true })
  media['listeners'].clear()
})

it('asks for microphone and camera in one question, and for each where not both are to be had', async () => {
  const asked: string[] = []
  const real = media.getUserMedia
  media.getUserMedia = (constraints) => {
    asked.push(Object.keys(constraints).sort().join())
    return real(constraints)
  }
  expect(await done(Promise.all([devices.set('mic', true), devices.set('camera', true)]))).toEqual([true, true])
  expect(asked.splice(0)).toEqual(['audio,video'])
  devices.stop()
  media.refuse = { camera: 'NotAllowedError' }
  expect(await done(Promise.all([devices.set('mic', true), devices.set('camera', true)]))).toEqual([true, false])
  expect(asked).toEqual(['audio,video', 'audio', 'video'])
  expect(failed).toEqual([['camera', 'NotAllowedError']])
})

it('takes another one where the chosen one is not there', async () => {
  devices.choose({ mic: 'gone' })
  const real = media.getUserMedia
  media.getUserMedia = (constraints) => ((constraints.audio as MediaTrackConstraints).deviceId ? Promise.reject(Object.assign(new Error(), { name: 'OverconstrainedError' })) : real(constraints))
  expect(await done(devices.set('mic', true))).toBe(true)
  expect(track('mic')!.label).toBe('default')
  expect(failed).toEqual([])
})

it('changes what is on; the old one stays until the new one is there', async () => {
  await done(devices.set('camera', true))
  const before = track('camera')
  devices.choose({ camera: 'cam2' })
  expect(track('camera')).toBe(before)
  await vi.advanceTimersByTimeAsync(100)
  expect(track('camera')!.label).toBe('cam2')
  expect(before!.readyState).toBe('ended')
})

it.each([
  ['while the first is opened', 0, ['cam2']],
  ['while another one is opened', 100, ['cam2', 'cam3']],
  ['and taken back while it is opened', 100, ['cam2', undefined]],
])('is the one that was chosen last, %s', async (_, wait, chosen) => {
  void devices.set('camera', true)
  await vi.advanceTimersByTimeAsync(wait)
  for (const camera of chosen) {
    devices.choose({ camera })
    await vi.advanceTimersByTimeAsync(10)
  }
  await vi.advanceTimersByTimeAsync(200)
  expect(track('camera')!.label).toBe(chosen.at(-1) ?? 'default')
  expect(media.live).toBe(1)
})

it.each(['NotAllowedError', 'NotFoundError', 'NotReadableError'])('tells %s as it is', async (name) => {
  media.refuse = { mic: name }
  expect(await done(devices.set('mic', true))).toBe(false)
  expect(failed).toEqual([['mic', name]])
})

it('takes a closed chooser of screens for a change of mind', async () => {
  media.refuse = { screen: 'NotAllowedError' }
  expect(await done(devices.set('screen', true))).toBe(false)
  expect(failed).toEqual([])
})

it('ends one that was wanted no more when it came', async () => {
  const opening = devices.set('camera', true)
  await devices.set('camera', false)
  expect(await done(opening)).toBe(false)
  expect(devices.tracks.camera).toBeNull()
  expect(FakeTrack.live.size).toBe(0)
})

describe('a muted microphone', () => {
  it('stays open, and is closed with all others', async () => {
    await done(devices.set('mic', true))
    const mic = track('mic')!
    await devices.set('mic', false)
    expect([devices.tracks.mic, mic.enabled, mic.readyState]).toEqual([null, false, 'live'])
    await devices.set('mic', true)
    expect([track('mic'), mic.enabled]).toEqual([mic, true])
    await devices.set('mic', false)
    devices.stop()
    expect(mic.readyState).toBe('ended')
  })

  it('is another one where another one was chosen meanwhile, or it was unplugged', async () => {
    await done(devices.set('mic', true))
    await devices.set('mic', false)
    devices.choose({ mic: 'mic2' })
    expect(FakeTrack.live.size).toBe(0)
    await done(devices.set('mic', true))
    const second = track('mic')!
    expect(second.label).toBe('mic2')
    await devices.set('mic', false)
    second.end()
    await done(devices.set('mic', true))
    expect(track('mic')).not.toBe(second)
    expect(track('mic')!.readyState).toBe('live')
  })

  it('is the chosen one also where it was muted while that one was opened', async () => {
    await done(devices.set('mic', true))
    devices.choose({ mic: 'mic2' })
    await devices.set('mic', false)
    await vi.advanceTimersByTimeAsync(100)
    await done(devices.set('mic', true))
    expect(track('mic')!.label).toBe('mic2')
  })
})

describe('one that is unplugged', () => {
  it('gives way to another one', async () => {
    await done(devices.set('camera', true))
    const before = track('camera')!
    before.end()
    await vi.advanceTimersByTimeAsync(100)
    expect(track('camera')!.readyState).toBe('live')
  })

  it('is off where there is no other one', async () => {
    await done(devices.set('mic', true))
    media.refuse = { mic: 'NotFoundError' }
    track('mic')!.end()
    await vi.advanceTimersByTimeAsync(100)
    expect(devices.tracks.mic).toBeNull()
    expect(failed).toEqual([['mic', 'NotFoundError']])
  })

  it('is found also where only the list of devices tells of it', async () => {
    await done(devices.set('mic', true))
    track('mic')!.stop()
    media.changed()
    await vi.advanceTimersByTimeAsync(100)
    expect(track('mic')!.readyState).toBe('live')
  })

  it('ends the screen when the bar of the browser ends it', async () => {
    await done(devices.set('screen', true))
    track('screen')!.end()
    expect(devices.tracks.screen).toBeNull()
  })
})

it('takes the sound of a screen along, and ends it with the screen', async () => {
  media.sound = true
  await done(devices.set('screen', true))
  const sound = devices.tracks.sound as unknown as FakeTrack
  expect([sound.kind, sound.label, sound.contentHint]).toEqual(['audio', 'sound', 'music'])
  track('screen')!.end()
  expect(devices.tracks.sound).toBeNull()
  expect(sound.readyState).toBe('ended')
  const late = devices.set('screen', true)
  await devices.set('screen', false) // before the browser has given it
  expect(await done(late)).toBe(false)
  media.sound = false
  await done(devices.set('screen', true))
  expect([devices.tracks.sound, track('screen')!.readyState]).toEqual([null, 'live'])
})

it('says what is missing where there are no media at all', async () => {
  const none = new Devices(undefined, undefined, () => undefined, (kind, error) => void failed.push([kind, (error as Error).name]))
  expect(await none.set('mic', true)).toBe(false)
  expect(failed).toEqual([['mic', 'Unsupported']])
  expect(await none.list()).toEqual([])
})

it('has one of each at most open, whatever is clicked when', async () => {
  for (const dice of seeds(2_000)) {
    media = new FakeMedia(() => dice.below(50))
    devices.dispose()
    devices = open()
    const want = { mic: false, camera: false, screen: false }
    for (let round = 0; round < 10; round++) {
      const kind = dice.pick(['mic', 'camera', 'screen'] as const)
      want[kind] = dice.below(2) === 0
      void devices.set(kind, want[kind])
      if (dice.below(4) === 0) devices.choose({ [dice.pick(['mic', 'camera'])]: `d${dice.below(3)}` })
      if (dice.below(6) === 0 && track('camera')) track('camera')!.end()
      await vi.advanceTimersByTimeAsync(dice.below(40))
    }
    await vi.advanceTimersByTimeAsync(200)
    for (const kind of ['mic', 'camera', 'screen'] as const) expect(track(kind)?.readyState === 'live', `${dice.name} ${kind}`).toBe(want[kind])
    expect(FakeTrack.live.size, dice.name).toBeLessThanOrEqual(Object.values(want).filter(Boolean).length + (want.mic ? 0 : 1))
    if (track('mic')) expect(track('mic')!.label, dice.name).toBe(devices.choice().mic ?? 'default')
    if (track('camera')) expect(track('camera')!.label, dice.name).toBe(devices.choice().camera ?? 'default')
    devices.stop()
    expect(FakeTrack.live.size, dice.name).toBe(0)
  }
})

describe('what is heard', () => {
  it('has an element for each, at the chosen output', async () => {
    const made: { srcObject: MediaProvider | null; sink?: string; paused?: boolean }[] = []
    const voices = new Voices(() => {
      const one = { srcObject: null, autoplay: false, play: async () => undefined, pause: () => void Object.assign(one, { paused: true }), setSinkId: async (sink: string) => void Object.assign(one, { sink }) }
      made.push(one)
      return one
    })
    const [first, second] = [asStream(new FakeStream()), asStream(new FakeStream())]
    voices.output('out2')
    voices.put(1, first)
    voices.put(1, first)
    voices.put(2, second)
    expect(made).toMatchObject([{ srcObject: first, sink: 'out2' }, { srcObject: second, sink: 'out2' }])
    voices.output(undefined)
    expect(made.map(({ sink }) => sink)).toEqual(['', ''])
    voices.put(1, undefined)
    voices.stop()
    expect(made).toMatchObject([{ srcObject: null, paused: true }, { srcObject: null, paused: true }])
  })
})
