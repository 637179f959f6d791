/** Fruit: outlines, colours, and how the light falls on them. Light comes from the upper left in every picture. */
import type { SeededRandom } from '../seededRandom.ts'
import { mirrored, number, onPicture, polygon, poseOutline, svgPath, type Outline, type Pose } from './shape.ts'
import type { Polygon } from './visible.ts'

export const fruitNames = ['apple', 'pear', 'lemon', 'plum'] as const
export type FruitName = (typeof fruitNames)[number]

interface Palette {
  light: string
  base: string
  dark: string
  /** A second colour on the sunny side. */
  blush: string
}

interface Kind {
  body: Outline
  /** Where the stem leaves the body; null for none. */
  stem: { x: number; y: number; length: number } | null
  palettes: readonly [Palette, ...Palette[]]
  /** Largest turn to either side, radians, for fruit that stands; fruit that lies may turn any way. */
  sway: number
  /** Size against an apple. */
  size: number
}

const APPLE_REDS: [Palette, ...Palette[]] = [
  { light: '#f58a72', base: '#c8323a', dark: '#651020', blush: '#f2b455' },
  { light: '#ee6a5c', base: '#b3202f', dark: '#520a1a', blush: '#e9944a' },
  { light: '#f2c26a', base: '#d9583b', dark: '#7c1c1e', blush: '#f7da7c' },
  { light: '#e2ec97', base: '#9cc043', dark: '#486a1d', blush: '#f0d27a' },
]

const kinds: Record<FruitName, Kind> = {
  apple: {
    body: mirrored(
      [0, -0.74],
      [
        [0.2, -0.98, 0.98, -1.0, 1.0, -0.12],
        [1.02, 0.5, 0.6, 0.98, 0.25, 0.94],
        [0.14, 0.93, 0.07, 0.88, 0, 0.88],
      ],
    ),
    stem: { x: 0, y: -0.66, length: 0.46 },
    palettes: APPLE_REDS,
    sway: 0.35,
    size: 1,
  },
  pear: {
    body: mirrored(
      [0, -1.2],
      [
        [0.26, -1.2, 0.4, -0.98, 0.42, -0.66],
        [0.45, -0.24, 0.92, -0.08, 0.9, 0.42],
        [0.88, 0.84, 0.48, 0.98, 0, 0.96],
      ],
    ),
    stem: { x: 0, y: -1.14, length: 0.42 },
    palettes: [
      { light: '#f3ebaa', base: '#c3bd4c', dark: '#6d6a20', blush: '#d78a49' },
      { light: '#e6eda0', base: '#a5b548', dark: '#54641f', blush: '#c9a04e' },
      { light: '#f0d38a', base: '#c7923f', dark: '#6f4518', blush: '#b8542f' },
    ],
    sway: 0.4,
    size: 1,
  },
  lemon: {
    body: mirrored(
      [0, -1.12],
      [
        [0.1, -1.12, 0.14, -1.02, 0.24, -0.94],
        [0.6, -0.74, 0.76, -0.4, 0.76, 0],
        [0.76, 0.42, 0.58, 0.76, 0.22, 0.95],
        [0.14, 1.0, 0.12, 1.14, 0, 1.14],
      ],
    ),
    stem: null,
    palettes: [
      { light: '#fff6ae', base: '#f3cf34', dark: '#a97a0c', blush: '#ffe873' },
      { light: '#fbf3a4', base: '#e8c92d', dark: '#8f7a12', blush: '#d6d94f' },
    ],
    sway: 3.2,
    size: 0.86,
  },
  plum: {
    body: mirrored(
      [0, -0.98],
      [
        [0.5, -1.02, 0.84, -0.6, 0.84, -0.02],
        [0.84, 0.6, 0.48, 1.0, 0, 0.98],
      ],
    ),
    stem: { x: 0, y: -0.94, length: 0.28 },
    palettes: [
      { light: '#a493d2', base: '#52327a', dark: '#1d0d33', blush: '#7d4a86' },
      { light: '#8d9cd6', base: '#3d3a78', dark: '#14122f', blush: '#6a5aa0' },
      { light: '#c78fb4', base: '#702a5a', dark: '#2c0a25', blush: '#97466b' },
    ],
    sway: 0.8,
    size: 0.74,
  },
}

const LEAF: Outline = {
  start: [0, 0],
  curves: [
    [0.12, -0.3, 0.55, -0.42, 0.86, -0.3],
    [0.66, -0.02, 0.3, 0.12, 0, 0],
  ],
}

export interface Fruit {
  name: FruitName
  pose: Pose
  palette: Palette
  body: Outline
  stem: Outline | null
  leaf: { outline: Outline; pose: Pose } | null
}

