// SPDX-License-Identifier: MIT
import { afterEach, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import type { SendOptions } from '@/core/api'
import { useAttach, type Attach } from '@/features/files/attach'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => page.wrapper.unmount())

it('the files of a tray are sent in its order, as one batch', async () => {
  const core = createFakeCore()
  const sent: { name: string; text: string; batch: string | undefined }[] = []
  core.sendFile = (_room, { name }, text, options: SendOptions = {}) => void sent.push({ name, text, batch: options.batch })
  let attach!: Attach
  const text = ref('look')
  const Probe = defineComponent(() => {
    attach = useAttach({ core, text, id: () => 1, compose: () => undefined, sent: vi.fn(), focus: vi.fn() })
    return () => h('div')
  })
  page = await mounted(Probe, { core })
  const files = ['b', 'a', 'c'].map((name) => new File(['tea'], name, { type: 'application/zip' }))
  attach.take(files)
  await attach.send()
  await settled()
  expect(sent.map(({ name, text: words }) => [name, words])).toEqual([['b', 'look'], ['a', ''], ['c', '']])
  expect(new Set(sent.map(({ batch }) => batch)).size).toBe(1)
  expect(sent[0]!.batch).toBeTruthy()
  sent.length = 0
  attach.take(files.slice(0, 1))
  await attach.send()
  expect(sent[0]!.batch).toBeUndefined()
})
