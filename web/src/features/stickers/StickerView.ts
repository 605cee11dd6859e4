// SPDX-License-Identifier: MIT
// One sticker as nodes of the page.
import { defineComponent, h, type VNodeChild } from 'vue'
import { t, type Key } from '@/i18n'
import { stickerOf } from './packs'
import type { Shape } from './shapes'

function node({ tag, at, inside }: Shape): VNodeChild {
  return h(tag, at, inside?.map(node))
}

export function stickerName(id: string): string {
  return stickerOf(id) ? t(`sticker.${id.replace('/', '.')}` as Key) : t('sticker.unknown')
}

export function packName(id: string): string {
  return t(`sticker.${id}` as Key)
}

export default defineComponent({
  props: { id: { type: String, required: true } },
  setup: (props) => () => {
    const found = stickerOf(props.id)
    // One of a later version has a name only.
    if (!found) return h('span', { class: 'unknown' }, t('sticker.unknown'))
    return h('svg', { viewBox: '0 0 120 120', role: 'img', 'aria-label': stickerName(props.id) }, found.shapes.map(node))
  },
})
