// SPDX-License-Identifier: MIT
// The part of the core without a server that is about one's own settings, and what is asked over HTTP.
import { ChatError, type AccountView, type ChatCore, type RoomId, type RoomView } from '../src/core/api'

interface Host {
  answer<T>(name: string, args: readonly unknown[], make: () => T): Promise<T>
  patch(room: RoomId, change: Partial<RoomView>): void
  touch(): void
  reply(op: string): ((request: unknown) => never) | undefined // made by a test
}

export type Own = Pick<ChatCore, 'account' | 'nick' | 'ask' | 'joinByCode'>

const lobby = 1

const replies: Readonly<Record<string, unknown>> = {
  'link.list': { links: [] },
  'link.create': { link: { code: '7h3k9m2p5q', room: 1, by: 1, created: 0, used: 0 } },
  'message.readers': { read: [2], unread: [3], read_count: 1, unread_count: 1 },
}

export function fakeOwn({ answer, patch, touch, reply }: Host): Own {
  let account: AccountView = { hideSeen: false, contacts: [], blocked: [], folders: [] }

  function change(op: string, asked: Record<string, never>): void {
    if (op === 'room.prefs') {
      const { room, ...prefs } = asked as unknown as { room: RoomId } & Partial<RoomView>
      patch(room, prefs)
    } else if (op === 'contact.set' || op === 'block.set') {
      const key = op === 'contact.set' ? 'contacts' : 'blocked'
      const others = account[key].filter((user) => user !== asked['user'])
      account = { ...account, [key]: asked['on'] ? [...others, asked['user']!] : others }
    } else if (op === 'folder.set') account = { ...account, folders: asked['folders']! }
    touch()
  }

  return {
    account: () => account,
    nick: () => undefined,
    joinByCode: (code) => answer('joinByCode', [code], () => lobby),
    ask: (op, request) =>
      answer('ask', [op, request], () => {
        const made = reply(op)
        if (made) return made(request)
        if (op.startsWith('admin.')) throw new ChatError('forbidden')
        change(op, request as Record<string, never>)
        return replies[op] as never
      }),
  }
}
