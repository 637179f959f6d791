/** A piece of fruit somewhere on the picture, and its silhouette. */
import type { SeededRandom } from '../seededRandom.ts'
import { kinds, type FruitName, type Palette } from './kinds.ts'
import { onPicture, polygon, poseOutline, type Outline, type Pose } from './shape.ts'
import type { Polygon } from './visible.ts'

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
  /** From back to front. */
  body: Outline[]
  stem: Outline | null
  leaf: { outline: Outline; pose: Pose } | null
}

export function makeFruit(name: FruitName, pose: Pose, random: SeededRandom): Fruit {
  const { body, stem, palettes } = kinds[name]
  const leans = random.between(-0.25, 0.25)
  const hasLeaf = random.next() < 0.45
  const base = stem && onPicture(pose, stem.x, stem.y)
  const angle = pose.angle + (random.next() < 0.5 ? 0 : Math.PI * 0.9)
  const leafPose = base && { ...base, scale: pose.scale * random.between(0.62, 0.85), angle }
  return {
    name,
    pose,
    palette: random.pick(palettes),
    body: body.map((part) => poseOutline(part, pose)),
    stem: stem && poseOutline(stemOutline(stem.x, stem.y, stem.length, leans), pose),
    leaf: hasLeaf && leafPose ? { outline: poseOutline(LEAF, leafPose), pose: leafPose } : null,
  }
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
  return [...body, stem, leaf?.outline].filter((part) => part != null).map(polygon)
}
