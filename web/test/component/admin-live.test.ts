// SPDX-License-Identifier: MIT
// The live view of the console: what is asked for page by page, and what a row says.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import type { AdminConnection, LiveRoom } from '@/core/protocol/generated'
import Live from '@/features/admin/Live.vue'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type FakeCore, type Mounted } from './support'

let page: Mounted
beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => {
  page?.wrapper.unmount()
  vi.useRealTimers()
})
const asked = (core: FakeCore, op: string): unknown[] => core.play.calls.filter((call) => call.name === 'ask' && call.args[0] === op).map((call) => call.args[1])
const socket = (id: number, more: Partial<AdminConnection> = {}): AdminConnection => ({ id, user: 1, device: 7, address: '192.0.2.9', since: 1_000 + id, received: 2_048, sent: 3_145_728, waiting: 512, rooms: 1, lagged: 0, ...more })
const room = (id: number, more: Partial<LiveRoom> = {}): LiveRoom => ({ id, kind: 'group', title: `Room ${id}`, members: 3, minute: 4, hour: 50, head: 99, at: 1, open: 2, waiting: 0, ...more })
const rows = (): string[] => page.wrapper.findAll(`[data-testid="${testids.adminRow}"]`).map((row) => row.text())

describe('the live view', () => {
  it('shows sockets and goes on behind the last one by what they are ordered by', async () => {
    const core = createFakeCore()
    core.play.reply('admin.connections', (request: { after?: number }) =>
      request.after ? { connections: [socket(3)], total: 3, more: false } : { connections: [socket(9, { secure: true, compressed: true, rtt: 12_340, lagged: 2 }), socket(5, { binary: true })], total: 3, more: true },
    )
    page = await mounted(Live, { core })
    await settled()
    expect(page.find(testids.adminTotals).text()).toBe('3 in all')
    const [first, second] = rows()
    for (const words of ['192.0.2.9 · TLS · JSON · deflate', 'login 7', '↓ 2.0 KB · ↑ 3.0 MB · 512 B waiting · 12.3 ms · 1 room open · 2 times too slow']) expect(first).toContain(words)
    expect(second).toContain('MessagePack')
    await page.wrapper.find('.adm-more').trigger('click')
    await settled()
    expect(rows()).toHaveLength(3)
    expect(asked(core, 'admin.connections').at(-1)).toEqual({ order: 'newest', limit: 50, key: 1_005, after: 5 })
    await page.wrapper.find('[data-field=order]').setValue('waiting')
    await settled()
    expect(asked(core, 'admin.connections').at(-1)).toEqual({ order: 'waiting', limit: 50 })
  })

  it('shows rooms by how much is written, page by page', async () => {
    const core = createFakeCore()
    core.play.reply('admin.connections', () => ({ connections: [], total: 0, more: false }))
    core.play.reply('admin.live', (request: { skip: number }) =>
      request.skip ? { rooms: [room(4, { kind: 'direct' })], total: 3, more: false } : { rooms: [room(2, { online: 1 }), room(1, { kind: 'lobby', title: '' })], total: 3, more: true },
    )
    page = await mounted(Live, { core })
    await settled()
    await page.wrapper.find('[data-field=order]').setValue('hour')
    await settled()
    expect(rows()[0]).toContain('Room 2')
    for (const words of ['4 a minute, 50 an hour · #99', '3 members · 1 online · open in 2 connections · 0 B waiting']) expect(rows()[0]).toContain(words)
    expect(rows()[1]).not.toContain('online')
    await page.wrapper.find('.adm-more').trigger('click')
    await settled()
    expect(rows()).toHaveLength(3)
    expect(asked(core, 'admin.live').at(-1)).toEqual({ order: 'hour', limit: 50, skip: 2 })
  })

  it('asks again every five seconds, and not once it is gone', async () => {
    const core = createFakeCore()
    core.play.reply('admin.connections', () => ({ connections: [socket(1)], total: 1, more: false }))
    page = await mounted(Live, { core })
    await settled()
    expect(asked(core, 'admin.connections')).toHaveLength(1)
    vi.advanceTimersByTime(5_000)
    await settled()
    expect(asked(core, 'admin.connections')).toHaveLength(2)
    page.wrapper.unmount()
    vi.advanceTimersByTime(60_000)
    await settled()
    expect(asked(core, 'admin.connections')).toHaveLength(2)
  })
})
