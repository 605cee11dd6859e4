// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it } from 'vitest'
import { testids } from '@/app/testids'
import type { MessageView } from '@/core/api'
import Message from '@/features/timeline/Message.vue'
import { mounted, type Mounted } from './support'

let page: Mounted
afterEach(() => page.wrapper.unmount())

async function show(change: Partial<MessageView>, direct = false): Promise<void> {
  const message: MessageView = { key: 'k1', room: 1, seq: 7, at: Date.now(), from: 2, own: false, kind: 'text', text: 'hello', state: 'sent', ...change }
  const row = { type: 'message', key: message.key, message, head: true, tail: true, day: false, unread: false }
  page = await mounted(Message, { props: { row, direct, flash: false, fresh: false } })
}

describe('a message', () => {
  it('shows who wrote it, and can be found by the tests', async () => {
    await show({})
    expect(page.wrapper.text()).toContain('Anna Keller')
    expect(page.find(testids.message).attributes()).toMatchObject({ 'data-seq': '7', 'data-state': 'sent', 'data-own': 'false' })
  })

  it('shows the markup as elements', async () => {
    await show({ text: '**bold** `code` https://example.org/a?b=1\n```\nblock\n```' })
    const text = page.find(testids.messageText)
    expect(text.find('strong').text()).toBe('bold')
    expect(text.find('p code').text()).toBe('code')
    expect(text.find('pre').text()).toBe('block')
    expect(text.find('a').attributes()).toMatchObject({ href: 'https://example.org/a?b=1', rel: 'noopener noreferrer nofollow', target: '_blank' })
  })

  it.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '"><svg/onload=alert(1)>',
    'javascript:alert(1)',
    '[x](javascript:alert(1))',
    '{{constructor.constructor("alert(1)")()}}',
    '&lt;b&gt;',
    '```<img src=x onerror=alert(1)>```',
  ])('shows %s as text', async (text) => {
    await show({ text })
    const shown = page.find(testids.messageText)
    expect(shown.findAll('img, script, svg, a, b')).toHaveLength(0)
    expect(shown.text()).toBe(text.replaceAll('```', ''))
  })

  it('says why it was not sent, and offers what to do', async () => {
    await show({ own: true, from: 1, seq: undefined, state: 'failed', error: 'muted' })
    expect(page.wrapper.text()).toContain('Not sent: You are muted and cannot write for now.')
    await page.find(testids.retry).trigger('click')
    await page.find(testids.discard).trigger('click')
    expect(page.core.play.calls.map((call) => call.name)).toEqual(['retry', 'discard'])
  })

  it('has a clock while it waits and a tick when it is stored', async () => {
    await show({ own: true, from: 1, seq: undefined, state: 'pending' })
    expect(page.wrapper.find('[role=img]').attributes('aria-label')).toBe('Sending')
    page.wrapper.unmount()
    await show({ own: true, from: 1 })
    expect(page.wrapper.find('[role=img]').attributes('aria-label')).toBe('Sent')
  })

  it('is large when it is one to three emoji', async () => {
    await show({ text: '👍🏽' })
    expect(page.find(testids.message).classes()).toContain('large')
    page.wrapper.unmount()
    await show({ text: '👍👍👍👍' })
    expect(page.find(testids.message).classes()).not.toContain('large')
  })
})
