// SPDX-License-Identifier: MIT
// The settings for notifications while no page is open, and what this browser does to get them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import Away from '@/features/away/Away.vue'
import { fromBase64url, pushState, subscribe, type Channel } from '@/features/away/channels'
import { mounted, settled } from './support'

const key = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'
const hook: Channel = { id: 3, kind: 'ntfy', level: 'sender', label: '', host: 'ntfy.example', created: 1, current: false }
const browserHere: Channel = { id: 5, kind: 'web_push', level: 'full', label: 'Chrome, Linux', host: 'push.example', created: 2, current: true }

let channels: Channel[]
let calls: { op: string; body: Record<string, unknown> }[]
let refusal: object | undefined

beforeEach(() => {
  channels = [hook]
  calls = []
  refusal = undefined
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const op = url.split('/').at(-1)!
    const body = JSON.parse(init.body as string) as Record<string, unknown>
    calls.push({ op, body })
    if (refusal && op === 'notify.add') return new Response(JSON.stringify({ error: refusal }), { status: 400 })
    if (op === 'notify.add') channels.push({ ...hook, ...body, id: 9, host: 'added.example', current: body['kind'] === 'web_push' } as Channel)
    if (op === 'notify.remove') channels = channels.filter(({ id }) => id !== body['channel'])
    const answers: Record<string, object> = { 'notify.list': { channels }, 'notify.key': { key }, 'notify.add': { channel: channels.at(-1)! }, 'notify.set': { channel: hook } }
    return new Response(JSON.stringify(answers[op] ?? {}))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

const asked = (op: string): Record<string, unknown>[] => calls.filter((call) => call.op === op).map(({ body }) => body)

describe('notifications while no page is open', () => {
  it('lists where they go and how that fares', async () => {
    channels = [{ ...hook, failed: Date.now(), fault: 'it answered 403' }, browserHere]
    const { wrapper } = await mounted(Away)
    await settled()
    const rows = wrapper.findAll(`[data-testid=${testids.awayChannel}]`)
    expect(rows).toHaveLength(2)
    expect(rows[0]!.text()).toContain('Chrome, Linux')
    expect(rows[0]!.text()).toContain('This device')
    expect(rows[1]!.text()).toContain('it answered 403')
    expect(rows[1]!.text()).toContain('ntfy.example')
  })

  it('adds a webhook with what is to be told', async () => {
    const { find, wrapper } = await mounted(Away, { locale: 'zh-CN' })
    await settled()
    await find(testids.awayAdd).trigger('click')
    await find(testids.awayKind).setValue('dingtalk')
    await find(testids.awayAddress).setValue(' https://robot.example/send ')
    await wrapper.find('form').trigger('submit')
    await settled()
    expect(asked('notify.add')).toEqual([{ kind: 'dingtalk', endpoint: 'https://robot.example/send', level: 'sender', lang: 'zh-CN' }])
    expect(wrapper.findAll(`[data-testid=${testids.awayChannel}]`)).toHaveLength(2)
  })

  it('tells what is wrong with an address', async () => {
    refusal = { code: 'invalid', message: 'no', field: 'endpoint' }
    const { find, wrapper } = await mounted(Away)
    await settled()
    await find(testids.awayAdd).trigger('click')
    await find(testids.awayAddress).setValue('ftp://nowhere.example')
    await wrapper.find('form').trigger('submit')
    await settled()
    expect(wrapper.find('[role=alert]').text()).toContain('https://')
    expect(find(testids.awayAddress).attributes('aria-invalid')).toBe('true')
  })

  it('changes the level, tests and removes', async () => {
    const { find, wrapper } = await mounted(Away)
    await settled()
    await find(testids.awayLevel).setValue('none')
    await settled()
    await find(testids.awayTest).trigger('click')
    await settled()
    await find(testids.awayRemove).trigger('click')
    await settled()
    expect(asked('notify.set')).toEqual([{ channel: 3, level: 'none' }])
    expect(asked('notify.test')).toEqual([{ channel: 3 }])
    expect(asked('notify.remove')).toEqual([{ channel: 3 }])
    expect(wrapper.find(`[data-testid=${testids.awayChannel}]`).exists()).toBe(false)
  })

  it('says why a browser cannot', async () => {
    const { find } = await mounted(Away)
    await settled()
    expect(pushState()).toBe('insecure')
    expect(find(testids.away).text()).toContain('https://')
    expect((find(testids.awayHere).element as HTMLInputElement).disabled).toBe(true)
  })
})

describe('this browser', () => {
  function standIn(permission: string, known?: ArrayBuffer) {
    const unsubscribed = vi.fn(async () => true)
    const made = { options: { applicationServerKey: fromBase64url(key).buffer }, unsubscribe: unsubscribed, toJSON: () => ({ endpoint: 'https://push.example/1', keys: { p256dh: 'P', auth: 'A' } }) }
    const subscribed = vi.fn(async () => made)
    const old = known && { ...made, options: { applicationServerKey: known } }
    const pushManager = { getSubscription: async () => old ?? null, subscribe: subscribed }
    vi.stubGlobal('Notification', { permission: 'default', requestPermission: async () => permission })
    vi.stubGlobal('navigator', { userAgent: 'Chrome/1 Linux', serviceWorker: { ready: Promise.resolve({ pushManager }) } })
    return { subscribed, unsubscribed }
  }

  it('subscribes with the key of the server after the reader said yes', async () => {
    const { subscribed } = standIn('granted')
    await subscribe('sender', 'en')
    expect(subscribed).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: fromBase64url(key) })
    expect(asked('notify.add')).toEqual([{ kind: 'web_push', endpoint: 'https://push.example/1', level: 'sender', lang: 'en', label: 'Chrome, Linux', p256dh: 'P', auth: 'A' }])
  })

  it('asks nothing of the server after a no', async () => {
    standIn('denied')
    expect(await subscribe('sender', 'en')).toBeUndefined()
    expect(calls).toEqual([])
  })

  it('gives up a subscription that is for another key, and keeps its own', async () => {
    const other = standIn('granted', new ArrayBuffer(65))
    await subscribe('sender', 'en')
    expect(other.unsubscribed).toHaveBeenCalled()
    expect(other.subscribed).toHaveBeenCalled()
    const own = standIn('granted', fromBase64url(key).buffer)
    await subscribe('sender', 'en')
    expect(own.unsubscribed).not.toHaveBeenCalled()
    expect(own.subscribed).not.toHaveBeenCalled()
  })
})
