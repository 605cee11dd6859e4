// SPDX-License-Identifier: MIT
// What the reader does with messages now: which menu is open, what is answered or edited, what is selected. One of each
// for the whole page.
import { shallowRef } from 'vue'
import type { MessageView, RoomId, Seq, UserId } from '@/core/api'
import { onLeave } from '@/app/forget'
import { messageLine } from '@/features/files/line'

export interface MenuRequest {
  message: MessageView
  x: number
  y: number
  emoji: boolean // only the signs
}

export interface Target {
  how: 'reply' | 'edit'
  room: RoomId
  seq: Seq
  from: UserId
  text: string
}

// A calendar, beside what was pressed; the day that is looked at now.
export interface DayRequest {
  room: RoomId
  at: number
  anchor?: DOMRect
}

export interface Selection {
  room: RoomId
  seqs: ReadonlySet<Seq>
}

export const menuRequest = shallowRef<MenuRequest>()
export const target = shallowRef<Target>()
export const selection = shallowRef<Selection>()
export const forwarding = shallowRef<{ room: RoomId; seqs: readonly Seq[] }>()
export const readersOf = shallowRef<{ room: RoomId; seq: Seq }>() // whose board is open
export const reporting = shallowRef<{ room: RoomId; seq: Seq }>() // of which the administrators are told
export const jumpRequest = shallowRef<{ room: RoomId; seq: Seq; top?: boolean }>() // `top`: what follows it is meant
export const dayRequest = shallowRef<DayRequest>()
export const rewriting = shallowRef<{ room: RoomId; text: string }>() // a recalled text goes back into the composer

onLeave(() => {
  for (const state of [menuRequest, target, selection, forwarding, readersOf, reporting, jumpRequest, dayRequest, rewriting]) state.value = undefined
})

export function openMenu(message: MessageView, x: number, y: number, emoji = false): void {
  if (message.seq !== undefined && message.recalled === undefined) menuRequest.value = { message, x, y, emoji }
}

export function aim(how: Target['how'], message: MessageView): void {
  if (message.seq === undefined) return
  selection.value = undefined
  target.value = { how, room: message.room, seq: message.seq, from: message.from, text: how === 'edit' ? (message.text ?? '') : messageLine(message) }
}

export function select(message: MessageView, on = true): void {
  if (message.seq === undefined) return
  const now = selection.value?.room === message.room ? selection.value.seqs : new Set<Seq>()
  const seqs = new Set(now)
  if (on) seqs.add(message.seq)
  else seqs.delete(message.seq)
  target.value = undefined
  selection.value = { room: message.room, seqs }
}

export function jump(room: RoomId, seq: Seq, top = false): void {
  jumpRequest.value = { room, seq, ...(top ? { top } : {}) }
}

export function askDay(room: RoomId, at = Date.now(), opener?: EventTarget | null): void {
  dayRequest.value = { room, at, ...(opener instanceof HTMLElement ? { anchor: opener.getBoundingClientRect() } : {}) }
}
