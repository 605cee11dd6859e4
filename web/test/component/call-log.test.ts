// SPDX-License-Identifier: MIT
// What became of calls, in the timeline and in the list; the page's other ways into a call.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import type { MessageView } from '@/core/api'
import type { CallRow } from '@/core/protocol/generated'
import CallLog from '@/features/calls/CallLog.vue'
import { closePip, openPip, pipWindow } from '@/features/calls/pip'
import { Ringtone } from '@/features/calls/ringtone'
import { asked, talking } from '@/features/calls/state'
import { troubleOf } from '@/features/calls/words'
import RoomItem from '@/features/conversations/RoomItem.vue'
import { callLine } from '@/features/files/line'
import { card } from '@/features/members/card'
import MemberCard from '@/features/members/MemberCard.vue'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type Mounted } from './support'

let page: Mounted | undefined
afterEach(() => {
  page?.wrapper.unmount()
  page = undefined
  asked.value = undefined
  talking.value = new Map()
  vi.unstubAllGlobals()
})

const row = (change: Partial<CallRow> = {}): CallRow => ({ id: 'x', kind: 'audio', end: 'completed', at: 1, seconds: 192, users: [2, 1], ...change })

async function log(own: boolean, call: CallRow, direct = true): Promise<string> {
  const message: MessageView = { key: 'k', room: 3, seq: 9, at: Date.parse('2026-11-20T12:00:00'), from: own ? 1 : 2, own, kind: call.seconds ? 'call' : 'missed_call', state: 'sent', call }
  page = await mounted(CallLog, { props: { message, direct } })
  return page.find(testids.callLog).text().replace(/\s+/g, ' ')
}

describe('a call in the timeline', () => {
  it.each<[boolean, Partial<CallRow>, string]>([
    [true, {}, 'Voice call3:12 · 12:00'],
    [false, { kind: 'video', seconds: 3_725 }, 'Video call1:02:05 · 12:00'],
    [false, { seconds: 0, end: 'missed' }, 'Missed voice call12:00'],
    [false, { seconds: 0, end: 'cancelled', kind: 'video' }, 'Missed video call12:00'],
    [false, { seconds: 0, end: 'declined' }, 'Voice callDeclined · 12:00'],
    [true, { seconds: 0, end: 'missed' }, 'Voice callNo answer · 12:00'],
    [true, { seconds: 0, end: 'cancelled' }, 'Voice callCancelled · 12:00'],
    [true, { seconds: 0, end: 'busy' }, 'Voice callBusy in another call · 12:00'],
  ])('own %s, %o', async (own, change, words) => {
    expect(await log(own, row(change))).toBe(words)
  })

  it('of a group says who began it and who took part', async () => {
    expect(await log(false, row({ kind: 'video', users: [2, 5, 1] }), false)).toContain('Anna Keller started a video call')
    expect(page!.wrapper.text()).toContain('3:12 · Anna Keller, 陈美玲, and 林清茶')
  })

  it('calls again', async () => {
    await log(false, row({ kind: 'video', seconds: 0, end: 'missed' }))
    expect(page!.find(testids.callLog).attributes('data-missed')).toBe('true')
    await page!.find(testids.callLog).find('button').trigger('click')
    expect(asked.value).toEqual({ room: 3, kind: 'video' })
  })
})

