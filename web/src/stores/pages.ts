// SPDX-License-Identifier: MIT
// A list that comes in pages. What is asked last wins over what was asked for before: another question, another room.
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
  let going: Promise<void> | undefined // of this turn
  let stale = false
  let growing = false

  // One page after another until as many are there as were wanted: all are shown at once.
  async function read(mine: number, start: readonly T[], count: number): Promise<void> {
    try {
      let page: Page<T>
      let now = start
      do {
        page = await load(now.at(-1))
        if (mine !== turn) return
        now = [...now, ...page.items]
      } while (page.more && page.items.length > 0 && now.length < count)
      items.value = now
      more.value = page.more
      state.value = 'ready'
    } catch {
      if (mine === turn) state.value = 'failed'
    }
  }

  async function ask(start: readonly T[], count: number): Promise<void> {
    const mine = ++turn
    stale = false
    await (going = read(mine, start, count))
    if (mine !== turn) return
    going = undefined
    if (stale) await refresh()
  }

  // The first page of something else.
  const reload = (): Promise<void> => ask([], 0)

  // The same again, as far as it was read: the reader stays where they are. One at a time, so that a room where many
  // come and go is not read over and over.
  async function refresh(): Promise<void> {
    if (going) stale = true
    else await ask([], items.value.length)
  }

  async function next(): Promise<void> {
    if (growing || !more.value) return
    growing = true
    const mine = turn
    await going
    if (mine === turn && more.value) await ask(items.value, 0)
    growing = false
  }

  onMounted(reload)
  return { items, more, state, reload, refresh, next }
}
