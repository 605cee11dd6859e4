// SPDX-License-Identifier: MIT
// Very long messages are shown folded. What counts is the text, not its measured height: a row has its final size from
// the first frame on.
import { shallowReactive } from 'vue'

export const foldedLines = 30 // as many are shown; Message.vue has the same number
const slack = 6 // nothing is folded for less
const columns = 72 // of a line of the bubble; a Chinese character takes two

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

export function isLong(text: string): boolean {
  if (text.length <= foldedLines) return false
  let lines = 1
  let width = 0
  for (const char of text) {
    if (char === '\n') {
      lines++
      width = 0
    } else {
      width += wide.test(char) ? 2 : 1
      if (width > columns) {
        lines++
        width = 1
      }
    }
    if (lines > foldedLines + slack) return true
  }
  return false
}

// The keys of those that the reader has unfolded; rows come and go with the window.
export const unfolded = shallowReactive(new Set<string>())

// The keys of messages of blocked people that the reader wants to see all the same.
export const opened = shallowReactive(new Set<string>())
