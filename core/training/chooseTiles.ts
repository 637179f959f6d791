/** Whether and how to look at large images in tiles, from the sizes of images and boxes. Pure. */
import { layTiles, type TileLayout } from '../detection/tiles.ts'
import { wholeWindow, type ImageSize } from '../detection/letterbox.ts'
import { area, height, width, type ImageBox } from '../geometry/box.ts'
import type { TrainingConfig } from './config.ts'

export interface MeasuredImage extends ImageSize {
  boxes: readonly ImageBox[]
}

export interface TileChoice {
  /** null: every image is looked at as a whole. */
  layout: TileLayout | null
  /** sqrt(width * height) of half, and of a tenth, of the boxes is at most this in input pixels of whole images. */
  medianSide: number
  smallSide: number
  /** How many times larger objects appear than in the whole image; 1 without tiles. Of the median image. */
  zoom: number
  /** Windows on the median image. */
  tilesPerImage: number
}

/** Tiles that enlarge objects by less than this are not worth their time. */
const worthwhileZoom = 1.5
/** A tenth of the boxes may be smaller than this part of the wanted side. */
const smallPart = 0.5
/** Enlarging an image beyond this many input pixels a pixel shows nothing new. */
const largestScale = 2
/** Windows on the median image at most: finding takes as many times as long. */
const mostTiles = 36
/** All but this part of the boxes should fit into the overlap of tiles. */
const oversizedPart = 0.02
/** Overlap chosen at most, as a part of the input's shorter side, and at least, in input pixels. */
const largestOverlapPart = 1 / 3
const smallestOverlap = 32
/** Overlaps are multiples of this many input pixels. */
const overlapStep = 8

/** Resolves the settings on training images. */
export function chooseTiles(
  settings: TrainingConfig['tiles'],
  input: ImageSize,
  images: readonly MeasuredImage[],
): TileChoice {
  const measured = measure(images, input)
  const fittedSides = sorted(measured.fittedSides.filter((side) => side > 0))
  const [medianSide, smallSide] = [quantile(fittedSides, 0.5), quantile(fittedSides, 0.1)]
  const middle = middleImage(images)
  const whole: TileChoice = { layout: null, medianSide, smallSide, zoom: 1, tilesPerImage: 1 }
  if (settings.use === 'off' || !middle || fittedSides.length === 0) return whole
  const fit = wholeWindow(middle, input).scale
  const longerSides = sorted(measured.longerSides)
  const layoutAt = (scale: number) => completeLayout(settings, input, scale, longerSides)
  const sides = sorted(measured.sides.filter((side) => side > 0))
  const isWanted = wantedZoom(settings.objectSide, medianSide, smallSide) >= worthwhileZoom
  if (settings.use === 'auto' && !isWanted) return whole
  const scale =
    settings.scale ??
    affordable(startingScale(settings, sides, fit), (tried) => countTiles(middle, input, layoutAt(tried)))
  if (settings.use === 'auto' && scale < fit * worthwhileZoom) return whole
  const layout = layoutAt(scale)
  return { ...whole, layout, zoom: Math.max(1, scale / fit), tilesPerImage: countTiles(middle, input, layout) }
}

/** Of all boxes: sqrt(width * height) and the longer side in pixels of the image, and the first in those of the input. */
function measure(images: readonly MeasuredImage[], input: ImageSize) {
  const sides: number[] = []
  const longerSides: number[] = []
  const fittedSides: number[] = []
  for (const image of images) {
    const { scale } = wholeWindow(image, input)
    for (const box of image.boxes) {
      const side = Math.sqrt(area(box))
      sides.push(side)
      longerSides.push(Math.max(width(box), height(box)))
      fittedSides.push(side * scale)
    }
  }
  return { sides, longerSides, fittedSides }
}

function wantedZoom(objectSide: number, median: number, small: number): number {
  return Math.max(objectSide / median, (objectSide * smallPart) / small)
}

/** The scale that brings the boxes to the wanted sides; asked for without need, tiles still enlarge a little. */
function startingScale({ objectSide, use }: TrainingConfig['tiles'], sides: readonly number[], fit: number): number {
  const wanted = wantedZoom(objectSide, quantile(sides, 0.5), quantile(sides, 0.1))
  const scale = Math.min(wanted, Math.max(largestScale, fit))
  return use === 'on' ? Math.max(scale, fit * worthwhileZoom) : scale
}

function affordable(scale: number, count: (scale: number) => number): number {
  let tried = scale
  while (count(tried) > mostTiles) tried *= 0.95
  return Number(tried.toPrecision(3))
}

function completeLayout(
  settings: TrainingConfig['tiles'],
  input: ImageSize,
  scale: number,
  longerSides: readonly number[],
): TileLayout {
  const shorter = Math.min(input.width, input.height)
  const wanted = quantile(longerSides, 1 - oversizedPart) * scale
  const chosen = Math.min(Math.max(wanted, smallestOverlap), shorter * largestOverlapPart)
  const overlap = settings.overlap ?? Math.ceil(chosen / overlapStep) * overlapStep
  const oversized = longerSides.filter((side) => side * scale > overlap).length
  const needed = oversized > longerSides.length * oversizedPart
  return { scale, overlap, wholeImage: settings.wholeImage === 'auto' ? needed : settings.wholeImage === 'on' }
}

function countTiles(image: ImageSize, input: ImageSize, layout: TileLayout): number {
  return layTiles(image, input, layout).length
}

/** The image with the median number of pixels. */
function middleImage(images: readonly MeasuredImage[]): MeasuredImage | undefined {
  const bySize = images.toSorted((a, b) => a.width * a.height - b.width * b.height)
  return bySize[Math.floor(bySize.length / 2)]
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b)
}

/** The value that the given part of sorted values does not exceed; 0 without values. */
function quantile(values: readonly number[], part: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0
}
