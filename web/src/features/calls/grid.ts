// SPDX-License-Identifier: MIT
// How many columns of tiles fill a stage best, and how large they are. Pictures are cut to fit between 3:4 and 16:9.

const narrowest = 3 / 4
const widest = 16 / 9

export interface Grid {
  columns: number
  width: number // of a tile, px
  height: number
}

export function gridOf(count: number, width: number, height: number, gap: number): Grid {
  let best: Grid = { columns: 1, width: 0, height: 0 }
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns)
    const w = (width - gap * (columns - 1)) / columns
    const h = (height - gap * (rows - 1)) / rows
    if (w <= 0 || h <= 0) continue
    const tile = { columns, width: Math.floor(Math.min(w, h * widest)), height: Math.floor(Math.min(h, w / narrowest)) }
    // As many to a row as are needed: of equal areas the one that leaves fewer holes.
    if (tile.width * tile.height > best.width * best.height * 1.02) best = tile
  }
  return best
}

// Who is on which page: pictures first, and whoever speaks on the first one.
export function arrange<T extends { video: boolean; leg: number }>(people: readonly T[], perPage: number, speaker: number | undefined): readonly T[] {
  if (people.length <= perPage) return people
  const all = [...people.filter(({ video }) => video), ...people.filter(({ video }) => !video)]
  const at = all.findIndex(({ leg }) => leg === speaker)
  if (at >= perPage) all.splice(perPage - 1, 0, ...all.splice(at, 1))
  return all
}

// How many tiles a page of the stage has: no tile is smaller than a face needs.
export function tilesMax(width: number, height: number): number {
  for (const count of [16, 12, 9, 8, 6, 4, 2]) {
    const grid = gridOf(count, width, height, 8)
    if (grid.width >= 150 && grid.height >= 112) return count
  }
  return 1
}
