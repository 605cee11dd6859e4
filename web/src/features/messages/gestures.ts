// SPDX-License-Identifier: MIT
// The right button, and touch: a long press opens the menu of a message, a swipe to the right answers it; scrolling ends
// both. One set of listeners for all rows of a timeline.
import type { MessageView } from '@/core/api'
import { aim, openMenu, selection } from './state'

const pressMs = 450
const slackPx = 10
const swipePx = 64
const swipeMaxPx = 88

interface Hold {
  x: number
  y: number
  bubble: HTMLElement
  message: MessageView
  swiping: boolean
  shift: number
}

// Answers how to stop. `find` knows the message of a row.
export function watchGestures(root: HTMLElement, find: (seq: number) => MessageView | undefined): () => void {
  const ended = new AbortController()
  const { signal } = ended
  let timer: ReturnType<typeof setTimeout> | undefined
  let hold: Hold | undefined

  function meant(event: Event): { bubble: HTMLElement; message: MessageView } | undefined {
    const at = event.target instanceof Element ? event.target : undefined
    const bubble = at?.closest<HTMLElement>('[data-bubble]')
    const seq = Number(bubble?.closest<HTMLElement>('[data-seq]')?.dataset['seq'])
    const message = bubble && seq ? find(seq) : undefined
    return message && !selection.value ? { bubble: bubble!, message } : undefined
  }

  function release(): void {
    clearTimeout(timer)
    if (hold) hold.bubble.style.transform = ''
    hold = undefined
  }

  function onContext(event: MouseEvent): void {
    const found = meant(event)
    // Links and selected words keep the browser's own menu.
    if (!found || (event.target as Element).closest('a') || !(getSelection()?.isCollapsed ?? true)) return
    event.preventDefault()
    openMenu(found.message, event.clientX, event.clientY)
  }

  function onStart(event: TouchEvent): void {
    release()
    const touch = event.touches[0]
    const found = meant(event)
    if (!touch || !found || event.touches.length > 1) return
    const { clientX: x, clientY: y } = touch
    hold = { ...found, x, y, swiping: false, shift: 0 }
    timer = setTimeout(() => {
      release()
      navigator.vibrate?.(10)
      openMenu(found.message, x, y)
    }, pressMs)
  }

  function onMove(event: TouchEvent): void {
    const touch = event.touches[0]
    if (!touch || !hold) return
    const dx = touch.clientX - hold.x
    const dy = touch.clientY - hold.y
    if (Math.abs(dx) > slackPx || Math.abs(dy) > slackPx) clearTimeout(timer)
    if (!hold.swiping && Math.abs(dy) > slackPx) return release()
    hold.swiping ||= dx > slackPx * 1.5 && Math.abs(dy) < dx / 2
    if (!hold.swiping) return
    hold.shift = Math.min(swipeMaxPx, Math.max(0, dx - slackPx))
    hold.bubble.style.transform = `translateX(${hold.shift}px)`
  }

  function onEnd(): void {
    const last = hold
    release()
    if (last?.swiping && last.shift >= swipePx) aim('reply', last.message)
  }

  root.addEventListener('contextmenu', onContext, { signal })
  root.addEventListener('touchstart', onStart, { signal, passive: true })
  root.addEventListener('touchmove', onMove, { signal, passive: true })
  root.addEventListener('touchend', onEnd, { signal })
  root.addEventListener('touchcancel', release, { signal })
  return () => {
    release()
    ended.abort()
  }
}
