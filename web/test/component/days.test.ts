// SPDX-License-Identifier: MIT
// Going to a day: what the calendar offers, and where it leads.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { testids } from '@/app/testids'
import type { EventKind } from '@/core/protocol/codec'
import DayPicker from '@/features/days/DayPicker.vue'
import { askDay, dayRequest, jumpRequest } from '@/features/messages/state'
import type { Locale } from '@/i18n'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type Mounted } from './support'

const today = new Date(2026, 10, 26, 12).getTime()
const at = (month: number, day: number, hour = 9): number => new Date(2026, month - 1, day, hour).getTime()

// What the server has: seq, time and kind.
type Logged = readonly [seq: number, at: number, kind: EventKind]
const log: readonly Logged[] = [
  [1, at(10, 5), 'created'],
  [2, at(10, 5), 'text'],
  [3, at(11, 20), 'reaction'],
  [4, at(11, 20), 'join'],
  [5, at(11, 22), 'text'],
  [6, at(11, 26), 'text'],
]

let page: Mounted
beforeEach(() => void vi.useFakeTimers({ now: today, toFake: ['Date'] }))
afterEach(() => {
  page.wrapper.unmount()
  dayRequest.value = jumpRequest.value = undefined
  vi.useRealTimers()
})

async function open(locale: Locale = 'en'): Promise<void> {
  dayRequest.value = undefined
  askDay(1, at(11, 26))
  const core = createFakeCore()
  core.play.reply('history', (request) => {
    const { at: since = 0, limit = 50 } = request as { at?: number; limit?: number }
    const found = Math.max(0, log.findIndex(([, time]) => time >= since))
    const events = log.slice(Math.max(0, found - limit + Math.floor(limit / 2) + 1), found + Math.floor(limit / 2) + 1)
    return { events: events.map(([seq, time, kind]) => ({ room: 1, seq, at: time, from: 2, kind, body: {} })) } as never
  })
  page = await mounted(DayPicker, { props: { request: dayRequest.value! }, locale, core })
  await settled()
}

const day = (number: number) => page.wrapper.find(`[data-testid=${testids.day}][data-day="${number}"]`)
const press = async (key: string): Promise<void> => {
  await page.wrapper.find('table').trigger('keydown', { key })
  await nextTick()
}
const focused = (): string | null | undefined => document.activeElement?.getAttribute('aria-label')

describe('the calendar', () => {
  it('is a grid whose days are named, from the first message to today', async () => {
    await open()
    expect(page.find(testids.dayMonth).text()).toBe('November 2026')
    expect(page.wrapper.find('[role=grid]').findAll('th')).toHaveLength(7)
    expect(focused()).toBe('Thursday, November 26, 2026')
    expect(day(26).attributes('aria-current')).toBe('date')
    expect(day(27).attributes()).toHaveProperty('disabled')
    expect(page.find(testids.dayAfter).attributes()).toHaveProperty('disabled')
    await page.find(testids.dayBefore).trigger('click')
    expect(day(4).attributes()).toHaveProperty('disabled')
    expect(day(5).attributes()).not.toHaveProperty('disabled')
    expect(page.find(testids.dayBefore).attributes()).toHaveProperty('disabled')
  })

  it('speaks Chinese', async () => {
    await open('zh-CN')
    expect(page.find(testids.dayMonth).text()).toBe('2026年11月')
    expect(focused()).toBe('2026年11月26日星期四')
  })

  it('goes by keys, not over its bounds', async () => {
    await open()
    await press('ArrowRight')
    expect(focused()).toBe('Thursday, November 26, 2026')
    await press('ArrowLeft')
    expect(focused()).toBe('Wednesday, November 25, 2026')
    await press('PageUp')
    expect(focused()).toBe('Sunday, October 25, 2026')
    await press('PageUp')
    expect(focused()).toBe('Monday, October 5, 2026')
    expect(page.wrapper.findAll('[tabindex="0"]')).toHaveLength(1)
  })
})

describe('choosing a day', () => {
  it.each([
    [22, 5], // its first message
    [20, 5], // somebody joined, nobody wrote
    [23, 6], // nothing: the next one
    [26, 6],
  ])('the %dth leads to message %d', async (number, seq) => {
    await open()
    await day(number).trigger('click')
    await settled()
    expect(jumpRequest.value).toEqual({ room: 1, seq, top: true })
    expect(dayRequest.value).toBeUndefined()
  })

  it('says what went wrong and stays', async () => {
    await open()
    page.core.play.failNext('offline')
    await day(22).trigger('click')
    await settled()
    expect(jumpRequest.value).toBeUndefined()
    expect(dayRequest.value).toBeDefined()
  })
})
