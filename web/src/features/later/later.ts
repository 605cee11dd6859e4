// SPDX-License-Identifier: MIT
// One's own messages that are sent later, and reminders, as the server has them: read once a connection, then told of by
// pushes. And which of their dialogs are open. Comes after the first paint.
import { shallowRef } from 'vue'
import { onLeave } from '@/app/forget'
import type { ChatCore, MessageView, RoomId, Seq } from '@/core/api'
import type { Reply } from '@/core/protocol/codec'
import { due } from './due'

export type Schedule = Reply<'schedule.list'>['schedules'][number]
export type Reminder = Reply<'reminder.list'>['reminders'][number]

export const schedules = shallowRef<readonly Schedule[]>([]) // the first to be sent first
export const reminders = shallowRef<readonly Reminder[]>([]) // those that are due first, then by time
export const failed = shallowRef(false) // they could not be read
export const reminding = shallowRef<{ room: RoomId; seq: Seq }>() // the message that a time is asked for
export const confirmsOf = shallowRef<{ room: RoomId; seq: Seq }>() // whose board is open

onLeave(() => {
  putSchedules([])
  putReminders([])
  reminding.value = confirmsOf.value = undefined
})

const first = (one: Reminder): number => (one.due ? 0 : 1)

function putSchedules(next: readonly Schedule[]): void {
  schedules.value = [...next].sort((a, b) => a.at - b.at || a.id - b.id)
}

function putReminders(next: readonly Reminder[]): void {
  reminders.value = [...next].sort((a, b) => first(a) - first(b) || a.at - b.at || a.id - b.id)
  due.value = next.filter((one) => one.due).length
}

function changed<T extends { id: number }>(all: readonly T[], news: readonly T[], gone: readonly number[] = []): T[] {
  const out = new Set([...gone, ...news.map(({ id }) => id)])
  return [...all.filter(({ id }) => !out.has(id)), ...news]
}

// The answers to one's own requests; the push says the same.
export function take(one: { schedule: Schedule } | { reminder: Reminder }): void {
  if ('schedule' in one) putSchedules(changed(schedules.value, [one.schedule]))
  else putReminders(changed(reminders.value, [one.reminder]))
}

// Tells of reminders that come due while the page is there. Answers how to stop.
export function watchLater(core: ChatCore, tell: (reminder: Reminder) => void): () => void {
  let read = false
  let round = 0

  async function load(): Promise<void> {
    const mine = ++round
    try {
      const [a, b] = await Promise.all([core.ask('schedule.list', {}), core.ask('reminder.list', {})])
      if (mine !== round) return
      putSchedules(a.schedules)
      putReminders(b.reminders)
      failed.value = false
      read = true
    } catch {
      if (mine === round) failed.value = !read
    }
  }

  const stops = [
    core.onPush((push) => {
      if (push.type === 'schedules') putSchedules(changed(schedules.value, push.schedules, push.gone))
      if (push.type !== 'reminders') return
      const news = push.reminders.filter((one) => one.due && !reminders.value.some((old) => old.id === one.id && old.due))
      putReminders(changed(reminders.value, push.reminders, push.gone))
      news.forEach(tell)
    }),
    // What happened while nothing was connected is read anew.
    core.subscribe('connection', () => core.connection().state === 'online' && void load()),
  ]
  void load()
  return () => {
    round++
    stops.forEach((stop) => stop())
  }
}

// The message of a reminder as it may be read now; undefined: it was taken back, or the room was left.
export async function messageOf(core: ChatCore, { room, seq }: { room: RoomId; seq: Seq }): Promise<MessageView | undefined> {
  const [found] = core.room(room) ? await core.messages(room, [seq]) : []
  return found?.recalled === undefined ? found : undefined
}
