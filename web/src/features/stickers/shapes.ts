// SPDX-License-Identifier: MIT
// The drawing kit of the stickers: shapes as data, faces, and things to hold. All in a square of 120.

export type Attributes = Readonly<Record<string, string | number>>
export interface Shape {
  readonly tag: 'path' | 'circle' | 'ellipse' | 'g' | 'rect'
  readonly at: Attributes
  readonly inside?: readonly Shape[]
}

export const ink = '#4b3a2e'
export const paper = '#fffdf5'
const blush = '#f29b8c'
export const line = { stroke: ink, 'stroke-width': 3, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } as const

export const path = (d: string, at: Attributes = {}): Shape => ({ tag: 'path', at: { d, ...at } })
export const circle = (cx: number, cy: number, r: number, at: Attributes = {}): Shape => ({ tag: 'circle', at: { cx, cy, r, ...at } })
export const oval = (cx: number, cy: number, rx: number, ry: number, at: Attributes = {}): Shape => ({ tag: 'ellipse', at: { cx, cy, rx, ry, ...at } })
export const group = (inside: readonly Shape[], at: Attributes = {}): Shape => ({ tag: 'g', at, inside })
export const moved = (inside: readonly Shape[], x: number, y: number, turn = 0, scale = 1): Shape =>
  group(inside, { transform: `translate(${x} ${y}) rotate(${turn}) scale(${scale})` })

// Solid with an edge, or a stroke alone.
export const solid = (fill: string): Attributes => ({ fill, ...line })
export const stroke = (colour: string = ink, width = 3): Attributes => ({ ...line, fill: 'none', stroke: colour, 'stroke-width': width })

// A light border around all, so that a sticker stands on any ground.
export function bordered(shapes: readonly Shape[]): readonly Shape[] {
  const under = (shape: Shape): Shape => {
    const { fill, 'stroke-width': width, ...rest } = shape.at
    if (shape.tag === 'g') return { ...shape, inside: shape.inside!.map(under) }
    return { ...shape, at: { ...rest, fill: fill === 'none' ? 'none' : paper, stroke: paper, 'stroke-width': Number(width ?? 0) + 7, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } }
  }
  return [...shapes.map(under), ...shapes]
}

// --- faces ---

export type Eyes = 'dots' | 'happy' | 'closed' | 'wink' | 'hearts' | 'stars' | 'wide' | 'aside' | 'crossed' | 'cross' | 'wet' | 'shades'
export type Mouth = 'smile' | 'open' | 'flat' | 'sad' | 'round' | 'tongue' | 'wavy' | 'cat' | 'grin'

function eye(kind: Eyes, x: number, y: number, side: -1 | 1): readonly Shape[] {
  switch (kind) {
    case 'happy':
      return [path(`M${x - 5} ${y + 2}q5 -7 10 0`, stroke())]
    case 'closed':
      return [path(`M${x - 5} ${y}q5 5 10 0`, stroke())]
    case 'wink':
      return side < 0 ? eye('dots', x, y, side) : [path(`M${x - 5} ${y + 1}q5 -6 10 0`, stroke())]
    case 'hearts':
      return [moved([path(heart, { fill: '#e2574c' })], x, y, 0, 0.62)]
    case 'stars':
      return [moved([path(star, { fill: '#f5b83d', stroke: ink, 'stroke-width': 2, 'stroke-linejoin': 'round' })], x, y, 0, 0.62)]
    case 'wide':
      return [circle(x, y, 6.5, { fill: '#fff', stroke: ink, 'stroke-width': 2.5 }), circle(x, y, 2.6, { fill: ink })]
    case 'aside':
      return [circle(x + 2.5, y - 1.5, 3.8, { fill: ink }), circle(x + 3.6, y - 2.8, 1.2, { fill: '#fff' })]
    case 'crossed':
      return [path(`M${x - 4} ${y - 4}l8 8M${x + 4} ${y - 4}l-8 8`, stroke())]
    case 'cross':
      return [circle(x, y + 1, 3.8, { fill: ink }), path(`M${x - 6} ${y - 5 + side * -2.5}l12 ${side * 5}`, stroke())]
    case 'wet':
      return [circle(x, y, 5, { fill: ink }), circle(x + 1.6, y - 1.8, 1.8, { fill: '#fff' }), circle(x - 1.8, y + 1.8, 1.1, { fill: '#fff' })]
    case 'shades':
      return [path(`M${x - 9} ${y - 5}h18v4q0 8 -9 8t-9 -8z`, { fill: ink }), path(`M${x - 5} ${y - 2}l4 5`, stroke('#fff', 1.6))]
    case 'dots':
      return [circle(x, y, 3.8, { fill: ink }), circle(x + 1.2, y - 1.3, 1.2, { fill: '#fff' })]
  }
}

