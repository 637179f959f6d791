/**
 * Fixed variants of each training image: flips, and flips with a change of scale, place, brightness and contrast.
 * Variants are numbered and depend on nothing but seed, image and number, so that what the frozen part of the network
 * makes of them can be cached.
 */
import { paddingGrey } from '../detection/letterbox.ts'
import type { NetBox } from '../geometry/box.ts'
import { SeededRandom } from '../model/random.ts'
import type { TrainingConfig } from './config.ts'
import type { TruthBox } from './targets.ts'

export interface Size {
  width: number
  height: number
}

/**
 * After the flips, x becomes scale * x + shiftX in input pixels. A colour value v becomes
 * grey + contrast * (v - grey) + brightness.
 */
export interface Variant {
  flipX: boolean
  flipY: boolean
  scale: number
  shiftX: number
  shiftY: number
  contrast: number
  brightness: number
}

/** Boxes of which less than this part of their area remains inside are no object to find, but no background either. */
const smallestRemainder = 0.3
/** Sides below this many input pixels are dropped. */
const smallestSide = 2

/** Variant `index` of an image: first every allowed flip as it is, then flips with jitter. */
export function makeVariant(
  settings: TrainingConfig['augmentation'],
  input: Size,
  seed: number,
  imageId: number,
  index: number,
): Variant {
  const flipsX = settings.horizontalFlip ? [false, true] : [false]
  const flipsY = settings.verticalFlip ? [false, true] : [false]
  const flips = flipsY.flatMap((flipY) => flipsX.map((flipX) => ({ flipX, flipY })))
  const flip = flips[index % flips.length] ?? { flipX: false, flipY: false }
  const plain = { ...flip, scale: 1, shiftX: 0, shiftY: 0, contrast: 1, brightness: 0 }
  if (index < flips.length) return plain
  const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(imageId, 0x85ebca6b) ^ (index * 0xc2b2ae35))
  const { scaleJitter, colourJitter } = settings
  const scale = Math.exp(random.uniform(Math.log(1 - scaleJitter), -Math.log(1 - scaleJitter)))
  const shift = (side: number) => random.uniform(Math.min(0, side - side * scale), Math.max(0, side - side * scale))
  return {
    ...flip,
    scale,
    shiftX: shift(input.width),
    shiftY: shift(input.height),
    contrast: 1 + random.uniform(-colourJitter, colourJitter),
    brightness: 128 * random.uniform(-colourJitter, colourJitter),
  }
}

/** The variant's pixels, RGB 0..255 as floats, height x width x 3, sampled bilinearly, grey beyond the edges. */
export function varyPixels(pixels: Uint8Array, { width, height }: Size, variant: Variant): Float32Array {
  const { flipX, flipY, scale, shiftX, shiftY, contrast } = variant
  const offset = paddingGrey * (1 - contrast) + variant.brightness
  const output = new Float32Array(width * height * 3)
  const columns = samplePositions(width, scale, shiftX, flipX)
  const rows = samplePositions(height, scale, shiftY, flipY)
  const grey = paddingGrey * contrast + offset
  let at = 0
  for (let row = 0; row < height; row++) {
    const top = rows.before[row] as number
    const bottom = rows.after[row] as number
    const down = rows.part[row] as number
    for (let column = 0; column < width; column++, at += 3) {
      const left = columns.before[column] as number
      const right = columns.after[column] as number
      if (top < 0 || left < 0) {
        output[at] = output[at + 1] = output[at + 2] = grey
        continue
      }
      const across = columns.part[column] as number
      const a = (top * width + left) * 3
      const b = (top * width + right) * 3
      const c = (bottom * width + left) * 3
      const d = (bottom * width + right) * 3
      for (let channel = 0; channel < 3; channel++) {
        const above = (pixels[a + channel] as number) * (1 - across) + (pixels[b + channel] as number) * across
        const below = (pixels[c + channel] as number) * (1 - across) + (pixels[d + channel] as number) * across
        output[at + channel] = (above * (1 - down) + below * down) * contrast + offset
      }
    }
  }
  return output
}

/** For each output position along an axis: the two source positions and the share of the second; -1 outside. */
function samplePositions(length: number, scale: number, shift: number, flip: boolean) {
  const before = new Int32Array(length)
  const after = new Int32Array(length)
  const part = new Float32Array(length)
  for (let position = 0; position < length; position++) {
    const source = (position + 0.5 - shift) / scale
    if (source < 0 || source >= length) {
      before[position] = -1
      continue
    }
    const sample = flip ? length - source - 0.5 : source - 0.5
    const first = Math.floor(sample)
    before[position] = Math.max(first, 0)
    after[position] = Math.min(first + 1, length - 1)
    part[position] = sample - first
  }
  return { before, after, part }
}

/** The variant's boxes, clipped to the input; those of which too little remains are ignored. */
export function varyBoxes(truths: readonly TruthBox[], { width, height }: Size, variant: Variant): TruthBox[] {
  const { flipX, flipY, scale, shiftX, shiftY } = variant
  return truths.flatMap((truth) => {
    const { x1, y1, x2, y2 } = truth.box
    const [left, right] = flipX ? [width - x2, width - x1] : [x1, x2]
    const [top, bottom] = flipY ? [height - y2, height - y1] : [y1, y2]
    const inside = (value: number, limit: number) => Math.min(Math.max(value, 0), limit)
    const box = {
      x1: inside(left * scale + shiftX, width),
      y1: inside(top * scale + shiftY, height),
      x2: inside(right * scale + shiftX, width),
      y2: inside(bottom * scale + shiftY, height),
    } as NetBox
    const [boxWidth, boxHeight] = [box.x2 - box.x1, box.y2 - box.y1]
    const whole = (x2 - x1) * (y2 - y1) * scale * scale
    if (boxWidth <= smallestSide || boxHeight <= smallestSide) return []
    const ignored = truth.ignored || boxWidth * boxHeight <= smallestRemainder * whole
    return [{ ...truth, box, ignored }]
  })
}
