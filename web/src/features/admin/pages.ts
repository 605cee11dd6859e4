// SPDX-License-Identifier: MIT
// A list that comes in pages: the first on demand, the next by a button. The newest question wins.
import { onMounted, ref, shallowRef } from 'vue'

export interface Page<T> {
  items: readonly T[]
  more: boolean
}

export function usePages<T>(load: (last: T | undefined) => Promise<Page<T>>) {
  const items = shallowRef<readonly T[]>([])
  const more = ref(false)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  let turn = 0

  async function ask(last: T | undefined): Promise<void> {
    const mine = ++turn
    try {
      const page = await load(last)
      if (mine !== turn) return
      items.value = last === undefined ? page.items : [...items.value, ...page.items]
      more.value = page.more
      state.value = 'ready'
    } catch {
      if (mine === turn) state.value = 'failed'
    }
  }

  const reload = (): Promise<void> => ask(undefined)
  onMounted(reload)
  return { items, more, state, reload, next: () => ask(items.value.at(-1)) }
}
