// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OutboxMedia, OutboxRecord } from '@/core/db/schema'
import { Tus } from '@/core/net/tus'
import { Uploads } from '@/core/outbox/uploads'
import type { Platform } from '@/core/platform'
import { FakeUploads } from '../fake-uploads'

const platformOf = (server: FakeUploads) => ({ origin: 'http://chat.test', fetch: server.fetch, random: () => 0.5 }) as unknown as Platform
const bytes = (size: number): Blob => new Blob([Uint8Array.from({ length: size }, (_, index) => index % 251)])
const steps = () => ({ begun: vi.fn(), progress: vi.fn(), signal: new AbortController().signal })

describe('an upload', () => {
  it('arrives in growing pieces', async () => {
    const server = new FakeUploads()
    const told = steps()
    const id = await new Tus(platformOf(server)).upload(bytes(1_000_000), 'a.bin', told)
    expect(server.files.get(id)?.data.length).toBe(1_000_000)
    expect(server.log).toEqual(['POST', 'PATCH id1', 'PATCH id1', 'PATCH id1'])
    expect(told.begun).toHaveBeenCalledExactlyOnceWith('id1')
    expect(told.progress.mock.calls.map(([sent]) => sent as number)).toEqual([0, 262_144, 786_432, 1_000_000])
  })

  it('that the server has made smaller is ended, not sent again', async () => {
    const server = new FakeUploads()
    const id = 'id0'
    const platform = platformOf(server)
    const fetch = async (_url: string, init: RequestInit): Promise<Response> => {
      server.log.push(`${init.method} ${new Headers(init.headers).get('Upload-Offset') ?? ''}`.trim())
      const size = { 'Upload-Offset': '900', 'Upload-Length': '900' }
      return new Response(undefined, { status: 204, headers: init.method === 'HEAD' ? size : { 'Upload-Offset': new Headers(init.headers).get('Upload-Offset')! } })
    }
    expect(await new Tus({ ...platform, fetch }).upload(bytes(1_000), 'a.png', { ...steps(), id })).toBe(id)
    expect(server.log).toEqual(['HEAD', 'PATCH 900'])
  })

  it('goes on where it broke off', async () => {
    const server = new FakeUploads()
    const tus = new Tus(platformOf(server))
    server.cutAfter = 1_000
    await expect(tus.upload(bytes(5_000), 'a', steps())).rejects.toMatchObject({ code: 'offline' })
    server.cutAfter = Infinity
    const id = await tus.upload(bytes(5_000), 'a', { ...steps(), id: 'id1' })
    expect(id).toBe('id1')
    expect(server.files.get(id)?.data).toEqual([...new Uint8Array(await bytes(5_000).arrayBuffer())])
  })

  it('begins anew where the server has forgotten it', async () => {
    const server = new FakeUploads()
    expect(await new Tus(platformOf(server)).upload(bytes(10), 'a', { ...steps(), id: 'gone' })).toBe('id1')
  })

  it('ends a complete one again', async () => {
    const server = new FakeUploads()
    server.files.set('id9', { size: 10, data: [...new Uint8Array(10)] })
    expect(await new Tus(platformOf(server)).upload(bytes(10), 'a', { ...steps(), id: 'id9' })).toBe('id9')
    expect(server.log).toEqual(['HEAD id9', 'PATCH id9'])
  })

  it('can be broken off', async () => {
    const server = new FakeUploads()
    const abort = new AbortController()
    const begun = (): void => abort.abort()
    await expect(new Tus(platformOf(server)).upload(bytes(10), 'a', { ...steps(), begun, signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('the files of messages', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  const record = (cmid: string, more: Partial<OutboxMedia> = {}): OutboxRecord => ({
    cmid,
    user: 1,
    room: 1,
    text: '',
    at: 0,
    order: 0,
    attempts: 0,
    media: { kind: 'file', blob: bytes(10), name: 'a', uploads: {}, ...more },
  })

  it('go up while there is a connection, the small picture first', async () => {
    const server = new FakeUploads()
    const host = { changed: vi.fn(), done: vi.fn(), failed: vi.fn() }
    const uploads = new Uploads(platformOf(server), host)
    uploads.add(record('one', { thumbBlob: bytes(3) }))
    expect(server.log).toEqual([])
    uploads.allow(true, true)
    await vi.waitFor(() => expect(host.done).toHaveBeenCalledWith('one'))
    expect([...server.files.values()].map((file) => file.size)).toEqual([3, 10])
    const [, media] = host.changed.mock.calls.at(-1) as [string, OutboxMedia]
    expect(media).toMatchObject({ ready: true, uploads: { thumb: 'id1', file: 'id2' } })
    uploads.stop()
  })

  it('that are given up are taken back', async () => {
    const server = new FakeUploads()
    const host = { changed: vi.fn(), done: vi.fn(), failed: vi.fn() }
    const uploads = new Uploads(platformOf(server), host)
    server.files.set('id7', { size: 10, data: [] })
    uploads.add(record('one', { uploads: { file: 'id7' } }))
    uploads.cancel('one')
    await vi.waitFor(() => expect(server.files.size).toBe(0))
    uploads.allow(true, true)
    expect(server.log).toEqual(['DELETE id7'])
    uploads.stop()
  })

  it('fail for good where another try would not help, and try again where it would', async () => {
    const server = new FakeUploads()
    const host = { changed: vi.fn(), done: vi.fn(), failed: vi.fn() }
    const uploads = new Uploads(platformOf(server), host)
    uploads.allow(true, true)
    server.refuse = { status: 413, code: 'quota_exceeded' }
    uploads.add(record('one'))
    await vi.waitFor(() => expect(host.failed).toHaveBeenCalledWith('one', 'quota_exceeded'))
    server.refuse = { status: 503, code: 'store_unavailable' }
    uploads.add(record('two'))
    await vi.waitFor(() => expect(server.log.length).toBe(2))
    server.refuse = undefined
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(20_000)
      expect(host.done).toHaveBeenCalledWith('two')
    })
    uploads.stop()
  })
})
