// SPDX-License-Identifier: MIT
// Refusals in the reader's words. The protocol's codes are stable, so each has its own sentence.
import { ChatError } from '@/core/api'
import { has, t } from '@/i18n'

export function codeOf(error: unknown): string {
  return error instanceof ChatError ? error.code : 'internal'
}

export function errorText(error: unknown): string {
  return codeText(codeOf(error))
}

export function codeText(code: string): string {
  const key = `error.${code}`
  return has(key) ? t(key) : t('error.internal')
}
