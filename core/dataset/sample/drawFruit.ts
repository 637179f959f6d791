/** How the light falls on fruit: SVG of one piece. Light comes from the upper left in every picture. */
import type { SeededRandom } from '../seededRandom.ts'
import type { Fruit } from './fruit.ts'
import type { Palette } from './kinds.ts'
import { number, onPicture, svgPath, type Outline, type Pose } from './shape.ts'

/** SVG of a fruit; `id` keeps the names of its gradients apart. Soft spots are gradients, which cost less than blurs. */
export function drawFruit(fruit: Fruit, id: string, random: SeededRandom): string {
  const stem = fruit.stem ? `<path d="${svgPath(fruit.stem)}" fill="#4b3320" stroke="#2c1c10" stroke-width=".6"/>` : ''
  if (fruit.name === 'grapes') return stem + leafSvg(fruit, id) + berries(fruit, id)
  const [outline] = fruit.body
  if (!outline) return ''
  const skin = fruit.name === 'apple' ? streaks(fruit, random) + hollow(fruit, id) : ridges(fruit, id, random)
  return (
    rounded(fruit, outline, id, skin, random) +
    leafSvg(fruit, id) +
    stem +
    (fruit.name === 'apple' ? shine(fruit.pose) : '')
  )
}

/** A spot of a colour that fades to nothing: what the fill of an ellipse makes soft. */
export function softSpot(id: string, color: string, opacity = 1): string {
  const stop = (offset: number, share: number) =>
    `<stop offset="${offset}" stop-color="${color}" stop-opacity="${number(opacity * share)}"/>`
  return `<radialGradient id="${id}">${stop(0, 1)}${stop(0.35, 0.72)}${stop(0.7, 0.2)}${stop(1, 0)}</radialGradient>`
}

/** One body: lit from the upper left, darker towards its edge, with the table's light thrown back into its dark side. */
function rounded({ pose, palette }: Fruit, outline: Outline, id: string, skin: string, random: SeededRandom): string {
  const { x, y, scale: r } = pose
  const path = svgPath(outline)
  const at = (dx: number, dy: number) => `cx="${number(x + dx * r)}" cy="${number(y + dy * r)}"`
  const edge = [0.06, 0.12, 0.18, 0.24, 0.3].map(
    (width) =>
      `<path d="${path}" fill="none" stroke="${palette.dark}" stroke-opacity=".12" stroke-width="${number(r * width)}"/>`,
  )
  return [
    `<defs><clipPath id="${id}c"><path d="${path}"/></clipPath>`,
    `<radialGradient id="${id}b" gradientUnits="userSpaceOnUse" ${at(-0.3, -0.36)} r="${number(1.5 * r)}">`,
    stops(palette),
    `</radialGradient><radialGradient id="${id}s" gradientUnits="userSpaceOnUse" ${at(random.between(-0.5, 0.1), -0.7)} r="${number(r)}">`,
    `<stop offset="0" stop-color="${palette.blush}" stop-opacity=".75"/>`,
    `<stop offset="1" stop-color="${palette.blush}" stop-opacity="0"/></radialGradient>`,
    softSpot(`${id}d`, palette.dark),
    softSpot(`${id}h`, palette.light),
    `</defs><path d="${path}" fill="url(#${id}b)"/>`,
    `<g clip-path="url(#${id}c)"><path d="${path}" fill="url(#${id}s)"/>${skin}${edge.join('')}`,
    `<ellipse ${at(0.42, 0.62)} rx="${number(r * 0.56)}" ry="${number(r * 0.24)}" transform="rotate(-38 ${number(x + 0.42 * r)} ${number(y + 0.62 * r)})" fill="url(#${id}h)" fill-opacity=".34"/></g>`,
  ].join('')
}

function stops({ light, base, dark }: Palette): string {
  return `<stop offset="0" stop-color="${light}"/><stop offset=".42" stop-color="${base}"/><stop offset="1" stop-color="${dark}"/>`
}

function shine({ x, y, scale: r }: Pose): string {
  const [cx, cy] = [number(x - 0.34 * r), number(y - 0.4 * r)]
  return `<ellipse cx="${cx}" cy="${cy}" rx="${number(r * 0.3)}" ry="${number(r * 0.17)}" transform="rotate(-40 ${cx} ${cy})" fill="url(#shine)"/>`
}

