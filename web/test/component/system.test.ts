// SPDX-License-Identifier: MIT
import { beforeAll, describe, expect, it } from 'vitest'
import type { MessageView } from '@/core/api'
import { systemText } from '@/features/timeline/system'
import { setLocale } from '@/i18n'

const names = ['', 'Anna', 'Omar', 'Maya', 'Jonas', 'Priya']
const nameOf = (id: number): string => names[id] ?? `#${id}`
const event = (kind: string, change: Partial<MessageView> = {}): MessageView => ({ key: kind, room: 1, seq: 1, at: 0, from: 1, own: false, kind, state: 'sent', ...change })

describe('system lines', () => {
  beforeAll(() => setLocale('en'))

  it('say who came and who went in one line', () => {
    expect(systemText([event('join', { from: 2 }), event('join', { from: 3 }), event('leave', { from: 4 })], nameOf)).toBe('Omar and Maya joined · Jonas left')
  })

  it('say who brought whom', () => {
    expect(systemText([event('join', { from: 1, users: [2, 3] })], nameOf)).toBe('Anna added Omar and Maya')
  })

  it('count people beyond the first three', () => {
    expect(systemText([event('traffic', { users: [1, 2, 3, 4], count: 9 })], nameOf)).toBe('Anna, Omar, Maya, and 6 others came in')
  })

  it('tell who left the Lobby as having left, and nobody else as having come', () => {
    expect(systemText([event('traffic', { from: 2, users: [], count: 0, left: [2], leftCount: 1 })], nameOf)).toBe('Omar left the Lobby')
    expect(systemText([event('traffic', { users: [1], count: 1, left: [2, 3], leftCount: 5 })], nameOf)).toBe('Anna came in · Omar, Maya, and 3 others left the Lobby')
    expect(systemText([event('traffic', { from: 0, users: [], count: 0, left: [], leftCount: 0 })], nameOf)).toBe('')
  })

  it('keep a name from right to left in one piece', () => {
    expect(systemText([event('join', { from: 2 })], () => 'שלום')).toBe('\u2068שלום\u2069 joined')
  })

  it('tell the rules that hold from now on', async () => {
    expect(systemText([event('rules', { writers: 'admins', slow: 30, recall: 1_440 })], nameOf)).toBe('Anna changed the rules: only admins may write, one message in 30 s, and messages can be recalled within 1 day')
    expect(systemText([event('rules', { recall: 0 })], nameOf)).toBe('Anna changed the rules: everybody may write')
    await setLocale('zh-CN')
    expect(systemText([event('rules', { recall: 60 })], nameOf)).toContain('1小时内的消息可以撤回')
    await setLocale('en')
  })

  it('tell roles, titles and announcements', () => {
    expect(systemText([event('role', { users: [2], role: 'admin' })], nameOf)).toBe('Anna made Omar an admin')
    expect(systemText([event('role', { users: [2], role: 'owner' })], nameOf)).toBe('Anna made Omar the owner')
    expect(systemText([event('title', { title: 'Tea' })], nameOf)).toBe('Anna changed the name to "Tea"')
    expect(systemText([event('announcement', { text: '' })], nameOf)).toBe('Anna removed the announcement')
  })
})
