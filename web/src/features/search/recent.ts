// SPDX-License-Identifier: MIT
// What was searched for lately, in this browser and by this account. Forgotten when the account logs out.
import { shallowRef } from 'vue'
import type { UserId } from '@/core/api'

const searchesMax = 8
const storageKey = 'teahouse.searches'

interface Kept {
  user: UserId
  queries: string[]
}

export function useRecent(user: UserId) {
  const recent = shallowRef<readonly string[]>(read(user))

  function write(queries: readonly string[]): void {
    recent.value = queries
    try {
      localStorage.setItem(storageKey, JSON.stringify({ user, queries } satisfies { user: UserId; queries: readonly string[] }))
    } catch {
      // Private windows may forbid it: they last as long as the page.
    }
  }

  return {
    recent,
    remember(query: string): void {
      const words = query.trim()
      if (words) write([words, ...recent.value.filter((one) => one !== words)].slice(0, searchesMax))
    },
    forget(query?: string): void {
      write(query === undefined ? [] : recent.value.filter((one) => one !== query))
    },
  }
}

function read(user: UserId): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
    return isKept(kept) && kept.user === user ? kept.queries.slice(0, searchesMax) : []
  } catch {
    return []
  }
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'user' in value && 'queries' in value && Array.isArray(value.queries) && value.queries.every((one) => typeof one === 'string')
}
