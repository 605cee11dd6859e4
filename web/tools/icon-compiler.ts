// SPDX-License-Identifier: MIT
// Makes icons small: what all of them share stands once in src/ui/icon.ts, an icon is its shapes. A path, which most
// shapes are, is its text alone.

const shared: Readonly<Record<string, string>> = { fill: 'none', stroke: 'currentColor', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'stroke-width': '2' }

export const smallIcons = {
  extension: 'js',
  compiler: (svg: string, collection: string, name: string): string => {
    const shapes: (string | [string, Record<string, string>])[] = []
    for (const [, closing, tag, text] of svg.matchAll(/<(\/?)([a-z]+)\s*([^>]*?)\/?>/gi)) {
      if (closing || tag === 'svg') continue
      const attributes = Object.fromEntries([...text!.matchAll(/([\w-]+)="([^"]*)"/g)].map((match) => [match[1]!, match[2]!] as const).filter(([key, value]) => shared[key] !== value))
      if (tag === 'g' && Object.keys(attributes).length === 0) continue
      const known = /^(?:path|circle|rect|ellipse|line|polyline|polygon)$/.test(tag!)
      if (!known || Object.keys(attributes).some((key) => key in shared && key !== 'fill')) throw new Error(`${collection}/${name} is not drawn like the other icons`)
      shapes.push(tag === 'path' && Object.keys(attributes).join() === 'd' ? attributes['d']! : [tag!, attributes])
    }
    return `import { icon } from '/src/ui/icon.ts'\nexport default icon(${JSON.stringify(shapes)})`
  },
}
