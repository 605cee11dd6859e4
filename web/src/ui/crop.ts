// SPDX-License-Identifier: MIT
// Which square of a picture is cut out: pure geometry. Everything is in pixels of the picture as it lies after `turn`
// quarter turns to the right; only `areaOf` speaks of the picture as it came. Crops are values, and none of these ever
// answers one that leaves its picture.

export const ZOOM_MAX = 4

export interface Crop {
  readonly width: number // of the picture as it came
  readonly height: number
  readonly turn: 0 | 1 | 2 | 3
  readonly zoom: number // 1: as much as fits into a square … ZOOM_MAX
  readonly x: number // the middle of the square
  readonly y: number
}

export interface Area {
  x: number // of the left upper corner
  y: number
  side: number
}

export function wholeOf(width: number, height: number): Crop {
  return { width, height, turn: 0, zoom: 1, x: width / 2, y: height / 2 }
}

// Of the square.
export function sideOf({ width, height, zoom }: Crop): number {
  return Math.min(width, height) / zoom
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

// The same crop, no further out than the edge.
function inside(crop: Crop): Crop {
  const half = sideOf(crop) / 2
  const [width, height] = crop.turn % 2 === 0 ? [crop.width, crop.height] : [crop.height, crop.width]
  return { ...crop, x: within(crop.x, half, width - half), y: within(crop.y, half, height - half) }
}

// The square goes by so much over the picture.
export function moved(crop: Crop, dx: number, dy: number): Crop {
  return inside({ ...crop, x: crop.x + dx, y: crop.y + dy })
}

// What lies at (atX, atY) stays there: -0.5 is the left or upper edge of the square, 0.5 the other one.
export function zoomed(crop: Crop, zoom: number, atX = 0, atY = 0): Crop {
  const next = { ...crop, zoom: within(zoom, 1, ZOOM_MAX) }
  const less = sideOf(crop) - sideOf(next)
  return inside({ ...next, x: crop.x + less * atX, y: crop.y + less * atY })
}

// A quarter turn to the right; the square stays on what it shows.
export function turned(crop: Crop): Crop {
  const height = crop.turn % 2 === 0 ? crop.height : crop.width
  return inside({ ...crop, turn: ((crop.turn + 1) % 4) as Crop['turn'], x: height - crop.y, y: crop.x })
}

// The square in the picture as it came.
export function areaOf(crop: Crop): Area {
  const { width, height, turn, x, y } = crop
  const side = sideOf(crop)
  const [atX, atY] = turn === 0 ? [x, y] : turn === 1 ? [y, height - x] : turn === 2 ? [width - x, height - y] : [width - y, x]
  return { x: atX - side / 2, y: atY - side / 2, side }
}

// How far the square is between the edges, in percent; 50 where it cannot move.
export function placeOf(crop: Crop): { x: number; y: number } {
  const side = sideOf(crop)
  const [width, height] = crop.turn % 2 === 0 ? [crop.width, crop.height] : [crop.height, crop.width]
  const percent = (at: number, room: number): number => (room < 1 ? 50 : Math.round(((at - side / 2) / room) * 100))
  return { x: percent(crop.x, width - side), y: percent(crop.y, height - side) }
}
