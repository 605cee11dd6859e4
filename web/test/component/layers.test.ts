// SPDX-License-Identifier: MIT
// What lies on top: questions as steps of the history, notices, the last screen.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { testids } from '@/app/testids'
import Unsent from '@/features/composer/Unsent.vue'
import type { MessageView } from '@/core/api'
import Closed from '@/features/connection/Closed.vue'
import Gallery from '@/features/files/Gallery.vue'
import Viewer from '@/features/files/Viewer.vue'
import { useUnsent } from '@/stores/core'
import { useSession } from '@/stores/session'
import Confirm from '@/ui/Confirm.vue'
import { toast, toasts } from '@/ui/toast'
import Toasts from '@/ui/Toasts.vue'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => {
  page.wrapper.unmount()
  page.router.dispose() // it would answer the next one's steps
})

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

describe('pictures', () => {
  const picture: MessageView = { key: 'p', room: 1, seq: 1, at: 0, from: 2, own: false, kind: 'image', state: 'sent', file: { id: 'f', name: 'tea.png', size: 1, mime: 'image/png', width: 40, height: 10 } }

  it('that are shown large go with the back button, and take their step along when closed', async () => {
    const open = ref(true)
    page = await mounted(defineComponent(() => () => open.value && h(Viewer, { message: picture, onClose: () => (open.value = false) })))
    expect(page.router.place.value.layers).toHaveLength(1)
    history.back()
    await vi.waitFor(() => expect(open.value).toBe(false))
    await settled()
    open.value = true
    await settled()
    expect(page.router.place.value.layers).toHaveLength(1)
    await page.find(testids.close).trigger('click')
    await vi.waitFor(() => expect(page.router.place.value.layers).toBeUndefined())
  })

  it('of a room go with the back button, after the large one over them', async () => {
    const core = createFakeCore()
    core.files = async () => ({ messages: [picture], more: false })
    const open = ref(true)
    page = await mounted(defineComponent(() => () => open.value && h(Gallery, { room: core.room(1)!, onClose: () => (open.value = false) })), { core })
    await settled()
    await page.find(testids.galleryItem).trigger('click')
    await vi.waitFor(() => expect(page.find(testids.viewer).exists()).toBe(true))
    expect(page.router.place.value.layers).toHaveLength(2)
    history.back()
    await vi.waitFor(() => expect(page.find(testids.viewer).exists()).toBe(false))
    expect(page.find(testids.gallery).exists()).toBe(true)
    history.back()
    await vi.waitFor(() => expect(open.value).toBe(false))
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
