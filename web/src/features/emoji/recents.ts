// SPDX-License-Identifier: MIT
// What was picked lately in this browser, newest first, and the chosen tone of skin.
import { shallowRef } from 'vue'
import type { Tone } from './data'

const key = 'teahouse.picked'
const most = { emoji: 27, stickers: 20 } as const

interface Picked {
  emoji: readonly string[]
  stickers: readonly string[]
  tone: Tone
}

export const picked = shallowRef<Picked>(stored())

export function remember(kind: 'emoji' | 'stickers', item: string): void {
  const list = [item, ...picked.value[kind].filter((one) => one !== item)].slice(0, most[kind])
  keep({ ...picked.value, [kind]: list })
}

export function chooseTone(tone: Tone): void {
  keep({ ...picked.value, tone })
}

function keep(next: Picked): void {
  picked.value = next
  try {
    localStorage.setItem(key, JSON.stringify(next))
  } catch {
    // Kept as long as the page, then.
  }
}

function stored(): Picked {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, unknown>
    const { tone } = value
    return { emoji: texts(value['emoji'], most.emoji), stickers: texts(value['stickers'], most.stickers), tone: Number.isInteger(tone) && Number(tone) >= 0 && Number(tone) <= 5 ? (tone as Tone) : 0 }
  } catch {
    return { emoji: [], stickers: [], tone: 0 }
  }
}

function texts(value: unknown, count: number): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string' && one.length <= 64).slice(0, count) : []
}
