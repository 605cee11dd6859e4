// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest'
import { corner, within } from '../../src/features/calls/float'
import { gridOf, tilesMax } from '../../src/features/calls/grid'

describe('the grid of a stage', () => {
  const wide = { width: 1342, height: 730 }
  const columns = (count: number): number => gridOf(count, wide.width, wide.height, 8).columns

  it('has 1, 2, 2 × 2, 3 × 2, 3 × 3, 4 × 3 tiles on a wide screen', () => {
    expect([1, 2, 4, 6, 9, 12].map(columns)).toEqual([1, 2, 2, 3, 3, 4])
  })

  it('stands two above each other on a phone', () => {
    expect(gridOf(2, 374, 690, 8).columns).toBe(1)
    expect(gridOf(6, 374, 690, 8).columns).toBe(2)
  })

  it('never reaches beyond the stage, and keeps faces in shape', () => {
    for (let count = 1; count <= 20; count++) {
      for (const [width, height] of [[1342, 730], [374, 690], [800, 200], [200, 800]] as const) {
        const grid = gridOf(count, width, height, 8)
        const rows = Math.ceil(count / grid.columns)
        expect(grid.columns * grid.width + (grid.columns - 1) * 8).toBeLessThanOrEqual(width)
        expect(rows * grid.height + (rows - 1) * 8).toBeLessThanOrEqual(height)
        expect(grid.width / grid.height).toBeGreaterThan(0.74)
        expect(grid.width / grid.height).toBeLessThan(1.81)
      }
    }
  })

  it('has fewer tiles to a page where there is less room', () => {
    expect(tilesMax(1342, 730)).toBe(16)
    expect(tilesMax(374, 690)).toBe(9)
    expect(tilesMax(120, 80)).toBe(1)
  })
})

describe('what floats', () => {
  const frame = { left: 12, top: 12, right: 1012, bottom: 712 }
  const size = { width: 280, height: 200 }

  it('stays in its frame', () => {
    expect(within({ x: -50, y: 9_999 }, size, frame)).toEqual({ x: 12, y: 512 })
    expect(within({ x: 300, y: 300 }, size, frame)).toEqual({ x: 300, y: 300 })
    expect(within({ x: 300, y: 300 }, { width: 2_000, height: 10 }, frame).x).toBe(12)
  })

  it('settles at the nearest corner', () => {
    expect(corner({ x: 100, y: 100 }, size, frame)).toEqual({ x: 12, y: 12 })
    expect(corner({ x: 600, y: 100 }, size, frame)).toEqual({ x: 732, y: 12 })
    expect(corner({ x: 600, y: 400 }, size, frame)).toEqual({ x: 732, y: 512 })
  })
})
