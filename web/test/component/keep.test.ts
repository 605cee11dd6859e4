// SPDX-License-Identifier: MIT
// How long messages are kept: chosen, asked about where it deletes some, said in the timeline and above what is left.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import type { MessageView, RoomView } from '@/core/api'
import ServerForm from '@/features/admin/ServerForm.vue'
import Rules from '@/features/groups/Rules.vue'
import RoomStart from '@/features/timeline/RoomStart.vue'
import { systemText } from '@/features/timeline/system'
import { setLocale } from '@/i18n'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => page?.wrapper.unmount())
const one = (testid: string): HTMLElement | null => document.querySelector(`[data-testid=${testid}]`)
const options = (): string[] => page.find(testids.keep).findAll('option').map((option) => option.text())
const room = (more: Partial<RoomView>): RoomView => ({ id: 2, kind: 'group', title: 'Tea', role: 'owner', join: 'invite', history: 'all', members: 2, unread: 0, lastAt: 1, draft: '', typing: [], ...more })
const asked = (name: string, op?: string): unknown[] => page.core.play.calls.filter((call) => call.name === name && (!op || call.args[0] === op)).map((call) => call.args[1])

async function choose(value: string | number, days?: string): Promise<void> {
  await page.find(testids.keep).setValue(value)
  if (days !== undefined) await page.find(testids.keepDays).setValue(days)
}
async function save(): Promise<void> {
  await page.find(testids.keepSave).trigger('click')
  await settled()
}
async function confirm(typed: string): Promise<void> {
  const input = one(testids.dissolveName) as HTMLInputElement
  input.value = typed
  input.dispatchEvent(new Event('input'))
  await settled()
  one(testids.confirm)!.closest('form')!.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
  await settled()
}

describe('a group', () => {
  it('is asked about a shorter time, with what it does, and only the number lets it pass', async () => {
    page = await mounted(Rules, { props: { room: room({}) } })
    expect(page.find(testids.keepNow).text()).toBe('In force: messages are kept for ever.')
    expect(page.find(testids.keepSave).exists()).toBe(false)
    await choose(30)
    await save()
    expect(document.body.textContent).toContain('Messages older than 30 days are deleted for good, in this conversation, also for their authors.')
    await confirm('3')
    expect(asked('setRoom')).toEqual([])
    await confirm('30')
    expect(asked('setRoom')).toEqual([{ keep: 30 }])
    expect(one(testids.confirm)).toBeNull()
  })

  it('offers no more than the server keeps, where that is known', async () => {
    page = await mounted(Rules, { props: { room: room({ keep: 90 }) } })
    expect(options()).toEqual(['As long as the server keeps them', '30 days', 'Another time…'])
    // Longer than the server deletes nothing: there is nothing to ask.
    await choose('other', '400')
    await save()
    expect(asked('setRoom')).toEqual([{ keep: 400 }])
    await page.wrapper.setProps({ room: room({ keep: 30, keepOwn: 30 }) })
    expect(options()).toContain('365 days')
    expect((page.find(testids.keep).element as HTMLSelectElement).value).toBe('30')
    await choose(0)
    await save()
    expect(asked('setRoom').at(-1)).toEqual({ keep: 0 })
    expect(one(testids.confirm)).toBeNull()
  })

  it('takes whole days within a hundred years', async () => {
    page = await mounted(Rules, { props: { room: room({}) } })
    for (const days of ['', '0', '-3', '1.5', '36501']) {
      await choose('other', days)
      expect(page.find(testids.keepSave).attributes(), days).toHaveProperty('disabled')
      expect(page.wrapper.text()).toContain('A whole number from 1 to 36,500')
    }
    await choose('other', '36500')
    await page.find(testids.keepDays).trigger('keydown', { key: 'Enter' })
    await settled()
    await confirm('36500')
    expect(asked('setRoom')).toEqual([{ keep: 36_500 }])
  })

  it('says what went wrong and stays as it was', async () => {
    page = await mounted(Rules, { props: { room: room({ keep: 30, keepOwn: 30 }) } })
    page.core.play.failNext('forbidden')
    await choose(365)
    await save()
    expect(page.find(testids.keepSave).exists()).toBe(true)
    expect(page.find(testids.keepNow).attributes('data-days')).toBe('30')
  })
})

describe('the server', () => {
  it('is asked about a shorter time only', async () => {
    const core = createFakeCore()
    let keep: number | undefined = 90
    core.play.reply('admin.settings', (request: { keep?: number }) => {
      if (request.keep !== undefined) keep = request.keep || undefined
      return { settings: { name: 'Teahouse', registration: 'open', ...(keep ? { keep } : {}) } }
    })
    page = await mounted(ServerForm, { core })
    await settled()
    expect(page.find(testids.keepNow).text()).toBe('In force: messages are deleted after 90 days.')
    await choose(0)
    await save()
    expect(asked('ask', 'admin.settings').at(-1)).toEqual({ keep: 0 })
    expect(page.find(testids.keepNow).text()).toBe('In force: messages are kept for ever.')
    await choose('other', '1')
    await save()
    expect(document.body.textContent).toContain('Messages older than 1 day are deleted for good, in all conversations')
    await confirm('1')
    expect(asked('ask', 'admin.settings').at(-1)).toEqual({ keep: 1 })
    expect(page.find(testids.keepNow).text()).toBe('In force: messages are deleted after 1 day.')
  })
})

describe('the timeline', () => {
  const rules = (more: Partial<MessageView>): readonly MessageView[] => [{ key: 'k', room: 1, seq: 1, at: 1, from: 2, own: false, kind: 'rules', state: 'sent', writers: 'all', ...more }]

  it('has a line about it', async () => {
    await setLocale('en')
    const text = (more: Partial<MessageView>): string => systemText(rules(more), () => 'Lǐ')
    expect(text({ keep: 30 })).toBe('Lǐ changed the rules: everybody may write and messages are kept for 30 days')
    expect(text({ keep: 1, slow: 5 })).toBe('Lǐ changed the rules: everybody may write, one message in 5 s, and messages are kept for 1 day')
    expect(text({ keep: 0 })).toBe('Lǐ changed the rules: everybody may write and messages are kept as long as the server does')
    expect(text({})).toBe('Lǐ changed the rules: everybody may write')
    await setLocale('zh-CN')
    expect(text({ keep: 30 })).toContain('消息保留 30 天')
    await setLocale('en')
  })

  it('says on top that older messages are deleted', async () => {
    page = await mounted(RoomStart, { props: { room: room({ keep: 30 }) } })
    await vi.waitFor(() => expect(page.find(testids.keptFor).text()).toBe('Older messages are deleted after 30 days'))
    await page.wrapper.setProps({ room: room({}) })
    expect(page.find(testids.keptFor).exists()).toBe(false)
  })
})
