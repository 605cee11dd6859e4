// SPDX-License-Identifier: MIT
// Refusals in the reader's words. The protocol's codes are stable, so each has its own sentence. Lengths are told in
// characters, because nobody counts bytes.
import { ChatError } from '@/core/api'
import { defaultLimits, type LimitsView } from '@/core/limits'
import { has, t, type Values } from '@/i18n'

export function codeOf(error: unknown): string {
  return error instanceof ChatError ? error.code : 'internal'
}

const naming: ReadonlySet<string | undefined> = new Set(['register', 'profile.set', 'room.nick'])

// The code, and for a conflict what it means for what was asked: the name is taken here, nobody is new there.
export function reasonOf(error: unknown): string {
  if (codeOf(error) !== 'conflict') return codeOf(error)
  const { op, field } = error as ChatError
  return field === 'name' || naming.has(op) ? 'name_taken' : `conflict.${op}`
}

// Whether the server did not take what stands in this field.
export function refusesField(error: unknown, field: string): boolean {
  return error instanceof ChatError && error.field === field && (error.code === 'invalid' || error.code === 'too_large')
}

// How long to wait before the next try, in ms, where the server says so.
export function waitOf(error: unknown): number | undefined {
  return error instanceof ChatError && error.code === 'rate_limited' ? error.retryAfter : undefined
}

export function waitText(ms: number): string {
  return t('error.rate_limited_for', { n: Math.max(1, Math.ceil(ms / 1000)) })
}

export function errorText(error: unknown): string {
  const wait = waitOf(error)
  return wait === undefined ? codeText(reasonOf(error)) : waitText(wait)
}

export function codeText(code: string, limits: LimitsView = defaultLimits): string {
  const key = [`error.${code}`, `error.${code.split('.')[0]}`].find(has)
  return key ? t(key, sizes(code, limits)) : t('error.internal')
}

function sizes(code: string, limits: LimitsView): Values {
  if (code === 'weak_password') return { n: limits.passwordCharsMin }
  const bytes = code.startsWith('name') ? limits.nameBytes : code.startsWith('password') ? limits.passwordBytes : limits.titleBytes
  return { letters: bytes, han: Math.floor(bytes / 3) }
}
