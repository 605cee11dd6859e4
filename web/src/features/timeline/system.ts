// SPDX-License-Identifier: MIT
// Sentences of the system's lines: who came and went, what was changed by whom.
import type { MessageView, UserId } from '@/core/api'
import { clean } from '@/core/markup/clean'
import { list, locale, t } from '@/i18n'

const namesMax = 3
const writersText = { all: 'rooms.writers.all', admins: 'rooms.writers.admins', nobody: 'rooms.writers.nobody' } as const

type NameOf = (id: UserId) => string

// "Anna, Omar and 4 others"; the count may be larger than the known names.
export function people(ids: readonly UserId[], nameOf: NameOf, count = ids.length): string {
  const names = [...new Set(ids)].slice(0, namesMax).map(nameOf)
  const more = Math.max(count, new Set(ids).size) - names.length
  return list(more > 0 ? [...names, t('people.others', { n: more })] : names)
}

export function systemText(messages: readonly MessageView[], nameOf: NameOf): string {
  const only = messages[0]!
  if (messages.length > 1 || only.kind === 'join' || only.kind === 'leave' || only.kind === 'traffic') return cameAndWent(messages, nameOf)
  const who = nameOf(only.from)
  const whom = only.users?.length ? people(only.users, nameOf) : ''
  switch (only.kind) {
    case 'created':
      return t('system.created', { who, title: clean(only.title ?? '') })
    case 'remove':
      return t('system.removed', { who, whom })
    case 'role':
      return only.role === 'owner' ? t('system.owner', { who, whom }) : only.role === 'admin' ? t('system.admin', { who, whom }) : t('system.member', { who, whom })
    case 'title':
      return t('system.title', { who, title: clean(only.title ?? '') })
    case 'avatar':
      return t('system.avatar', { who })
    case 'announcement':
      return only.text ? t('system.announcement', { who, text: clean(only.text) }) : t('system.announcementGone', { who })
    case 'policy':
      return t('system.policy', { who })
    case 'mute':
      return only.until === undefined ? t('system.unmuted', { who, whom }) : t('system.muted', { who, whom })
    case 'rules': {
      const rules = [t(writersText[only.writers ?? 'all'])]
      if (only.slow) rules.push(t('rooms.slowRule', { n: only.slow }))
      if (only.recall) rules.push(t('rooms.recallRule', { time: spanText(only.recall) }))
      if (only.keep !== undefined) rules.push(only.keep ? t('rooms.keepRule', { n: only.keep }) : t('rooms.keepRuleOff'))
      return t('system.rules', { who, rules: list(rules) })
    }
    case 'nick':
      return only.nick ? t('system.nick', { who, nick: clean(only.nick) }) : t('system.nickGone', { who })
    case 'nudge':
      return t('system.nudge', { who })
    case 'pin':
      return t('msg.didPin', { who })
    case 'unpin':
      return t('msg.didUnpin', { who })
    case 'dissolved':
      return t('system.dissolved', { who })
    default:
      return only.text ?? ''
  }
}

// "1 hour", "7 days": the largest unit that says it whole.
export function spanText(minutes: number): string {
  const [unit, size] = minutes % 1_440 === 0 ? (['day', 1_440] as const) : minutes % 60 === 0 ? (['hour', 60] as const) : (['minute', 1] as const)
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(minutes / size)
}

// People who came, then people who went. The Lobby's traffic names only some of those that it counts.
function cameAndWent(messages: readonly MessageView[], nameOf: NameOf): string {
  const came = new Map<UserId, UserId | undefined>() // whom → who brought them
  const gone = new Set<UserId>()
  const entered = new Traffic()
  const exited = new Traffic()
  for (const message of messages) {
    if (message.kind === 'traffic') {
      entered.add(message.users, message.count)
      exited.add(message.left, message.leftCount)
      continue
    }
    const users = message.users?.length ? message.users : [message.from]
    if (message.kind === 'join') users.forEach((user) => came.set(user, message.from === user ? undefined : message.from))
    else users.forEach((user) => gone.add(user))
  }
  const parts: string[] = []
  const alone = [...came].filter(([, by]) => by === undefined).map(([user]) => user)
  if (alone.length) parts.push(t('system.joined', { who: people(alone, nameOf), n: alone.length }))
  for (const by of new Set([...came.values()].filter((user) => user !== undefined))) {
    const brought = [...came].filter(([, other]) => other === by).map(([user]) => user)
    parts.push(t('system.added', { who: nameOf(by), whom: people(brought, nameOf) }))
  }
  if (gone.size) parts.push(t('system.left', { who: people([...gone], nameOf), n: gone.size }))
  if (entered.size) parts.push(t('system.entered', { who: people([...entered.users], nameOf, entered.size), n: entered.size }))
  if (exited.size) parts.push(t('system.exited', { who: people([...exited.users], nameOf, exited.size), n: exited.size }))
  return parts.join(t('system.joiner'))
}

class Traffic {
  readonly users = new Set<UserId>()
  #count = 0

  add(users: readonly UserId[] = [], count = users.length): void {
    this.#count += count
    for (const user of users) this.users.add(user)
  }

  get size(): number {
    return Math.max(this.#count, this.users.size)
  }
}
