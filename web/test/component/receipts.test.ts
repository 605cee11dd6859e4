// SPDX-License-Identifier: MIT
// What says that messages were read, that conversations want to be looked at again, and that somebody is not there.
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import { testids } from '@/app/testids'
import { leave } from '@/app/forget'
import Rail from '@/app/Rail.vue'
import { ChatError, type RoomView } from '@/core/api'
import OfflineNote from '@/features/composer/OfflineNote.vue'
import { useRoomMenu } from '@/features/conversations/room-menu'
import RoomItem from '@/features/conversations/RoomItem.vue'
import Rules from '@/features/groups/Rules.vue'
import ReadBy from '@/features/messages/ReadBy.vue'
import { mayRecall } from '@/features/messages/rights'
import { readersOf } from '@/features/messages/state'
import Message from '@/features/timeline/Message.vue'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type FakeCore, type Mounted } from './support'

let page: Mounted
beforeEach(() => vi.spyOn(document, 'hasFocus').mockReturnValue(true))
afterEach(() => {
  page?.wrapper.unmount()
  vi.restoreAllMocks()
  vi.useRealTimers()
  readersOf.value = undefined
  leave()
})

const own = { key: 'k1', room: 2, seq: 7, at: Date.now(), from: 1, own: true, kind: 'text', text: 'hello', state: 'sent' } as const
const rowOf = (message: object) => ({ type: 'message', key: 'k1', message, head: true, tail: true, day: false, unread: false })

describe('the state of an own message', () => {
  it.each([
    ['en', { state: 'sent' }, false, 'Sent'],
    ['en', { state: 'sent' }, true, 'Read'],
    ['zh-CN', { state: 'sent' }, true, '已读'],
    ['en', { state: 'sending', seq: undefined }, false, undefined],
  ] as const)('in %s, %o, read: %s', async (locale, change, read, label) => {
    page = await mounted(Message, { locale, props: { row: rowOf({ ...own, ...change }), direct: true, flash: false, fresh: false, read } })
    expect(page.wrapper.find(`[data-testid=${testids.messageState}]`).exists()).toBe(label !== undefined)
    if (label) expect(page.find(testids.messageState).attributes()).toMatchObject({ role: 'img', 'aria-label': label })
  })
})

describe('how many have read', () => {
  const asked = (): number => page.core.play.calls.filter((call) => call.name === 'ask' && call.args[0] === 'message.readers').length
  const answer = (core: FakeCore, read: number, missing: number): void => core.play.reply('message.readers', () => ({ read: [], unread: [], read_count: read, unread_count: missing }))

  async function show(read = 1, missing = 2, seq = 7, core = createFakeCore()): Promise<void> {
    vi.useFakeTimers()
    answer(core, read, missing)
    page = await mounted(ReadBy, { core, props: { room: 2, seq } })
    await vi.advanceTimersByTimeAsync(400)
  }

  it.each([
    [0, 3, 'Not read yet'],
    [2, 1, 'Read by 2'],
    [3, 0, 'Read by all'],
  ])('%i of them, %i have not', async (read, missing, text) => {
    await show(read, missing)
    expect(page.find(testids.readBy).text()).toBe(text)
  })

  it('opens the board', async () => {
    await show()
    await page.find(testids.readBy).trigger('click')
    expect(readersOf.value).toEqual({ room: 2, seq: 7 })
  })

  it('is asked again every ten seconds until nobody is missing', async () => {
    await show()
    await vi.advanceTimersByTimeAsync(9_500)
    expect(asked()).toBe(1)
    answer(page.core, 3, 0)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked()).toBe(2)
    expect(page.find(testids.readBy).text()).toBe('Read by all')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked()).toBe(2)
  })

  it('is not asked by a page that nobody looks at, nor for what is not shown any more', async () => {
    await show()
    vi.mocked(document.hasFocus).mockReturnValue(false)
    dispatchEvent(new Event('blur'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked()).toBe(1)
    vi.mocked(document.hasFocus).mockReturnValue(true)
    dispatchEvent(new Event('focus'))
    await vi.advanceTimersByTimeAsync(400)
    expect(asked()).toBe(2)
    page.wrapper.unmount()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked()).toBe(2)
  })

  it('is not asked by who scrolls past, and known again when they come back', async () => {
    vi.useFakeTimers()
    page = await mounted(ReadBy, { props: { room: 2, seq: 7 } })
    await vi.advanceTimersByTimeAsync(100)
    page.wrapper.unmount()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked()).toBe(0)
    await show(2, 1)
    page.wrapper.unmount()
    page = await mounted(ReadBy, { core: page.core, props: { room: 2, seq: 7 } })
    expect(page.find(testids.readBy).text()).toBe('Read by 2')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(asked()).toBe(1)
  })

  it('is asked one at a time', async () => {
    vi.useFakeTimers()
    const core = createFakeCore()
    let open = 0
    let most = 0
    core.ask = (async () => {
      most = Math.max(most, ++open)
      await new Promise((done) => setTimeout(done, 2_000))
      open--
      return { read: [], unread: [], read_count: 1, unread_count: 1 }
    }) as FakeCore['ask']
    const Two = defineComponent(() => () => [h(ReadBy, { room: 2, seq: 7 }), h(ReadBy, { room: 2, seq: 8 })])
    page = await mounted(Two, { core })
    await vi.advanceTimersByTimeAsync(6_000)
    expect(most).toBe(1)
    expect(page.wrapper.findAll(`[data-testid=${testids.readBy}]`)).toHaveLength(2)
  })

  it('says nothing where the server does not', async () => {
    vi.useFakeTimers()
    const core = createFakeCore()
    core.play.failNext('forbidden')
    page = await mounted(ReadBy, { core, props: { room: 2, seq: 7 } })
    await vi.advanceTimersByTimeAsync(400)
    expect(asked()).toBe(1)
    expect(page.find(testids.readBy).exists()).toBe(false)
  })
})

