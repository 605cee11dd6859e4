// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import type { MessageView } from '@/core/api'
import { refill } from '@/features/composer/refill'
import Reactions from '@/features/messages/Reactions.vue'
import { isLong } from '@/features/timeline/fold'
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

  it('marks everybody and the admins where they are named, and nowhere else', async () => {
    const marked = async (change: Partial<MessageView>): Promise<string[]> => {
      await show({ text: '@all @admins', ...change })
      const names = page.find(testids.messageText).findAll('.mention').map((one) => one.text())
      page.wrapper.unmount()
      return names
    }
    expect(await marked({ all: true, admins: true })).toEqual(['@all', '@admins'])
    expect(await marked({ admins: true })).toEqual(['@admins'])
    expect(await marked({})).toEqual([])
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
    // The button that copies code has an icon of ours; it comes when it is loaded.
    expect(shown.findAll('img, script, svg, a, b').filter(({ element }) => !element.closest('button'))).toHaveLength(0)
    expect(shown.text()).toBe(text.replaceAll('```', ''))
  })

  it('says why it was not sent, and offers what to do', async () => {
    await show({ own: true, from: 1, seq: undefined, state: 'failed', error: 'forbidden' })
    await vi.waitFor(() => expect(page.find(testids.discard).exists()).toBe(true))
    expect(page.wrapper.text()).toContain('Not sent: You are not allowed to do this.')
    await page.find(testids.retry).trigger('click')
    await page.find(testids.discard).trigger('click')
    expect(page.core.play.calls.map((call) => call.name)).toEqual(['retry', 'discard'])
  })

  it.each(['too_large', 'invalid', 'muted', 'not_a_member'])('that was refused as %s can be written anew, not sent again as it is', async (error) => {
    await show({ own: true, from: 1, seq: undefined, state: 'failed', error, text: 'my words' })
    await vi.waitFor(() => expect(page.find(testids.discard).exists()).toBe(true))
    expect(page.find(testids.retry).exists()).toBe(false)
    await page.find(testids.editFailed).trigger('click')
    expect(refill.value).toEqual({ room: 1, text: 'my words' })
    expect(page.core.play.calls.map((call) => call.name)).toEqual(['discard'])
    refill.value = undefined
  })

  it('says why it waits, but only when it has waited for two seconds', async () => {
    vi.useFakeTimers()
    await show({ own: true, from: 1, seq: undefined, state: 'pending', waiting: 'store_unavailable' })
    await vi.dynamicImportSettled()
    await vi.advanceTimersByTimeAsync(1)
    expect(page.find(testids.waiting).exists()).toBe(false)
    await vi.advanceTimersByTimeAsync(2_100)
    expect(page.find(testids.waiting).text()).toBe('Not sent yet, trying again. It could not be stored just now. Try again shortly.')
    page.wrapper.unmount()
    // One that comes back into the window does not wait anew.
    await show({ own: true, from: 1, seq: undefined, state: 'pending', waiting: 'read_only', at: Date.now() - 5_000 })
    await vi.advanceTimersByTimeAsync(1)
    expect(page.find(testids.waiting).exists()).toBe(true)
    vi.useRealTimers()
  })

  it('is folded when it is very long, until the reader wants all of it', async () => {
    const text = Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n')
    await show({ text })
    expect(page.find(testids.messageText).classes()).toContain('folded')
    expect(page.find(testids.messageText).text()).toContain('line 59') // all of it is there to be found and copied
    await page.find(testids.unfold).trigger('click')
    expect(page.find(testids.messageText).classes()).not.toContain('folded')
    page.wrapper.unmount()
    await show({ text }) // scrolled away and back
    expect(page.find(testids.unfold).exists()).toBe(false)
    page.wrapper.unmount()
    await show({ key: 'k2', text: 'x\n'.repeat(30) })
    expect(page.find(testids.unfold).exists()).toBe(false)
    expect([isLong('茶'.repeat(1_200)), isLong('茶'.repeat(1_400)), isLong('x'.repeat(2_500)), isLong('x'.repeat(2_800))]).toEqual([false, true, false, true])
  })

  it('has a clock while it waits and a tick when it is stored', async () => {
    await show({ own: true, from: 1, seq: undefined, state: 'pending' })
    expect(page.wrapper.find('[role=img]').attributes('aria-label')).toBe('Sending')
    page.wrapper.unmount()
    await show({ own: true, from: 1 })
    expect(page.wrapper.find('[role=img]').attributes('aria-label')).toBe('Sent')
  })

  it('does not turn about, and hides no control signs', async () => {
    await show({ text: '\u202egnp.exe\u0000 \u2066x\u2069' })
    expect(page.find(testids.messageText).element.textContent).toBe('gnp.exe x')
    expect(page.find(testids.messageText).attributes('dir')).toBe('auto')
  })

  it('may be nothing but names', async () => {
    const name = '@Anna Keller'
    const words = `x ${name}${name} @An ${name.repeat(5_000)}`
    await show({ text: words, mentions: [2] })
    const text = page.find(testids.messageText)
    expect(text.element.textContent).toBe(words)
    expect(text.findAll('.mention')).toHaveLength(5_002)
  })

  it('has no signs behind it that turn a line about', async () => {
    page = await mounted(Reactions, { props: { message: { room: 1, seq: 7, reactions: [{ sign: '\u202e👍', users: [2] }] } } })
    const chip = page.find(testids.reaction)
    expect(chip.text() + chip.attributes('aria-label') + chip.attributes('title')).not.toContain('\u202e')
    expect(chip.text()).toContain('👍')
  })

  it('is large when it is one to three emoji', async () => {
    await show({ text: '👍🏽' })
    expect(page.find(testids.message).classes()).toContain('large')
    page.wrapper.unmount()
    await show({ text: '👍👍👍👍' })
    expect(page.find(testids.message).classes()).not.toContain('large')
  })
})
