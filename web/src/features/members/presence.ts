// SPDX-License-Identifier: MIT
// "Online" and "Offline"; nothing while there is no connection, because nobody can know then.
import type { UserView } from '@/core/api'
import { t } from '@/i18n'
import { useConnection } from '@/stores/core'

export function usePresenceText(): (user: UserView | undefined) => string {
  const connection = useConnection()
  return (user) => (connection.value.state !== 'online' ? '' : user?.online ? t('presence.online') : t('presence.offline'))
}