describe('a call in the list', () => {
  it('is one line', async () => {
    page = await mounted(RoomItem, { props: { room: { ...createFakeCore().room(3)!, preview: { from: 2, text: '', pending: false, failed: false, call: row() } }, active: false } })
    expect(page.wrapper.text()).toContain('[Voice call] 3:12')
    const notice: MessageView = { key: 'n', room: 3, seq: 9, at: 1, from: 2, own: false, kind: 'call', state: 'sent', call: row({ kind: 'video' }) }
    await page.wrapper.setProps({ room: { ...createFakeCore().room(3)!, notice } })
    expect(page.wrapper.text()).toContain('[Video call] 3:12') // though there are messages before it
    expect(callLine(row({ seconds: 0, end: 'missed' }), false)).toBe('[Missed call]')
    expect(callLine(row({ seconds: 0, end: 'missed' }), true)).toBe('[Voice call]')
  })

  it('is marked while it lasts', async () => {
    page = await mounted(RoomItem, { props: { room: createFakeCore().room(3)!, active: false } })
    expect(page.find(testids.roomCall).exists()).toBe(false)
    talking.value = new Map([[3, { kind: 'audio', users: [2], here: false }]])
    await vi.waitFor(() => expect(page!.find(testids.roomCall).attributes('aria-label')).toBe('Call under way'))
  })
})

describe('the card of a person', () => {
  it('calls them in the conversation of two', async () => {
    card.value = { user: 2, anchor: new DOMRect(), opener: undefined } as never
    page = await mounted(MemberCard)
    await page.wrapper.find(`[data-testid="${testids.cardCall}"][data-kind="video"]`).trigger('click')
    await settled()
    expect(asked.value).toEqual({ room: 3, kind: 'video' })
  })
})

describe('a refusal of the browser', () => {
  it('is one that people can do something about', () => {
    vi.stubGlobal('isSecureContext', true)
    vi.stubGlobal('RTCPeerConnection', vi.fn())
    Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia: () => undefined } })
    const of = (name: string): string => troubleOf(new DOMException('no', name))
    expect([of('NotAllowedError'), of('NotFoundError'), of('NotReadableError'), of('Odd')]).toEqual(['denied', 'none', 'busy', 'failed'])
    vi.stubGlobal('isSecureContext', false)
    expect(of('NotAllowedError')).toBe('insecure')
  })
})

describe('the sound of a ring', () => {
  it('is made in one tab, and ends at once', async () => {
    const given: string[] = []
    let free = true
    vi.stubGlobal('AudioContext', class { currentTime = 0; resume = async () => void given.push('on'); suspend = async () => void given.push('paused'); destination = {}; createGain() { given.push('note'); return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (to: unknown) => to, disconnect: () => given.push('off') } } createOscillator() { return { frequency: {}, connect: (to: unknown) => to, start() {}, stop() {} } } })
    Object.defineProperty(navigator, 'locks', { configurable: true, value: { request: async (_name: string, _options: unknown, work: (lock: unknown) => unknown) => { const mine = free; free = false; await work(mine ? {} : null); if (mine) free = true } } })
    const [one, other] = [new Ringtone(), new Ringtone()]
    one.play('in')
    other.play('in')
    await settled()
    expect(given.filter((what) => what === 'note')).toHaveLength(6)
    one.stop()
    other.stop()
    expect(given.filter((what) => what === 'off')).toHaveLength(6)
    expect(given.at(-1)).toBe('paused') // nothing runs on that nobody hears
    await settled()
    expect(free).toBe(true)
  })
})

describe('a window of its own', () => {
  it('wears the styles of the page, and is forgotten when it is closed', async () => {
    const inner = document.implementation.createHTMLDocument()
    const events = new EventTarget()
    const opened = Object.assign(events, { document: inner, close: () => events.dispatchEvent(new Event('pagehide')) }) as unknown as Window
    vi.stubGlobal('documentPictureInPicture', { requestWindow: async () => opened })
    document.documentElement.dataset['theme'] = 'dark'
    expect(await openPip(null)).toBe(true)
    expect(pipWindow.value).toBe(opened)
    expect(inner.documentElement.dataset['theme']).toBe('dark')
    closePip()
    expect(pipWindow.value).toBeUndefined()
    delete document.documentElement.dataset['theme']
  })

  it('may be refused', async () => {
    vi.stubGlobal('documentPictureInPicture', { requestWindow: async () => Promise.reject(new Error('no')) })
    expect(await openPip(null)).toBe(false)
    expect(pipWindow.value).toBeUndefined()
  })
})
