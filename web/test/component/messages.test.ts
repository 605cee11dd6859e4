// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it } from 'vitest'
import { testids } from '@/app/testids'
import type { MessageView } from '@/core/api'
import { mentioned, mentionQuery } from '@/features/messages/mentions'
import MentionPopup from '@/features/messages/MentionPopup.vue'
import MessageMenu from '@/features/messages/MessageMenu.vue'
import QuoteLine from '@/features/messages/QuoteLine.vue'
import Reactions from '@/features/messages/Reactions.vue'
import Recalled from '@/features/messages/Recalled.vue'
import { forwarding, jumpRequest, menuRequest, rewriting, selection, target, type MenuRequest } from '@/features/messages/state'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => {
  page?.wrapper.unmount()
  menuRequest.value = target.value = selection.value = forwarding.value = jumpRequest.value = rewriting.value = undefined
})

const message = (change: Partial<MessageView> = {}): MessageView => ({ key: 'k1', room: 1, seq: 7, at: Date.now(), from: 2, own: false, kind: 'text', text: 'hello', state: 'sent', ...change })

async function menu(change: Partial<MessageView>): Promise<string[]> {
  const request: MenuRequest = { message: message(change), x: 0, y: 0, emoji: false }
  menuRequest.value = request
  page = await mounted(MessageMenu, { props: { request } })
  return page.wrapper.findAll(`[data-testid=${testids.messageAction}]`).map((item) => item.attributes('data-action')!)
}
const choose = (action: string): Promise<void> => page.wrapper.find(`[data-action=${action}]`).trigger('click')

describe('the menu of a message', () => {
  it('offers an admin of the lobby everything but editing what others wrote', async () => {
    expect(await menu({})).toEqual(['reply', 'copy', 'forward', 'pin', 'remind', 'select', 'link', 'report', 'recall'])
  })

  it('offers editing for own texts, but not for forwarded ones', async () => {
    expect(await menu({ own: true, from: 1 })).toContain('edit')
    page.wrapper.unmount()
    expect(await menu({ own: true, from: 1, origin: { user: 2, name: 'Anna', at: 1 } })).not.toContain('edit')
  })

  it('does not offer to take back in a private room what is too old or of the other', async () => {
    const direct = 3
    expect(await menu({ room: direct, own: true, from: 1 })).toContain('recall')
    page.wrapper.unmount()
    expect(await menu({ room: direct, own: true, from: 1, at: Date.now() - 130_000 })).not.toContain('recall')
    page.wrapper.unmount()
    expect(await menu({ room: direct })).not.toContain('recall')
  })

  it('does what is chosen, and closes', async () => {
    await menu({ own: true, from: 1 })
    await choose('reply')
    expect(target.value).toMatchObject({ how: 'reply', seq: 7, text: 'hello' })
    expect(menuRequest.value).toBeUndefined()
    page.wrapper.unmount()
    await menu({})
    await choose('pin')
    expect(page.core.play.calls.at(-1)).toEqual({ name: 'pin', args: [1, 7, true] })
    page.wrapper.unmount()
    await menu({})
    await choose('select')
    expect([...selection.value!.seqs]).toEqual([7])
    page.wrapper.unmount()
    await menu({})
    await choose('forward')
    expect(forwarding.value).toEqual({ room: 1, seqs: [7] })
  })

  it('puts a sign, and takes the own one away', async () => {
    await menu({ reactions: [{ sign: '👍', users: [1, 2] }] })
    await page.wrapper.find('[data-sign="👍"]').trigger('click')
    expect(page.core.play.calls.at(-1)).toEqual({ name: 'react', args: [1, 7, '👍', false] })
    page.wrapper.unmount()
    await menu({})
    await page.find(testids.moreSigns).trigger('click')
    expect(page.wrapper.findAll(`[data-testid=${testids.sign}]`)).toHaveLength(24)
  })
})

