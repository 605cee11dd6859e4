// SPDX-License-Identifier: MIT
// The three layouts: one pane on phones, list folded and drawer on top on tablets, all side by side on desktops.
import { computed, shallowRef } from 'vue'

function query(condition: string) {
  const list = globalThis.matchMedia?.(condition)
  const matches = shallowRef(list?.matches ?? false)
  list?.addEventListener('change', (event) => (matches.value = event.matches))
  return matches
}

export const isPhone = query('(width < 640px)')
const isDesktop = query('(width >= 1024px)')
const isCoarse = query('(pointer: coarse)')
const isWide = query('(width >= 1180px)')

export const layout = computed(() => (isPhone.value ? 'phone' : isDesktop.value ? 'desktop' : 'tablet'))
// The drawer stands beside the conversation only where that leaves room for it.
export const drawerBeside = computed(() => isWide.value)
// Written on glass: Enter breaks the line there, the button sends.
export const touchKeyboard = computed(() => isPhone.value && isCoarse.value)
