// SPDX-License-Identifier: MIT
// What a message in the outbox has beside its text.
import type { SendOptions } from '../api'
import type { OutboxExtra } from '../db/schema'
import { pollAsked } from '../sync/poll'

export function extraOf({ ref, mentions, all, admins, sticker, own, poll, batch, confirm }: SendOptions): OutboxExtra {
  return { ...(own ? { sticker: own.id, shared: { kind: 'sticker', file: own.file } } : {}), ...(sticker ? { kind: 'sticker' } : {}), ...(poll ? { kind: 'poll', poll: pollAsked(poll) } : {}), ...(ref === undefined ? {} : { ref }), ...(mentions?.length ? { mentions: [...mentions] } : {}), ...(all ? { all } : {}), ...(admins ? { admins } : {}), ...(batch ? { batch } : {}), ...(confirm ? { confirm } : {}) }
}