function mouth(kind: Mouth, x: number, y: number): readonly Shape[] {
  switch (kind) {
    case 'smile':
      return [path(`M${x - 6} ${y}q6 6 12 0`, stroke())]
    case 'open':
      return [path(`M${x - 7} ${y - 1}h14q0 10 -7 10t-7 -10z`, solid('#a8453b')), path(`M${x - 3.5} ${y + 6}q3.5 -3.5 7 0q-3.5 3.6 -7 0z`, { fill: '#f0897f' })]
    case 'grin':
      return [path(`M${x - 8} ${y - 1}h16q0 8 -8 8t-8 -8z`, solid('#fff')), path(`M${x - 7} ${y + 2.6}h14`, stroke(ink, 1.6))]
    case 'flat':
      return [path(`M${x - 5} ${y + 2}h10`, stroke())]
    case 'sad':
      return [path(`M${x - 6} ${y + 5}q6 -7 12 0`, stroke())]
    case 'round':
      return [oval(x, y + 3, 4, 5, solid('#a8453b'))]
    case 'tongue':
      return [path(`M${x - 7} ${y}q7 6 14 0`, stroke()), path(`M${x - 1} ${y + 3}h7v4q-3.5 5 -7 0z`, { fill: '#f0897f', stroke: ink, 'stroke-width': 2 })]
    case 'wavy':
      return [path(`M${x - 8} ${y + 2}q4 -5 8 0t8 0`, stroke())]
    case 'cat':
      return [path(`M${x - 7} ${y}q3.5 5 7 0q3.5 5 7 0`, stroke())]
  }
}

export interface Face {
  readonly eyes: Eyes
  readonly mouth: Mouth
}

// Around the middle of the eyes; `wide` is half of what is between them.
export function face({ eyes, mouth: lips }: Face, x: number, y: number, wide: number): readonly Shape[] {
  return [
    oval(x - wide - 6, y + 9, 5, 3.2, { fill: blush, opacity: 0.75 }),
    oval(x + wide + 6, y + 9, 5, 3.2, { fill: blush, opacity: 0.75 }),
    ...(eyes === 'shades' ? [path(`M${x - wide - 14} ${y - 4}h${2 * wide + 28}`, stroke())] : []),
    ...eye(eyes, x - wide, y, -1),
    ...eye(eyes, x + wide, y, 1),
    ...mouth(lips, x, y + 9),
  ]
}

// --- things ---

const heart = 'M0 7C-11 -1 -7 -9 0 -4C7 -9 11 -1 0 7z'
const star = 'M0 -9L2.6 -3L9 -2.6L4 1.6L5.6 8L0 4.6L-5.6 8L-4 1.6L-9 -2.6L-2.6 -3z'
const spark = 'M0 -8Q1 -1 8 0Q1 1 0 8Q-1 1 -8 0Q-1 -1 0 -8z'
const drop = 'M0 -8C5 -1 6 1 6 3.5A6 6 0 0 1 -6 3.5C-6 1 -5 -1 0 -8z'