describe('parts of a message', () => {
  it('count signs and mark the own ones', async () => {
    page = await mounted(Reactions, { props: { message: message({ reactions: [{ sign: '👍', users: [1, 2] }, { sign: '🍵', users: [3] }] }) } })
    const chips = page.wrapper.findAll(`[data-testid=${testids.reaction}]`)
    expect(chips.map((chip) => chip.text())).toEqual(['👍2', '🍵1'])
    expect(chips.map((chip) => chip.attributes('aria-pressed'))).toEqual(['true', 'false'])
    await chips[1]!.trigger('click')
    expect(page.core.play.calls.at(-1)).toEqual({ name: 'react', args: [1, 7, '🍵', true] })
  })

  it('quote on one line, and lead to what they quote', async () => {
    page = await mounted(QuoteLine, { props: { room: 1, quote: { seq: 3, from: 2, text: '**bold**\nnext' } } })
    expect(page.wrapper.text()).toContain('bold next')
    await page.find(testids.quote).trigger('click')
    expect(jumpRequest.value).toEqual({ room: 1, seq: 3 })
    await page.wrapper.setProps({ quote: { seq: 3, gone: true } })
    expect(page.wrapper.text()).toContain('no longer available')
  })

  it('say who took a message back, and give the author the words', async () => {
    page = await mounted(Recalled, { props: { message: message({ own: true, from: 1, recalled: 1, text: undefined, again: 'my words' }) } })
    expect(page.wrapper.text()).toContain('You recalled a message')
    await page.find(testids.writeAgain).trigger('click')
    expect(rewriting.value).toEqual({ room: 1, text: 'my words' })
    page.wrapper.unmount()
    page = await mounted(Recalled, { props: { message: message({ recalled: 1 }) } })
    expect(page.wrapper.text()).toContain('Anna Keller')
    expect(page.find(testids.writeAgain).exists()).toBe(false)
  })
})

describe('naming people', () => {
  it.each([
    ['hello @An', 9, 'An'],
    ['@', 1, ''],
    ['你好@王', 4, undefined],
    ['你好 @王', 5, '王'],
    ['mail@example.org', 16, undefined],
    ['@Anna Keller', 12, undefined],
    ['a @b c', 4, 'b'],
  ])('in %j at %d means %j', (text, caret, query) => {
    expect(mentionQuery(text, caret)).toBe(query)
  })

  it('counts only names that still stand in the text', () => {
    const chosen = [{ user: 2, name: 'Anna' }, { user: 3, name: 'Bo' }, { user: 'all' as const, name: 'all' }, { user: 'admins' as const, name: 'admins' }]
    expect(mentioned('@Anna and @Bo', chosen)).toEqual({ mentions: [2, 3], all: false, admins: false })
    expect(mentioned('@all', chosen)).toEqual({ mentions: [], all: true, admins: false })
    expect(mentioned('@admins, @Bo', chosen)).toEqual({ mentions: [3], all: false, admins: true })
    expect(mentioned('nobody', chosen)).toEqual({ mentions: [], all: false, admins: false })
  })

  it('lists fitting people, and everybody for admins', async () => {
    page = await mounted(MentionPopup, { props: { room: 1, query: '' } })
    await new Promise((done) => setTimeout(done, 150))
    await settled()
    const options = page.wrapper.findAll(`[data-testid=${testids.mentionOption}]`)
    expect(options.slice(0, 2).map((one) => one.attributes('data-user'))).toEqual(['all', 'admins'])
    await options[1]!.trigger('mousedown')
    await options[2]!.trigger('mousedown')
    expect(page.wrapper.emitted('choose')).toEqual([['admins', 'admins'], [2, 'Anna Keller']])
  })

  it('offers the admins to everybody where there are some', async () => {
    const offered = async (kind: string): Promise<(string | undefined)[]> => {
      const core = createFakeCore()
      const room = core.rooms().find((one) => one.kind === kind && one.role !== 'owner' && one.role !== 'admin')!
      page = await mounted(MentionPopup, { props: { room: room.id, query: '' }, core })
      await new Promise((done) => setTimeout(done, 150))
      await settled()
      const users = page.wrapper.findAll(`[data-testid=${testids.mentionOption}]`).map((option) => option.attributes('data-user'))
      page.wrapper.unmount()
      return users.filter((user) => user === 'all' || user === 'admins')
    }
    expect(await offered('group')).toEqual(['admins'])
    expect(await offered('direct')).toEqual([])
  })
})
