// SPDX-License-Identifier: MIT
// The box of a picture in the timeline, known before anything of it is loaded, so that nothing shifts.
import type { FileView } from '@/core/api'

const WIDE = 320
const HIGH = 340
const LEAST = 96

export function boxOf(file: FileView): { width: number; height: number } {
  const width = file.width || 240
  const height = file.height || 180
  const scale = Math.min(1, WIDE / width, HIGH / height)
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(64, Math.round(height * scale)) }
}
