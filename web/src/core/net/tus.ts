// SPDX-License-Identifier: MIT
// A small tus 1.0 client (https://tus.io): one upload in pieces that can be broken off anywhere and goes on where the
// server stands. Why not the library: docs/decisions/0007-own-tus-client.md.
import { ChatError } from '../api'
import type { Platform } from '../platform'

const PIECE_FIRST = 256 * 1024
const PIECE_MAX = 4 * 1024 * 1024
const FAST_MS = 1_500 // a piece that took less is followed by one twice as large
const TIMEOUT_MS = 60_000

export interface UploadSteps {
  id?: string // of an upload begun earlier
  begun(id: string): Promise<void> | void // before the first byte: keep it, to go on after a reload
  progress(sent: number): void
  signal: AbortSignal
}

export class Tus {
  constructor(private readonly platform: Platform) {}

  // Answers the id of the file. ChatError 'offline' and 'timeout' may be tried again with the same id.
  async upload(blob: Blob, name: string, steps: UploadSteps): Promise<string> {
    let { id } = steps
    let offset = 0
    let complete = false // though its end was not heard of
    if (id) {
      const at = await this.offset(id, steps.signal)
      if (at === undefined) id = undefined
      else ({ offset, complete } = at)
    }
    if (!id) {
      id = await this.create(blob.size, name, steps.signal)
      await steps.begun(id)
    }
    let piece = PIECE_FIRST
    const end = complete ? 0 : blob.size
    // A complete one is ended again, with an empty piece.
    do {
      steps.progress(complete ? blob.size : offset)
      const began = Date.now()
      offset = await this.patch(id, blob.slice(offset, complete ? offset : offset + piece), offset, steps.signal)
      if (Date.now() - began < FAST_MS) piece = Math.min(PIECE_MAX, piece * 2)
    } while (offset < end)
    steps.progress(blob.size)
    return id
  }

  async remove(id: string): Promise<void> {
    await this.call(`/${id}`, 'DELETE', {}, undefined, undefined)
  }

  private async create(size: number, name: string, signal: AbortSignal): Promise<string> {
    const headers = { 'Upload-Length': String(size), 'Upload-Metadata': `filename ${base64(name)}` }
    const response = await this.call('', 'POST', headers, undefined, signal)
    const id = response.headers.get('Location')?.split('/').at(-1)
    if (!id) throw new ChatError('internal')
    return id
  }

  // Undefined: the server does not know it any more.
  private async offset(id: string, signal: AbortSignal): Promise<{ offset: number; complete: boolean } | undefined> {
    try {
      const { headers } = await this.call(`/${id}`, 'HEAD', {}, undefined, signal)
      const offset = Number(headers.get('Upload-Offset') ?? 0)
      return { offset, complete: offset > 0 && headers.get('Upload-Length') === String(offset) }
    } catch (error) {
      if (error instanceof ChatError && error.code === 'not_found') return undefined
      throw error
    }
  }

  private async patch(id: string, piece: Blob, offset: number, signal: AbortSignal): Promise<number> {
    const headers = { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' }
    const response = await this.call(`/${id}`, 'PATCH', headers, piece, signal)
    return Number(response.headers.get('Upload-Offset') ?? offset + piece.size)
  }

  private async call(path: string, method: string, headers: Record<string, string>, body: Blob | undefined, signal: AbortSignal | undefined): Promise<Response> {
    const abort = new AbortController()
    const stop = (): void => abort.abort()
    signal?.addEventListener('abort', stop)
    const timer = setTimeout(stop, TIMEOUT_MS)
    try {
      signal?.throwIfAborted()
      const response = await this.platform.fetch(`${this.platform.origin}/api/v1/upload${path}`, {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        headers: { 'Tus-Resumable': '1.0.0', ...headers },
        ...(body ? { body } : {}),
        signal: abort.signal,
      })
      if (response.ok) return response
      throw await errorOf(response)
    } catch (error) {
      if (error instanceof ChatError) throw error
      throw new ChatError(signal?.aborted ? 'cancelled' : abort.signal.aborted ? 'timeout' : 'offline')
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
  }
}

const byStatus: Readonly<Record<number, string>> = { 401: 'session_expired', 404: 'not_found', 408: 'timeout', 409: 'offset_mismatch', 413: 'too_large', 423: 'upload_locked', 429: 'rate_limited' }

async function errorOf(response: Response): Promise<ChatError> {
  const answer = (await response.json().catch(() => undefined)) as { error?: { code?: unknown; retry_after?: unknown } } | undefined
  const code = answer?.error?.code
  const after = answer?.error?.retry_after
  if (typeof code !== 'string') return new ChatError(byStatus[response.status] ?? (response.status >= 500 ? 'offline' : 'internal'))
  return new ChatError(code, undefined, typeof after === 'number' ? after : undefined)
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text.slice(0, 255))))
}
