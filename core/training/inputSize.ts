/** Chooses the network's input from the shapes of the images, so that little of it is padding. Pure. */

export interface ImageShape {
  /** Upright, in pixels. */
  width: number
  height: number
  /** How many images have this size. */
  count: number
}

export interface InputSize {
  width: number
  height: number
}

/** Sides are multiples of the coarsest backbone stride, so that every pyramid level has whole cells. */
const MULTIPLE = 32
/** Shapes within this factor of the middle one share its canvas. */
const ALIKE = 1.15
/** Part of the images that must be alike for a canvas of their shape; otherwise it is square. */
const MOST = 0.8

/**
 * The canvas of about `area` pixels that fits the images: of their shape when most have the same (640x480 photographs
 * give 512x384), else square (448x448 for the same area).
 */
export function chooseInputSize(shapes: readonly ImageShape[], area: number): InputSize {
  return canvasOfRatio(commonRatio(shapes) ?? 1, area)
}

/** Width / height that most images share (within ALIKE), or null for mixed shapes. */
function commonRatio(shapes: readonly ImageShape[]): number | null {
  const usable = shapes.filter((shape) => shape.width > 0 && shape.height > 0 && shape.count > 0)
  const sorted = usable
    .map((shape) => ({ ratio: shape.width / shape.height, count: shape.count }))
    .sort((a, b) => a.ratio - b.ratio)
  const total = sorted.reduce((sum, shape) => sum + shape.count, 0)
  let before = 0
  const middle = sorted.find((shape) => (before += shape.count) * 2 >= total)
  if (!middle) return null
  const isAlike = ({ ratio }: { ratio: number }) => Math.abs(Math.log(ratio / middle.ratio)) <= Math.log(ALIKE)
  const alike = sorted.filter(isAlike).reduce((sum, shape) => sum + shape.count, 0)
  return alike >= MOST * total ? middle.ratio : null
}

/** Of the multiples around the exact sides, those nearest to the ratio and, half as important, the area. */
function canvasOfRatio(ratio: number, area: number): InputSize {
  const around = (side: number) =>
    [Math.floor, Math.ceil].map((round) => Math.max(1, round(side / MULTIPLE)) * MULTIPLE)
  const candidates = around(Math.sqrt(area * ratio)).flatMap((width) =>
    around(Math.sqrt(area / ratio)).map((height) => ({ width, height })),
  )
  const miss = ({ width, height }: InputSize) =>
    Math.abs(Math.log(width / height / ratio)) + 0.5 * Math.abs(Math.log((width * height) / area))
  return candidates.reduce((best, next) => (miss(next) < miss(best) ? next : best))
}
