// SPDX-License-Identifier: MIT
// Where the timeline looks, with an engine that only writes down what it is asked for.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { jumpRequest } from '@/features/messages/state'
import { positions } from '@/features/timeline/positions'
import type { Visible } from '@/features/timeline/engine'
import Timeline from '@/features/timeline/Timeline.vue'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type Mounted } from './support'

const asked: string[] = []
vi.mock('@/features/timeline/VirtuaEngine.vue', () => ({
  default: defineComponent({
    props: ['rows', 'live', 'label', 'testid', 'middle'],
    emits: ['move'],
    setup(_, { expose }) {
      const visible = (): Visible => ({ first: 0, last: 5, fromTop: 9_000, fromEnd: 9_000, cut: 0 })
      expose({ scrollToEnd: () => void asked.push('end'), scrollTo: (key: string) => void asked.push(key), visible })
      return () => h('div')
    },
  }),
}))

let page: Mounted
beforeEach(() => {
  positions.clear()
  asked.length = 0
})
afterEach(() => page.wrapper.unmount())

async function far() {
  const core = createFakeCore()
  core.openRoom(1)
  page = await mounted(Timeline, { core, props: { id: 1 } })
  await settled()
  core.play.flush()
  await settled()
  asked.length = 0
  return core
}

describe('a message of the reader, who is far from the end, brings them there', () => {
  it('while it is on its way', async () => {
    const core = await far()
    core.play.holdSends(true)
    core.send(1, 'here I am')
    core.play.flush()
    await settled()
    expect(core.timeline(1).rows.at(-1)).toMatchObject({ text: 'here I am', state: 'pending' })
    expect(asked).toContain('end')
  })

  it('if the server has it before it is seen for the first time', async () => {
    const core = await far()
    core.send(1, 'here I am')
    await Promise.resolve()
    core.play.flush()
    await settled()
    expect(core.timeline(1).rows.at(-1)).toMatchObject({ text: 'here I am', state: 'sent' })
    expect(asked).toContain('end')
  })

  it('if somebody answers before it is seen for the first time', async () => {
    const core = await far()
    core.send(1, 'here I am')
    await Promise.resolve()
    core.play.receive(1, 2, 'so you are')
    core.play.flush()
    await settled()
    expect(core.timeline(1).rows.at(-1)?.text).toBe('so you are')
    expect(asked).toContain('end')
  })

  it('and stays there when a jump that was asked for before ends after it', async () => {
    const core = await far()
    const { jumpTo } = core
    const held = Promise.withResolvers<void>()
    core.jumpTo = async (...where) => {
      await held.promise
      return jumpTo(...where)
    }
    jumpRequest.value = { room: 1, seq: 3 }
    await settled()
    core.send(1, 'here I am')
    core.play.flush()
    await settled()
    held.resolve()
    await settled()
    core.play.flush()
    await settled()
    expect(asked.at(-1)).toBe('end')
  })
})

it('what others write moves nobody', async () => {
  const core = await far()
  core.play.receive(1, 2, 'hello')
  core.play.flush()
  await settled()
  expect(asked).toEqual([])
})
