// SPDX-License-Identifier: MIT
// Keys that work anywhere.
import { onBeforeUnmount, onMounted } from 'vue'
import { isComposing } from '@/ui/keyboard'

export interface Shortcuts {
  search(): void
  step(by: 1 | -1, unread: boolean): void // to the next one, or to the next one with news
  keys(): void
  escape(): void
}

// What lies on top takes Escape and all else itself. Toasts are manual popovers and do not count.
const layers = 'dialog[open], [popover]:not([popover=manual]):popover-open'

export function useShortcuts(actions: Shortcuts): void {
  function onKey(event: KeyboardEvent): void {
    if (isComposing(event) || event.defaultPrevented || document.querySelector(layers)) return
    const command = event.ctrlKey || event.metaKey
    if (command && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') actions.search()
    else if (event.altKey && !command && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) actions.step(event.key === 'ArrowDown' ? 1 : -1, event.shiftKey)
    else if (event.key === '?' && !command && !event.altKey && !writes(event.target)) actions.keys()
    else if (event.key === 'Escape') return actions.escape()
    else return
    event.preventDefault()
  }
  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
}

function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
