// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest'
import { Http } from '@/core/net/http'
import type { Platform } from '@/core/platform'

// Answers when it is told to, in any order.
function line() {
  const asked: { op: string; answer: (status: number, body: unknown) => void }[] = []
  const fetch = (url: string, { signal }: { signal: AbortSignal }): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const op = url.slice(url.lastIndexOf('/') + 1)
      asked.push({ op, answer: (status, body) => resolve({ ok: status < 400, status, json: async () => body }) })
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
    })
  const http = new Http({ fetch, origin: 'http://chat.test' } as unknown as Platform)
  return { http, ops: () => asked.map(({ op }) => op), last: () => asked.at(-1)! }
}

describe('a logout', () => {
  test('ends what is under way, and nothing else goes out until all is forgotten', async () => {
    const { http, ops, last } = line()
    const before = http.call('schedule.list', {})
    const forgetting = Promise.withResolvers<void>()
    const done = http.logout(() => forgetting.promise)
    await expect(before).rejects.toMatchObject({ code: 'offline' })
    await expect(http.call('reminder.list', {})).rejects.toMatchObject({ code: 'offline' })
    last().answer(200, {})
    await Promise.resolve()
    await expect(http.call('reminder.list', {})).rejects.toMatchObject({ code: 'offline' })
    forgetting.resolve()
    await done
    expect(ops()).toEqual(['schedule.list', 'logout'])
    const login = http.call('login', { name: 'a', password: 'b', device: '' })
    last().answer(200, { user: 1 })
    await expect(login).resolves.toEqual({ user: 1 })
  })

  test('of a session that is over already is one', async () => {
    const { http, last } = line()
    let forgotten = false
    const done = http.logout(async () => void (forgotten = true))
    last().answer(401, { error: { code: 'session_expired' } })
    await done
    expect(forgotten).toBe(true)
  })

  test('that the server refuses leaves the session as it is', async () => {
    const { http, ops, last } = line()
    let forgotten = false
    const done = http.logout(async () => void (forgotten = true))
    last().answer(503, { error: { code: 'store_unavailable' } })
    await expect(done).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(forgotten).toBe(false)
    void http.call('reminder.list', {})
    expect(ops()).toEqual(['logout', 'reminder.list'])
  })
})
