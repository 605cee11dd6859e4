// SPDX-License-Identifier: MIT
// On a phone: what is written on glass has no Shift+Enter.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import Composer from '@/features/composer/Composer.vue'
import SettingsDialog from '@/features/settings/SettingsDialog.vue'
import { mounted, type Mounted } from './support'

vi.hoisted(() => {
  globalThis.matchMedia = (query: string) => ({ matches: /width < 640px|coarse/.test(query), addEventListener: () => {} }) as never
})

let page: Mounted
afterEach(() => page.wrapper.unmount())

describe('on a phone', () => {
  it('the Enter key breaks the line and says so', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    expect(page.find(testids.composer).attributes('enterkeyhint')).toBe('enter')
    await page.find(testids.composer).setValue('hello')
    await page.find(testids.composer).trigger('keydown', { key: 'Enter' })
    expect(page.core.play.calls.filter((call) => call.name === 'send')).toEqual([])
  })

  it('there is no setting for a key that it does not have', async () => {
    page = await mounted(SettingsDialog)
    expect(page.find(testids.enterSends).exists()).toBe(false)
  })
})
