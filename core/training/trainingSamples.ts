/**
 * What an epoch shows of the training images: whole images, or tiles that hold objects, the same objects in tiles at
 * random places, and some tiles without any.
 */
import { toNetBox, type ImageSize, type InputWindow } from '../detection/letterbox.ts'
import { isOverview, largestWhole, layTiles, type TileLayout } from '../detection/tiles.ts'
import { area, clip } from '../geometry/box.ts'
import { SeededRandom } from '../model/random.ts'
import type { SnapshotImage } from './snapshot.ts'

/** What the network looks at at once: a window on an image. The boxes are the image's, in its own pixels. */
export interface Sample {
  image: SnapshotImage
  window: InputWindow
  /** Boxes whose longer side is at most this many image pixels are ignored here: they are found in tiles. */
  ignoredUpTo: number
}

/** A tile holds an object when at least this part of it is inside. */
const enoughInside = 0.5

/** Samples of an epoch, in an order that depends on images, layout and seed alone. */
export function trainingSamples(
  images: readonly SnapshotImage[],
  input: ImageSize,
  layout: TileLayout | null,
  { emptyShare, seed }: { emptyShare: number; seed: number },
): Sample[] {
  const random = new SeededRandom(seed)
  const samples: Sample[] = []
  const empty: Sample[] = []
  for (const image of images) {
    const windows = layTiles(image, input, layout)
    for (const window of windows) {
      const ignoredUpTo = layout && isOverview(window, layout) ? largestWhole(layout) : 0
      const sample = { image, window, ignoredUpTo }
      const isTile = layout !== null && windows.length > 1 && ignoredUpTo === 0
      if (isTile && !holdsObject(sample, input)) {
        empty.push(sample)
        continue
      }
      samples.push(sample)
      if (isTile) samples.push({ ...sample, window: moved(sample, input, random) })
    }
  }
  const wanted = Math.ceil((samples.length * emptyShare) / (1 - emptyShare))
  return [...samples, ...random.shuffle(empty).slice(0, wanted)]
}

function holdsObject({ image, window }: Sample, input: ImageSize): boolean {
  return image.boxes.some((box) => isInside(box, window, input))
}

/** Ids of the classes of which a sample shows objects. */
export function classesIn({ image, window }: Sample, input: ImageSize): Set<number> {
  return new Set(image.boxes.filter((box) => isInside(box, window, input)).map(({ classId }) => classId))
}

function isInside(box: SnapshotImage['boxes'][number], window: InputWindow, input: ImageSize): boolean {
  if (box.crowd || box.difficult) return false
  const there = toNetBox(box, window)
  const whole = area(there)
  return whole > 0 && area(clip(there, input.width, input.height)) >= enoughInside * whole
}

/** A window at a random place that holds one of the tile's objects whole, as far as it fits, within the image. */
function moved({ image, window }: Sample, input: ImageSize, random: SeededRandom): InputWindow {
  const inside = image.boxes.filter((box) => isInside(box, window, input))
  const box = inside[random.index(inside.length)]
  if (!box) return window
  const { scale } = window
  const along = (low: number, high: number, side: number, length: number) => {
    const [first, last] = [Math.min(high - side, low), Math.max(high - side, low)]
    const start = Math.round(random.uniform(first, last))
    return Math.min(Math.max(start, 0), Math.max(0, Math.round(length * scale) - side))
  }
  return {
    scale,
    left: along(box.x1 * scale, box.x2 * scale, input.width, image.width),
    top: along(box.y1 * scale, box.y2 * scale, input.height, image.height),
  }
}
