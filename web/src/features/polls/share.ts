// SPDX-License-Identifier: MIT
import type { PollView } from '@/core/api'

// How many of a hundred voters chose an option. With several choices the options may exceed a hundred together.
export function percent({ counts, voters }: PollView, option: number): number {
  return voters > 0 ? Math.round((100 * (counts[option] ?? 0)) / voters) : 0
}
