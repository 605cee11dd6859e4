// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it } from 'vitest'
import { testids } from '@/app/testids'
import en from '@/i18n/later/en.json'
import zh from '@/i18n/later/zh-CN.json'
import PickerPanel from '@/features/emoji/PickerPanel.vue'
import { packs, stickerOf } from '@/features/stickers/packs'
import type { Shape } from '@/features/stickers/shapes'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => page?.wrapper.unmount())
const all = packs.flatMap(({ stickers }) => stickers)

describe('the packs', () => {
  it('have sixteen stickers or more, each with a name in both languages and ids that the server takes', () => {
    expect(packs.map(({ id }) => id)).toEqual(['pot', 'cat'])
    for (const { stickers } of packs) expect(stickers.length).toBeGreaterThanOrEqual(16)
    for (const { id } of all) {
      expect(id).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/)
      expect(id.length).toBeLessThanOrEqual(64)
      for (const words of [en, zh]) expect(words).toHaveProperty([`sticker.${id.replace('/', '.')}`])
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  })

  it('are drawn with shapes and numbers only', () => {
    const check = ({ tag, at, inside }: Shape): void => {
      expect(['path', 'circle', 'ellipse', 'g', 'rect']).toContain(tag)
      for (const value of Object.values(at)) expect(String(value)).not.toMatch(/NaN|undefined|url|script/)
      inside?.forEach(check)
    }
    for (const { shapes } of all) shapes.forEach(check)
  })

  it('answer for what they do not have with nothing', () => {
    for (const id of ['', 'pot', 'pot/none', '__proto__/x', 'constructor']) expect(stickerOf(id)).toBeUndefined()
  })
})

describe('the panel', () => {
  it('shows a pack behind its tab and sends what is pressed, also by keys', async () => {
    page = await mounted(PickerPanel, { props: { beside: false, stickers: true } })
    await page.wrapper.find('[data-tab=cat]').trigger('click')
    expect(page.wrapper.findAll(`[data-testid=${testids.sticker}]`)).toHaveLength(18)
    expect(page.wrapper.find('[data-sticker="cat/hi"]').attributes('aria-label')).toBe('Hi')
    await page.wrapper.find('[data-sticker="cat/cool"]').trigger('click')
    await page.wrapper.find('[role=listbox]').trigger('keydown', { key: 'ArrowRight' })
    await page.wrapper.find('[role=listbox]').trigger('keydown', { key: 'Enter' })
    expect(page.wrapper.emitted('sticker')).toEqual([['cat/cool'], ['cat/hi']])
    await settled()
  })

  it('has no packs while a message is edited', async () => {
    page = await mounted(PickerPanel, { props: { beside: false, stickers: false } })
    expect(page.wrapper.find('[role=tablist]').exists()).toBe(false)
  })
})
