// SPDX-License-Identifier: MIT
// Keys of the stage. Single letters, so they mean nothing while somebody writes or something lies above the stage.
import { onBeforeUnmount, onMounted } from 'vue'
import { isComposing } from '@/ui/keyboard'

export function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === 'INPUT' && !/^(checkbox|radio|range|button)$/.test((target as HTMLInputElement).type)))
}

const above = 'dialog[open], [popover]:not([popover=manual]):popover-open'

export const stageKeys = { m: 'mic', v: 'camera', s: 'screen', h: 'hand', l: 'layout', p: 'people', c: 'chat' } as const
export type StageAct = (typeof stageKeys)[keyof typeof stageKeys] | 'minimise'

export function useStageKeys(enabled: () => boolean, act: (what: StageAct) => void): void {
  function onKey(event: KeyboardEvent): void {
    if (!enabled() || event.defaultPrevented || event.repeat || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (writes(event.target) || document.querySelector(above)) return
    const what = event.key === 'Escape' ? 'minimise' : stageKeys[event.key.toLowerCase() as keyof typeof stageKeys]
    if (!what) return
    event.preventDefault()
    event.stopImmediatePropagation() // Escape would also close what lies below
    act(what)
  }
  onMounted(() => addEventListener('keydown', onKey, true))
  onBeforeUnmount(() => removeEventListener('keydown', onKey, true))
}