/** Smallest and largest sway of a kind, for a scene to choose from. */
export function sway(name: FruitName): number {
  return kinds[name].sway
}

export function sizeOf(name: FruitName): number {
  return kinds[name].size
}

export function makeFruit(name: FruitName, pose: Pose, random: SeededRandom): Fruit {
  const { body, stem, palettes } = kinds[name]
  const leans = random.between(-0.25, 0.25)
  const hasLeaf = stem !== null && name !== 'plum' && random.next() < 0.45
  const base = stem && onPicture(pose, stem.x, stem.y)
  const side = random.next() < 0.5 ? 0 : Math.PI * 0.9
  return {
    name,
    pose,
    palette: random.pick(palettes),
    body: poseOutline(body, pose),
    stem: stem && poseOutline(stemOutline(stem.x, stem.y, stem.length, leans), pose),
    leaf:
      hasLeaf && base
        ? leafAt({ ...base, scale: pose.scale * random.between(0.62, 0.85), angle: pose.angle + side })
        : null,
  }
}

function leafAt(pose: Pose): { outline: Outline; pose: Pose } {
  return { outline: poseOutline(LEAF, pose), pose }
}

/** A stem that widens to its end. */
function stemOutline(x: number, y: number, length: number, leans: number): Outline {
  const tip = { x: x + leans, y: y - length }
  return {
    start: [x - 0.035, y],
    curves: [
      [x - 0.03, y - length * 0.4, tip.x - 0.09, tip.y + length * 0.3, tip.x - 0.06, tip.y],
      [tip.x - 0.03, tip.y - 0.03, tip.x + 0.04, tip.y - 0.02, tip.x + 0.06, tip.y + 0.03],
      [tip.x + 0.0, tip.y + length * 0.35, x + 0.05, y - length * 0.4, x + 0.045, y],
      [x + 0.02, y + 0.02, x - 0.02, y + 0.02, x - 0.035, y],
    ],
  }
}

/** Body, stem and leaf as polygons: what has to be inside the box. */
export function silhouette({ body, stem, leaf }: Fruit): Polygon[] {
  return [body, stem, leaf?.outline].filter((part) => part != null).map(polygon)
}

/** SVG of a fruit; `id` keeps the names of its gradients apart. Soft spots are gradients, which cost less than blurs. */
export function drawFruit(fruit: Fruit, id: string, random: SeededRandom): string {
  const { pose, palette } = fruit
  const { x, y, scale: r } = pose
  const path = svgPath(fruit.body)
  const at = (dx: number, dy: number) => `cx="${number(x + dx * r)}" cy="${number(y + dy * r)}"`
  return [
    `<defs><clipPath id="${id}c"><path d="${path}"/></clipPath>`,
    `<radialGradient id="${id}b" gradientUnits="userSpaceOnUse" ${at(-0.3, -0.36)} r="${number(1.5 * r)}">`,
    `<stop offset="0" stop-color="${palette.light}"/><stop offset=".42" stop-color="${palette.base}"/>`,
    `<stop offset="1" stop-color="${palette.dark}"/></radialGradient>`,
    `<radialGradient id="${id}s" gradientUnits="userSpaceOnUse" ${at(random.between(-0.5, 0.1), -0.7)} r="${number(r)}">`,
    `<stop offset="0" stop-color="${palette.blush}" stop-opacity=".75"/>`,
    `<stop offset="1" stop-color="${palette.blush}" stop-opacity="0"/></radialGradient>`,
    softSpot(`${id}d`, palette.dark),
    softSpot(`${id}h`, palette.light),
    '</defs>',
    `<path d="${path}" fill="url(#${id}b)"/>`,
    `<g clip-path="url(#${id}c)"><path d="${path}" fill="url(#${id}s)"/>`,
    skin(fruit, random),
    // Darker towards the edge, in steps too fine to see, and the table's light thrown back into the dark side.
    ...[0.06, 0.12, 0.18, 0.24, 0.3].map(
      (width) =>
        `<path d="${path}" fill="none" stroke="${palette.dark}" stroke-opacity=".12" stroke-width="${number(r * width)}"/>`,
    ),
    `<ellipse ${at(0.42, 0.62)} rx="${number(r * 0.56)}" ry="${number(r * 0.24)}" transform="rotate(-38 ${number(x + 0.42 * r)} ${number(y + 0.62 * r)})" fill="url(#${id}h)" fill-opacity=".34"/>`,
    hollow(fruit, id),
    '</g>',
    leafSvg(fruit, id),
    fruit.stem ? `<path d="${svgPath(fruit.stem)}" fill="#4b3320" stroke="#2c1c10" stroke-width=".6"/>` : '',
    `<ellipse ${at(-0.34, -0.4)} rx="${number(r * 0.3)}" ry="${number(r * 0.17)}" transform="rotate(-40 ${number(x - 0.34 * r)} ${number(y - 0.4 * r)})" fill="url(#shine)"/>`,
  ].join('')
}

