// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, shallowRef } from 'vue'
import { defaultLimits } from '@/core/limits'
import { testids } from '@/app/testids'
import { useCompose } from '@/features/messages/compose'
import { target } from '@/features/messages/state'
import { refill } from '@/features/composer/refill'
import Composer from '@/features/composer/Composer.vue'
import { useSettings } from '@/stores/settings'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => page.wrapper.unmount())

async function compose(text: string): Promise<void> {
  await page.find(testids.composer).setValue(text)
}
const sent = (): unknown[] => page.core.play.calls.filter((call) => call.name === 'send').map((call) => call.args[1])
const key = (init: KeyboardEventInit): Promise<void> => page.find(testids.composer).trigger('keydown', { key: 'Enter', ...init })

describe('the composer', () => {
  it('sends with Enter and empties itself', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    await compose('  hello\n')
    await key({})
    expect(sent()).toEqual(['hello'])
    expect((page.find(testids.composer).element as HTMLTextAreaElement).value).toBe('')
  })

  it('knows words that were selected before its code came', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    const field = document.body.appendChild(document.createElement('textarea'))
    field.value = 'brew tea'
    field.focus()
    field.setSelectionRange(5, 8)
    const scope = effectScope()
    const made = scope.run(() => useCompose({ core: page.core, text: ref(field.value), area: shallowRef(field), id: () => 1, changed: () => {}, focus: () => {} }))
    expect(made?.selecting.value).toBe(true)
    scope.stop()
    field.remove()
  })

  it('breaks the line with Shift+Enter', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    await compose('hello')
    await key({ shiftKey: true })
    expect(sent()).toEqual([])
  })

  it('does not send what is still being composed', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    await compose('ni hao')
    await key({ isComposing: true })
    // Safari ends the composition before the key: only the code 229 tells.
    await key({ keyCode: 229 })
    expect(sent()).toEqual([])
    await key({})
    expect(sent()).toEqual(['ni hao'])
  })

  it('sends with Ctrl+Enter only, if set so', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    useSettings().settings.enterSends = false
    await compose('hello')
    await key({})
    expect(sent()).toEqual([])
    await key({ ctrlKey: true })
    expect(sent()).toEqual(['hello'])
  })

  it('does not send blanks', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    await compose(' \n ')
    await key({})
    expect(sent()).toEqual([])
    expect(page.find(testids.send).attributes()).toHaveProperty('disabled')
  })

  it('says how many characters a text is too long, and does not send it', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    await compose('茶'.repeat(21_845)) // 65,535 bytes
    expect(page.find(testids.composerNote).text()).toBe('0 characters left')
    await compose('茶'.repeat(21_846))
    expect(page.find(testids.composerNote).text()).toBe('Too long by 1 character')
    await key({})
    expect(sent()).toEqual([])
  })

  it('takes its limit from the server', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    page.core.limits = () => ({ ...defaultLimits, textBytes: 1000 })
    await compose('x'.repeat(900))
    expect(page.find(testids.composerNote).text()).toBe('100 characters left')
    await compose('x'.repeat(1003))
    expect(page.find(testids.composerNote).text()).toBe('Too long by 3 characters')
  })

  it('keeps a draft for each room', async () => {
    vi.useFakeTimers()
    page = await mounted(Composer, { props: { id: 5, title: '李思思' } })
    expect((page.find(testids.composer).element as HTMLTextAreaElement).value).toBe('周末有空吗？')
    await compose('later')
    vi.advanceTimersByTime(500)
    expect(page.core.room(5)?.draft).toBe('later')
    await compose('later still')
    await page.wrapper.setProps({ id: 1, title: 'Lobby' })
    expect(page.core.room(5)?.draft).toBe('later still')
    expect((page.find(testids.composer).element as HTMLTextAreaElement).value).toBe('')
    vi.useRealTimers()
  })

  it('goes on with the draft of another device, unless something is being written here', async () => {
    page = await mounted(Composer, { props: { id: 5, title: '李思思' } })
    const field = page.find(testids.composer).element as HTMLTextAreaElement
    const elsewhere = async (draft: string): Promise<void> => {
      page.core.play.patchRoom(5, { draft })
      await settled()
    }
    field.focus()
    await elsewhere('on the phone')
    expect(field.value).toBe('on the phone')
    await compose('on the phone, and here')
    await elsewhere('on the phone again')
    expect(field.value).toBe('on the phone, and here')
    await page.find(testids.composer).trigger('blur')
    expect(page.core.room(5)?.draft).toBe('on the phone, and here')
    expect(page.core.play.calls.at(-1)).toEqual({ name: 'tellDraft', args: [5] })
    await elsewhere('')
    expect(field.value).toBe('')
  })

  it('does not take the draft of another device for the message that is edited', async () => {
    page = await mounted(Composer, { props: { id: 5, title: '李思思' } })
    await vi.waitFor(() => expect(page.find(testids.sendMenu).exists()).toBe(true))
    const field = page.find(testids.composer).element as HTMLTextAreaElement
    target.value = { how: 'edit', room: 5, seq: 3, from: 1, text: '周末有空吗？' }
    await settled()
    page.core.play.patchRoom(5, { draft: 'on the phone' })
    await settled()
    expect(field.value).toBe('周末有空吗？')
    target.value = undefined
  })

  it('takes back what could not be sent, before what is being written', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    const field = page.find(testids.composer).element as HTMLTextAreaElement
    await compose('and this')
    refill.value = { room: 5, text: 'of another room' }
    await settled()
    expect(field.value).toBe('and this')
    refill.value = { room: 1, text: 'refused words' }
    await settled()
    expect(field.value).toBe('refused words\nand this')
    expect(page.core.room(1)?.draft).toBe('refused words\nand this')
    expect(document.activeElement).toBe(field)
    refill.value = { room: 1, text: 'x' }
    await settled()
    expect(refill.value).toBeUndefined()
  })

  it('tells that somebody types, and that they stopped', async () => {
    page = await mounted(Composer, { props: { id: 1, title: 'Lobby' } })
    await compose('h')
    await compose('')
    await settled()
    expect(page.core.play.calls.filter((call) => call.name === 'setTyping').map((call) => call.args)).toEqual([
      [1, true],
      [1, false],
    ])
  })
})
