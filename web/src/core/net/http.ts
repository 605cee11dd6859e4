// SPDX-License-Identifier: MIT
// The HTTP side of the protocol: POST /api/v1/<op> with a JSON object, and the upload of pictures. The session is an
// HttpOnly cookie, which the browser adds by itself.
import { ChatError } from '../api.ts'
import type { Platform } from '../platform'
import type { OpName, Reply, Request } from '../protocol/codec'

const TIMEOUT_MS = 15_000
const over: ReadonlySet<string> = new Set(['login_needed', 'session_expired', 'disabled', 'banned'])

export class Http {
  private readonly platform: Platform
  private readonly running = new Set<AbortController>()
  private leaving = false

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

  // Ends the session; that it is over already is as well. Until `forget` is done nothing else goes out, and what is under
  // way ends: the server would refuse one after the other.
  async logout(forget: () => Promise<void>): Promise<void> {
    this.leaving = true
    for (const one of this.running) one.abort()
    try {
      await this.call('logout', {}).catch((error: unknown) => {
        if (!(error instanceof ChatError) || !over.has(error.code)) throw error
      })
      await forget()
    } finally {
      this.leaving = false
    }
  }

  private async post(op: string, body: BodyInit, type: string): Promise<unknown> {
    if (this.leaving && op !== 'logout') throw new ChatError('offline')
    const abort = new AbortController()
    this.running.add(abort)
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
      throw new ChatError(abort.signal.aborted && !this.leaving ? 'timeout' : 'offline')
    } finally {
      clearTimeout(timer)
      this.running.delete(abort)
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
