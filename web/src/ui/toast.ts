// SPDX-License-Identifier: MIT
// Short notices at the edge of the screen. At most three at once; the same text is not shown twice.
import { shallowRef } from 'vue'

export interface Toast {
  id: number
  text: string
  kind: 'info' | 'error'
}

export const toasts = shallowRef<readonly Toast[]>([])
let lastId = 0

export function toast(text: string, kind: Toast['kind'] = 'info'): void {
  const made: Toast = { id: ++lastId, text, kind }
  toasts.value = [...toasts.value.filter((one) => one.text !== text), made].slice(-3)
  setTimeout(() => dismiss(made.id), kind === 'error' ? 7000 : 4000)
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}
