/** The kinds of fruit: outlines, colours and proportions. Their shapes differ, not only their colours. */
import { mirrored, type Outline } from './shape.ts'

export const fruitNames = ['apple', 'banana', 'grapes'] as const
export type FruitName = (typeof fruitNames)[number]

export interface Palette {
  light: string
  base: string
  dark: string
  /** A second colour on the sunny side. */
  blush: string
}

export interface Kind {
  /** Parts that are drawn one over the other, from back to front. */
  body: readonly Outline[]
  /** Where the stem leaves the body. */
  stem: { x: number; y: number; length: number } | null
  palettes: readonly [Palette, ...Palette[]]
  /** Largest turn to either side in radians when seen from the side; seen from above any turn is possible. */
  sway: number
  /** Size against an apple. */
  size: number
  /** From the centre down to the table, and half the width of the shadow, in sizes. */
  foot: number
  girth: number
}

const BANANA: Outline = {
  start: [-1.3, -0.3],
  curves: [
    [-1.0, 0.3, -0.5, 0.58, 0.05, 0.55],
    [0.62, 0.5, 1.02, 0.1, 1.16, -0.42],
    [1.19, -0.52, 1.2, -0.6, 1.27, -0.72],
    [1.24, -0.78, 1.16, -0.79, 1.1, -0.75],
    [1.06, -0.66, 1.02, -0.56, 0.96, -0.48],
    [0.7, -0.14, 0.36, 0.02, 0.0, 0.02],
    [-0.42, 0.02, -0.86, -0.12, -1.18, -0.4],
    [-1.24, -0.42, -1.29, -0.38, -1.3, -0.3],
  ],
}

const APPLE = mirrored(
  [0, -0.74],
  [
    [0.2, -0.98, 0.98, -1.0, 1.0, -0.12],
    [1.02, 0.5, 0.6, 0.98, 0.25, 0.94],
    [0.14, 0.93, 0.07, 0.88, 0, 0.88],
  ],
)

/** Rows of berries, wide at the top; each row a little smaller and before the one above. */
function bunch(): Outline[] {
  const rows: Array<[y: number, halfWidth: number, count: number]> = [
    [-0.62, 0.5, 4],
    [-0.36, 0.68, 5],
    [-0.08, 0.56, 4],
    [0.2, 0.44, 4],
    [0.46, 0.28, 3],
    [0.7, 0.13, 2],
    [0.92, 0, 1],
  ]
  return rows.flatMap(([y, halfWidth, count], row) =>
    Array.from({ length: count }, (_, index) => {
      const across = count === 1 ? 0 : (index / (count - 1)) * 2 - 1
      // Never quite in line: whole numbers of turns of the golden angle look arbitrary and are always the same.
      const wobble = Math.sin((row * 5 + index) * 2.4)
      return circle(
        across * halfWidth + 0.04 * wobble,
        y + 0.07 * Math.cos((row + index * 3) * 2.4),
        0.235 + 0.015 * wobble,
      )
    }),
  )
}

function circle(x: number, y: number, r: number): Outline {
  const k = 0.5523 * r
  return {
    start: [x, y - r],
    curves: [
      [x + k, y - r, x + r, y - k, x + r, y],
      [x + r, y + k, x + k, y + r, x, y + r],
      [x - k, y + r, x - r, y + k, x - r, y],
      [x - r, y - k, x - k, y - r, x, y - r],
    ],
  }
}

export const kinds: Record<FruitName, Kind> = {
  apple: {
    body: [APPLE],
    stem: { x: 0, y: -0.66, length: 0.46 },
    palettes: [
      { light: '#f58a72', base: '#c8323a', dark: '#651020', blush: '#f2b455' },
      { light: '#ee6a5c', base: '#b3202f', dark: '#520a1a', blush: '#e9944a' },
      { light: '#f2c26a', base: '#d9583b', dark: '#7c1c1e', blush: '#f7da7c' },
      { light: '#e2ec97', base: '#9cc043', dark: '#486a1d', blush: '#f0d27a' },
    ],
    sway: 0.35,
    size: 1,
    foot: 0.92,
    girth: 1,
  },
  banana: {
    body: [BANANA],
    stem: null,
    palettes: [
      { light: '#fff3a8', base: '#f3cd3c', dark: '#a0701a', blush: '#ffe36b' },
      { light: '#f6f0a0', base: '#ddc83f', dark: '#7d7a20', blush: '#b9cf58' },
      { light: '#ffe996', base: '#e8b530', dark: '#7f4f12', blush: '#f7cf52' },
    ],
    sway: 0.22,
    size: 1.12,
    foot: 0.55,
    girth: 1.15,
  },
  grapes: {
    body: bunch(),
    stem: { x: 0, y: -0.72, length: 0.44 },
    palettes: [
      { light: '#a99ad8', base: '#523680', dark: '#1c0e33', blush: '#7d5a9a' },
      { light: '#e6efa6', base: '#a9bf52', dark: '#566a20', blush: '#d6d978' },
      { light: '#d693a6', base: '#8c2f4c', dark: '#36091d', blush: '#b25570' },
    ],
    sway: 0.3,
    size: 1.08,
    foot: 1.08,
    girth: 0.8,
  },
}
