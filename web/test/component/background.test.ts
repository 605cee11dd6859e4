// SPDX-License-Identifier: MIT
// When what waits in the background comes: in idle moments, but for calls at once.
import { enableAutoUnmount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { firstShown } from '@/app/first'
import Shell from '@/app/Shell.vue'
import { asked, askToCall } from '@/features/calls/state'
import type { Push } from '@/core/protocol/codec'
import { createFakeCore } from '../fake-core'
import { mounted } from './support'

const hosts = vi.hoisted(() => ({ count: 0 }))
vi.mock('@/features/calls/CallHost.vue', () => ({ default: { setup: () => (hosts.count++, () => null) } }))
vi.mock('@/features/conversation/Conversation.vue', () => ({ default: { setup: () => () => null } }))
vi.mock('@/features/conversations/ConversationList.vue', () => ({ default: { setup: () => () => null } }))
enableAutoUnmount(afterEach)

const ring: Push = { type: 'later', frame: [] }
let tell: (push: Push) => void = () => undefined

beforeEach(() => {
  hosts.count = 0
  vi.stubGlobal('requestIdleCallback', (work: () => void, { timeout }: { timeout: number }) => (timeout < 1_000 ? setTimeout(work) : 0)) // never idle for long
})
afterEach(() => {
  asked.value = undefined
  vi.unstubAllGlobals()
})

async function shell(early = false): Promise<void> {
  const core = createFakeCore()
  core.onPush = (listener) => ((tell = listener), () => undefined)
  core.early.some = () => early
  await mounted(Shell, { core })
  firstShown() // which the conversation tells, that is not there
}

const there = (): Promise<void> => vi.waitFor(() => expect(hosts.count).toBe(1), { timeout: 4_000 })

it('a call that is asked for does not wait until the page is idle', async () => {
  await shell()
  expect(hosts.count).toBe(0)
  askToCall({ room: 1, kind: 'audio' })
  await there()
  expect(asked.value).toBeDefined() // nobody else has taken it
})

it('nor does one that rings', async () => {
  await shell()
  tell({ type: 'events', events: [] } as never)
  await new Promise((done) => setTimeout(done, 700))
  expect(hosts.count).toBe(0)
  tell(ring)
  await there()
})

it('nor one that rang before the page was there', async () => {
  await shell(true)
  await there()
})
