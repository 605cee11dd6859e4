// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest'
import { bytesOf, cutBytes, excess } from '../../src/core/limits'
import { clean } from '../../src/core/markup/clean'
import { plainText } from '../../src/core/markup/parse'

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
