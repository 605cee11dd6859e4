// SPDX-License-Identifier: MIT
// The HTTP side of the protocol: POST /api/v1/<op> with a JSON object, and the upload of pictures. The session is an
// HttpOnly cookie, which the browser adds by itself.
import { ChatError } from '../api.ts'
import type { Platform } from '../platform'
import type { OpName, Reply, Request } from '../protocol/codec'

const TIMEOUT_MS = 15_000

export class Http {
  private readonly platform: Platform

  constructor(platform: Platform) {
    this.platform = platform
  }

  async call<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>> {
    return (await this.post(op, JSON.stringify(request), 'application/json')) as Reply<O>
  }

  // Answers the id under which the picture is shown.
  async uploadAvatar(picture: Blob): Promise<string> {
    const answer = (await this.post('avatar', picture, picture.type || 'application/octet-stream')) as { avatar?: unknown }
    if (typeof answer.avatar !== 'string') throw new ChatError('internal')
    return answer.avatar
  }

  private async post(op: string, body: BodyInit, type: string): Promise<unknown> {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
    let response: Response
    let answer: unknown
    try {
      response = await this.platform.fetch(`${this.platform.origin}/api/v1/${op}`, {
        method: 'POST',
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        headers: { 'Content-Type': type, Accept: 'application/json' },
        body,
        signal: abort.signal,
      })
      answer = await response.json().catch(() => undefined)
    } catch {
      throw new ChatError(abort.signal.aborted ? 'timeout' : 'offline')
    } finally {
      clearTimeout(timer)
    }
    if (response.ok && typeof answer === 'object' && answer !== null) return answer
    throw errorOf(answer, response.status, op)
  }
}

const byStatus: Readonly<Record<number, string>> = { 401: 'login_needed', 403: 'forbidden', 404: 'not_found', 413: 'too_large', 429: 'rate_limited' }

function errorOf(answer: unknown, status: number, op: string): ChatError {
  const error = (answer as { error?: { code?: unknown; field?: unknown; retry_after?: unknown } } | undefined)?.error
  if (typeof error?.code !== 'string') return new ChatError(byStatus[status] ?? (status >= 502 ? 'offline' : 'internal'))
  return new ChatError(
    error.code,
    typeof error.field === 'string' ? error.field : undefined,
    typeof error.retry_after === 'number' ? error.retry_after : undefined,
    op,
  )
}
