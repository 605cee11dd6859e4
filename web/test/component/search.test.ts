// SPDX-License-Identifier: MIT
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import { ChatError } from '@/core/api'
import type { EventKind } from '@/core/protocol/codec'
import { hitPage, zoneText, type HitView } from '@/core/search'
import { mediaTold } from '@/core/sync/media'
import SearchPanel from '@/features/search/SearchPanel.vue'
import { Snippet } from '@/features/search/Snippet'
import { hasFilter } from '@/features/search/use-search'
import { t } from '@/i18n'
import { toasts } from '@/ui/toast'
import { mounted, type Mounted } from './support'

const told = (kind: string): ReturnType<typeof mediaTold> => mediaTold(kind, undefined)

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
    expect(marks.length).toBeGreaterThan(0)
    for (const mark of marks) expect(mark.text()).toBe('喝茶')
  }, 20_000)

  it('shows open groups under a heading of their own, and joins the one that is chosen', async () => {
    page = await mounted(SearchPanel, { props: {} })
    await type('cycl')
    const found = page.wrapper.findAll(`[data-testid=${testids.searchOpen}]`)
    expect(found.map((one) => one.find('.name').text())).toEqual(['Cycling'])
    expect(page.wrapper.text()).toContain(t('search.open'))
    await page.find(testids.searchInput).trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(page.core.play.calls.filter((call) => call.name === 'joinRoom').map((call) => call.args)).toEqual([[52]])
    expect(page.router.place.value.room).toBe(52)
    await type('cyc')
    expect(page.wrapper.find(`[data-testid=${testids.searchOpen}]`).exists()).toBe(false) // it is one's own now
    expect(page.wrapper.findAll(`[data-testid=${testids.searchRoom}]`)).toHaveLength(1)
  })

  it('says why a group could not be joined, and joins nothing twice', async () => {
    page = await mounted(SearchPanel, { props: {} })
    await type('cycl')
    const join = vi.spyOn(page.core, 'joinRoom').mockRejectedValue(new ChatError('not_found'))
    void page.find(testids.searchOpen).trigger('click')
    void page.find(testids.searchOpen).trigger('click')
    await flushPromises()
    expect(join).toHaveBeenCalledTimes(1)
    expect(page.router.place.value.room).not.toBe(52)
    expect(toasts.value.at(-1)?.text).toBeTruthy()
  })

  it('says when nothing is found', async () => {
    page = await mounted(SearchPanel, { props: {} })
    await type('nobody ever said this')
    expect(page.find(testids.searchEmpty).text()).toContain('nobody ever said this')
  })

  it('shows nothing of an older search when one fails, says so, and asks again', async () => {
    page = await mounted(SearchPanel, { props: {} })
    await type('喝茶')
    expect(page.wrapper.findAll(`[data-testid=${testids.searchResult}]`).length).toBeGreaterThan(0)
    const search = vi.spyOn(page.core, 'searchMessages').mockRejectedValue(new ChatError('store_unavailable'))
    await type('喝茶吧')
    expect(page.wrapper.findAll(`[data-testid=${testids.searchResult}]`)).toHaveLength(0)
    expect(page.find(testids.searchEmpty).text()).toContain(t('search.failed'))
    await page.find(testids.searchInput).trigger('keydown', { key: 'Enter' })
    await type('anna')
    expect(page.find(testids.searchFailed).text()).toContain(t('search.failed'))
    search.mockRestore()
    await page.find(testids.searchFailed).find('button').trigger('click')
    await flushPromises()
    expect(page.wrapper.find(`[data-testid=${testids.searchFailed}]`).exists()).toBe(false)
  })

  it('asks nobody for a name that is longer than names are', async () => {
    page = await mounted(SearchPanel, { props: {} })
    const people = vi.spyOn(page.core, 'searchUsers')
    await type('今天我们一起去公园喝茶吧明天也可以去的好不好呀')
    expect(people).not.toHaveBeenCalled()
    expect(page.find(testids.searchEmpty).text()).not.toContain(t('search.failed'))
  })

  it('shows no signs that turn the text about', () => {
    const hit = { key: '1-1', room: 1, seq: 1, from: 1, at: 1, text: 'a\u202etea\u202c\u0007', marks: [[2, 3]] as const, before: false, after: false }
    expect(mount(Snippet, { props: { hit } }).text()).toBe('atea')
    expect(mount(Snippet, { props: { hit } }).find('mark').text()).toBe('tea')
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
    const view = hitPage({ hits: [{ event, marks: [[5, 3]], before: true }], cursor: '5.3.7' }, told)
    expect(view).toEqual({ hits: [{ key: '3-7', room: 3, seq: 7, from: 2, at: 5, text: 'good tea', marks: [[5, 3]], before: true, after: false }], cursor: '5.3.7', partial: false })
  })

  it('says what a hit is, and shows the name that was found', async () => {
    const hit = (kind: EventKind, text?: string): HitView => hitPage({ hits: [{ event: { room: 3, seq: 7, at: 5, from: 2, kind, body: text === undefined ? {} : { text } }, marks: text ? [[0, 2]] : [] }] }, told).hits[0]!
    const shown = async (one: HitView): Promise<string> => {
      page = await mounted(Snippet, { props: { hit: one } })
      const html = page.wrapper.text()
      page.wrapper.unmount()
      return html
    }
    expect(await shown(hit('file', 'Q3 report.pdf'))).toBe('[File] Q3 report.pdf')
    expect(await shown(hit('image', 'look\nview.png'))).toBe('[Picture] look view.png')
    expect(await shown(hit('voice'))).toBe('[Voice message]')
    expect(await shown(hit('sticker', 'tea/hello'))).toBe('[Sticker]')
    expect(await shown(hit('text', 'good tea'))).toBe('good tea')
  })

  it('is asked with the zone of the browser', () => {
    expect([-480, 0, 210, -345].map(zoneText)).toEqual(['+08:00', '+00:00', '-03:30', '+05:45'])
  })
})
