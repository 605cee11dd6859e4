// SPDX-License-Identifier: MIT
// A piece of a message in one line: what it is, if it is no text, and with what was found marked.
import { h, type FunctionalComponent, type VNode } from 'vue'
import { clean } from '@/core/markup/clean'
import type { HitView } from '@/core/search'
import { mediaLine } from '@/features/files/line'

export const Snippet: FunctionalComponent<{ hit: HitView }> = ({ hit }) => {
  if (hit.media === 'sticker') return h('span', { class: 'snippet' }, mediaLine('', hit)) // its text is a name for programs
  const parts: (string | VNode)[] = [hit.media ? `${mediaLine('', hit)} ` : '', hit.before ? '…' : '']
  let at = 0
  for (const [start, size] of hit.marks) {
    parts.push(oneLine(hit.text.slice(at, start)), h('mark', oneLine(hit.text.slice(start, start + size))))
    at = start + size
  }
  parts.push(oneLine(hit.text.slice(at)), hit.after ? '…' : '')
  return h('span', { class: 'snippet' }, parts)
}
Snippet.props = ['hit']

function oneLine(text: string): string {
  return clean(text).replaceAll(/\s+/g, ' ')
}
