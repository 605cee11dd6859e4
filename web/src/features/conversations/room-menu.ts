// SPDX-License-Identifier: MIT
// What can be done with a room from its context menu or its header.
import { h, ref, shallowRef, type Component } from 'vue'
import { lazy } from '@/app/lazy'
import { errorText } from '@/app/errors'
import { testids } from '@/app/testids'
import { useRouter } from '@/app/use-router'
import type { RoomView } from '@/core/api'
import { t } from '@/i18n'
import { useCore } from '@/stores/core'
import type { MenuItem } from '@/ui/Menu.vue'
import { roomTitle } from './title'
import Info from '~icons/lucide/info'
import LogOut from '~icons/lucide/log-out'
import UserRound from '~icons/lucide/user-round'
import UserPlus from '~icons/lucide/user-plus'

const Confirm = lazy(() => import('@/ui/Confirm.vue'))

export function useRoomMenu() {
  const core = useCore()
  const router = useRouter()
  const confirm = shallowRef<Component>()

  function items(room: RoomView): MenuItem[] {
    if (room.kind === 'lobby') return [{ id: 'info', label: t('info.lobby'), icon: Info }]
    if (room.kind === 'direct') return [{ id: 'info', label: t('info.direct'), icon: UserRound }]
    return [
      { id: 'info', label: t('info.group'), icon: Info },
      { id: 'add', label: t('people.add'), icon: UserPlus },
      // An owner hands over first; alone, leaving dissolves the group.
      ...(room.role === 'owner' && room.members > 1 ? [] : [{ id: 'leave', label: t('group.leave'), icon: LogOut, danger: true, testid: testids.leave }]),
    ]
  }

  function choose(id: string, room: RoomView): void {
    if (id === 'info') {
      router.push({ tab: 'chats', room: room.id, info: true })
    } else if (id === 'add') router.open({ name: 'add-people', room: room.id })
    else if (id === 'leave') askToLeave(room)
  }

  function askToLeave(room: RoomView): void {
    const busy = ref(false)
    const error = ref('')
    const leave = async (): Promise<void> => {
      busy.value = true
      try {
        await core.leaveRoom(room.id)
        confirm.value = undefined
      } catch (reason) {
        error.value = errorText(reason)
      } finally {
        busy.value = false
      }
    }
    confirm.value = () =>
      h(Confirm, {
        title: t('group.leave'),
        text: t('group.leaveText', { title: roomTitle(room) }),
        action: t('group.leaveAction'),
        busy: busy.value,
        error: error.value,
        onConfirm: leave,
        onClose: () => (confirm.value = undefined),
      })
  }

  return { items, choose, confirm, askToLeave }
}
