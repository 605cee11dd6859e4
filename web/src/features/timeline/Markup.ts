// SPDX-License-Identifier: MIT
// Nodes of a message's markup tree. Parsed trees are kept while their message is, so that scrolling back costs nothing.
import { defineComponent, h, type PropType, type VNodeChild } from 'vue'
import type { MessageView } from '@/core/api'
import { t } from '@/i18n'
import { useUsers } from '@/stores/core'
import { parse, type Block, type Inline } from '@/core/markup/parse'

const trees = new WeakMap<MessageView, Block[]>()

function tree(message: MessageView): Block[] {
  let found = trees.get(message)
  if (!found) trees.set(message, (found = parse(message.text ?? '')))
  return found
}

// The names of those who are mentioned stand out. A text may be nothing but names: one pass, one flat list.
function named(text: string, names: readonly string[]): VNodeChild {
  const out: VNodeChild[] = []
  let from = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at)) {
    const name = names.find((one) => text.startsWith(one, at))
    if (name) {
      out.push(text.slice(from, at), h('span', { class: 'mention' }, name))
      from = at + name.length
    }
    at += name?.length ?? 1
  }
  out.push(text.slice(from))
  return out
}

function inline(node: Inline, names: readonly string[]): VNodeChild {
  switch (node.type) {
    case 'text':
      return names.length > 0 ? named(node.text, names) : node.text
    case 'code':
      return h('code', node.text)
    case 'link':
      return h('a', { href: node.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, node.text)
    case 'bold':
      return h('strong', node.children.map((one) => inline(one, names)))
    case 'italic':
      return h('em', node.children.map((one) => inline(one, names)))
  }
}

function block(node: Block, names: readonly string[]): VNodeChild {
  return node.type === 'code' ? h('pre', { tabindex: 0 }, h('code', node.text)) : h('p', node.children.map((one) => inline(one, names)))
}

export default defineComponent({
  props: { message: { type: Object as PropType<MessageView>, required: true } },
  setup: (props) => {
    const user = useUsers()
    return () => {
      const { mentions, all } = props.message
      const names = [...(mentions ?? []).map((id) => user(id).name), ...(all ? [t('msg.all')] : [])].filter((name) => name !== '').map((name) => `@${name}`)
      names.sort((a, b) => b.length - a.length)
      return tree(props.message).map((node) => block(node, names))
    }
  },
})