describe('a conversation that is marked', () => {
  const room = (change: Partial<RoomView>): RoomView => ({
    id: 2, kind: 'group', title: 'Tea', join: 'invite', history: 'joined', members: 5, unread: 0, lastAt: Date.now(), draft: '', typing: [], ...change,
  })

  it.each(['en', 'zh-CN'] as const)('has a dot with a name in %s; a number is enough where messages are unread', async (locale) => {
    page = await mounted(RoomItem, { locale, props: { room: room({ marked: true }), active: false } })
    expect(page.find(testids.roomMarked).attributes('aria-label')).toBe(locale === 'en' ? 'Marked as unread' : '标为未读')
    await page.wrapper.setProps({ room: room({ marked: true, unread: 2 }) })
    expect(page.find(testids.roomMarked).exists()).toBe(false)
    expect(page.find(testids.unreadBadge).text()).toBe('2')
  })

  it('is marked and read by its menu', async () => {
    let menu!: ReturnType<typeof useRoomMenu>
    const Probe = defineComponent(() => ((menu = useRoomMenu()), () => h('div')))
    page = await mounted(Probe)
    const offered = (id: number): string => menu.items(page.core.room(id)!)[1]!.id
    expect(offered(2)).toBe('unread')
    menu.choose('unread', page.core.room(2)!)
    await settled()
    expect(page.core.play.calls.at(-1)).toEqual({ name: 'ask', args: ['room.prefs', { room: 2, unread: true }] })
    page.core.play.patchRoom(2, { unread: 0, marked: true })
    expect(offered(2)).toBe('read')
    menu.choose('read', page.core.room(2)!)
    await settled()
    expect(page.core.play.calls.filter((call) => call.name === 'ask').at(-1)).toEqual({ name: 'ask', args: ['room.prefs', { room: 2, unread: false }] })
    expect(offered(3)).toBe('read') // a message is unread
    menu.choose('read', page.core.room(3)!)
    await settled()
    expect(page.core.play.calls.at(-1)).toEqual({ name: 'markRead', args: [3, Number.MAX_SAFE_INTEGER] })
    expect(page.core.room(3)!.unread).toBe(0)
  })
})

describe('how long messages can be recalled', () => {
  it('says the room, or the server for it', () => {
    const at = (minutes: number) => ({ ...own, at: 1_000_000_000 - minutes * 60_000 })
    const may = (minutes: number, recall?: number): boolean => mayRecall(at(minutes), { kind: 'group', role: 'member', ...(recall ? { recall } : {}) } as RoomView, 120_000, 1_000_000_000)
    expect([may(1), may(3), may(3, 60), may(61, 60), may(2, 1)]).toEqual([true, false, true, false, false])
  })

  it('is chosen by the admins of a group, not of the lobby', async () => {
    page = await mounted(Rules, { props: { room: createFakeCore().room(2)! } })
    const options = (): string[] => page.find(testids.recallTime).findAll('option').map((option) => option.text())
    expect(options()).toEqual(['Same as on the server', '1 hour', '1 day', '7 days'])
    await page.find(testids.recallTime).setValue('1440')
    await settled()
    expect(page.core.play.calls.at(-1)).toEqual({ name: 'setRoom', args: [2, { recall: 1_440 }] })
    await page.wrapper.setProps({ room: { ...page.core.room(2)!, recall: 90 } }) // by another client
    expect(options()).toContain('90 minutes')
    expect((page.find(testids.recallTime).element as HTMLSelectElement).value).toBe('90')
    await page.wrapper.setProps({ room: page.core.room(1)! })
    expect(page.find(testids.recallTime).exists()).toBe(false)
  })

  it('goes back to what it was when the server refuses', async () => {
    const room = shallowRef(createFakeCore().room(2)!)
    page = await mounted(Rules, { props: { room: room.value } })
    page.core.setRoom = async () => {
      throw new ChatError('forbidden')
    }
    await page.find(testids.recallTime).setValue('60')
    await settled()
    expect((page.find(testids.recallTime).element as HTMLSelectElement).value).toBe('0')
  })
})

describe('the rest', () => {
  it('the rail leads administrators, and them alone, to the console', async () => {
    page = await mounted(Rail)
    page.core.play.role('admin')
    await settled()
    await vi.waitFor(() => expect(page.find(testids.railAdmin).attributes('href')).toBe('/admin'))
    page.core.play.role('user')
    await settled()
    expect(page.find(testids.railAdmin).exists()).toBe(false)
    page.core.play.role('admin')
    await page.wrapper.setProps({ bottom: true }) // on phones it is in the settings
    await settled()
    expect(page.find(testids.railAdmin).exists()).toBe(false)
  })

  it.each([
    ['en', 'Anna is offline and will see it later'],
    ['zh-CN', 'Anna 不在线，上线后会看到'],
  ] as const)('who is not there is named in %s, once that is known', async (locale, text) => {
    vi.useFakeTimers()
    page = await mounted(OfflineNote, { locale, props: { name: 'Anna' } })
    expect(page.find(testids.offlineNote).exists()).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    await flushPromises()
    expect(page.find(testids.offlineNote).text()).toBe(text)
  })
})
