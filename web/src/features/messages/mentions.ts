// SPDX-License-Identifier: MIT
// Names in the text that is being written. What was chosen from the list counts as long as it still stands there.
import type { UserId } from '@/core/api'

// What stands between an @ and the caret, if a name may be meant.
export function mentionQuery(text: string, caret: number): string | undefined {
  const before = text.slice(0, caret)
  return /(?:^|[^\p{L}\p{N}_@.])@([^\s@]{0,30})$/u.exec(before)?.[1]
}

// A person, everybody, or the admins.
export type Named = UserId | 'all' | 'admins'

export interface Chosen {
  user: Named
  name: string
}

export function mentioned(text: string, chosen: readonly Chosen[]): { mentions: UserId[]; all: boolean; admins: boolean } {
  const there = new Set(chosen.filter(({ name }) => text.includes(`@${name}`)).map(({ user }) => user))
  return { mentions: [...there].filter((user) => typeof user === 'number'), all: there.has('all'), admins: there.has('admins') }
}
