// SPDX-License-Identifier: MIT
// The emoji of the panel, cut from emojibase-data while building: `virtual:emoji` has the signs, group by group;
// `virtual:emoji/zh` and `virtual:emoji/en` have a line for each, its name and its further words. Texts that are split on
// loading are half as long as arrays.
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

interface Record {
  hexcode: string
  emoji: string
  label: string
  tags?: string[]
  group?: number
  order: number
  version: number
  skins?: { emoji: string; tone: number | number[] }[]
}

const newest = 15.1 // what systems of the last years can draw
const components = 2 // hair and skin alone
const isEmoji = /^\p{RGI_Emoji}$/v

export function emojiData(): Plugin {
  const require = createRequire(import.meta.url)
  const read = (language: string): Record[] => require(`emojibase-data/${language}/data.json`) as Record[]
  const chosen = (list: Record[]): Record[] =>
    list.filter((one) => one.group !== undefined && one.group !== components && one.version <= newest && sign(one)).sort((a, b) => a.order - b.order)
  return {
    name: 'teahouse-emoji',
    resolveId: (id) => (id.startsWith('virtual:emoji') ? `\0${id}` : undefined),
    load(id) {
      if (id === '\0virtual:emoji') {
        const groups = new Map<number, string[]>()
        for (const one of chosen(read('en'))) {
          const group = groups.get(one.group!) ?? []
          groups.set(one.group!, group)
          // A sign that takes a tone of skin is marked; the panel makes the variants by the same rule.
          group.push((one.skins ? '+' : '') + sign(one))
        }
        return `export default ${JSON.stringify([...groups.values()].map((group) => group.join(' ')).join('\n'))}`
      }
      const language = /^\0virtual:emoji\/(zh|en)$/.exec(id)?.[1]
      if (!language) return undefined
      const words = new Map(read(language).map((one) => [one.hexcode, one]))
      const lines = chosen(read('en')).map(({ hexcode }) => {
        const { label, tags = [] } = words.get(hexcode)!
        const further = tags.filter((tag) => !label.includes(tag))
        return [label, ...further].join('|').replaceAll('\n', ' ')
      })
      return `export default ${JSON.stringify(lines.join('\n'))}`
    },
  }
}

function sign({ hexcode, emoji }: Record): string | undefined {
  const plain = String.fromCodePoint(...hexcode.split('-').map((part) => Number.parseInt(part, 16)))
  return [plain, emoji].find((one) => isEmoji.test(one))
}
