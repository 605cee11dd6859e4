// SPDX-License-Identifier: MIT
// Webhooks of a room: how they are made and shown; and commands in the composer.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import Composer from '@/features/composer/Composer.vue'
import { commandIn, commandQuery } from '@/features/commands/commands'
import BotTag from '@/features/hooks/BotTag.vue'
import Hooks from '@/features/hooks/Hooks.vue'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type FakeCore, type Mounted } from './support'

let page: Mounted
afterEach(() => page?.wrapper.unmount())
const asked = (core: FakeCore, op: string): unknown[] => core.play.calls.filter((call) => call.name === 'ask' && call.args[0] === op).map((call) => call.args[1])
const field = (name: string) => page.wrapper.find(`[data-testid=${testids.hookField}][data-field=${name}]`)

const hook = { id: 3, room: 1, kind: 'incoming', user: 9, name: 'Builds', by: 1, created: 1 }
const failing = { ...hook, id: 4, kind: 'outgoing', name: 'Robot', host: 'hook.example', word: '/deploy', off: true, failures: 10, failed: 5, fault: 'it answered 500' }

describe('the webhooks of a room', () => {
  async function open(): Promise<FakeCore> {
    const core = createFakeCore()
    core.play.reply('hook.list', () => ({ hooks: [hook, failing] }))
    core.play.reply('hook.make', () => ({ hook: { ...hook, id: 5, name: 'Second' }, secret: 'a-secret' }))
    core.play.reply('hook.set', () => ({ hook: { ...failing, off: undefined, failures: undefined, failed: undefined } }))
    core.play.reply('hook.remove', () => ({}))
    page = await mounted(Hooks, { core, props: { room: 1 } })
    await settled()
    return core
  }

  it('are listed with how they fare', async () => {
    await open()
    const rows = page.wrapper.findAll(`[data-testid=${testids.hookItem}]`)
    expect(rows).toHaveLength(2)
    expect(rows[1]!.text()).toContain('hook.example · begins with /deploy')
    expect(rows[1]!.text()).toContain('Switched off after too many failures: it answered 500')
    expect(rows[1]!.attributes('data-off')).toBe('true')
  })

  it('are made, and their address is told once', async () => {
    const core = await open()
    await field('name').setValue(' Second ')
    await page.find(testids.hookMake).trigger('submit')
    await settled()
    expect(asked(core, 'hook.make')).toEqual([{ room: 1, kind: 'incoming', name: 'Second' }])
    expect(page.find(testids.hookSecret).text()).toBe(`${location.origin}/hooks/5.a-secret`)
    expect(page.wrapper.findAll(`[data-testid=${testids.hookItem}]`)).toHaveLength(3)
  })

  it('say what is wrong with an address or a word', async () => {
    await open()
    await page.wrapper.findAll(`[data-testid=${testids.hookKind}] input`)[1]!.setValue()
    await field('name').setValue('Robot')
    await field('address').setValue('http://inside')
    await field('word').setValue('/deploy')
    expect(field('hint').exists()).toBe(true)
    page.core.play.failNext('invalid', 'endpoint')
    await page.find(testids.hookMake).trigger('submit')
    await settled()
    expect(page.wrapper.find('[role=alert]').text()).toContain('begins with https://')
    page.core.play.failNext('conflict', 'word')
    await page.find(testids.hookMake).trigger('submit')
    await settled()
    expect(page.wrapper.find('[role=alert]').text()).toContain('has this command')
  })

  it('are switched on again', async () => {
    const core = await open()
    await page.wrapper.findAll(`[data-testid=${testids.hookSwitch}]`)[1]!.trigger('click')
    await settled()
    expect(asked(core, 'hook.set')).toEqual([{ room: 1, hook: 4, on: true }])
    expect(page.wrapper.findAll(`[data-testid=${testids.hookItem}]`)[1]!.attributes('data-off')).toBe('false')
  })

  it('are people to nobody', async () => {
    page = await mounted(BotTag)
    expect(page.wrapper.text()).toBe('bot')
  })
})

