// SPDX-License-Identifier: MIT
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import { hitPage, zoneText } from '@/core/search'
import SearchPanel from '@/features/search/SearchPanel.vue'
import { hasFilter } from '@/features/search/use-search'
import { mounted, type Mounted } from './support'

let page: Mounted
beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
})
afterEach(() => {
  page?.wrapper.unmount()
  vi.useRealTimers()
})

async function type(text: string): Promise<void> {
  await page.find(testids.searchInput).setValue(text)
  await vi.advanceTimersByTimeAsync(250)
  await flushPromises()
}

describe('the search panel', () => {
  it('shows people, conversations and messages at once, with what was found marked', async () => {
    page = await mounted(SearchPanel, { props: {} })
    await type('anna')
    expect(page.wrapper.findAll(`[data-testid=${testids.searchPerson}], [data-testid=${testids.searchRoom}]`).length).toBeGreaterThan(0)
    await type('喝茶')
    const marks = page.wrapper.findAll('mark')
    for (const mark of marks) expect(mark.text()).toBe('喝茶')
  })

  it('says when nothing is found, and when the search failed', async () => {
    page = await mounted(SearchPanel, { props: {} })
    await type('nobody ever said this')
    expect(page.find(testids.searchEmpty).text()).toContain('nobody ever said this')
  })

  it('asks only for messages where a filter is typed', () => {
    expect(hasFilter('tea from:anna')).toBe(true)
    expect(hasFilter('来自：张三')).toBe(true)
    expect(hasFilter('http://tea from anna')).toBe(false)
  })
})

describe('what the server answers', () => {
  it('becomes hits', () => {
    const event = { room: 3, seq: 7, at: 5, from: 2, kind: 'text' as const, body: { text: 'good tea' } }
    const view = hitPage({ hits: [{ event, marks: [[5, 3]], before: true }], cursor: '5.3.7' })
    expect(view).toEqual({ hits: [{ key: '3-7', room: 3, seq: 7, from: 2, at: 5, text: 'good tea', marks: [[5, 3]], before: true, after: false }], cursor: '5.3.7', partial: false })
  })

  it('is asked with the zone of the browser', () => {
    expect([-480, 0, 210, -345].map(zoneText)).toEqual(['+08:00', '+00:00', '-03:30', '+05:45'])
  })
})
