// SPDX-License-Identifier: MIT
// The window's title: unread count with the reminders that are due, open room, server.
import { computed, watchEffect } from 'vue'
import { counted, roomTitle } from '@/features/conversations/title'
import { titleMark } from '@/features/calls/state'
import { due } from '@/features/later/due'
import { number } from '@/i18n'
import { useRooms } from '@/stores/core'
import { useSession } from '@/stores/session'
import { useRouter } from './use-router'

export function useTitle(): void {
  const rooms = useRooms()
  const session = useSession()
  const router = useRouter()
  const open = computed(() => rooms.value.find((room) => room.id === router.place.value.room))
  const unread = computed(() => counted(rooms.value) + due.value)
  watchEffect(() => {
    const count = unread.value ? `(${unread.value > 99 ? '99+' : number(unread.value)}) ` : ''
    const name = open.value ? `${roomTitle(open.value)} · ` : ''
    document.title = `${titleMark.value}${count}${name}${session.server.name}`
  })
}
