// SPDX-License-Identifier: MIT
// What all icons share; tools/icon-compiler.ts makes of each a list of its shapes.
import { h, mergeProps, type FunctionalComponent, type SVGAttributes } from 'vue'

const frame = { viewBox: '0 0 24 24', width: '1.2em', height: '1.2em', fill: 'none', stroke: 'currentColor', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'stroke-width': 2 } as const

export function icon(shapes: readonly (string | readonly [tag: string, attributes: Record<string, string>])[]): FunctionalComponent<SVGAttributes> {
  const draw: FunctionalComponent<SVGAttributes> = (_props, { attrs }) =>
    h('svg', mergeProps(frame, attrs), shapes.map((shape) => (typeof shape === 'string' ? h('path', { d: shape }) : h(...(shape as [string, Record<string, string>])))))
  draw.inheritAttrs = false
  return draw
}
