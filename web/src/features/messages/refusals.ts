// SPDX-License-Identifier: MIT
// Tells when the server did not accept what was done to a message.
import { codeText } from '@/app/errors'
import type { ChatCore, Refusal } from '@/core/api'
import { t, type Key } from '@/i18n'
import { toast } from '@/ui/toast'

const words: Record<Refusal['op'], Key> = {
  edit: 'msg.refused.edit',
  recall: 'msg.refused.recall',
  react: 'msg.refused.react',
  pin: 'msg.refused.pin',
  vote: 'poll.refused.vote',
  close: 'poll.refused.close',
}

// Answers how to stop.
export function tellRefusals(core: ChatCore): () => void {
  return core.onRefused(({ op, code }) => toast(t(words[op], { why: codeText(code) }), 'error'))
}