describe('commands', () => {
  it('are a word with a slash at the beginning', () => {
    expect(commandIn('/Deploy it')).toBe('/deploy')
    expect(commandIn('/help')).toBe('/help')
    expect(commandIn('/泡茶 龙井')).toBe('/泡茶')
    for (const text of ['/usr/bin', '/', '//', '/ x', 'a /b', '/1', '/a.b']) expect(commandIn(text)).toBeUndefined()
    expect(commandQuery('/de', 3)).toBe('/de')
    expect(commandQuery('/de x', 5)).toBeUndefined()
    expect(commandQuery('a /', 3)).toBeUndefined()
  })

  const area = () => page.find(testids.composer)
  const sent = (): unknown[] => page.core.play.calls.filter((call) => call.name === 'send').map((call) => call.args[1])
  const options = (): (string | undefined)[] => page.wrapper.findAll(`[data-testid=${testids.commandOption}]`).map((one) => one.attributes('data-word'))
  const enter = async (): Promise<void> => {
    await area().trigger('keydown', { key: 'Enter' })
    await settled()
  }
  async function write(text: string): Promise<void> {
    await area().setValue(text)
    ;(area().element as HTMLTextAreaElement).setSelectionRange(text.length, text.length)
    await area().trigger('click')
    await settled()
  }
  async function open(): Promise<FakeCore> {
    const core = createFakeCore()
    core.play.reply('command.list', () => ({ commands: [{ word: '/deploy', hint: 'a service', user: 9, name: 'Robot' }] }))
    page = await mounted(Composer, { core, props: { id: 1, title: 'Lobby' } })
    // What the composer is made of comes a moment later.
    await vi.waitFor(async () => {
      await write('/')
      expect(options()).not.toEqual([])
    })
    await write('')
    return core
  }

  it('are listed, chosen and sent', async () => {
    await open()
    await write('/')
    await vi.waitFor(() => expect(options()).toEqual(['/deploy', '/help', '/mute', '/away', '/dnd', '/shrug']))
    await write('/de')
    await vi.waitFor(() => expect(options()).toEqual(['/deploy']))
    await enter()
    expect((area().element as HTMLTextAreaElement).value).toBe('/deploy ')
    expect(sent()).toEqual([])
    await write('/deploy tea')
    await enter()
    expect(sent()).toEqual(['/deploy tea'])
  })

  it('that nobody knows are sent when this is meant', async () => {
    const core = await open()
    await write('/dpeloy tea')
    await enter()
    expect(sent()).toEqual([])
    await vi.waitFor(() => expect(page.find(testids.commandUnknown).text()).toContain('/dpeloy'))
    await page.find(testids.commandSend).trigger('click')
    await settled()
    expect(sent()).toEqual(['/dpeloy tea'])
    expect(core.room(1)?.draft).toBe('')
    await write('/usr/bin is a path')
    await enter()
    expect(sent()).toHaveLength(2)
  })

  it('that are built in are done here', async () => {
    const core = await open()
    await write('/shrug so what')
    await enter()
    expect(sent()).toEqual(['so what ¯\\(ツ)/¯'])
    await write('/mute')
    await enter()
    await vi.waitFor(() => expect(asked(core, 'room.prefs')).toEqual([{ room: 1, muted: true }]))
    core.play.reply('presence.set', () => ({}))
    await write('/dnd')
    await enter()
    await vi.waitFor(() => expect(asked(core, 'presence.set')).toEqual([{ mode: 'busy' }]))
    expect(sent()).toHaveLength(1)
    expect((area().element as HTMLTextAreaElement).value).toBe('')
    expect(options()).toEqual([])
    // Nicknames are for groups: here it is no command.
    await write('/nick Bob')
    await enter()
    await vi.waitFor(() => expect(page.find(testids.commandUnknown).exists()).toBe(true))
    await write('/help')
    await enter()
    expect((area().element as HTMLTextAreaElement).value).toBe('/')
    await vi.waitFor(() => expect(options()).toContain('/away'))
  })
})
