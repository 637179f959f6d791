/** Variants: deterministic, flips exact, boxes following the pixels. */
import { expect, it } from 'vitest'
import type { NetBox } from '../../../core/geometry/box.ts'
import { makeVariant, varyBoxes, varyPixels, type Variant } from '../../../core/training/augment.ts'
import { trainingConfig } from '../../../core/training/config.ts'

const size = { width: 32, height: 24 }
const still: Variant = {
  flipX: false,
  flipY: false,
  scale: 1,
  shiftX: 0,
  shiftY: 0,
  contrast: 1,
  brightness: 0,
}
const settings = trainingConfig.parse({ augmentation: { verticalFlip: true } }).augmentation

/** Grey, with a bright rectangle. */
function picture(x1: number, y1: number, x2: number, y2: number): Uint8Array {
  const pixels = new Uint8Array(size.width * size.height * 3).fill(127)
  for (let y = y1; y < y2; y++) for (let x = x1; x < x2; x++) pixels.fill(255, (y * 32 + x) * 3, (y * 32 + x) * 3 + 3)
  return pixels
}

/** Edges of what is brighter than halfway. */
function brightBox(pixels: Float32Array) {
  const found: Array<[number, number]> = []
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) if ((pixels[(y * 32 + x) * 3] ?? 0) > 191) found.push([x, y])
  }
  const [xs, ys] = [found.map(([x]) => x), found.map(([, y]) => y)]
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs) + 1, y2: Math.max(...ys) + 1 }
}

it('gives every flip as it is first, then jittered ones, the same each time', () => {
  const variants = Array.from({ length: 8 }, (_, index) => makeVariant(settings, size, 1, 5, index))
  expect(variants.slice(0, 4).every(({ scale, contrast }) => scale === 1 && contrast === 1)).toBe(true)
  expect(new Set(variants.slice(0, 4).map(({ flipX, flipY }) => `${flipX}${flipY}`)).size).toBe(4)
  expect(variants.slice(4).every(({ scale }) => scale !== 1 && scale >= 0.8 && scale <= 1.25)).toBe(true)
  expect(makeVariant(settings, size, 1, 5, 6)).toEqual(variants[6])
  expect(makeVariant(settings, size, 2, 5, 6)).not.toEqual(variants[6])
  const upright = { ...settings, verticalFlip: false }
  const flips = Array.from({ length: 8 }, (_, index) => makeVariant(upright, size, 1, 5, index).flipY)
  expect(flips).not.toContain(true)
})

it('leaves a still picture as it is', () => {
  const pixels = picture(3, 4, 10, 12)
  expect(varyPixels(pixels, size, still)).toEqual(Float32Array.from(pixels))
})

it.each([
  { ...still, flipX: true },
  { ...still, flipX: true, flipY: true },
  { ...still, scale: 1.25, shiftX: -3, shiftY: -2 },
  { ...still, flipX: true, scale: 0.8, shiftX: 4, shiftY: 3, contrast: 1.05, brightness: -3 },
])('moves boxes with the pixels %#', (variant) => {
  const box = { x1: 8, y1: 6, x2: 20, y2: 16 }
  const moved = varyBoxes([{ box: box as NetBox, classIndex: 1, ignored: false }], size, variant)[0]?.box
  const seen = brightBox(varyPixels(picture(8, 6, 20, 16), size, variant))
  for (const edge of ['x1', 'y1', 'x2', 'y2'] as const) {
    expect(Math.abs((moved?.[edge] ?? Number.NaN) - seen[edge])).toBeLessThanOrEqual(0.75)
  }
})

it('ignores boxes of which little is left, and drops those that are gone', () => {
  const truth = { box: { x1: 0, y1: 0, x2: 10, y2: 10 } as NetBox, classIndex: 0, ignored: false }
  expect(varyBoxes([truth], size, { ...still, shiftX: -9 })).toEqual([])
  expect(varyBoxes([truth], size, { ...still, shiftX: -7.5 })[0]).toMatchObject({ ignored: true, box: { x2: 2.5 } })
  expect(varyBoxes([truth], size, { ...still, shiftX: -5 })[0]).toMatchObject({ ignored: false, box: { x1: 0, x2: 5 } })
})
