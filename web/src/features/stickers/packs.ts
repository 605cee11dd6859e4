// SPDX-License-Identifier: MIT
// Two packs of stickers, drawn here: a small teapot, and a cat that lives in a cup. Their ids go over the wire as pack/name
// and never change; the words for them are in the catalogues.
import { bordered, circle, face, group, ink, line, moved, oval, path, solid, stroke, things, type Face, type Shape } from './shapes'

export interface Sticker {
  readonly id: string // pack/name
  readonly shapes: readonly Shape[]
}

export interface Pack {
  readonly id: string
  readonly stickers: readonly Sticker[]
}

type Drawing = readonly [name: string, face: Face, around?: readonly Shape[], tilt?: number, behind?: readonly Shape[]]

// --- the teapot ---

const glaze = '#86bf94'
const dark = '#5f9d72'

function pot(expression: Face, tilt: number): Shape {
  const body: readonly Shape[] = [
    path('M31 62q-17 -3 -17 12t19 15', stroke(ink, 9)),
    path('M31 62q-17 -3 -17 12t19 15', stroke(dark, 4)),
    path('M86 78q14 -2 15 -18q1 -6 8 -8l-1 7q-3 27 -22 33z', solid(glaze)),
    oval(60, 104, 20, 4.5, solid(dark)),
    path('M27 74q0 -26 33 -26t33 26t-33 30t-33 -30z', solid(glaze)),
    path('M33 90q27 11 54 0q-7 14 -27 14t-27 -14z', { fill: dark, opacity: 0.55 }),
    path('M40 52q2 -10 20 -10t20 10q-20 6 -40 0z', solid(dark)),
    circle(60, 38, 5, solid('#f2c46b')),
    ...face(expression, 60, 70, 12),
  ]
  return moved(body.map((one) => moved([one], -60, -74)), 60, 74, tilt)
}

const potDrawings: readonly Drawing[] = [
  ['hello', { eyes: 'happy', mouth: 'open' }, [things.hand(100, 42, glaze), things.wave(104, 34)]],
  ['happy', { eyes: 'happy', mouth: 'smile' }, [things.steam(60, 30), things.spark(20, 34, 0.8), things.spark(100, 30, 0.7)]],
  ['laugh', { eyes: 'closed', mouth: 'open' }, [things.drop(36, 76, 20, 0.6), things.drop(84, 76, -20, 0.6)], -8],
  ['love', { eyes: 'hearts', mouth: 'open' }, [things.heart(22, 30), things.heart(98, 24, 1.2), things.heart(60, 18, 0.7)]],
  ['thanks', { eyes: 'closed', mouth: 'smile' }, [things.hand(54, 96, glaze), things.hand(66, 96, glaze), things.heart(60, 20, 0.9)], 10],
  ['good', { eyes: 'wink', mouth: 'grin' }, [things.thumb(100, 44, glaze), things.spark(22, 32, 0.8)]],
  ['cheers', { eyes: 'happy', mouth: 'open' }, [things.cup(96, 40), things.spark(84, 18, 0.7), things.spark(108, 16, 0.6)]],
  ['tea', { eyes: 'closed', mouth: 'smile' }, [path('M107 70q4 8 1 16', stroke('#b98a4a', 5)), things.cup(98, 102), things.steam(60, 26)], 16],
  ['sorry', { eyes: 'wet', mouth: 'sad' }, [things.drop(90, 46, 0, 0.8)]],
  ['cry', { eyes: 'closed', mouth: 'sad' }, [things.tears(60, 74, 14)]],
  ['angry', { eyes: 'cross', mouth: 'wavy' }, [things.anger(92, 36), path('M108 44q8 -6 4 -14t6 -12', stroke('#c4ccc6', 4)), things.steam(60, 28)]],
  ['wow', { eyes: 'wide', mouth: 'round' }, [things.bang(22, 34), things.bang(98, 34)]],
  ['sleepy', { eyes: 'closed', mouth: 'round' }, [things.zzz(84, 34)], -6],
  ['think', { eyes: 'aside', mouth: 'flat' }, [things.question(98, 32)]],
  ['awkward', { eyes: 'dots', mouth: 'wavy' }, [things.drop(92, 44, 0, 0.9), things.drop(26, 50, 0, 0.6)]],
  ['party', { eyes: 'stars', mouth: 'open' }, [things.confetti()]],
  ['morning', { eyes: 'happy', mouth: 'smile' }, [], 0, [things.sun(92, 34)]],
  ['night', { eyes: 'closed', mouth: 'smile' }, [things.moon(92, 30), things.star(22, 30, 0.7), things.star(112, 48, 0.5)]],
]

// --- the cat in the cup ---

const fur = '#f3b972'
const stripe = '#d98f45'

