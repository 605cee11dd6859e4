// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest'
import { linksOf } from '@/features/files/links'
import { parseTags } from '@/features/files/tags'
import { length } from '@/features/files/length'
import { barsOf, digitsOf } from '@/features/files/waveform'

const text = (value: string): number[] => [...new TextEncoder().encode(value)]
const utf16 = (value: string): number[] => [0xff, 0xfe, ...[...value].flatMap((sign) => [sign.charCodeAt(0) & 255, sign.charCodeAt(0) >> 8])]
const frame = (id: string, body: number[], version: number): number[] => {
  const size = version === 4 ? [0, 0, body.length >> 7, body.length & 127] : [0, 0, body.length >> 8, body.length & 255]
  return [...text(id), ...size, 0, 0, ...body]
}
const id3 = (version: number, ...frames: number[][]): Uint8Array => {
  const body = frames.flat()
  return Uint8Array.from([...text('ID3'), version, 0, 0, 0, 0, body.length >> 7, body.length & 127, ...body, 0xff, 0xfb])
}
const comment = (value: string): number[] => [text(value).length, 0, 0, 0, ...text(value)]

describe('what a recording says of itself', () => {
  it('is read from ID3 in all its encodings', () => {
    expect(parseTags(id3(3, frame('TIT2', [1, ...utf16('茶歌')], 3), frame('TPE1', [0, ...text('Ann')], 3)))).toEqual({ title: '茶歌', artist: 'Ann' })
    expect(parseTags(id3(4, frame('TIT2', [3, ...text('茶 🍵\0second')], 4)))).toEqual({ title: '茶 🍵' })
    expect(parseTags(id3(3, frame('TIT2', [2, 0x83, 0x36], 3)))).toEqual({ title: '茶' })
  })

  it('is read where old programs wrote Chinese as if it were Latin', () => {
    expect(parseTags(id3(3, frame('TIT2', [0, 0xb2, 0xe8, 0xb8, 0xe8], 3)))).toEqual({ title: '茶歌' }) // GBK
    expect(parseTags(id3(3, frame('TIT2', [0, ...text('茶歌')], 3)))).toEqual({ title: '茶歌' })
  })

  it('is read from Vorbis comments', () => {
    const bytes = Uint8Array.from([...text('fLaC'), 4, 0, 0, 99, ...comment('reference'), 2, 0, 0, 0, ...comment('title=茶歌'), ...comment('ARTIST=Ann')])
    expect(parseTags(bytes)).toEqual({ title: '茶歌', artist: 'Ann' })
  })

  it('is short and without signs that turn a line around', () => {
    const { title } = parseTags(id3(4, frame('TIT2', [3, ...text(`\u202e${'茶'.repeat(60)}`)], 4)))
    expect(title).toBe('茶'.repeat(40))
  })

  it('is nothing where it is malformed, cut off anywhere or made up', () => {
    const whole = id3(3, frame('TIT2', [1, ...utf16('茶歌')], 3), frame('TPE1', [0, ...text('Ann')], 3))
    for (let end = 0; end < whole.length; end++) parseTags(whole.slice(0, end))
    expect(parseTags(Uint8Array.from([...text('ID3'), 3, 0, 0, 127, 127, 127, 127, ...text('TIT2'), 255, 255, 255, 255, 0, 0]))).toEqual({})
    expect(parseTags(Uint8Array.from(text('RIFF....WAVE')))).toEqual({})
    expect(parseTags(new Uint8Array())).toEqual({})
  })
})

describe('a waveform', () => {
  it('has the loudest part as 9', () => {
    expect(digitsOf([0, 0.25, 0.5, 0.25])).toBe('0595')
    expect(digitsOf(Array.from({ length: 600 }, () => 0.3))).toBe('9'.repeat(60))
    expect(digitsOf([0, 0, 0.001])).toBe('000')
    expect(digitsOf([])).toBe('')
  })

  it('makes as many bars as there is room for', () => {
    expect(barsOf('09', 4)).toEqual([12, 12, 99.3, 99.3])
    expect(barsOf(undefined, 3)).toEqual([21.7, 21.7, 21.7])
    expect(barsOf('<script>', 1)).toEqual([21.7])
  })

  it('has a length as clocks show it', () => {
    expect([0, 5, 75, 3600 + 62].map(length)).toEqual(['0:00', '0:05', '1:15', '1:01:02'])
  })
})

it('the links of a text are those that the timeline shows', () => {
  expect(linksOf('see https://a.test/x, and **http://b.test** `https://code.test` javascript:alert(1) https://a.test/x')).toEqual(['https://a.test/x', 'http://b.test/'])
})
