// SPDX-License-Identifier: MIT
// Nodes of a message's markup tree. Parsed trees are kept while their message is, so that scrolling back costs nothing.
import { defineComponent, h, type PropType, type VNodeChild } from 'vue'
import type { MessageView } from '@/core/api'
import { parse, type Block, type Inline } from '@/core/markup/parse'

const trees = new WeakMap<MessageView, Block[]>()

function tree(message: MessageView): Block[] {
  let found = trees.get(message)
  if (!found) trees.set(message, (found = parse(message.text ?? '')))
  return found
}

function inline(node: Inline): VNodeChild {
  switch (node.type) {
    case 'text':
      return node.text
    case 'code':
      return h('code', node.text)
    case 'link':
      return h('a', { href: node.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, node.text)
    case 'bold':
      return h('strong', node.children.map(inline))
    case 'italic':
      return h('em', node.children.map(inline))
  }
}

function block(node: Block): VNodeChild {
  return node.type === 'code' ? h('pre', { tabindex: 0 }, h('code', node.text)) : h('p', node.children.map(inline))
}

export default defineComponent({
  props: { message: { type: Object as PropType<MessageView>, required: true } },
  setup: (props) => () => tree(props.message).map(block),
})
