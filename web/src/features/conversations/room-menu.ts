// SPDX-License-Identifier: MIT
// What can be done with a room from its context menu or its header.
import { h, ref, shallowRef, type Component } from 'vue'
import { lazy } from '@/app/lazy'
import { errorText } from '@/app/errors'
import { testids } from '@/app/testids'
import { useRouter } from '@/app/use-router'
import type { RoomView } from '@/core/api'
import { t } from '@/i18n'
import { askDay } from '@/features/messages/state'
import { useCore } from '@/stores/core'
import type { MenuItem } from '@/ui/Menu.vue'
import { toast } from '@/ui/toast'
import { roomTitle } from './title'
import Bell from '~icons/lucide/bell'
import BellOff from '~icons/lucide/bell-off'
import Calendar from '~icons/lucide/calendar-search'
import EyeOff from '~icons/lucide/eye-off'
import Folder from '~icons/lucide/folder'
import Info from '~icons/lucide/info'
import LogOut from '~icons/lucide/log-out'
import Seen from '~icons/lucide/mail-open'
import Unseen from '~icons/lucide/mail'
import Pin from '~icons/lucide/pin'
import PinOff from '~icons/lucide/pin-off'
import UserRound from '~icons/lucide/user-round'
import UserPlus from '~icons/lucide/user-plus'

const Confirm = lazy(() => import('@/ui/Confirm.vue'))

export function useRoomMenu() {
  const core = useCore()
  const router = useRouter()
  const confirm = shallowRef<Component>()

  function items(room: RoomView): MenuItem[] {
    const own: MenuItem[] = [
      room.unread || room.marked ? { id: 'read', label: t('rooms.markRead'), icon: Seen, testid: testids.roomRead } : { id: 'unread', label: t('rooms.markUnread'), icon: Unseen, testid: testids.roomUnread },
      room.pinned ? { id: 'unpin', label: t('rooms.unpin'), icon: PinOff, testid: testids.roomUnpin } : { id: 'pin', label: t('rooms.pin'), icon: Pin, testid: testids.roomPin },
      room.muted ? { id: 'unmute', label: t('rooms.unmute'), icon: Bell, testid: testids.roomUnmute } : { id: 'mute', label: t('rooms.mute'), icon: BellOff, testid: testids.roomMute },
      { id: 'hide', label: t('rooms.hide'), icon: EyeOff, testid: testids.roomHide },
      { id: 'day', label: t('timeline.day'), icon: Calendar, testid: testids.roomDay },
      { id: 'folders', label: t('rooms.folders'), icon: Folder, testid: testids.roomFolders },
    ]
    if (room.kind === 'lobby') return [{ id: 'info', label: t('info.lobby'), icon: Info }, ...own]
    if (room.kind === 'direct') return [{ id: 'info', label: t('info.direct'), icon: UserRound }, ...own]
    return [
      { id: 'info', label: t('info.group'), icon: Info },
      ...own,
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
    else if (id === 'day') {
      if (router.place.value.room !== room.id) router.openRoom(room.id)
      askDay(room.id)
    } else if (id === 'folders') router.open({ name: 'folders', room: room.id })
    else {
      if (id === 'read') core.markRead(room.id, Number.MAX_SAFE_INTEGER) // as far as there is anything
      if (id === 'read' && !room.marked) return
      const change = { read: { unread: false }, unread: { unread: true }, pin: { pinned: true }, unpin: { pinned: false }, mute: { muted: true }, unmute: { muted: false }, hide: { hidden: true } }[id]
      if (change) core.ask('room.prefs', { room: room.id, ...change }).catch((error: unknown) => toast(errorText(error), 'error'))
    }
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
