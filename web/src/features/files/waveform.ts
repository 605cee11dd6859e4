// SPDX-License-Identifier: MIT
// Loudness in equal steps, a digit each, as messages carry it.
export const STEPS = 60

// Levels (0 … 1) of a recording as digits, its loudest part as 9.
export function digitsOf(levels: readonly number[], steps = STEPS): string {
  if (levels.length === 0) return ''
  const count = Math.min(steps, levels.length)
  const peaks = Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * levels.length) / count)
    return Math.max(...levels.slice(from, Math.max(from + 1, Math.floor(((i + 1) * levels.length) / count))))
  })
  const top = Math.max(...peaks, 0.02) // silence stays flat
  return peaks.map((peak) => Math.min(9, Math.round((peak / top) * 9))).join('')
}

// Heights in per cent of as many bars; flat where nothing is known.
export function barsOf(waveform: string | undefined, count: number): number[] {
  const known = waveform && /^[0-9]+$/.test(waveform) ? waveform : '1'
  return Array.from({ length: count }, (_, i) => 12 + Number(known[Math.floor((i * known.length) / count)]) * 9.7)
}
