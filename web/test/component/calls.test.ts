// SPDX-License-Identifier: MIT
// The screens of calls, over an engine that only notes what is asked of it.
import { mount, type VueWrapper } from '@vue/test-utils'
import { nextTick, type Component } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRouter, type Router } from '@/app/router'
import { testids } from '@/app/testids'
import { routerKey } from '@/app/use-router'
import CallBar from '@/features/calls/CallBar.vue'
import CallButtons from '@/features/calls/CallButtons.vue'
import Calls from '@/features/calls/Calls.vue'
import '@/features/calls/CallWindow.vue'
import '@/features/calls/NoCalls.vue'
import '@/features/calls/PreCheck.vue'
import '@/features/calls/WhomToRing.vue'
import { settings } from '@/features/calls/settings'
import { asked, askToCall, covered, talking, titleMark } from '@/features/calls/state'
import { laterWords, setLocale, type Locale } from '@/i18n'
import { coreKey } from '@/stores/core'
import { createFakeCalls, fakePerson } from '../fake-calls'
import { createFakeCore } from '../fake-core'
import { mounted, settled } from './support'

type Engine = ReturnType<typeof createFakeCalls>
let wrapper: VueWrapper
let engine: Engine
let core: ReturnType<typeof createFakeCore>
let router: Router

const find = (id: string) => wrapper.find(`[data-testid="${id}"]`)
const all = (id: string) => wrapper.findAll(`[data-testid="${id}"]`)
const named = (name: string): readonly unknown[][] => engine.play.asked.filter((one) => one.name === name).map((one) => [...one.args])
const there = (id: string): Promise<void> => vi.waitFor(() => expect(find(id).exists(), id).toBe(true), { timeout: 4_000 })
const press = async (id: string): Promise<void> => {
  await there(id)
  await find(id).trigger('click')
}
const key = (name: string, target: EventTarget = document.body): boolean => target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))

async function show(locale: Locale = 'en', component: Component = Calls): Promise<void> {
  const first = await mounted({ render: () => null }, { locale }) // stand-ins, words and stores
  first.wrapper.unmount()
  await setLocale(locale)
  await laterWords()
  core = createFakeCore()
  router = createRouter()
  engine = createFakeCalls()
  wrapper = mount(component, { attachTo: document.body, props: { engine }, global: { provide: { [coreKey as symbol]: core, [routerKey as symbol]: router } } })
}

