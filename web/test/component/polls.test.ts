// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import type { MessageView, PollView } from '@/core/api'
import NewPoll from '@/features/polls/NewPoll.vue'
import PollCard from '@/features/polls/PollCard.vue'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => page?.wrapper.unmount())

const base: PollView = { options: ['Green', 'Black'], several: false, anonymous: false, counts: [2, 1], voters: 3, votes: [] }

async function card(change: Partial<PollView> = {}, message: Partial<MessageView> = {}): Promise<void> {
  const poll = { ...base, ...change }
  const of: MessageView = { key: 'k', room: 1, seq: 5, at: 1, from: 2, own: false, kind: 'poll', text: 'Which tea?', poll, state: 'sent', ...message }
  page = await mounted(PollCard, { props: { message: of, poll } })
  await settled()
}
const self = () => page.core.self().id
const options = () => page.wrapper.findAll(`[data-testid=${testids.pollOption}]`)
const votes = () => page.core.play.calls.filter(({ name }) => name === 'vote').map(({ args }) => args[2])

describe('the card of a poll', () => {
  it('says in words what its bars show', async () => {
    await card({}, { room: 99 })
    expect(page.find(testids.poll).attributes('role')).toBe('group')
    expect(options().map((one) => one.findAll('span:not([aria-hidden])').map((part) => part.text()).filter(Boolean).join(' '))).toEqual(['Green 2 votes, 67%', 'Black 1 vote, 33%'])
    expect(page.find(testids.pollTotal).text()).toBe('3 people voted')
    expect(page.find(testids.pollClose).exists()).toBe(false)
  })

  it('chooses one, another in its place, and none', async () => {
    await card()
    await options()[1]!.trigger('click')
    const mine = [{ user: self(), choices: [1] }]
    page.wrapper.unmount()
    await card({ votes: mine })
    expect(options().map((one) => one.attributes('aria-pressed'))).toEqual(['false', 'true'])
    await options()[0]!.trigger('click')
    await options()[1]!.trigger('click')
    expect(votes()).toEqual([[0], []])
  })

  it('adds to what was chosen where several may be', async () => {
    await card({ several: true, votes: [{ user: 1, choices: [1] }] })
    await page.wrapper.setProps({ poll: { ...base, several: true, votes: [{ user: self(), choices: [1] }] } })
    await options()[0]!.trigger('click')
    expect(votes()).toEqual([[0, 1]])
  })

  it('takes nothing once it is closed or its time is over', async () => {
    for (const change of [{ ended: 9 }, { until: 10 }]) {
      await card(change, { own: true })
      expect(page.find(testids.poll).attributes('data-closed')).toBe('true')
      expect(options()[0]!.attributes('aria-disabled')).toBe('true')
      await options()[0]!.trigger('click')
      expect(votes()).toEqual([])
      expect(page.find(testids.pollClose).exists()).toBe(false)
      page.wrapper.unmount()
    }
  })

  it('is closed by its author', async () => {
    await card({}, { own: true })
    await page.find(testids.pollClose).trigger('click')
    expect(page.core.play.calls.some(({ name, args }) => name === 'closePoll' && args[1] === 5)).toBe(true)
  })

  it('names nobody where it is anonymous', async () => {
    await card({ anonymous: true, votes: [{ user: 1, choices: [0] }] })
    expect(options()[0]!.attributes('title')).toBeUndefined()
    expect(page.wrapper.text()).toContain('Anonymous')
  })
})

describe('a new poll', () => {
  it('wants a question and two different options', async () => {
    page = await mounted(NewPoll, { props: { room: 1 } })
    const sent = vi.spyOn(page.core, 'send')
    const field = (index: number) => page.wrapper.find(`[data-testid=${testids.pollField}][data-option="${index}"]`)
    const ready = () => page.find(testids.pollSend).attributes('disabled') === undefined
    await page.find(testids.pollQuestion).setValue('Which tea?')
    await field(0).setValue('Green')
    expect(ready()).toBe(false)
    await field(1).setValue(' Green ')
    expect(ready()).toBe(false)
    expect(page.wrapper.find('[role=alert]').exists()).toBe(true)
    await field(1).setValue('Black')
    await page.find(testids.pollAdd).trigger('click')
    await page.find(testids.pollAnonymous).setValue(true)
    await page.find(testids.pollSend).trigger('click')
    expect(sent.mock.calls[0]).toEqual([1, 'Which tea?', { poll: { options: ['Green', 'Black'], several: false, anonymous: true } }])
    expect(page.wrapper.emitted('close')).toHaveLength(1)
    await settled()
  })
})
