// SPDX-License-Identifier: MIT
// What is told within the page: a card for each room with news, and the question whether the system may tell of them.
import { shallowRef } from 'vue'
import { onLeave } from '@/app/forget'
import type { RoomId, Seq, UserId } from '@/core/api'

export interface Notice {
  id: number
  room: RoomId
  seq?: Seq | undefined
  from?: UserId | undefined
  title: string
  body: string
}

const shownMax = 3
const shownMs = 6_000

export const notices = shallowRef<readonly Notice[]>([])
export const asking = shallowRef(0) // how many messages came while nobody looked; 0: no question
onLeave(() => (asking.value = 0))
let serial = 0

// One of a room takes the place of the one before.
export function notice(next: Omit<Notice, 'id'>): void {
  const made = { ...next, id: ++serial }
  notices.value = [...notices.value.filter(({ room }) => room !== next.room), made].slice(-shownMax)
  setTimeout(() => drop(made.id), shownMs)
}

export function drop(id: number): void {
  if (!held.has(id)) notices.value = notices.value.filter((one) => one.id !== id)
  else late.add(id)
}

export function dropRoom(room: RoomId): void {
  if (notices.value.some((one) => one.room === room)) notices.value = notices.value.filter((one) => one.room !== room)
}

// A card under the pointer or the focus stays.
const held = new Set<number>()
const late = new Set<number>()

export function hold(id: number, on: boolean): void {
  if (on) held.add(id)
  else {
    held.delete(id)
    if (late.delete(id)) setTimeout(() => drop(id), 1_000)
  }
}
