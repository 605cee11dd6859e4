// SPDX-License-Identifier: MIT
// Stickers of one's own: the tab in the panel, their order, and which pictures of messages may become one.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testids } from '@/app/testids'
import type { MessageView } from '@/core/api'
import type { Sticker } from '@/core/protocol/generated'
import PickerPanel from '@/features/emoji/PickerPanel.vue'
import { moves } from '@/features/stickers/fit'
import { addFrom, own, suits } from '@/features/stickers/own'
import { toasts } from '@/ui/toast'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type FakeCore, type Mounted } from './support'

let page: Mounted
let core: FakeCore
const asked = (op: string): unknown[] => core.play.calls.filter((call) => call.name === 'ask' && call.args[0] === op).map((call) => call.args[1])
const sticker = (id: number, label?: string): Sticker => ({ id, user: 1, file: { id: `${id}`.repeat(32).slice(0, 32), name: `${id}.png`, size: 9, mime: 'image/png' }, created: 1, ...(label ? { label } : {}) })
const panel = async (stickers: Sticker[]): Promise<void> => {
  core.play.reply('sticker.list', () => ({ stickers }))
  core.play.reply('sticker.order', () => ({}))
  core.play.reply('sticker.remove', () => ({}))
  page = await mounted(PickerPanel, { core, props: { beside: false, stickers: true } })
  await page.wrapper.find('[data-tab=own]').trigger('click')
  await settled()
}

beforeEach(() => {
  core = createFakeCore()
  own.value = undefined
})
afterEach(() => page?.wrapper.unmount())

describe('the tab with one\'s own', () => {
  it('says what to do while there is none', async () => {
    await panel([])
    expect(page.wrapper.text()).toContain('No stickers of your own yet')
    expect(page.find(testids.stickerArrange).exists()).toBe(false)
  })

  it('shows them in their order, by label or by place, and sends what is pressed', async () => {
    await panel([sticker(7, 'a cat'), sticker(8)])
    const cells = page.wrapper.findAll(`[data-testid=${testids.sticker}]`)
    expect(cells.map((one) => one.attributes('aria-label'))).toEqual(['a cat', 'Sticker 2'])
    expect(cells[0]!.find('img').attributes('src')).toBe(`/f/${'7'.repeat(32)}`)
    await cells[1]!.trigger('click')
    expect(page.wrapper.emitted('sticker')).toEqual([['own/8']])
  })

  it('has those used lately among the others, and forgets what was removed', async () => {
    await panel([sticker(7), sticker(8)])
    await page.wrapper.find('[data-sticker="own/8"]').trigger('click')
    page.wrapper.unmount()
    core.play.reply('sticker.list', () => ({ stickers: [sticker(8)] }))
    page = await mountedAgain()
    expect(page.wrapper.find('[data-group=recent] [data-sticker="own/8"]').exists()).toBe(true)
    own.value = [sticker(7)]
    await settled()
    expect(page.wrapper.find('[data-sticker="own/8"]').exists()).toBe(false)
  })

  it('says that the list did not come', async () => {
    page = await mounted(PickerPanel, { core, props: { beside: false, stickers: true } })
    await page.wrapper.find('[data-tab=own]').trigger('click')
    await settled()
    expect(page.wrapper.text()).toContain('could not be loaded')
  })

  async function mountedAgain(): Promise<Mounted> {
    const picked = localStorage.getItem('teahouse.picked')
    const next = await mounted(PickerPanel, { core, props: { beside: false, stickers: true } })
    if (picked) localStorage.setItem('teahouse.picked', picked)
    await next.wrapper.find('[data-tab=cat]').trigger('click')
    await settled()
    return next
  }
})

describe('arranging', () => {
  it('moves by the arrow keys and keeps the order', async () => {
    await panel([sticker(7), sticker(8), sticker(9)])
    await page.find(testids.stickerArrange).trigger('click')
    await page.wrapper.find('[data-testid=sticker-place][data-id="7"]').trigger('keydown', { key: 'ArrowRight' })
    expect(page.wrapper.findAll('[data-testid=sticker-place]').map((one) => one.attributes('data-id'))).toEqual(['8', '7', '9'])
    expect(page.wrapper.find('[role=status]').text()).toBe('Place 2 of 3')
    await page.wrapper.find('[data-testid=sticker-place][data-id="7"]').trigger('keydown', { key: 'End' })
    await page.find(testids.stickerArrange).trigger('click') // done: kept at once
    await settled()
    expect(asked('sticker.order')).toEqual([{ stickers: [8, 9, 7] }])
    expect(own.value!.map(({ id }) => id)).toEqual([8, 9, 7])
  })

  it('removes after a second press only', async () => {
    await panel([sticker(7, 'a cat'), sticker(8)])
    await page.find(testids.stickerArrange).trigger('click')
    const button = page.wrapper.find('[data-testid=sticker-remove][data-id="7"]')
    await button.trigger('click')
    expect(asked('sticker.remove')).toEqual([])
    expect(button.attributes('aria-label')).toContain('Really remove a cat?')
    await button.trigger('click')
    await settled()
    expect(asked('sticker.remove')).toEqual([{ sticker: 7 }])
    expect(page.wrapper.findAll('[data-testid=sticker-place]')).toHaveLength(1)
  })
})

describe('pictures of messages', () => {
  const message = (kind: string, file?: Partial<NonNullable<MessageView['file']>>): MessageView => ({ key: 'k', room: 1, seq: 2, at: 1, from: 2, own: false, kind, state: 'sent', ...(file ? { file: { id: 'f', name: 'a', size: 9, mime: 'image/png', width: 9, height: 9, ...file } } : {}) })

  it('may become a sticker as long as the server takes them', () => {
    expect(suits(message('image', {}))).toBe(true)
    expect(suits(message('sticker', { mime: 'image/gif' }))).toBe(true)
    expect(suits(message('sticker'))).toBe(false)
    expect(suits(message('file', {}))).toBe(false)
    expect(suits(message('image', { width: 1025 }))).toBe(false)
    expect(suits(message('image', { size: 1024 * 1024 + 1 }))).toBe(false)
    expect(suits(message('image', { mime: 'image/avif' }))).toBe(false)
  })

  it('are told of when they are there already or no more fit', async () => {
    core.play.reply('sticker.add', () => ({ sticker: sticker(7), duplicate: true }))
    await addFrom(core, 1, 2)
    expect(toasts.value.at(-1)!.text).toBe('You have this sticker already')
    core.play.failNext('too_large')
    await addFrom(core, 1, 2)
    expect(toasts.value.at(-1)!.text).toContain('200')
  })

  it('are known to move by what they hold', async () => {
    const blob = (text: string, type: string): Blob => new Blob([text], { type })
    expect(await moves(blob('GIF89a', 'image/gif'))).toBe(true)
    expect(await moves(blob('RIFF....WEBPVP8X....ANIM', 'image/webp'))).toBe(true)
    expect(await moves(blob('RIFF....WEBPVP8 ....', 'image/webp'))).toBe(false)
    expect(await moves(blob('PNG IHDR acTL IDAT', 'image/png'))).toBe(true)
    expect(await moves(blob('PNG IHDR IDAT acTL', 'image/png'))).toBe(false)
    expect(await moves(blob('ANIM acTL', 'image/jpeg'))).toBe(false)
  })
})
