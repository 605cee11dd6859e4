// SPDX-License-Identifier: MIT
// "Online", "Away" and the like; nothing while there is no connection, because nobody can know then.
import type { UserView } from '@/core/api'
import { listTime, t } from '@/i18n'
import { useConnection } from '@/stores/core'
import { useNow } from '@/stores/now'

const minute = 60_000

export function usePresenceText(): (user: UserView | undefined) => string {
  const connection = useConnection()
  const now = useNow()
  return (user) => {
    if (connection.value.state !== 'online') return ''
    if (user?.online) return t(user.mode ? `presence.${user.mode}` : 'presence.online')
    if (!user?.seen) return t('presence.offline')
    const minutes = Math.floor((now.value - user.seen) / minute)
    if (minutes < 60) return minutes < 1 ? t('presence.seenNow') : t('presence.seenMinutes', { n: minutes })
    return t('presence.seen', { when: listTime(user.seen, now.value) })
  }
}
