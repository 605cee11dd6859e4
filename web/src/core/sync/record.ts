// SPDX-License-Identifier: MIT
// Messages that are forwarded as one: what the server makes of them (server/chat/forward.cc), and how they are shown.
import type { MessageView, RecordView, RoomId, UserId } from '../api'
import { clean } from '../markup/clean'
import type { ChatRecord, Event } from '../protocol/codec'
import { fileShown } from './media'

export function recordOf(events: readonly Event[], direct: boolean, name: (user: UserId) => string): ChatRecord {
  const items = events.map(({ from, at, kind, body: { text, file } }) => ({ user: from, name: name(from), at, kind, ...(text === undefined ? {} : { text }), ...(file ? { file } : {}) }))
  return { items, ...(direct ? { direct } : {}) }
}

export function recordShown(key: string, room: RoomId, { direct, items }: ChatRecord): RecordView {
  return {
    direct: direct ?? false,
    items: items.map(
      ({ user, name, at, kind, text, file }, index): MessageView => ({
        key: `${key}.${index}`,
        room,
        at,
        from: user,
        own: false,
        kind,
        ...(text === undefined ? {} : { text }),
        ...(file === undefined ? {} : { file: fileShown(file) }),
        origin: { user, name: clean(name), at },
        state: 'sent',
      }),
    ),
  }
}
