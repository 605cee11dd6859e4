// SPDX-License-Identifier: MIT
// Pictures in several sizes (simulcast): which a camera sends, the smallest first, and which a tile needs.
import type { Source } from './peer'

export const RIDS = ['l', 'm', 'h'] as const

// By the shorter side of a picture: one of 360 lines is worth a smaller one beside it, one of 540 two.
const TWO_FROM = 360
const THREE_FROM = 540
// By the lines of a layer: how much it gets, and how much there must be for all together before it is sent beside a
// smaller one.
const rates = [
  { lines: 270, kbps: 150, alone: 300, from: 0 },
  { lines: 400, kbps: 500, alone: 800, from: 300 },
  { lines: Infinity, kbps: 1_500, alone: 1_500, from: 900 },
] as const
const SCREEN_KBPS = 2_000
const SCREEN_FPS = 15

export interface Encoding {
  active: boolean
  maxBitrate: number
  scaleResolutionDownBy: number
}

// Of a camera with `count` encodings. A small picture is sent in the first of them alone, as it is.
export function encodingsOf(count: number, height: number, kbps: number): Encoding[] {
  const sizes = Math.min(count, height >= THREE_FROM ? 3 : height >= TWO_FROM ? 2 : 1)
  return Array.from({ length: count }, (_, index) => {
    const scaleResolutionDownBy = index < sizes ? 2 ** (sizes - 1 - index) : 1
    const rate = rates.find(({ lines }) => height / scaleResolutionDownBy <= lines)!
    return {
      active: index < sizes && (index === 0 || kbps >= rate.from),
      maxBitrate: Math.round(Math.min(sizes === 1 ? rate.alone : rate.kbps, kbps) * 1_000),
      scaleResolutionDownBy,
    }
  })
}

// Letters stay sharp: a screen gives up pictures a second, not size.
export const screenEncoding = (kbps: number): { maxBitrate: number; maxFramerate: number } => ({ maxBitrate: Math.round(Math.min(SCREEN_KBPS, kbps) * 1_000), maxFramerate: SCREEN_FPS })

// The layer for a tile of so many pixels; 0: it is not shown.
export function layerFor(source: Source, pixels: number | undefined): 0 | 1 | 2 | 3 {
  if (pixels === undefined || pixels <= 0) return 0
  if (source === 'screen' || pixels > 450) return 3
  return pixels > 225 ? 2 : 1
}
