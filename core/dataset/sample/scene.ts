/** One picture of the sample project: a still life as SVG, and the exact boxes of its fruit. */
import type { Edges } from '../../geometry/box.ts'
import { SeededRandom } from '../seededRandom.ts'
import { HEIGHT, makeBackdrop, WIDTH, type Backdrop } from './backdrop.ts'
import { makeBowl, type Bowl } from './bowl.ts'
import { drawFruit, softSpot } from './drawFruit.ts'
import { makeFruit, silhouette, type Fruit } from './fruit.ts'
import { fruitNames, kinds, type FruitName } from './kinds.ts'
import { number, svgPath, type Pose } from './shape.ts'
import { visibleBounds, type Polygon } from './visible.ts'

export interface SceneBox extends Edges {
  className: FruitName
  /** Partly behind something. */
  occluded: boolean
  /** Partly outside the picture. */
  truncated: boolean
}

export interface Scene {
  svg: string
  width: number
  height: number
  boxes: SceneBox[]
}

/** Fruit and the things around it, from back to front. */
type Item = { kind: 'fruit'; fruit: Fruit } | { kind: 'cover'; svg: string; outline: Polygon }

/** Closer together than this share of their sizes, one would hide too much of the other. */
const NEAREST = 0.74
/** Boxes smaller than this, in pixels, are slivers between two things and no use to anyone. */
const SMALLEST_SIDE = 10

/** The same seed gives the same picture. `fruit` is how many to try to place; 0 makes an empty picture. */
export function makeScene(seed: number, fruit: number): Scene {
  const random = new SeededRandom(seed)
  const backdrop = makeBackdrop(random)
  const bowl =
    backdrop.tableTop !== null && fruit > 3 && random.next() < 0.6 ? makeBowl(backdrop.tableTop, random) : null
  const items = arrange(backdrop, bowl, fruit, random)
  const drawn = items.map((item, index) =>
    item.kind === 'cover' ? item.svg : shadow(item.fruit, backdrop) + drawFruit(item.fruit, `f${index}`, random),
  )
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    definitions(),
    backdrop.svg,
    ...drawn,
    vignette(),
    '</svg>',
  ].join('')
  return { svg, width: WIDTH, height: HEIGHT, boxes: boxesOf(items) }
}

function arrange(backdrop: Backdrop, bowl: Bowl | null, count: number, random: SeededRandom): Item[] {
  const around = Math.max(0, bowl ? count - bowl.places.length : count)
  const largest = count > 6 ? 64 : 88
  const placed: Fruit[] = []
  for (let attempt = 0; attempt < 400 && placed.length < around; attempt++) {
    const name = random.pick(fruitNames)
    const radius = random.between(40, largest) * kinds[name].size
    const pose = place(name, radius, backdrop, random)
    if (placed.some((other) => tooClose(pose, other.pose)) || bowl?.covers(pose)) continue
    placed.push(makeFruit(name, pose, random))
  }
  const depth = ({ name, pose }: Fruit) => pose.y + pose.scale * kinds[name].foot
  const front = placed.sort((a, b) => depth(a) - depth(b)).map((fruit): Item => ({ kind: 'fruit', fruit }))
  if (!bowl) return front
  const inside = bowl.places.map((pose): Item => {
    const name = random.pick(fruitNames)
    const scale = pose.scale * kinds[name].size
    return { kind: 'fruit', fruit: makeFruit(name, { ...pose, scale, angle: random.between(-0.6, 0.6) }, random) }
  })
  const behind = front.filter((item) => item.kind === 'fruit' && depth(item.fruit) < bowl.depth)
  const before = front.filter((item) => !behind.includes(item))
  return [...behind, { kind: 'cover', svg: bowl.back, outline: bowl.rim }, ...inside, bowl.cover, ...before]
}

