// SPDX-License-Identifier: MIT
// The square that is cut out of a picture: where it goes, and that it never leaves the picture.
import { describe, expect, test } from 'vitest'
import { areaOf, type Crop, moved, placeOf, sideOf, turned, wholeOf, ZOOM_MAX, zoomed } from '../../src/ui/crop'
import { type Dice, seeds } from '../dice'

const far = (dice: Dice): number => (dice.real() - 0.5) * 10 ** dice.below(6)

function step(dice: Dice, crop: Crop): Crop {
  switch (dice.below(4)) {
    case 0:
      return moved(crop, far(dice), far(dice))
    case 1:
      return zoomed(crop, far(dice), dice.real() * 4 - 2, dice.real() * 4 - 2)
    case 2:
      return zoomed(crop, 1 + dice.real() * (ZOOM_MAX - 1), dice.real() - 0.5, dice.real() - 0.5)
    default:
      return turned(crop)
  }
}

test('whatever is done, the square stays a square in the picture', () => {
  for (const dice of seeds(300)) {
    const [width, height] = [1 + dice.below(6_000), 1 + dice.below(6_000)]
    let crop = wholeOf(width, height)
    for (let count = 0; count < 30; count++) {
      crop = step(dice, crop)
      const { x, y, side } = areaOf(crop)
      const slack = 1e-6 * Math.max(width, height) // of the arithmetic
      const where = `${dice.name}, step ${count}: ${JSON.stringify(crop)}`
      expect(Math.min(x, y), where).toBeGreaterThanOrEqual(-slack)
      expect(x + side, where).toBeLessThanOrEqual(width + slack)
      expect(y + side, where).toBeLessThanOrEqual(height + slack)
      expect(crop.zoom >= 1 && crop.zoom <= ZOOM_MAX, where).toBe(true)
      expect(side, where).toBeCloseTo(Math.min(width, height) / crop.zoom, 6)
    }
  }
})

// Every point of the square is the same point of the picture before and after.
test('four quarter turns lead back to where they began', () => {
  for (const dice of seeds(300)) {
    let crop = zoomed(wholeOf(100 + dice.below(900), 100 + dice.below(900)), 1 + dice.real() * 3)
    crop = moved(crop, dice.real() * 500 - 250, dice.real() * 500 - 250)
    const before = areaOf(crop)
    for (let quarter = 1; quarter <= 4; quarter++) {
      crop = turned(crop)
      expect(crop.turn, dice.name).toBe(quarter % 4)
      const after = areaOf(crop)
      for (const key of ['x', 'y', 'side'] as const) expect(after[key], `${dice.name}, ${quarter}`).toBeCloseTo(before[key], 6)
    }
  }
})

describe('a picture of 400 by 200', () => {
  const whole = wholeOf(400, 200)

  test('shows its middle at first, as much as fits', () => {
    expect(areaOf(whole)).toEqual({ x: 100, y: 0, side: 200 })
    expect(placeOf(whole)).toEqual({ x: 50, y: 50 })
  })

  test('is moved along its longer side alone', () => {
    expect(areaOf(moved(whole, 30, 30))).toEqual({ x: 130, y: 0, side: 200 })
    expect(areaOf(moved(whole, -9_999, 0))).toEqual({ x: 0, y: 0, side: 200 })
    expect(placeOf(moved(whole, 9_999, 0))).toEqual({ x: 100, y: 50 })
  })

  test('is zoomed around the point that is pointed at', () => {
    const corner = zoomed(whole, 2, -0.5, -0.5)
    expect(areaOf(corner)).toEqual({ x: 100, y: 0, side: 100 })
    expect(areaOf(zoomed(whole, 4, 0, 0))).toEqual({ x: 175, y: 75, side: 50 })
    // Out again at an edge: it comes back into the picture instead of staying on the point.
    expect(areaOf(zoomed(moved(corner, -9_999, 0), 1, 0.5, 0))).toEqual({ x: 0, y: 0, side: 200 })
  })

  test('lies on its side after a quarter turn, and is moved as it lies', () => {
    const upright = turned(whole)
    expect(upright).toMatchObject({ turn: 1, x: 100, y: 200 })
    // Down on the screen is to the right in the picture.
    expect(areaOf(moved(upright, 0, 40))).toEqual({ x: 140, y: 0, side: 200 })
    expect(areaOf(moved(turned(upright), 40, 0))).toEqual({ x: 60, y: 0, side: 200 })
    expect(areaOf(moved(turned(turned(upright)), 0, 40))).toEqual({ x: 60, y: 0, side: 200 })
  })

  test('has a square that gets smaller with the zoom', () => {
    expect(sideOf(zoomed(whole, 99))).toBe(50)
    expect(sideOf(zoomed(whole, 0))).toBe(200)
  })
})