/** A spot of a colour that fades to nothing: what the fill of an ellipse makes soft. */
export function softSpot(id: string, color: string, opacity = 1): string {
  const stop = (offset: number, share: number) =>
    `<stop offset="${offset}" stop-color="${color}" stop-opacity="${number(opacity * share)}"/>`
  return `<radialGradient id="${id}">${stop(0, 1)}${stop(0.35, 0.72)}${stop(0.7, 0.2)}${stop(1, 0)}</radialGradient>`
}

/** What makes a skin: streaks on apples, freckles on pears, pores on lemons, bloom on plums. */
function skin({ name, pose, palette }: Fruit, random: SeededRandom): string {
  if (name === 'apple') {
    return Array.from({ length: 22 }, () => {
      const side = random.between(-0.95, 0.95)
      const top = onPicture(pose, side * 0.25, -0.72)
      const middle = onPicture(pose, side * 1.15, -0.35)
      const end = onPicture(pose, side * 0.95, random.between(0, 0.6))
      const curve = [top, middle, end].map((point) => `${number(point.x)} ${number(point.y)}`)
      const color = random.next() < 0.6 ? palette.blush : palette.dark
      return `<path d="M${curve[0]}Q${curve[1]} ${curve[2]}" fill="none" stroke="${color}" stroke-opacity="${number(random.between(0.08, 0.24))}" stroke-width="${number(pose.scale * random.between(0.015, 0.05))}"/>`
    }).join('')
  }
  if (name === 'plum') {
    const crease = [onPicture(pose, 0.05, -0.98), onPicture(pose, 0.42, -0.1), onPicture(pose, 0.08, 0.98)].map(
      (point) => `${number(point.x)} ${number(point.y)}`,
    )
    const dust = onPicture(pose, -0.25, 0.05)
    return [
      `<ellipse cx="${number(dust.x)}" cy="${number(dust.y)}" rx="${number(pose.scale * 0.7)}" ry="${number(pose.scale * 0.85)}" fill="url(#bloom)"/>`,
      ...[0.03, 0.06, 0.09].map(
        (width) =>
          `<path d="M${crease[0]}Q${crease[1]} ${crease[2]}" fill="none" stroke="${palette.dark}" stroke-opacity=".26" stroke-width="${number(pose.scale * width)}"/>`,
      ),
    ].join('')
  }
  const dots = name === 'pear' ? 60 : 90
  return Array.from({ length: dots }, () => {
    const angle = random.between(0, Math.PI * 2)
    const far = Math.sqrt(random.next())
    const point = onPicture(pose, Math.cos(angle) * far * 0.9, Math.sin(angle) * far * 1.1)
    const light = name === 'lemon' && random.next() < 0.5
    return `<circle cx="${number(point.x)}" cy="${number(point.y)}" r="${number(Math.max(0.4, pose.scale * random.between(0.008, 0.018)))}" fill="${light ? '#fffbd0' : palette.dark}" fill-opacity="${number(random.between(0.16, 0.38))}"/>`
  }).join('')
}

/** The dimple around a stem. */
function hollow({ name, pose }: Fruit, id: string): string {
  if (name !== 'apple') return ''
  const { x, y } = onPicture(pose, 0, -0.68)
  const turn = number((pose.angle * 180) / Math.PI)
  return `<ellipse cx="${number(x)}" cy="${number(y)}" rx="${number(pose.scale * 0.42)}" ry="${number(pose.scale * 0.17)}" transform="rotate(${turn} ${number(x)} ${number(y)})" fill="url(#${id}d)" fill-opacity=".8"/>`
}

function leafSvg({ leaf }: Fruit, id: string): string {
  if (!leaf) return ''
  const [from, to] = [onPicture(leaf.pose, 0, 0), onPicture(leaf.pose, 0.78, -0.27)]
  return [
    `<defs><linearGradient id="${id}l" gradientUnits="userSpaceOnUse" x1="${number(from.x)}" y1="${number(from.y)}" x2="${number(to.x)}" y2="${number(to.y)}">`,
    '<stop offset="0" stop-color="#3d5f2a"/><stop offset="1" stop-color="#86a850"/></linearGradient></defs>',
    `<path d="${svgPath(leaf.outline)}" fill="url(#${id}l)" stroke="#2b4420" stroke-width=".7"/>`,
    `<path d="M${number(from.x)} ${number(from.y)}L${number(to.x)} ${number(to.y)}" stroke="#c9d8a0" stroke-opacity=".7" stroke-width=".9"/>`,
  ].join('')
}
