// SPDX-License-Identifier: MIT
// Puts a popover beside the element that opened it, inside the window.

export type Side = 'below-start' | 'below-end' | 'right' | 'left'

const gap = 6
const margin = 8

export function place(popover: HTMLElement, anchor: DOMRect, side: Side): void {
  const { offsetWidth: width, offsetHeight: height } = popover
  let x = side === 'below-end' ? anchor.right - width : anchor.left
  let y = anchor.bottom + gap
  if (side === 'right' || side === 'left') {
    const right = anchor.right + gap
    const left = anchor.left - gap - width
    x = side === 'right' ? (right + width + margin > innerWidth ? left : right) : left < margin ? right : left
    y = anchor.top
  } else if (y + height + margin > innerHeight && anchor.top - gap - height >= margin) {
    y = anchor.top - gap - height
  }
  popover.style.left = `${Math.round(clamp(x, margin, innerWidth - width - margin))}px`
  popover.style.top = `${Math.round(clamp(y, margin, innerHeight - height - margin))}px`
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high))
}
