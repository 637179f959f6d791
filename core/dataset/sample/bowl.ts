/** A bowl on a table: its back and rim are drawn before the fruit in it, its front hides their lower parts. */
import type { SeededRandom } from '../seededRandom.ts'
import { HEIGHT } from './backdrop.ts'
import { number, polygon, svgPath, type Outline, type Point, type Pose } from './shape.ts'
import type { Polygon } from './visible.ts'

export interface Bowl {
  /** Back wall and inside. */
  back: string
  rim: Polygon
  cover: { kind: 'cover'; svg: string; outline: Polygon }
  /** Where fruit can lie in it, from back to front; `scale` is that of an apple. */
  places: Pose[]
  /** The y that it stands on. */
  depth: number
  /** Would something there stand in or on the bowl? */
  covers(pose: Pose): boolean
}

const GLAZES: [readonly [string, string, string], ...Array<readonly [string, string, string]>] = [
  ['#e9eef0', '#a9b7bf', '#5f6d77'],
  ['#6d93a8', '#375b73', '#18303f'],
  ['#d9c3a0', '#a68458', '#5c4225'],
  ['#c9d2bd', '#8b9a7a', '#475238'],
]

export function makeBowl(tableTop: number, random: SeededRandom): Bowl {
  const [light, base, dark] = random.pick(GLAZES)
  const rx = random.between(118, 142)
  const ry = rx * 0.2
  const x = random.between(rx + 30, 610 - rx)
  const foot = random.between(tableTop + 120, HEIGHT - 50)
  const y = foot - rx * 0.62
  const front: Outline = {
    start: [x - rx, y],
    curves: [
      [x - rx * 0.98, y + ry * 1.34, x + rx * 0.98, y + ry * 1.34, x + rx, y],
      [x + rx * 0.96, y + rx * 0.42, x + rx * 0.6, foot - 4, x + rx * 0.34, foot],
      [x + rx * 0.2, foot + 7, x - rx * 0.2, foot + 7, x - rx * 0.34, foot],
      [x - rx * 0.6, foot - 4, x - rx * 0.96, y + rx * 0.42, x - rx, y],
    ],
  }
  const at = `cx="${number(x)}" cy="${number(y)}"`
  const back = [
    `<ellipse cx="${number(x + rx * 0.2)}" cy="${number(foot + 2)}" rx="${number(rx * 0.85)}" ry="${number(rx * 0.13)}" fill="#0d0806" fill-opacity=".5" filter="url(#blur8)"/>`,
    `<defs><linearGradient id="inside" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="${dark}"/><stop offset="1" stop-color="${base}"/></linearGradient></defs>`,
    `<ellipse ${at} rx="${number(rx)}" ry="${number(ry)}" fill="url(#inside)" stroke="${light}" stroke-width="3"/>`,
  ].join('')
  const path = svgPath(front)
  const svg = [
    `<defs><linearGradient id="glaze" x1="0" y1="0" x2="1" y2=".35"><stop offset="0" stop-color="${base}"/><stop offset=".28" stop-color="${light}"/>`,
    `<stop offset=".6" stop-color="${base}"/><stop offset="1" stop-color="${dark}"/></linearGradient><clipPath id="bowl"><path d="${path}"/></clipPath></defs>`,
    `<path d="${path}" fill="url(#glaze)"/>`,
    `<g clip-path="url(#bowl)"><ellipse cx="${number(x)}" cy="${number(foot)}" rx="${number(rx * 0.8)}" ry="${number(rx * 0.22)}" fill="${dark}" fill-opacity=".55" filter="url(#blur12)"/>`,
    `<path d="M${number(x - rx * 0.95)} ${number(y + ry * 1.5)}Q${number(x)} ${number(y + ry * 3)} ${number(x + rx * 0.95)} ${number(y + ry * 1.5)}" fill="none" stroke="${light}" stroke-opacity=".5" stroke-width="5"/></g>`,
    `<path d="M${number(x - rx)} ${number(y)}C${number(x - rx * 0.98)} ${number(y + ry * 1.34)} ${number(x + rx * 0.98)} ${number(y + ry * 1.34)} ${number(x + rx)} ${number(y)}" fill="none" stroke="${light}" stroke-width="3.4"/>`,
  ].join('')
  const place = (dx: number, up: number): Pose => ({
    x: x + dx * rx,
    y: y - up * rx,
    scale: rx * random.between(0.29, 0.34),
    angle: 0,
  })
  return {
    back,
    rim: ellipse({ x, y }, rx + 1.5, ry + 1.5),
    cover: { kind: 'cover', svg, outline: polygon(front) },
    places: [place(-0.3, 0.2), place(0.32, 0.22), place(-0.6, 0.02), place(0.62, 0.03), place(0.02, 0.0)],
    depth: foot,
    covers: (pose) =>
      Math.abs(pose.x - x) < rx + pose.scale * 0.5 &&
      pose.y > y - rx * 0.7 - pose.scale &&
      pose.y < foot + pose.scale * 0.2,
  }
}

function ellipse(centre: Point, rx: number, ry: number): Point[] {
  return Array.from({ length: 64 }, (_, index) => {
    const angle = (index / 64) * Math.PI * 2
    return { x: centre.x + Math.cos(angle) * rx, y: centre.y + Math.sin(angle) * ry }
  })
}
