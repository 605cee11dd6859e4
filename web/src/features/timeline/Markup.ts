// SPDX-License-Identifier: MIT
// Nodes of a message's markup tree. Parsed trees are kept while their message is, so that scrolling back costs nothing.
import { defineComponent, h, shallowRef, type PropType, type VNodeChild } from 'vue'
import type { MessageView } from '@/core/api'
import { laterWords, t } from '@/i18n'
import { useNames, useUsers } from '@/stores/core'
import { parse, type Block, type Inline, type List } from '@/core/markup/parse'
import type CodeView from '@/features/code/CodeView.vue'

const trees = new WeakMap<MessageView, Block[]>()

function tree(message: MessageView): Block[] {
  let found = trees.get(message)
  if (!found) trees.set(message, (found = parse(message.text ?? '')))
  return found
}

// What is nothing but words is shown without a component of its own: most messages are.
export function plainWords(message: MessageView): string | undefined {
  if (message.mentions?.length || message.all || message.admins) return undefined
  const [block, ...more] = tree(message)
  if (block?.type !== 'paragraph' || more.length > 0 || block.children.length !== 1) return undefined
  const [words] = block.children
  return words?.type === 'text' ? words.text : undefined
}

// Colours and the copy button of code come later and take no room of their own.
const codeView = shallowRef<typeof CodeView>()
let asked = false
function code(text: string, language: string | undefined): VNodeChild {
  if (codeView.value) return h(codeView.value, { text, language })
  if (!asked) {
    asked = true
    Promise.all([import('@/features/code/CodeView.vue'), laterWords()]).then(
      ([{ default: view }]) => (codeView.value = view),
      () => (asked = false),
    )
  }
  return h('div', { class: 'code' }, h('pre', { tabindex: 0 }, h('code', text)))
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
      // Words of a link do not say where it leads: the title does.
      return h('a', { href: node.href, title: node.text.startsWith('http') ? undefined : node.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, node.text)
    default:
      return h(tags[node.type], inlines(node.children, names))
  }
}
const tags = { bold: 'strong', italic: 'em', struck: 's' } as const

function inlines(nodes: readonly Inline[], names: readonly string[]): VNodeChild[] {
  return nodes.map((one) => inline(one, names))
}

function list({ start, items }: List, names: readonly string[]): VNodeChild {
  const rows = items.map((item) => h('li', [...inlines(item.children, names), item.list && list(item.list, names)]))
  return start === undefined ? h('ul', rows) : h('ol', { start }, rows)
}

function block(node: Block, names: readonly string[]): VNodeChild {
  switch (node.type) {
    case 'code':
      return code(node.text, node.language)
    case 'quote':
      return h('blockquote', node.blocks.map((one) => block(one, names)))
    case 'list':
      return list(node, names)
    case 'paragraph':
      return h('p', inlines(node.children, names))
  }
}

export default defineComponent({
  props: { message: { type: Object as PropType<MessageView>, required: true } },
  setup: (props) => {
    const user = useUsers()
    const nameOf = useNames(() => props.message.room)
    return () => {
      const { mentions, all, admins } = props.message
      const names = [...(mentions ?? []).flatMap((id) => [nameOf(id), user(id).name]), ...(all ? [t('msg.all')] : []), ...(admins ? [t('msg.admins')] : [])].filter((name) => name !== '').map((name) => `@${name}`)
      names.sort((a, b) => b.length - a.length)
      return tree(props.message).map((node) => block(node, names))
    }
  },
})
