// SPDX-License-Identifier: MIT
// Where the timeline looks, with an engine that only writes down what it is asked for.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, defineComponent, h, KeepAlive, ref } from 'vue'
import { jumpRequest } from '@/features/messages/state'
import { positions } from '@/features/timeline/positions'
import type { Row } from '@/features/timeline/rows'
import type { Visible } from '@/features/timeline/engine'
import Timeline from '@/features/timeline/Timeline.vue'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type Mounted } from './support'

const asked: string[] = []
vi.mock('@/features/timeline/VirtuaEngine.vue', () => ({
  default: defineComponent({
    props: ['rows', 'live', 'known', 'label', 'testid', 'middle'],
    emits: ['move'],
    setup(props: { rows: readonly Row[] }, { expose }) {
      const visible = (): Visible => ({ first: 0, last: 5, fromTop: 9_000, fromEnd: 9_000, cut: 0 })
      expose({ scrollToEnd: () => void asked.push('end'), scrollTo: (key: string) => void asked.push(key), visible, heights: () => new Map() })
      const last = computed(() => props.rows.at(-1))
      return () => h('div', { 'data-testid': 'last' }, last.value?.type === 'message' ? last.value.message.text : '')
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

describe('a timeline that is kept for later', () => {
  const shown = ref(true)
  const Kept = defineComponent(() => () => h('div', [h(KeepAlive, () => (shown.value ? h(Timeline, { id: 1 }) : h('p')))]))
  const turn = async (on: boolean): Promise<void> => {
    shown.value = on
    await settled()
  }

  async function open() {
    shown.value = true
    const core = createFakeCore()
    core.openRoom(1)
    page = await mounted(Kept, { core })
    await settled()
    core.play.flush()
    await settled()
    return core
  }

  it('follows nothing until it is shown again, and has everything then', async () => {
    const core = await open()
    const box = page.find('last').element
    core.play.receive(1, 2, 'before')
    core.play.flush()
    await settled()
    expect(box.textContent).toBe('before')
    await turn(false)
    expect(page.find('last').exists()).toBe(false)
    core.play.receive(1, 2, 'meanwhile')
    core.play.flush()
    await settled()
    expect(box.textContent).toBe('before')
    await turn(true)
    expect(page.find('last').element).toBe(box)
    expect(box.textContent).toBe('meanwhile')
    core.play.receive(1, 2, 'after')
    core.play.flush()
    await settled()
    expect(box.textContent).toBe('after')
  })

  it('looks where the reader was, and tells nobody what came meanwhile', async () => {
    const core = await open()
    await turn(false)
    asked.length = 0
    positions.set(1, 'end')
    core.play.receive(1, 2, 'meanwhile')
    core.play.flush()
    await turn(true)
    expect(asked).toContain('end')
    expect(page.wrapper.find('[aria-live=polite]').text()).toBe('')
    core.play.receive(1, 2, 'now')
    core.play.flush()
    await settled()
    expect(page.wrapper.find('[aria-live=polite]').text()).toContain('now')
  })

  it('goes nowhere for what was asked for before it was put away', async () => {
    const core = await open()
    const { jumpTo } = core
    const held = Promise.withResolvers<void>()
    core.jumpTo = async (...where) => {
      await held.promise
      return jumpTo(...where)
    }
    jumpRequest.value = { room: 1, seq: core.timeline(1).rows.at(-5)!.seq! }
    await settled()
    await turn(false)
    asked.length = 0
    held.resolve()
    await settled()
    core.play.flush()
    await settled()
    expect(asked).toEqual([])
  })
})