beforeEach(() => {
  settings.checked = true
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('RTCPeerConnection', vi.fn())
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => (draw(), 0)) // at once
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia: async () => ({ getAudioTracks: () => [], getVideoTracks: () => [], getTracks: () => [] }), getDisplayMedia: async () => ({}) } })
})
afterEach(() => {
  wrapper?.unmount()
  asked.value = undefined
  talking.value = new Map()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const two = (): void => engine.play.call({ kind: 'video', cam: true, people: [fakePerson(1, { own: true }), fakePerson(2, { quality: 3 })] })
const group = (users: readonly number[], change: object = {}): void => engine.play.call({ room: 2, kind: 'video', direct: false, people: [fakePerson(1, { own: true }), ...users.map((user) => fakePerson(user))], absent: [{ user: 12, state: 'missed' }], ...change })

describe('before a call', () => {
  it('is begun by a click that came before the screens', async () => {
    askToCall({ room: 3, kind: 'audio' })
    await show()
    await there(testids.callOutgoing)
    expect(named('start')).toEqual([[3, 'audio']])
  })

  it('is begun at once in a conversation of two', async () => {
    await show()
    askToCall({ room: 3, kind: 'video' })
    await there(testids.callOutgoing)
    expect(named('start')).toEqual([[3, 'video']])
    expect(find(testids.callWindow).text()).toContain('Calling…')
    expect(covered.value).toBe(true)
  })

  it('asks in a group whom to ring, and has everybody of a small one ticked', async () => {
    await show()
    askToCall({ room: 2, kind: 'audio' })
    await there(testids.personOption)
    await settled()
    const people = all(testids.personOption)
    expect(people.map((one) => (one.find('input').element as HTMLInputElement).checked)).toEqual(people.map(() => true))
    await people[0]!.find('input').trigger('change')
    await press(testids.callRing)
    const [[room, kind, users]] = named('start') as [[number, string, number[]]]
    expect([room, kind]).toEqual([2, 'audio'])
    expect(users).toHaveLength(people.length - 1)
    expect(users).not.toContain(Number(people[0]!.attributes('data-user')))
  })

  it('joins where a call is under way', async () => {
    await show()
    engine.play.underWay(2, { id: 'g7', kind: 'video', legs: [{ leg: 20, user: 2, state: 'joined' }] })
    await nextTick()
    askToCall({ room: 2, kind: 'audio' })
    await vi.waitFor(() => expect(named('join')).toEqual([['g7', true]]))
    expect(named('start')).toEqual([])
  })

  it('looks at the devices first, once; skipping counts', async () => {
    settings.checked = false
    await show()
    askToCall({ room: 3, kind: 'audio' })
    await press(testids.callCheckSkip)
    await there(testids.callOutgoing)
    expect(settings.checked).toBe(true)
    expect(named('start')).toHaveLength(1)
    engine.play.call(undefined)
    askToCall({ room: 3, kind: 'audio' })
    await vi.waitFor(() => expect(named('start')).toHaveLength(2))
    expect(find(testids.callCheck).exists()).toBe(false)
  })

  it('ends the test call when another device is taken: nothing would be heard of the one before', async () => {
    await show()
    asked.value = 'test'
    await vi.waitFor(() => expect(find(testids.callPreview).attributes('data-state')).toBe('there'))
    await press(testids.callTest)
    await vi.waitFor(() => expect(find(testids.callTest).attributes('aria-pressed')).toBe('true'))
    await find(testids.callPreview).find('button').trigger('click')
    await settled()
    expect(named('echoStop')).toHaveLength(1)
    expect(find(testids.callTest).attributes('aria-pressed')).toBe('false')
  })

  it('leaves no microphone open where its loudness cannot be told', async () => {
    const stop = vi.fn()
    const track = { stop }
    navigator.mediaDevices.getUserMedia = async () => ({ getAudioTracks: () => [track], getVideoTracks: () => [], getTracks: () => [track] }) as never
    vi.stubGlobal('AudioContext', function noSound() {
      throw new Error('no sound here')
    })
    await show()
    asked.value = 'test'
    await vi.waitFor(() => expect(find(testids.callPreview).attributes('data-state')).toBe('there'))
    wrapper.unmount()
    expect(stop).toHaveBeenCalledTimes(1)
  })

  it('closes a window of its own that comes when the call is over', async () => {
    let come: (opened: unknown) => void = () => undefined
    const close = vi.fn()
    vi.stubGlobal('documentPictureInPicture', { requestWindow: () => new Promise((done) => (come = done)) })
    await show()
    engine.play.call({})
    await press(testids.callPip)
    wrapper.unmount()
    come({ document: document.implementation.createHTMLDocument(), addEventListener: () => undefined, close })
    await settled()
    expect(close).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['NotAllowedError', 'denied', 'The camera is blocked'],
    ['NotFoundError', 'none', 'No camera was found'],
    ['NotReadableError', 'busy', 'The camera cannot be used'],
  ])('says what %s means, and goes on with the microphone', async (name, what, words) => {
    settings.checked = false
    const getUserMedia = vi.fn(async (wish: { video?: unknown }) => {
      if (wish.video) throw new DOMException('no', name)
      return { getAudioTracks: () => [], getVideoTracks: () => [], getTracks: () => [] }
    })
    Object.assign(navigator.mediaDevices, { getUserMedia })
    await show()
    askToCall({ room: 3, kind: 'video' })
    await there(testids.callTrouble)
    expect(find(testids.callTrouble).attributes('data-what')).toBe(what)
    expect(find(testids.callTrouble).text()).toContain(words)
    expect(find(testids.callPreview).attributes('data-state')).toBe('there')
    await press(testids.callTroubleRetry)
    await vi.waitFor(() => expect(getUserMedia).toHaveBeenCalledTimes(4))
  })

  it('tells on an insecure page what to do, and starts nothing', async () => {
    await show()
    vi.stubGlobal('isSecureContext', false)
    askToCall({ room: 3, kind: 'audio' })
    await there(testids.callTrouble)
    expect(find(testids.callTrouble).text()).toContain('HTTPS')
    expect(named('start')).toEqual([])
  })

  it('has no buttons in the lobby, in notes to oneself, nor where one may not write', async () => {
    const buttons = async (room: number, props: object, change: object = {}): Promise<number> => {
      const page = await mounted(CallButtons, { props: { room: { ...createFakeCore().room(room)!, ...change }, shut: false, ...props } })
      const count = page.wrapper.findAll('button').length
      page.wrapper.unmount()
      return count
    }
    expect(await buttons(3, {})).toBe(2)
    expect(await buttons(2, {})).toBe(2)
    expect(await buttons(1, {})).toBe(0)
    expect(await buttons(3, { shut: true })).toBe(0)
    expect(await buttons(3, {}, { own: true })).toBe(0)
  })
})

describe('a ring', () => {
  it('says who and what, marks the title, and is answered or declined', async () => {
    await show()
    engine.play.ring({ id: 'r1' })
    await there(testids.callIncoming)
    expect(find(testids.callIncoming).text()).toContain('Anna Keller')
    expect(find(testids.callIncoming).text()).toContain('Incoming voice call')
    expect(titleMark.value).toContain('Anna Keller is calling')
    await press(testids.callDecline)
    expect(named('decline')).toEqual([['r1']])
    await nextTick()
    expect(find(testids.callIncoming).exists()).toBe(false)
    expect(titleMark.value).toBe('')
    engine.play.ring({ id: 'r2' })
    await press(testids.callAnswerVideo)
    expect(named('accept')).toEqual([['r2', true]])
    await there(testids.callWindow)
  })

  it('names the group and who calls there', async () => {
    await show('zh-CN')
    engine.play.ring({ room: 2, kind: 'video', from: { id: 5, name: '陈美玲' } })
    await there(testids.callIncoming)
    expect(find(testids.callIncoming).text()).toContain('品茶小组')
    expect(find(testids.callIncoming).text()).toContain('陈美玲邀请你加入视频通话')
  })

  it('is answered by keys on the card, which takes no focus from who writes', async () => {
    await show()
    const field = document.body.appendChild(document.createElement('textarea'))
    field.focus()
    engine.play.ring({ id: 'r1' })
    await there(testids.callIncoming)
    await nextTick()
    expect(document.activeElement).toBe(field)
    key('Enter', field)
    key('a', field)
    expect(named('accept')).toEqual([])
    field.remove()
    key('Enter', find(testids.callIncoming).element)
    expect(named('accept')).toEqual([['r1', false]])
  })

  it('waits within another call: hang up and answer, or decline as busy', async () => {
    await show()
    two()
    engine.play.ring({ id: 'r9', from: { id: 9, name: '李思思' }, room: 5, waiting: true })
    await there(testids.callIncoming)
    expect(find(testids.callIncoming).text()).toContain('You are in another call')
    expect(find(testids.callAnswer).text()).toBe('Hang up and answer')
    await press(testids.callDecline)
    expect(named('decline')).toEqual([['r9', true]])
  })
})

describe('a call', () => {
  it('that nobody took says what became of it, and is made again', async () => {
    await show()
    engine.play.call({ phase: 'ended', end: 'declined', since: undefined })
    await there(testids.callOutgoing)
    expect(find(testids.callOutgoing).text()).toContain('Declined')
    await press(testids.callAgain)
    expect(named('close')).toHaveLength(1)
    await vi.waitFor(() => expect(named('start')).toEqual([[3, 'audio']]))
  })

  it.each([
    ['missed', 'No answer'],
    ['busy', 'Busy in another call'],
    ['kicked', 'You were removed from this call'],
  ] as const)('that ended as %s', async (end, words) => {
    await show()
    engine.play.call({ phase: 'ended', end, since: undefined })
    await there(testids.callOutgoing)
    expect(find(testids.callOutgoing).text()).toContain(words)
    expect(find(testids.callLeave).exists()).toBe(false)
    await press(testids.callClose)
    expect(named('close')).toHaveLength(1)
  })

  it('goes away by itself after it was hung up', async () => {
    await show()
    two()
    await there(testids.callStage)
    vi.useFakeTimers()
    await find(testids.callLeave).trigger('click')
    await vi.advanceTimersByTimeAsync(20)
    expect(find(testids.callOutgoing).text()).toContain('3:12')
    await vi.advanceTimersByTimeAsync(3_000)
    expect(named('close')).toHaveLength(1)
  })

  it('shows the other of two whole, and a grid of more with names and badges', async () => {
    await show()
    two()
    await there(testids.callStage)
    expect(all(testids.callTile).map((one) => one.attributes('data-user'))).toEqual(['2'])
    group([2, 5, 9], { hand: false })
    engine.play.person(5, { audio: false, hand: true, speaking: true })
    await nextTick()
    expect(find(testids.callStage).attributes('data-shown')).toBe('4')
    const tile = all(testids.callTile).find((one) => one.attributes('data-user') === '5')!
    expect(tile.attributes('aria-label')).toBe('陈美玲, Microphone off, Hand raised')
    expect(tile.attributes('data-speaking')).toBe('true')
    expect(find(testids.callStatus).text()).toMatch(/^3:1\d · 4 people$/)
  })

  it('enlarges who is pressed, who speaks, or a shared screen', async () => {
    await show()
    group([2, 5], { speaker: 50 })
    await there(testids.callStage)
    expect(find(testids.callStage).attributes('data-layout')).toBe('grid')
    await find(testids.callLayout).trigger('click')
    expect(find(testids.callStage).attributes('data-layout')).toBe('speaker')
    expect(find(testids.callTile).attributes('data-user')).toBe('5')
    await find(testids.callLayout).trigger('click')
    await all(testids.callPin)[1]!.trigger('click')
    expect(find(testids.callTile).attributes('data-user')).toBe('2')
    await find(testids.callPin).trigger('click')
    expect(find(testids.callStage).attributes('data-layout')).toBe('grid')
    engine.play.person(2, { screen: true, shared: {} as MediaStream })
    await nextTick()
    expect(find(testids.callStage).attributes('data-layout')).toBe('speaker')
    expect(find(testids.callTile).attributes('aria-label')).toContain('Sharing the screen')
  })

  it('tells the engine how large each is shown', async () => {
    await show()
    group([2, 5])
    await there(testids.callStage)
    const sizes = named('shown').at(-1)![0] as ReadonlyMap<string, number>
    expect([...sizes.keys()].sort()).toEqual(['10', '20', '50'])
    expect(Math.min(...sizes.values())).toBeGreaterThan(100)
  })

  it('is worked with buttons, and with keys while nobody writes', async () => {
    await show()
    group([2])
    await there(testids.callStage)
    await find(testids.callMic).trigger('click')
    key('v')
    key('h')
    key('s')
    expect([named('setMic'), named('setCamera'), named('setHand'), named('setScreen')]).toEqual([[[false]], [[true]], [[true]], [[true]]])
    await nextTick()
    expect(find(testids.callMic).attributes('aria-label')).toBe('Turn the microphone on')
    const field = document.body.appendChild(document.createElement('input'))
    key('m', field)
    field.remove()
    expect(named('setMic')).toHaveLength(1)
    key('Escape')
    await nextTick()
    expect(find(testids.callWindow).attributes('data-mode')).toBe('mini')
    expect(covered.value).toBe(false)
    key('m') // no key of the page
    expect(named('setMic')).toHaveLength(1)
    await find(testids.callExpand).trigger('click')
    expect(find(testids.callWindow).attributes('data-mode')).toBe('full')
  })

  it('moves its small window with the arrow keys', async () => {
    await show()
    two()
    await press(testids.callMinimise)
    await there(testids.callMove)
    const before = find(testids.callWindow).attributes('style')
    await find(testids.callMove).trigger('keydown', { key: 'ArrowDown' })
    expect(find(testids.callWindow).attributes('style')).not.toBe(before)
  })

  it('lists who is in it and who is not; a moderator mutes and removes', async () => {
    await show()
    group([2, 5], { mine: true })
    await press(testids.callOpenPeople)
    expect(all(testids.callPerson).map((one) => one.attributes('data-user'))).toEqual(['1', '2', '5'])
    engine.play.person(2, { screen: true, shared: {} as MediaStream })
    await nextTick()
    expect(all(testids.callPerson)).toHaveLength(3) // a screen is nobody
    expect(find(testids.callAbsent).text()).toContain('No answer')
    await all(testids.callMute)[0]!.trigger('click')
    expect(named('mute')).toEqual([[20]])
    await all(testids.callKick)[1]!.trigger('click')
    await press(testids.confirm)
    expect(named('kick')).toEqual([[50]])
  })

  it('gives those tools to nobody else', async () => {
    await show()
    core.play.patchRoom(2, { role: 'member' })
    group([2, 5], { mine: false })
    await press(testids.callOpenPeople)
    expect(all(testids.callPerson)).toHaveLength(3)
    expect(find(testids.callKick).exists()).toBe(false)
  })

  it('says in words that the connection was lost, and how the line is', async () => {
    await show()
    two()
    engine.play.person(2, { quality: 1, why: 'loss' })
    await there(testids.callQuality)
    expect(find(testids.callQuality).attributes('aria-label')).toBe('Bad connection: data gets lost on the way')
    engine.play.call({ phase: 'reconnecting' })
    await nextTick()
    expect(find(testids.callStatus).text()).toBe('Connection lost. Reconnecting…')
  })

  it('asks before somebody mutes this device', async () => {
    await show()
    group([2], { mutePlease: 2 })
    await there(testids.callMutePlease)
    expect(find(testids.callMutePlease).text()).toContain('Anna Keller asks you to mute')
    await find(testids.callMutePlease).find('button').trigger('click')
    expect(named('answerMute')).toEqual([[true]])
  })

  it('tells of a device that fails, and tries it again', async () => {
    await show()
    two()
    engine.play.call({ trouble: { device: 'mic', error: new DOMException('no', 'NotAllowedError') } })
    await there(testids.callTrouble)
    expect(find(testids.callTrouble).text()).toContain('The microphone is blocked')
    await press(testids.callTroubleRetry)
    expect(named('setMic')).toEqual([[true]])
  })

  it('explains its lock', async () => {
    await show()
    two()
    await there(testids.callLock)
    expect(find(testids.callLock).attributes('data-lock')).toBe('ends')
    await press(testids.callLock)
    expect(find(testids.callSecurity).text()).toContain('does not hear or see the call')
  })

  it('lets devices be chosen, and shows numbers of the line', async () => {
    await show()
    two()
    await press(testids.callDevices)
    await vi.waitFor(() => expect(find(testids.callDevice).findAll('option')).toHaveLength(3))
    await find(testids.callDevice).setValue('mic2')
    await find(testids.callNoise).setValue(false)
    expect(named('choose')).toEqual([[{ mic: 'mic2' }], [{ noise: false }]])
  })

  it('is left for the chat on a narrow screen, which opens its room', async () => {
    await show()
    group([2])
    await press(testids.callChat)
    await nextTick()
    expect(find(testids.callWindow).attributes('data-mode')).not.toBe('full')
    expect(router.place.value.room).toBe(2)
  })
})

describe('a call that others have', () => {
  it('is told in its conversation and joined from there', async () => {
    await show()
    engine.play.underWay(2, { id: 'g1', kind: 'video', legs: [2, 5, 9].map((user) => ({ leg: user, user, state: 'joined' })) })
    await nextTick()
    expect(talking.value.get(2)?.users).toEqual([2, 5, 9])
    const page = await mounted(CallBar, { props: { id: 2 } })
    expect(page.wrapper.text()).toContain('3 people in a call')
    await page.find(testids.callJoin).trigger('click')
    page.wrapper.unmount()
    expect(named('join')).toEqual([['g1', true]])
  })

  it('is no news where two talk, unless it is one of oneself on another device', async () => {
    await show()
    engine.play.underWay(3, { id: 'd1', legs: [{ leg: 20, user: 2, state: 'joined' }] })
    await nextTick()
    expect(talking.value.has(3)).toBe(false)
    engine.play.underWay(3, { id: 'd1', legs: [{ leg: 20, user: 2, state: 'joined' }, { leg: 10, user: 1, state: 'joined' }] })
    await nextTick()
    expect(talking.value.has(3)).toBe(true)
    const page = await mounted(CallBar, { props: { id: 3 } })
    expect(page.wrapper.text()).toContain('another device')
    page.wrapper.unmount()
  })
})
