// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it } from 'vitest'
import { testids } from '@/app/testids'
import type { RoomView } from '@/core/api'
import RoomItem from '@/features/conversations/RoomItem.vue'
import { hue, initials } from '@/ui/avatar'
import { mounted, type Mounted } from './support'

let page: Mounted
afterEach(() => page?.wrapper.unmount())

async function show(change: Partial<RoomView>, active = false): Promise<string> {
  const room: RoomView = {
    id: 2, kind: 'group', title: 'Tea', join: 'invite', history: 'joined', members: 5, unread: 0, lastAt: Date.now(), draft: '', typing: [],
    preview: { from: 2, text: 'The **kettle**\nis on', pending: false, failed: false }, ...change,
  }
  page = await mounted(RoomItem, { props: { room, active } })
  return page.wrapper.text()
}

describe('a conversation in the list', () => {
  it('shows who wrote what, in one line without marks', async () => {
    expect(await show({})).toContain('Anna Keller: The kettle is on')
  })

  it('calls the reader "You" in groups and names nobody in direct rooms', async () => {
    expect(await show({ preview: { from: 1, text: 'hi', pending: false, failed: false } })).toContain('You: hi')
    page.wrapper.unmount()
    expect(await show({ kind: 'direct', peer: 2, title: 'Anna Keller' })).not.toContain('Anna Keller: ')
  })

  it('shows the last event of a group that has no message yet', async () => {
    const notice = { key: 'n', room: 2, seq: 3, at: 0, from: 2, own: false, kind: 'title', title: 'Tea\u202e', state: 'sent' } as const
    expect(await show({ preview: undefined, notice })).toContain('Anna Keller changed the name to "Tea"')
    page.wrapper.unmount()
    expect(await show({ preview: undefined })).toContain('No messages yet')
  })

  it('shows a draft before the last message, but not in the open room', async () => {
    expect(await show({ draft: 'later' })).toContain('Draft: later')
    page.wrapper.unmount()
    expect(await show({ draft: 'later' }, true)).not.toContain('later')
  })

  it('shows who types before all else', async () => {
    expect(await show({ draft: 'later', typing: [2, 3] })).toContain('Anna Keller and 王小明 are typing…')
  })

  it('counts unread messages up to 99', async () => {
    await show({ unread: 7 })
    expect(page.find(testids.unreadBadge).text()).toBe('7')
    page.wrapper.unmount()
    await show({ unread: 120 })
    expect(page.find(testids.unreadBadge).text()).toBe('99+')
    expect(page.find(testids.unreadBadge).attributes('aria-label')).toBe('120 unread messages')
  })

  it('marks what waits and what failed', async () => {
    await show({ preview: { from: 1, text: 'hi', pending: true, failed: false } })
    expect(page.wrapper.find('[role=img]').attributes('aria-label')).toBe('Sending')
    page.wrapper.unmount()
    await show({ preview: { from: 1, text: 'hi', pending: false, failed: true } })
    expect(page.wrapper.find('[role=img]').attributes('aria-label')).toBe('Not sent')
  })
})

describe('avatars', () => {
  it('take one character of a Chinese name, two letters of a Latin one', () => {
    expect(['林清茶', 'Anna Keller', 'anna', 'Élodie Martin', '👩‍🚀 Mia', '', '李 Anna'].map(initials)).toEqual(['林', 'AK', 'A', 'ÉM', '👩‍🚀M', '', '李'])
  })
  it('give neighbouring ids colours far apart', () => {
    for (let id = 1; id < 50; id++) {
      const apart = Math.abs(hue(id) - hue(id + 1))
      expect(Math.min(apart, 360 - apart)).toBeGreaterThan(90)
    }
  })
})
