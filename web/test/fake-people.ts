// SPDX-License-Identifier: MIT
// Whom and what the core without a server consists of.
import type { UserView } from '../src/core/api'

export const people: ReadonlyArray<[name: string, status?: string, role?: UserView['role']]> = [
  ['林清茶', '今天也要好好喝茶', 'owner'],
  ['Anna Keller', 'In the garden until four', 'admin'],
  ['王小明'],
  ['Omar Haddad', 'Reading'],
  ['陈美玲', '出差中，回复较慢'],
  ['Priya Nair'],
  ['张伟'],
  ['Jonas Lindqvist', 'On call this week'],
  ['李思思', '🌱'],
  ['Maya Okafor'],
  ['赵云龙'],
  ['Élodie Martin', 'Back on Monday'],
]

export const sentences: readonly string[] = [
  '早上好！有人要一起喝茶吗？',
  'Good morning! The kettle is on.',
  '我带了新的龙井，味道很清。',
  'Has anybody seen the notes from Tuesday?',
  '在共享文件夹里，我刚刚更新过。',
  'Thanks, found them.',
  '下午三点的会改到四点了，记得看日历。',
  'Works for me. I will bring the printouts.',
  '这个问题我昨天也遇到过：重启之后就好了，但是不知道为什么。',
  'It was the cache. I wrote it up here: https://example.org/notes/cache?id=42',
  '太好了，谢谢！',
  '**Reminder:** the office is closed on Friday.',
  '`make test` 现在全部通过了 ✅',
  'Nice work, everyone 🎉',
  '晚上一起吃火锅吗？我知道附近新开了一家，评价很不错，可以提前订位子。',
  'Count me in!',
  '👍',
  'Could somebody review this before lunch? It is short: two files, and the second is only a table of numbers that moved.',
  '好的，我来看。',
  '```\nfor (const cup of cups) {\n  pour(cup)\n}\n```',
  'Looks right to me. One question: what happens when the cup is already full?',
  '溢出来 😂',
  'Then let us check first.',
  '已经改好了，请再看一下。',
  '*Perfect.* Merging now.',
]
