// SPDX-License-Identifier: MIT
// Where the reader was in each room, and how high the rows were there, for as long as the account is on the page.
import { onLeave } from '@/app/forget'
import type { RoomId } from '@/core/api'

const roomsMax = 30 // whose heights are kept

export const positions = new Map<RoomId, 'end' | { key: string; px: number }>()
const kept = new Map<RoomId, ReadonlyMap<string, number>>()
onLeave(() => {
  positions.clear()
  kept.clear()
})

// Pixels by the rows' keys. Where they are known the first rows that are drawn are those that are looked at, and only they:
// what is estimated instead is drawn too much or too little, and again when it is measured. A height that has changed
// since, or in a narrower window, is measured like any other.
export function heightsOf(room: RoomId): ReadonlyMap<string, number> | undefined {
  return kept.get(room)
}

export function keepHeights(room: RoomId, heights: ReadonlyMap<string, number>): void {
  kept.delete(room)
  if (heights.size === 0) return
  kept.set(room, heights)
  if (kept.size > roomsMax) kept.delete(kept.keys().next().value!)
}
