// SPDX-License-Identifier: MIT
// How large pictures are shown, in pixels of the screen. A page that nobody sees shows none, after a while.
import { onBeforeUnmount, watch } from 'vue'
import type { Calls } from '@/core/calls/view'
import { pipWindow } from './pip'

const AWAY_MS = 3_000
const DENSEST = 2 // more is not seen

export function useShown(engine: Calls): { tell: (sizes: ReadonlyMap<string, number>) => void } {
  let last: ReadonlyMap<string, number> = new Map()
  let timer: ReturnType<typeof setTimeout> | undefined
  const scale = (): number => Math.min(DENSEST, globalThis.devicePixelRatio || 1)
  const away = (): boolean => document.hidden && !pipWindow.value && !document.pictureInPictureElement
  const tell = (): void => engine.shown(away() ? new Map() : new Map([...last].map(([key, height]) => [key, Math.round(height * scale())])))
  const look = (): void => {
    clearTimeout(timer)
    timer = setTimeout(tell, away() ? AWAY_MS : 0)
  }
  document.addEventListener('visibilitychange', look)
  watch(pipWindow, look)
  onBeforeUnmount(() => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  })
  return {
    tell(sizes) {
      last = sizes
      if (!away()) tell()
    },
  }
}