function place(name: FruitName, radius: number, { tableTop }: Backdrop, random: SeededRandom): Pose {
  const x = random.between(radius * 0.4, WIDTH - radius * 0.4)
  if (tableTop === null) {
    const y = random.between(radius * 0.5, HEIGHT - radius * 0.5)
    return { x, y, scale: radius, angle: random.between(-Math.PI, Math.PI) }
  }
  // Farther away is higher up and smaller.
  const ground = random.between(tableTop + 46, HEIGHT - 8)
  const near = (ground - tableTop) / (HEIGHT - tableTop)
  const scale = radius * (0.62 + 0.5 * near)
  return { x, y: ground - scale * kinds[name].foot, scale, angle: random.between(-1, 1) * kinds[name].sway }
}

function tooClose(a: Pose, b: Pose): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < NEAREST * (a.scale + b.scale)
}

/** Soft and wide from the lamp, narrow and dark where it touches; seen from above, the outline moved aside. */
function shadow({ name, pose, body }: Fruit, { tableTop, shadow }: Backdrop): string {
  const { x, y, scale: r } = pose
  if (tableTop === null) {
    const move = `translate(${number(r * 0.2)} ${number(r * 0.24)})`
    const path = body.map(svgPath).join('')
    return `<path d="${path}" transform="${move}" fill="#0b0a12" fill-opacity="${shadow}" filter="url(#blur${r > 45 ? 8 : 5})"/>`
  }
  const { foot, girth } = kinds[name]
  const ground = y + r * foot
  const ellipse = (dx: number, rx: number, ry: number, opacity: number) =>
    `<ellipse cx="${number(x + dx * r)}" cy="${number(ground)}" rx="${number(rx * girth * r)}" ry="${number(ry * r)}" fill="url(#shade)" fill-opacity="${number(opacity)}"/>`
  return ellipse(0.34, 1.5, 0.42, shadow * 1.5) + ellipse(0.06, 0.95, 0.22, shadow * 1.7)
}

function boxesOf(items: readonly Item[]): SceneBox[] {
  const outlines = items.map((item) => (item.kind === 'cover' ? [item.outline] : silhouette(item.fruit)))
  return items.flatMap((item, index) => {
    if (item.kind === 'cover') return []
    const inFront = outlines.slice(index + 1).flat()
    const parts = outlines[index] ?? []
    const whole = bounds(parts.map((part) => visibleBounds(part, [], Infinity, Infinity)))
    const inside = bounds(parts.map((part) => visibleBounds(part, [], WIDTH, HEIGHT)))
    const seen = bounds(parts.map((part) => visibleBounds(part, inFront, WIDTH, HEIGHT)))
    if (!seen || !whole || !inside || Math.min(seen.x2 - seen.x1, seen.y2 - seen.y1) < SMALLEST_SIDE) return []
    const { name } = item.fruit
    return [{ ...seen, className: name, truncated: !same(whole, inside), occluded: !same(inside, seen) }]
  })
}

function bounds(boxes: ReadonlyArray<Edges | null>): Edges | null {
  const found = boxes.filter((box) => box !== null)
  if (found.length === 0) return null
  return {
    x1: Math.min(...found.map(({ x1 }) => x1)),
    y1: Math.min(...found.map(({ y1 }) => y1)),
    x2: Math.max(...found.map(({ x2 }) => x2)),
    y2: Math.max(...found.map(({ y2 }) => y2)),
  }
}

function same(a: Edges, b: Edges): boolean {
  return a.x1 === b.x1 && a.y1 === b.y1 && a.x2 === b.x2 && a.y2 === b.y2
}

/** Blurs in the picture's own colour space, as converting to light and back costs more than it shows; soft spots. */
function definitions(): string {
  const filters = [5, 8, 12].map(
    (size) =>
      `<filter id="blur${size}" x="-30%" y="-30%" width="160%" height="160%" color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="${size}"/></filter>`,
  )
  const spots = [softSpot('shine', '#fff', 0.9), softSpot('bloom', '#dfe3f5', 0.26), softSpot('shade', '#0d0806')]
  return `<defs>${filters.join('')}${spots.join('')}</defs>`
}

function vignette(): string {
  return [
    '<defs><radialGradient id="vignette" cx=".42" cy=".4" r=".85"><stop offset=".45" stop-color="#140c06" stop-opacity="0"/>',
    '<stop offset="1" stop-color="#140c06" stop-opacity=".42"/></radialGradient></defs>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#vignette)"/>`,
  ].join('')
}
