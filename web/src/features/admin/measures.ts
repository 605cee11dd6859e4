// SPDX-License-Identifier: MIT
// What is drawn of the server's numbers: some as they are, counters as what they grew by.
import type { AdminStatsReply } from '@/core/protocol/generated'

export type MeasureId = 'online' | 'messages' | 'connections' | 'memory' | 'commit' | 'lagged'

export interface Measure {
  id: MeasureId
  points: readonly number[]
  bytes?: boolean
  ms?: boolean
}

type Samples = readonly AdminStatsReply[]

// For each sample but the first; a restart of the server counts as none.
function grown(samples: Samples, of: (now: AdminStatsReply, before: AdminStatsReply, seconds: number) => number): number[] {
  return samples.slice(1).map((now, index) => {
    const before = samples[index]!
    if (now.started !== before.started) return 0
    return Math.max(0, of(now, before, Math.max(0.001, (now.now - before.now) / 1000)))
  })
}

export function measures(samples: Samples): readonly Measure[] {
  const minute = (key: 'messages' | 'lagged') => grown(samples, (now, before, seconds) => ((now[key] - before[key]) / seconds) * 60)
  return [
    { id: 'online', points: samples.map((one) => one.online) },
    { id: 'messages', points: minute('messages') },
    { id: 'connections', points: samples.map((one) => one.connections) },
    { id: 'memory', points: samples.map((one) => one.memory), bytes: true },
    { id: 'commit', points: grown(samples, (now, before) => (now.commits > before.commits ? (now.commit_us - before.commit_us) / (now.commits - before.commits) / 1000 : 0)), ms: true },
    { id: 'lagged', points: minute('lagged') },
  ]
}
