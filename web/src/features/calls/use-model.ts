// SPDX-License-Identifier: MIT
// Makes of the engine's view of a call what its screens show: names, faces, tiles.
import { computed, type ComputedRef } from 'vue'
import type { RoomView, UserId } from '@/core/api'
import type { Calls, CallView, PersonView } from '@/core/calls/view'
import { roomTitle } from '@/features/conversations/title'
import { t } from '@/i18n'
import { useNames, useRooms, useUsers } from '@/stores/core'
import { hue } from '@/ui/avatar'
import type { CallModel, Whose } from './model'
import type { Absent } from './People.vue'
import { settings } from './settings'
import type { Shown } from './shown'
import { troubleOf } from './words'

export function useModel(engine: Calls, current: ComputedRef<CallView | undefined>): ComputedRef<CallModel | undefined> {
  const rooms = useRooms()
  const user = useUsers()
  const nameOf = useNames(() => current.value?.room)
  const room = computed(() => rooms.value.find((one) => one.id === current.value?.room))

  function tiles(call: CallView, one: PersonView): Shown[] {
    const { avatar } = user(one.user)
    const common = { leg: one.leg, user: one.user, name: nameOf(one.user) || '…', avatar, hue: hue(one.user), own: one.own, audio: one.audio, level: () => engine.level(one.leg), quality: one.quality, why: one.why }
    const camera: Shown = {
      ...common,
      key: `${one.leg}`,
      screen: false,
      stream: one.camera,
      video: one.video && one.camera !== undefined && !one.blocked,
      cameraOff: call.kind === 'video' && !one.video,
      mirror: one.own && settings.mirror,
      hand: one.hand,
      speaking: one.speaking,
      wait: waitOf(call, one),
      blocked: one.blocked,
    }
    if (!one.screen || !one.shared) return [camera]
    return [camera, { ...common, key: `${one.leg}:screen`, screen: true, stream: one.shared, video: !one.blocked, blocked: one.blocked, cameraOff: false, mirror: false, hand: false, speaking: false }]
  }

  return computed(() => {
    const call = current.value
    if (!call) return undefined
    const others = [...call.people.filter((one) => !one.own), ...call.absent].map((one) => one.user)
    const absent = call.absent.map(({ user: id, state }): Absent => ({ user: id, name: nameOf(id) || '…', avatar: user(id).avatar, words: t(`call.leg_${state as 'invited'}`), again: state !== 'invited' && state !== 'ringing' }))
    const peer = call.direct ? call.people.find((one) => !one.own) : undefined
    return {
      id: call.id,
      room: call.room,
      kind: call.kind,
      mine: call.mine,
      whose: whoseOf(room.value, others, user),
      state: call.phase,
      since: call.since,
      end: call.end,
      seconds: call.seconds ?? 0,
      people: call.people.flatMap((one) => tiles(call, one)),
      absent,
      moderator: !call.direct && (call.mine || room.value?.role === 'owner' || room.value?.role === 'admin'),
      speaker: call.speaker,
      mic: call.mic,
      camera: call.cam,
      screen: call.screen,
      hand: call.hand,
      quality: peer?.quality,
      why: peer?.why,
      lock: call.way === 'server' ? 'way' : 'ends',
      way: call.way,
      trouble: call.trouble && { device: call.trouble.device, what: troubleOf(call.trouble.error) },
      mutePlease: call.mutePlease,
      secure: call.secure,
    }
  })
}

function waitOf(call: CallView, one: PersonView): string | undefined {
  if (one.own || call.phase === 'reconnecting') return undefined // that is told for all at once
  if (one.blocked) return t('call.blocked')
  if (one.state === 'reconnecting' || (one.state === 'joined' && !one.connected)) return t('call.isBack')
  return one.state === 'connecting' ? t('call.state_connecting') : undefined
}

export function whoseOf(room: RoomView | undefined, users: readonly UserId[], user: ReturnType<typeof useUsers>): Whose {
  if (room && room.kind !== 'direct') {
    return { id: room.id, name: roomTitle(room), avatar: room.avatar, group: true }
  }
  const id = room?.peer ?? users[0] ?? 0
  return { id, name: user(id).name || room?.title || '…', avatar: user(id).avatar, group: false }
}
