// SPDX-License-Identifier: MIT
import type { RecordView } from '@/core/api'
import { list, t } from '@/i18n'

export function recordTitle({ direct, items }: RecordView): string {
  if (!direct) return t('record.group')
  const names = [...new Set(items.map((one) => one.origin?.name ?? ''))].slice(0, 2)
  return t('record.direct', { names: list(names) })
}
