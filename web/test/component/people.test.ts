// SPDX-License-Identifier: MIT
// Looking for people: contacts, the picker of a group, the search field.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { testids } from '@/app/testids'
import AddPeople from '@/features/groups/AddPeople.vue'
import Directory from '@/features/groups/Directory.vue'
import NewGroup from '@/features/groups/NewGroup.vue'
import Contacts from '@/features/members/Contacts.vue'
import SearchPanel from '@/features/search/SearchPanel.vue'
import { mounted, type Mounted } from './support'

let page: Mounted
beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => {
  page.wrapper.unmount()
  vi.useRealTimers()
})
async function pass(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await nextTick()
}
const calls = (name: string): unknown[][] => page.core.play.calls.filter((call) => call.name === name).map((call) => [...call.args])
const enter = (testid: string, init: KeyboardEventInit = {}): Promise<void> => page.find(testid).trigger('keydown', { key: 'Enter', ...init })
const chips = (): string[] => page.wrapper.findAll('.chip').map((chip) => chip.text())

describe('a new group', () => {
  it('is not made by the Enter that ends a composition', async () => {
    page = await mounted(NewGroup)
    await page.find(testids.groupTitle).setValue('pin cha')
    await enter(testids.groupTitle, { isComposing: true })
    await enter(testids.groupTitle, { keyCode: 229 })
    await pass()
    expect(calls('createGroup')).toEqual([])
    await enter(testids.groupTitle)
    await pass()
    expect(calls('createGroup')).toHaveLength(1)
  })

  it('counts its name as the server does and tells it in characters', async () => {
    page = await mounted(NewGroup, { locale: 'zh-CN' })
    await page.find(testids.groupTitle).setValue('茶'.repeat(42))
    expect(page.find(testids.groupCreate).attributes()).not.toHaveProperty('disabled')
    await page.find(testids.groupTitle).setValue('茶'.repeat(43))
    expect(page.find(testids.groupCreate).attributes()).toHaveProperty('disabled')
    expect(page.wrapper.text()).toContain('最多 42 个汉字')
    await page.find(testids.groupTitle).setValue('茶')
    page.core.play.failNext('too_large', 'title')
    await page.find(testids.groupCreate).trigger('click')
    await pass()
    expect(page.wrapper.text()).toContain('最多 42 个汉字')
  })

  it('says what an open group means, and may have a picture', async () => {
    page = await mounted(NewGroup)
    expect(page.find(testids.profilePicture).exists()).toBe(true)
    await page.wrapper.find('input[value=open]').setValue(true)
    expect(page.wrapper.text()).toContain('It is listed under Discover groups.')
  })
})

describe('the picker', () => {
  it('takes with Enter whom the words find, not the first of the list before', async () => {
    page = await mounted(AddPeople, { props: { room: 2 }, fake: { latency: 100 } })
    await pass(300)
    await page.find(testids.peopleSearch).setValue('Priya')
    await enter(testids.peopleSearch)
    await enter(testids.peopleSearch) // once more, out of impatience
    expect(chips()).toEqual([])
    await pass(300)
    expect(chips()).toEqual(['Priya Nair'])
  })

  it('takes nobody with an Enter of the input method, nor when the words find nobody', async () => {
    page = await mounted(AddPeople, { props: { room: 2 } })
    await pass(300)
    await page.find(testids.peopleSearch).setValue('Priya')
    await enter(testids.peopleSearch, { keyCode: 229 })
    await pass(300)
    await page.find(testids.peopleSearch).setValue('nobody at all')
    await enter(testids.peopleSearch)
    await pass(300)
    expect(chips()).toEqual([])
    expect(page.find(testids.confirm).text()).toBe('Add')
  })

  it.each([AddPeople, Directory])('says that it could not look, and tries again', async (dialog) => {
    page = await mounted(dialog, { props: { room: 2 }, fake: { latency: 10 } })
    page.core.play.failNext('offline')
    page.core.play.failNext('offline')
    await pass(100)
    const again = page.wrapper.findAll('button').find((button) => button.text() === 'Try again')!
    expect(page.wrapper.text()).toContain('the network or the server is away')
    expect(page.wrapper.text()).not.toMatch(/No open groups yet|Nobody to add/)
    await again.trigger('click')
    await pass(100)
    expect(page.wrapper.text()).not.toContain('could not be loaded')
  })
})

describe('the search panel', () => {
  it('opens with Enter whom the words find, not somebody of the list before', async () => {
    page = await mounted(SearchPanel, { fake: { latency: 100 } })
    await page.find(testids.searchInput).setValue('Priya')
    await pass(400)
    await page.find(testids.searchInput).setValue('Jonas')
    await enter(testids.searchInput)
    await pass(600)
    expect(calls('direct')).toEqual([[8]])
  })
})

describe('contacts', () => {
  it('are the others, and follow who comes and goes', async () => {
    page = await mounted(Contacts)
    await pass()
    expect(calls('searchUsers')).toHaveLength(1)
    expect(page.wrapper.text()).toMatch(/Online · \d/)
    page.core.searchUsers = async () => [page.core.self(), page.core.user(2)]
    page.core.play.presence(3, true)
    await pass(1_100)
    expect(page.wrapper.text()).toContain('Online · 1')
  })

  it('are looked up again each half minute and after a reconnect', async () => {
    page = await mounted(Contacts)
    await pass(35_000)
    const before = calls('searchUsers').length
    expect(before).toBeGreaterThan(1)
    page.core.play.connection({ state: 'offline', retryAt: 0 })
    await pass(2_000)
    page.core.play.connection({ state: 'online' })
    await pass(1_100)
    expect(calls('searchUsers').length).toBeGreaterThan(before)
  })
})
