// SPDX-License-Identifier: MIT
// The links of a text as the timeline shows them, each once.
import { parse, type Block, type Inline } from '@/core/markup/parse'

export function linksOf(text: string): string[] {
  const found = new Set<string>()
  const inside = (nodes: readonly Inline[]): void => {
    for (const node of nodes) {
      if (node.type === 'link') found.add(node.href)
      else if ('children' in node) inside(node.children)
    }
  }
  const through = (blocks: readonly Block[]): void => {
    for (const block of blocks) {
      if (block.type === 'paragraph') inside(block.children)
      else if (block.type === 'quote') through(block.blocks)
      else if (block.type === 'list') {
        for (const item of block.items) {
          inside(item.children)
          if (item.list) through([item.list])
        }
      }
    }
  }
  through(parse(text))
  return [...found]
}