export const things = {
  heart: (x: number, y: number, scale = 1): Shape => moved([path(heart, solid('#e2574c'))], x, y, 0, scale),
  star: (x: number, y: number, scale = 1): Shape => moved([path(star, solid('#f5c242'))], x, y, 0, scale),
  spark: (x: number, y: number, scale = 1): Shape => moved([path(spark, { fill: '#f5c242', stroke: ink, 'stroke-width': 2 })], x, y, 0, scale),
  drop: (x: number, y: number, turn = 0, scale = 1): Shape => moved([path(drop, solid('#8fcbe8'))], x, y, turn, scale),
  steam: (x: number, y: number): Shape => path(`M${x - 9} ${y}q-5 -6 0 -11t0 -11M${x} ${y - 2}q-5 -6 0 -11t0 -11M${x + 9} ${y}q-5 -6 0 -11t0 -11`, stroke('#b9c6bd', 3.4)),
  zzz: (x: number, y: number): Shape => path(`M${x} ${y}h9l-9 10h9M${x + 13} ${y - 13}h7l-7 8h7`, stroke('#5b78a8')),
  question: (x: number, y: number): Shape => group([path(`M${x - 6} ${y - 6}q0 -8 7 -8t7 7q0 5 -7 7v5`, stroke('#c9733a', 4.5)), circle(x + 1, y + 13, 2.8, { fill: '#c9733a' })]),
  bang: (x: number, y: number): Shape => group([path(`M${x} ${y - 12}v14`, stroke('#d9483b', 5)), circle(x, y + 10, 3, { fill: '#d9483b' })]),
  note: (x: number, y: number, scale = 1): Shape => moved([path('M-3 7v-17l11 -3v17', stroke()), oval(-6.5, 7, 4, 3.2, { fill: ink }), oval(4.5, 4.5, 4, 3.2, { fill: ink })], x, y, 0, scale),
  anger: (x: number, y: number): Shape => path(`M${x - 7} ${y - 2}q5 0 5 -6M${x + 2} ${y - 8}q0 6 6 6M${x + 8} ${y + 2}q-6 0 -6 6M${x - 2} ${y + 8}q0 -6 -6 -6`, stroke('#d9483b', 3.4)),
  tears: (x: number, y: number, wide: number): Shape =>
    group([-1, 1].map((side) => path(`M${x + side * wide} ${y}q${side * 5} 8 ${side * 3} 17`, stroke('#8fcbe8', 5)))),
  confetti: (): Shape =>
    group(
      [[18, 22, '#e2574c', 20], [36, 9, '#5fa777', -25], [60, 14, '#f5c242', 40], [84, 8, '#5b78a8', 15], [103, 22, '#e2574c', -35], [12, 46, '#5b78a8', 60], [109, 46, '#5fa777', 10]].map(([x, y, fill, turn]) =>
        moved([{ tag: 'rect', at: { x: -4, y: -2.5, width: 8, height: 5, rx: 1.5, fill: fill as string } }], x as number, y as number, turn as number),
      ),
    ),
  sun: (x: number, y: number): Shape =>
    group([path(`M${x} ${y - 17}v-5M${x + 12} ${y - 12}l4 -4M${x + 17} ${y}h5M${x - 12} ${y - 12}l-4 -4M${x - 17} ${y}h-5M${x + 12} ${y + 12}l4 4M${x - 12} ${y + 12}l-4 4`, stroke('#efa93a', 3.4)), circle(x, y, 11.5, solid('#f9cf5d'))]),
  moon: (x: number, y: number): Shape => path(`M${x + 4} ${y - 14}a14 14 0 1 0 10 20a11 11 0 0 1 -10 -20z`, solid('#f9dc7a')),
  cup: (x: number, y: number, tea = '#b98a4a'): Shape =>
    moved([path('M11 -6q9 -1 8 5t-10 5', stroke()), path('M-13 -9h26q0 19 -8 21h-10q-8 -2 -8 -21z', solid('#fff')), oval(0, -9, 13, 3.6, solid(tea))], x, y),
  cake: (x: number, y: number): Shape =>
    moved([path('M0 -17v-7', stroke('#e2574c')), path('M0 -31q4 5 0 7q-4 -2 0 -7z', { fill: '#f9b13c', stroke: ink, 'stroke-width': 2 }), path('M-18 -6q0 -11 18 -11t18 11v18h-36z', solid('#f6d9c4')), path('M-18 -5q4.500 7 9 0q4.500 7 9 0q4.500 7 9 0q4.500 7 9 0', solid('#fff'))], x, y),
  umbrella: (x: number, y: number): Shape =>
    group([path(`M${x} ${y}v30q0 6 6 5`, stroke()), path(`M${x - 32} ${y + 2}q4 -30 32 -30t32 30q-5 -6 -10.500 0q-5 -6 -10.500 0q-5.500 -6 -11 0q-5.500 -6 -11 0q-5 -6 -10.500 0q-5 -6 -10.500 0z`, solid('#e2776b'))]),
  rain: (): Shape => path('M14 18l-3 9M32 6l-3 9M88 6l-3 9M108 20l-3 9M10 50l-3 9M112 54l-3 9', stroke('#8fcbe8', 3.4)),
  cookie: (x: number, y: number): Shape => group([circle(x, y, 12, solid('#d9a35f')), ...[[-4, -4], [4, -2], [-2, 5], [6, 5]].map(([dx, dy]) => circle(x + dx!, y + dy!, 1.9, { fill: '#6b4428' }))]),
  laptop: (x: number, y: number): Shape => group([path(`M${x - 20} ${y - 18}h40v22h-40z`, solid('#c9d2da')), path(`M${x - 26} ${y + 4}h52l-3 6h-46z`, solid('#9fabb5')), moved([path(heart, { fill: '#fff' })], x, y - 8, 0, 0.6)]),
  hand: (x: number, y: number, fill: string, turn = 0): Shape => moved([circle(0, 0, 7, solid(fill))], x, y, turn),
  thumb: (x: number, y: number, fill: string): Shape => moved([path('M-8 10v-11l6 -12q5 0 4 6l-1 4h9q3 1 2 5l-2 8q-1 3 -4 3h-10z', solid(fill))], x, y),
  wave: (x: number, y: number): Shape => path(`M${x} ${y - 7}q6 3 7 9M${x + 6} ${y - 13}q8 4 9 12`, stroke('#b9a98f', 2.6)),
} as const