function cat(expression: Face, tilt: number): readonly Shape[] {
  const head: readonly Shape[] = [
    path('M34 50l-2 -24q1 -3 4 -1l16 12z', solid(fur)),
    path('M86 50l2 -24q-1 -3 -4 -1l-16 12z', solid(fur)),
    path('M38 40l-1 -9l8 6zM82 40l1 -9l-8 6z', { fill: '#f29b8c' }),
    path('M28 60q0 -25 32 -25t32 25q0 23 -32 23t-32 -23z', solid(fur)),
    path('M54 36l1.500 8M60 35v10M66 36l-1.500 8', stroke(stripe, 3.4)),
    path('M30 64l-12 -3M31 69l-12 2M90 64l12 -3M89 69l12 2', stroke(ink, 2)),
    ...face(expression, 60, 58, 13),
  ]
  return [
    path('M88 92q22 2 20 -14q-1 -7 -7 -5', stroke(ink, 10)),
    path('M88 92q22 2 20 -14q-1 -7 -7 -5', stroke(fur, 5)),
    moved(head.map((one) => moved([one], -60, -66)), 60, 66, tilt),
    oval(60, 110, 38, 5, solid('#dfe9f2')),
    path('M28 78h64q0 26 -17 32h-30q-17 -6 -17 -32z', solid('#fff')),
    path('M31 90q6 -7 12 0t12 0t12 0t12 0t10 -1', stroke('#6f9cc4', 3)),
    path('M90 84q13 -2 12 8t-16 9', stroke()),
    circle(43, 79, 7, solid(fur)),
    circle(77, 79, 7, solid(fur)),
    path('M41 76v4M45 76v4M75 76v4M79 76v4', stroke(ink, 1.8)),
  ]
}

const catDrawings: readonly Drawing[] = [
  ['hi', { eyes: 'dots', mouth: 'cat' }, [things.hand(102, 46, fur), things.wave(106, 38)], -5],
  ['joy', { eyes: 'happy', mouth: 'open' }, [things.spark(18, 36, 0.8), things.spark(104, 34, 0.8)]],
  ['lol', { eyes: 'closed', mouth: 'open' }, [things.drop(28, 66, 25, 0.6), things.drop(92, 66, -25, 0.6)], 8],
  ['adore', { eyes: 'hearts', mouth: 'cat' }, [things.heart(20, 28, 0.9), things.heart(102, 26, 1.1)]],
  ['shy', { eyes: 'aside', mouth: 'cat' }, [oval(38, 67, 8, 4, { fill: '#ef7d70', opacity: 0.8 }), oval(82, 67, 8, 4, { fill: '#ef7d70', opacity: 0.8 })], 7],
  ['okay', { eyes: 'wink', mouth: 'cat' }, [things.thumb(103, 48, fur)]],
  ['yummy', { eyes: 'happy', mouth: 'tongue' }, [things.cookie(102, 54), things.spark(18, 36, 0.7)]],
  ['cool', { eyes: 'shades', mouth: 'smile' }, [things.spark(100, 32, 0.9)]],
  ['music', { eyes: 'closed', mouth: 'cat' }, [things.note(20, 36, 1), things.note(102, 30, 1.1)], -8],
  ['sob', { eyes: 'wet', mouth: 'sad' }, [things.tears(60, 62, 15)]],
  ['grumpy', { eyes: 'cross', mouth: 'flat' }, [things.anger(98, 34)]],
  ['shock', { eyes: 'wide', mouth: 'open' }, [things.bang(18, 38), things.bang(104, 36)]],
  ['nap', { eyes: 'closed', mouth: 'cat' }, [things.zzz(88, 30)], 6],
  ['huh', { eyes: 'wide', mouth: 'flat' }, [things.question(102, 34)], 9],
  ['work', { eyes: 'dots', mouth: 'flat' }, [things.laptop(60, 98), things.drop(94, 40, 0, 0.8)]],
  ['rain', { eyes: 'dots', mouth: 'cat' }, [], 0, [things.rain(), things.umbrella(60, 32)]],
  ['birthday', { eyes: 'stars', mouth: 'open' }, [things.cake(60, 104), things.confetti()]],
  ['dizzy', { eyes: 'crossed', mouth: 'wavy' }, [path('M26 24q34 -16 68 0q-34 14 -68 0z', { ...line, fill: 'none', 'stroke-width': 2.4, stroke: '#b9a98f' }), things.star(30, 22, 0.6), things.star(92, 24, 0.6)], -6],
]

function made(pack: string, drawings: readonly Drawing[], draw: (face: Face, tilt: number) => readonly Shape[]): readonly Sticker[] {
  return drawings.map(([name, expression, around = [], tilt = 0, behind = []]) => ({
    id: `${pack}/${name}`,
    // A little smaller than the square: what is around may reach its edge.
    shapes: [moved(bordered([group(behind), group(draw(expression, tilt)), group(around)]), 5, 6, 0, 0.91)],
  }))
}

export const packs: readonly Pack[] = [
  { id: 'pot', stickers: made('pot', potDrawings, (expression, tilt) => [pot(expression, tilt)]) },
  { id: 'cat', stickers: made('cat', catDrawings, cat) },
]

const byId = new Map(packs.flatMap(({ stickers }) => stickers.map((one) => [one.id, one] as const)))

export function stickerOf(id: string): Sticker | undefined {
  return byId.get(id)
}
