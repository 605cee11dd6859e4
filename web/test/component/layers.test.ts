// SPDX-License-Identifier: MIT
// What lies on top: questions as steps of the history, notices, the last screen.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { testids } from '@/app/testids'
import Unsent from '@/features/composer/Unsent.vue'
import Closed from '@/features/connection/Closed.vue'
import { useUnsent } from '@/stores/core'
import { useSession } from '@/stores/session'
import Confirm from '@/ui/Confirm.vue'
import { toast, toasts } from '@/ui/toast'
import Toasts from '@/ui/Toasts.vue'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => page.wrapper.unmount())

describe('a question', () => {
  it('goes with the back button, and takes its step along when answered', async () => {
    const open = ref(true)
    page = await mounted(defineComponent(() => () => open.value && h(Confirm, { title: 'Leave?', text: '', action: 'Leave', onClose: () => (open.value = false) })))
    expect(page.router.place.value.layers).toHaveLength(1)
    history.back()
    await vi.waitFor(() => expect(open.value).toBe(false))
    await settled()
    expect(page.router.place.value.layers).toBeUndefined()
    open.value = true
    await settled()
    expect(page.router.place.value.layers).toHaveLength(1)
    await page.find(testids.cancel).trigger('click')
    await vi.waitFor(() => expect(page.router.place.value.layers).toBeUndefined())
  })
})

describe('unsent words', () => {
  it('are shown with what can be done, until they are deleted', async () => {
    page = await mounted(
      defineComponent(() => {
        const unsent = useUnsent()
        return () => unsent.value.length > 0 && h(Unsent, { messages: unsent.value })
      }),
    )
    page.core.play.unsent([{ key: 'a', title: 'Tea', text: 'my words', at: 1 }])
    await settled()
    expect(page.find(testids.unsent).text()).toContain('You are no longer in "Tea"')
    const write = vi.fn(async () => {})
    vi.stubGlobal('navigator', { clipboard: { writeText: write } })
    await page.find(testids.unsentCopy).trigger('click')
    expect(write).toHaveBeenCalledWith('my words')
    vi.unstubAllGlobals()
    await page.find(testids.discard).trigger('click')
    await settled()
    expect(page.find(testids.unsent).exists()).toBe(false)
  })
})

describe('the last screen', () => {
  it('says so when signing out is not possible', async () => {
    page = await mounted(Closed, { props: { reason: 'removed' } })
    await useSession().boot()
    page.core.play.failNext('offline')
    await page.find(testids.useHere).trigger('click')
    await settled()
    expect(toasts.value.at(-1)?.text).toBe('You are offline. Try again once connected.')
  })
})

describe('a notice', () => {
  it('stands below an open dialog and above all else', async () => {
    page = await mounted(Toasts)
    toast('first')
    await settled()
    expect(page.wrapper.find('.toasts').classes()).not.toContain('low')
    const dialog = document.body.appendChild(document.createElement('dialog'))
    dialog.open = true
    toast('second')
    await settled()
    expect(page.wrapper.find('.toasts').classes()).toContain('low')
    dialog.remove()
  })
})
