/**
 * Tiles: windows of the network's input that together cover a large image at a larger scale than the whole of it would
 * get, so that small objects are large enough to be found. Pure.
 */
import { scaledSize, wholeWindow, type ImageSize, type InputWindow } from './letterbox.ts'

/** How a model looks at large images. Images that fit into the input at this scale or a larger one are not cut. */
export interface TileLayout {
  /** Input pixels per image pixel. */
  scale: number
  /** Input pixels that neighbouring tiles share at least: objects up to this size are whole in some tile. */
  overlap: number
  /** Look at the whole image too, for objects that no tile is sure to hold. */
  wholeImage: boolean
}

/** The overlap leaves at least this part of a tile's shorter side that is new. */
const smallestStep = 0.25

/** Largest overlap that makes sense for an input. */
export function mostOverlap(input: ImageSize): number {
  return Math.floor(Math.min(input.width, input.height) * (1 - smallestStep))
}

/**
 * All windows through which an image is looked at, row by row; with `wholeImage`, the window on the whole image comes
 * last. One window on the whole image where there is no layout, or nothing to gain by it.
 */
export function layTiles(image: ImageSize, input: ImageSize, layout: TileLayout | null): InputWindow[] {
  const whole = wholeWindow(image, input)
  if (layout === null || whole.scale >= layout.scale) return [whole]
  const { scale } = layout
  const overlap = Math.min(layout.overlap, mostOverlap(input))
  const { width, height } = scaledSize(image, scale)
  const columns = tileStarts(width, input.width, overlap)
  const tiles = tileStarts(height, input.height, overlap).flatMap((top) =>
    columns.map((left) => ({ scale, left, top })),
  )
  return layout.wholeImage ? [...tiles, whole] : tiles
}

/**
 * Starts of the fewest windows of a side that cover a length, evenly spread, with at least `overlap` in common. Any
 * stretch of up to `overlap` lies wholly in one of them.
 */
export function tileStarts(length: number, side: number, overlap: number): number[] {
  if (length <= side) return [0]
  const steps = Math.ceil((length - side) / (side - overlap))
  return Array.from({ length: steps + 1 }, (_, step) => Math.round((step * (length - side)) / steps))
}

/** True for the window on a whole image that is looked at in tiles, too. */
export function isOverview(window: InputWindow, layout: TileLayout | null): boolean {
  return layout !== null && window.scale < layout.scale
}

/** Longer side in image pixels up to which a box is whole in some tile. */
export function largestWhole({ scale, overlap }: TileLayout): number {
  return overlap / scale
}
