// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { testids } from '@/app/testids'
import Banner from '@/features/connection/Banner.vue'
import { mounted, type Mounted } from './support'

let page: Mounted
beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => {
  page.wrapper.unmount()
  vi.useRealTimers()
})

async function show(view: Parameters<Mounted['core']['play']['connection']>[0]): Promise<void> {
  page.core.play.connection(view)
  page.core.play.flush()
  await vi.advanceTimersByTimeAsync(0)
  await nextTick()
}

describe('the banner', () => {
  it('is not there while online', async () => {
    page = await mounted(Banner)
    expect(page.find(testids.banner).exists()).toBe(false)
  })

  it('counts down to the next try', async () => {
    page = await mounted(Banner)
    await show({ state: 'offline', retryAt: Date.now() + 3000 })
    await vi.advanceTimersByTimeAsync(600)
    expect(page.find(testids.banner).text()).toContain('Reconnecting… Retry in 3 seconds')
    await vi.advanceTimersByTimeAsync(1400)
    expect(page.find(testids.banner).text()).toContain('Retry in 1 second')
    await vi.advanceTimersByTimeAsync(1500)
    expect(page.find(testids.banner).text()).not.toContain('Retry in')
  })

  it('tries at once when asked, and goes away', async () => {
    page = await mounted(Banner)
    await show({ state: 'offline', retryAt: Date.now() + 3000 })
    await vi.advanceTimersByTimeAsync(600)
    await page.find(testids.retryNow).trigger('click')
    expect(page.core.play.calls.at(-1)?.name).toBe('retryNow')
    await vi.advanceTimersByTimeAsync(0)
    expect(page.find(testids.banner).exists()).toBe(false)
  })

  it('waits a moment before it speaks of connecting', async () => {
    page = await mounted(Banner)
    await show({ state: 'connecting' })
    expect(page.find(testids.banner).exists()).toBe(false)
    await vi.advanceTimersByTimeAsync(1500)
    expect(page.find(testids.banner).text()).toContain('Connecting…')
  })

  it('says nothing of an outage that is over at once', async () => {
    page = await mounted(Banner)
    await show({ state: 'offline', retryAt: Date.now() + 300 })
    await vi.advanceTimersByTimeAsync(300)
    await show({ state: 'connecting' })
    await vi.advanceTimersByTimeAsync(200)
    expect(page.find(testids.banner).exists()).toBe(false)
    await show({ state: 'online' })
    await vi.advanceTimersByTimeAsync(2000)
    expect(page.find(testids.banner).exists()).toBe(false)
  })

  it('does not wait anew with every try of one outage', async () => {
    page = await mounted(Banner)
    await show({ state: 'offline', retryAt: Date.now() + 300 })
    await vi.advanceTimersByTimeAsync(400)
    await show({ state: 'connecting' })
    await vi.advanceTimersByTimeAsync(250)
    expect(page.find(testids.banner).exists()).toBe(true)
  })

  it('counts from now, also when the last outage is long ago', async () => {
    page = await mounted(Banner)
    await vi.advanceTimersByTimeAsync(60_000)
    await show({ state: 'offline', retryAt: Date.now() + 3000 })
    await vi.advanceTimersByTimeAsync(600)
    expect(page.find(testids.banner).text()).toContain('Retry in 3 seconds')
  })

  it('says that the server restarts', async () => {
    page = await mounted(Banner, { locale: 'zh-CN' })
    await show({ state: 'draining', retryAt: Date.now() + 2000 })
    await vi.advanceTimersByTimeAsync(600)
    expect(page.find(testids.banner).attributes('data-state')).toBe('draining')
    expect(page.find(testids.banner).text()).toContain('服务器正在重启')
  })
})
