// SPDX-License-Identifier: MIT
// Previews of links: what is asked for, what is shown of the answer, and what a page cannot make the client do.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import { ChatError, type MessageView } from '@/core/api'
import { Cards, shownCards } from '@/features/previews/cards'
import { smallUrl } from '@/features/files/local'
import LinkCards from '@/features/previews/LinkCards.vue'
import { useSettings } from '@/stores/settings'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type FakeCore, type Mounted } from './support'

const message = (seq: number, text = 'see https://tea.example/a', room = 1): MessageView => ({ key: `${seq}`, room, seq, at: 1, from: 2, own: false, kind: 'text', text, state: 'sent' })
const asked = (core: FakeCore): unknown[] => core.play.calls.filter((call) => call.name === 'ask' && call.args[0] === 'preview.get').map((call) => call.args[1])
const card = { url: 'https://tea.example/a', title: 'Tea', text: 'green', site: 'Leaves', image: 'abc123', width: 40, height: 30 }

describe('cards of links', () => {
  it('stand under the addresses of the message, and of no other', () => {
    const text = 'https://tea.example/a and https://茶.example/'
    expect(shownCards(text, [card, { url: 'https://茶.example/', title: 'Cha' }])).toEqual([
      { href: 'https://tea.example/a', from: 'tea.example · Leaves', title: 'Tea', text: 'green', image: 'abc123' },
      { href: 'https://xn--cl1a.example/', from: 'xn--cl1a.example', title: 'Cha', text: '' },
    ])
    expect(shownCards(text, [{ url: 'https://other.example/', title: 'x' }, { url: 'javascript:alert(1)', title: 'x' }, { url: 'https://tea.example/a' }])).toEqual([])
    expect(shownCards('`https://tea.example/a`', [card])).toEqual([])
  })

  it('do not repeat a name that the host says, and take no strange picture', () => {
    const [shown] = shownCards('https://tea.example/a', [{ ...card, site: 'Tea.example', image: '../a/b' }])
    expect(shown).toEqual({ href: 'https://tea.example/a', from: 'tea.example', title: 'Tea', text: 'green' })
  })
})

describe('asking for cards', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is done once for each message, for many at a time, the newest first', async () => {
    const core = createFakeCore()
    core.play.reply('preview.get', () => ({ cards: [{ seq: 30, cards: [card] }] }))
    const cards = new Cards(core)
    const found = cards.of(message(30))
    for (let seq = 1; seq <= 30; seq++) cards.of(message(seq))
    await vi.advanceTimersByTimeAsync(100)
    expect(asked(core)).toEqual([
      { room: 1, seqs: Array.from({ length: 20 }, (_, i) => 30 - i) },
      { room: 1, seqs: Array.from({ length: 10 }, (_, i) => 10 - i) },
    ])
    expect(found.value).toEqual([card])
    expect(cards.of(message(30))).toBe(found)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked(core)).toHaveLength(2)
    cards.of({ ...message(30), edited: 5 }) // another text
    await vi.advanceTimersByTimeAsync(100)
    expect(asked(core)).toHaveLength(3)
  })

  it('ends where the server has no previews', async () => {
    const core = createFakeCore()
    core.play.reply('preview.get', () => ({ cards: [] }))
    const cards = new Cards(core)
    for (let seq = 1; seq < 10; seq++) {
      cards.of(message(seq))
      await vi.advanceTimersByTimeAsync(10_000)
    }
    expect(asked(core)).toHaveLength(3)
  })

  it('is not done of links in code', async () => {
    const core = createFakeCore()
    const cards = new Cards(core)
    cards.of(message(1, '`https://tea.example/a`'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked(core)).toHaveLength(0)
  })

  it('waits when it is too much, and forgets what was not answered', async () => {
    const core = createFakeCore()
    const codes = ['rate_limited', 'offline', '']
    core.play.reply('preview.get', () => {
      const code = codes.shift()
      if (code) throw new ChatError(code, undefined, 5_000)
      return { cards: [{ seq: 1, cards: [card] }] }
    })
    const cards = new Cards(core)
    cards.of(message(1))
    await vi.advanceTimersByTimeAsync(4_900)
    expect(asked(core)).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked(core)).toHaveLength(2)
    const found = cards.of(message(1))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked(core)).toHaveLength(3)
    expect(found.value).toEqual([card])
  })

  it('is done again where the answer did not wait for all pages', async () => {
    const core = createFakeCore({ latency: 5_000 })
    core.play.reply('preview.get', () => ({ cards: [] }))
    const cards = new Cards(core)
    const first = cards.of(message(1))
    await vi.advanceTimersByTimeAsync(6_000)
    expect(cards.of(message(1))).not.toBe(first)
  })
})

describe('a message with links', () => {
  let page: Mounted
  afterEach(() => page?.wrapper.unmount())

  async function open(): Promise<void> {
    const core = createFakeCore()
    core.play.reply('preview.get', () => ({ cards: [{ seq: 7, cards: [{ ...card, title: '<b>Tea</b>\u202e' }] }] }))
    page = await mounted(LinkCards, { core, props: { message: message(7) } })
    await new Promise((done) => setTimeout(done, 100))
    await settled()
  }

  it('shows what they lead to, as text', async () => {
    await open()
    const link = page.find(testids.linkCard)
    expect(link.attributes('href')).toBe('https://tea.example/a')
    expect(link.attributes('rel')).toContain('noopener')
    expect(link.find('.title').text()).toBe('<b>Tea</b>')
    expect(link.find('img').attributes('src')).toBe('/p/abc123')
    await link.find('img').trigger('error')
    expect(link.find('img').exists()).toBe(false)
  })

  it('shows nothing where one does not want it', async () => {
    await open()
    useSettings().settings.previews = false
    await settled()
    expect(page.find(testids.linkCard).exists()).toBe(false)
  })
})

describe('a picture in the timeline', () => {
  const file = { id: 'ab', name: 'a b.jpg', size: 300 * 1024, mime: 'image/jpeg' }
  it('is asked for small where its sender made no small one', () => {
    expect(smallUrl('k1', file)).toBe('/f/ab/a%20b.jpg?thumb')
    expect(smallUrl('k1', { ...file, thumb: 'cd' })).toBe('/f/cd')
    expect(smallUrl('k1', { ...file, size: 200 * 1024 })).toBe('/f/ab/a%20b.jpg')
    expect(smallUrl('k1', { ...file, mime: 'image/gif' })).toBe('/f/ab/a%20b.jpg')
  })
})
