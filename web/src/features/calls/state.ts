// SPDX-License-Identifier: MIT
// What the rest of the page knows of calls, without any of their code.
import { shallowRef } from 'vue'
import type { RoomId, UserId } from '@/core/api'

export interface CallRequest {
  room: RoomId
  kind: 'audio' | 'video'
}

export interface Talk {
  kind: 'audio' | 'video'
  users: readonly UserId[]
  here: boolean // this device is in it
}

export const asked = shallowRef<CallRequest | 'test'>() // what a button asks for; taken by Calls.vue
export const talking = shallowRef<ReadonlyMap<RoomId, Talk>>(new Map()) // where there is a call
export const covered = shallowRef(false) // the stage lies over all else
export const titleMark = shallowRef('') // before the window's title

export function askToCall(request: CallRequest): void {
  asked.value = request
}
