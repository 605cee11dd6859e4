// SPDX-License-Identifier: MIT
import { expect } from 'vitest'

// A server of uploads in memory.
export class FakeUploads {
  readonly files = new Map<string, { size: number; data: number[] }>()
  readonly log: string[] = []
  held: Promise<void> | undefined // a PATCH that goes on waits for it, before any of it arrives
  cutAfter = Infinity // so many bytes of a PATCH arrive, then the connection breaks
  refuse: { status: number; code: string } | undefined
  refused: string | undefined // the upload that finds no room any more
  private last = 0

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const id = /upload\/(.+)$/.exec(url)?.[1] ?? ''
    const headers = new Headers(init.headers)
    this.log.push(`${init.method} ${id}`.trim())
    expect(headers.get('Tus-Resumable')).toBe('1.0.0')
    if (this.refuse) return new Response(JSON.stringify({ error: { code: this.refuse.code } }), { status: this.refuse.status })
    if (init.method === 'POST') {
      const made = `id${++this.last}`
      this.files.set(made, { size: Number(headers.get('Upload-Length')), data: [] })
      return new Response(undefined, { status: 201, headers: { Location: `/api/v1/upload/${made}` } })
    }
    if (this.held && init.method === 'PATCH' && headers.get('Upload-Offset') !== '0') {
      await Promise.race([this.held, new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))))])
    }
    if (id && id === this.refused) return new Response(JSON.stringify({ error: { code: 'quota_exceeded' } }), { status: 413 })
    const file = this.files.get(id)
    if (!file) return new Response('{}', { status: 404 })
    if (init.method === 'DELETE') {
      this.files.delete(id)
      return new Response(undefined, { status: 204 })
    }
    if (init.method === 'PATCH') {
      const bytes = [...new Uint8Array(await (init.body as Blob).arrayBuffer())]
      expect(Number(headers.get('Upload-Offset'))).toBe(file.data.length)
      file.data = file.data.concat(bytes.slice(0, this.cutAfter))
      if (bytes.length > this.cutAfter) throw new TypeError('reset')
    }
    return new Response(undefined, { status: 204, headers: { 'Upload-Offset': String(file.data.length) } })
  }
}
