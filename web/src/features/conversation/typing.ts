// SPDX-License-Identifier: MIT
import type { RoomView, UserId } from '@/core/api'
import { list, t } from '@/i18n'

const namesMax = 2

// "typing…" in a direct room, else who; '' when nobody does.
export function typingText(room: RoomView, self: UserId, nameOf: (id: UserId) => string): string {
  const others = room.typing.filter((id) => id !== self)
  if (others.length === 0) return ''
  if (room.kind === 'direct') return t('typing.one')
  const names = others.slice(0, namesMax).map(nameOf)
  const more = others.length - names.length
  return t('typing.who', { who: list(more > 0 ? [...names, t('people.others', { n: more })] : names), n: others.length })
}
