// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest'
import { bytesOf, cutBytes, excess } from '../../src/core/limits'
import { clean } from '../../src/core/markup/clean'
import { plainText } from '../../src/core/markup/parse'
import { folded } from '../../src/features/timeline/fold'

describe('lengths', () => {
  test('are those of the server', () => {
    expect(['a', '茶', '🍵', 'é'].map(bytesOf)).toEqual([1, 3, 4, 2])
  })
  test('a text is cut between characters', () => {
    expect(cutBytes('茶茶茶', 8)).toBe('茶茶')
    expect(cutBytes('a🍵', 4)).toBe('a')
    expect(cutBytes('a🍵', 5)).toBe('a🍵')
  })
  test('what is too much is told in characters', () => {
    expect(excess('x'.repeat(10), 7)).toBe(3)
    expect(excess('茶'.repeat(10), 28)).toBe(1)
    expect(excess('🍵🍵', 4)).toBe(1)
  })
})

describe('strange signs', () => {
  test('go, line breaks, tabs and joiners stay', () => {
    expect(clean('a\u0000b\u202ec\u2066d\u2069\u007f')).toBe('abcd')
    expect(clean('a\n\tb 👩‍🚀 \u200f')).toBe('a\n\tb 👩‍🚀 \u200f')
    expect(plainText('\u202e**bold**')).toBe('bold')
  })
})

describe('folding', () => {
  test('leaves alone what is not much longer', () => {
    expect(folded('short')).toBeUndefined()
    expect(folded(Array(40).fill('line').join('\n'))).toBeUndefined()
  })
  test('keeps the first thirty lines', () => {
    expect(folded(Array(60).fill('line').join('\n'))).toBe(`${Array(30).fill('line').join('\n')}…`)
    expect(folded('茶'.repeat(20_000))).toBe(`${'茶'.repeat(30 * 38)}…`)
  })
  test('closes a block of code and cuts no character', () => {
    expect(folded(`\`\`\`\n${'code\n'.repeat(100)}\`\`\``)).toMatch(/code\n…\n```$/)
    expect(folded('x'.repeat(30 * 76 - 1) + '🍵'.repeat(1000))).not.toMatch(/[\ud800-\udbff]…/)
  })
})