/** Fine lines from an apple's stem down its sides. */
function streaks({ pose, palette }: Fruit, random: SeededRandom): string {
  return Array.from({ length: 22 }, () => {
    const side = random.between(-0.95, 0.95)
    const down = random.between(0, 0.6)
    const color = random.next() < 0.6 ? palette.blush : palette.dark
    const path = bend(pose, [side * 0.25, -0.72], [side * 1.15, -0.35], [side * 0.95, down])
    return line(path, color, random.between(0.08, 0.24), pose.scale * random.between(0.015, 0.05))
  }).join('')
}

/** The dimple around an apple's stem. */
function hollow({ pose }: Fruit, id: string): string {
  return spot(pose, [0, -0.68], [0.42, 0.17], `url(#${id}d)`, 0.8)
}

/** A banana's edges, its brown ends and freckles, and the light along its back. */
function ridges({ pose, palette }: Fruit, id: string, random: SeededRandom): string {
  const freckles = Array.from({ length: random.whole(0, 26) }, () => {
    const along = random.between(-0.9, 0.9)
    const point: [number, number] = [along, 0.33 - 0.42 * along * along + random.between(-0.16, 0.12)]
    return spot(pose, point, [random.between(0.015, 0.05), random.between(0.012, 0.025)], '#5a3413', 0.55)
  })
  const ridge = bend(pose, [-1.26, -0.3], [-0.1, 0.62], [1.14, -0.6])
  const back = bend(pose, [-0.95, -0.1], [-0.05, 0.34], [0.86, -0.22])
  return [
    ...[0.03, 0.07].map((width) => line(ridge, palette.dark, 0.22, pose.scale * width)),
    ...[0.05, 0.1, 0.16].map((width) => line(back, '#fffbe0', 0.2, pose.scale * width)),
    ...freckles,
    spot(pose, [-1.28, -0.34], [0.2, 0.16], `url(#${id}d)`, 1),
    spot(pose, [-1.3, -0.35], [0.07, 0.07], '#3d2611', 0.9),
    spot(pose, [1.2, -0.74], [0.13, 0.1], '#5b431c', 0.85),
  ].join('')
}

/** Each berry is a little ball; those away from the light are darker, and all have a breath of bloom. */
function berries({ body, pose, palette }: Fruit, id: string): string {
  const defs = `<defs><radialGradient id="${id}b" cx=".36" cy=".32" r=".8">${stops(palette)}</radialGradient></defs>`
  const drawn = body.map((berry) => {
    const size = pose.scale * 0.235
    const [x, y] = middle(berry)
    const away = Math.max(0, Math.min(0.5, 0.16 + 0.22 * ((x - pose.x) / pose.scale + (y - pose.y) / pose.scale)))
    const path = svgPath(berry)
    return [
      `<path d="${path}" fill="url(#${id}b)" stroke="${palette.dark}" stroke-opacity=".5" stroke-width="${number(Math.max(0.6, size * 0.05))}"/>`,
      `<path d="${path}" fill="${palette.dark}" fill-opacity="${number(away)}"/>`,
      `<circle cx="${number(x)}" cy="${number(y)}" r="${number(size * 0.9)}" fill="url(#bloom)"/>`,
      `<circle cx="${number(x - size * 0.32)}" cy="${number(y - size * 0.36)}" r="${number(size * 0.34)}" fill="url(#shine)" fill-opacity=".8"/>`,
    ].join('')
  })
  return defs + drawn.join('')
}

function middle({ start, curves }: Outline): [number, number] {
  const opposite = curves[1]
  return opposite ? [(start[0] + opposite[4]) / 2, (start[1] + opposite[5]) / 2] : [...start]
}

type UnitPoint = readonly [number, number]

/** A quadratic curve in the fruit's own coordinates. */
function bend(pose: Pose, ...points: [UnitPoint, UnitPoint, UnitPoint]): string {
  const [from, over, to] = points.map(([x, y]) => {
    const point = onPicture(pose, x, y)
    return `${number(point.x)} ${number(point.y)}`
  })
  return `M${from}Q${over} ${to}`
}

function line(path: string, color: string, opacity: number, width: number): string {
  return `<path d="${path}" fill="none" stroke="${color}" stroke-opacity="${number(opacity)}" stroke-width="${number(width)}" stroke-linecap="round"/>`
}

function spot(pose: Pose, at: UnitPoint, radii: UnitPoint, fill: string, opacity: number): string {
  const { x, y } = onPicture(pose, ...at)
  const turn = `rotate(${number((pose.angle * 180) / Math.PI)} ${number(x)} ${number(y)})`
  return `<ellipse cx="${number(x)}" cy="${number(y)}" rx="${number(radii[0] * pose.scale)}" ry="${number(radii[1] * pose.scale)}" transform="${turn}" fill="${fill}" fill-opacity="${number(opacity)}"/>`
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
