/** Samples: boxes follow the pixels exactly, variants repeat, colours keep greys. */
import { assert, boolean, constantFrom, double, integer, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import { trainingConfig } from '../../../core/training/config.ts'
import type { NetBox } from '../../../core/geometry/box.ts'
import {
  compose,
  invert,
  mapBox,
  mapPoint,
  identity,
  flipX,
  flipY,
  quarterTurn,
} from '../../../core/training/samples/affine.ts'
import { scaling, shift, type Affine, type Rectangle } from '../../../core/training/samples/affine.ts'
import { colourOf, sameColour } from '../../../core/training/samples/colour.ts'
import { renderSample } from '../../../core/training/samples/render.ts'
import { planSample, type SampleContext, type SamplePlan } from '../../../core/training/samples/samplePlan.ts'
import { sampleTruths } from '../../../core/training/samples/truths.ts'

const input = { width: 96, height: 64 }

function contextOf(augmentation: object, content = { ...input, left: 0, top: 0 }): SampleContext {
  const settings = trainingConfig.parse({ augmentation }).augmentation
  return { settings, seed: 5, input, count: 4, detail: 1, contentOf: () => content }
}

/** An image with a bright rectangle on dark ground. */
function picture(size: { width: number; height: number }, box: Rectangle) {
  const pixels = new Uint8Array(size.width * size.height * 3)
  for (let y = box.y1; y < box.y2; y++) {
    for (let x = box.x1; x < box.x2; x++) pixels.fill(250, (y * size.width + x) * 3, (y * size.width + x + 1) * 3)
  }
  return { ...size, pixels }
}

function render(plan: SamplePlan, image: ReturnType<typeof picture>): Float32Array {
  const layers = plan.layers.map(({ weight, parts }) => ({
    weight,
    parts: parts.map(({ map, clip, colour }) => ({ map, clip, colour, picture: image })),
  }))
  return renderSample(layers, input)
}

/** Edges at half brightness, to parts of a pixel, along the middle of a box. */
function edges(pixels: Float32Array, { x1, y1, x2, y2 }: Rectangle): Rectangle {
  const at = (x: number, y: number) => pixels[(y * input.width + x) * 3] ?? 0
  const [middleX, middleY] = [Math.floor((x1 + x2) / 2), Math.floor((y1 + y2) / 2)]
  const across = Array.from({ length: input.width }, (_, x) => at(x, middleY))
  const down = Array.from({ length: input.height }, (_, y) => at(middleX, y))
  return {
    x1: crossing(across, Math.floor((x1 + x2) / 2), -1),
    x2: crossing(across, Math.floor((x1 + x2) / 2), 1),
    y1: crossing(down, Math.floor((y1 + y2) / 2), -1),
    y2: crossing(down, Math.floor((y1 + y2) / 2), 1),
  }
}

/** Where values fall below half, from a start in a direction: linear between pixel centres. */
function crossing(values: readonly number[], start: number, direction: 1 | -1): number {
  for (let at = start; ; at += direction) {
    const [here, next] = [values[at] as number, values[at + direction]]
    if (next === undefined) return direction === 1 ? at + 1 : at
    if (next < 125) return at + 0.5 + (direction * (here - 125)) / (here - next)
  }
}

const maps = record({
  mirrored: boolean(),
  upside: boolean(),
  turned: boolean(),
  scale: double({ min: 0.3, max: 3, noNaN: true }),
  x: double({ min: -50, max: 50, noNaN: true }),
  y: double({ min: -50, max: 50, noNaN: true }),
}).map(({ mirrored, upside, turned, scale, x, y }): Affine =>
  compose(
    mirrored ? flipX(96) : identity,
    upside ? flipY(64) : identity,
    turned ? quarterTurn(64) : identity,
    scaling(scale),
    shift(x, y),
  ),
)

it('maps boxes as it maps their corners, and back', () => {
  const place = integer({ min: -100, max: 100 })
  assert(
    property(maps, place, place, integer({ min: 1, max: 80 }), integer({ min: 1, max: 80 }), (map, x, y, w, h) => {
      const box = { x1: x, y1: y, x2: x + w, y2: y + h }
      const corners = [
        [x, y],
        [x + w, y],
        [x, y + h],
        [x + w, y + h],
      ].map(([cx = 0, cy = 0]) => mapPoint(map, cx, cy))
      const [xs, ys] = [corners.map(([cx]) => cx), corners.map(([, cy]) => cy)]
      const mapped = mapBox(map, box)
      const exact = { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) }
      const back = mapBox(invert(map), mapped)
      for (const edge of ['x1', 'y1', 'x2', 'y2'] as const) {
        expect(Math.abs(mapped[edge] - exact[edge])).toBeLessThan(1e-9)
        expect(Math.abs(back[edge] - box[edge])).toBeLessThan(1e-9)
      }
    }),
  )
})

it('shows a painted rectangle where its box is said to be, within half a pixel', () => {
  const box = { x1: 30, y1: 20, x2: 62, y2: 46 }
  const settings = constantFrom(
    { verticalFlip: true, scaleJitter: 0.3 },
    { verticalFlip: true, rotate90: true, scaleJitter: 0.2 },
    { crop: 0.3, rotate90: true },
    { mosaic: 1, scaleJitter: 0.1 },
  )
  assert(
    property(settings, integer({ min: 0, max: 500 }), boolean(), (augmentation, variant, fresh) => {
      const content = { left: 3, top: 5, width: 90, height: 56 }
      const size = { width: 100, height: 70 }
      const plan = planSample(contextOf(augmentation, content), { sample: 1, variant, fresh })
      const truth = { box: box as NetBox, classIndex: 0, ignored: false }
      const pixels = render(plan, picture(size, box))
      for (const part of plan.layers.flatMap(({ parts }) => parts)) {
        const mapped = mapBox(part.map, box)
        const [shown] = sampleTruths({ layers: [{ weight: 1, parts: [part] }] }, () => [truth])
        // Only boxes that are whole and not tiny have edges to find.
        const inside = mapped.x1 > part.clip.x1 + 1 && mapped.x2 < part.clip.x2 - 1
        if (!inside || mapped.y1 < part.clip.y1 + 1 || mapped.y2 > part.clip.y2 - 1) continue
        const seen = edges(pixels, mapped)
        for (const edge of ['x1', 'y1', 'x2', 'y2'] as const) {
          expect(Math.abs((shown?.box[edge] ?? NaN) - seen[edge])).toBeLessThanOrEqual(0.5)
        }
      }
    }),
    { numRuns: 60 },
  )
})

it('gives every flip as it is first, then jittered ones, the same each time', () => {
  const context = contextOf({ verticalFlip: true })
  const variants = Array.from({ length: 8 }, (_, variant) => planSample(context, { sample: 1, variant, fresh: false }))
  const plain = variants.slice(0, 4).map(({ layers }) => layers[0]?.parts[0])
  expect(plain.every((part) => part?.colour === sameColour && Math.abs(part.map.xx) === 1)).toBe(true)
  expect(new Set(plain.map((part) => `${part?.map.xx} ${part?.map.yy}`)).size).toBe(4)
  expect(variants.slice(4).every(({ layers }) => Math.abs(layers[0]?.parts[0]?.map.xx ?? 1) !== 1)).toBe(true)
  expect(planSample(context, { sample: 1, variant: 6, fresh: false })).toEqual(variants[6])
  expect(planSample(context, { sample: 2, variant: 6, fresh: false })).not.toEqual(variants[6])
})

it('leaves an untouched picture as it is', () => {
  const image = picture(input, { x1: 10, y1: 10, x2: 30, y2: 40 })
  const plan = planSample(contextOf({ horizontalFlip: false }), { sample: 0, variant: 0, fresh: false })
  expect(render(plan, image)).toEqual(Float32Array.from(image.pixels))
})

it('ignores boxes of which little is left, and drops those that are gone', () => {
  const left = (x: number) => {
    const part = { sample: 0, map: shift(x, 0), clip: { x1: 0, y1: 0, x2: 96, y2: 64 }, colour: sameColour }
    const truth = { box: { x1: 0, y1: 0, x2: 10, y2: 10 } as NetBox, classIndex: 0, ignored: false }
    return sampleTruths({ layers: [{ weight: 1, parts: [part] }] }, () => [truth])
  }
  expect(left(-9)).toEqual([])
  expect(left(-7.5)[0]).toMatchObject({ ignored: true, box: { x2: 2.5 } })
  expect(left(-5)[0]).toMatchObject({ ignored: false, box: { x1: 0, x2: 5 } })
})

it('changes colours without changing greys, and hue without changing brightness', () => {
  const { matrix, offset } = colourOf({ contrast: 1, brightness: 0, saturation: 1.4, hue: 0.08 })
  const through = (rgb: number[]) =>
    [0, 1, 2].map((row) => rgb.reduce((sum, value, column) => sum + value * (matrix[row * 3 + column] ?? 0), offset))
  for (const value of through([90, 90, 90])) expect(value).toBeCloseTo(90, 3)
  const luma = (rgb: number[]) => 0.299 * (rgb[0] ?? 0) + 0.587 * (rgb[1] ?? 0) + 0.114 * (rgb[2] ?? 0)
  expect(luma(through([200, 50, 20]))).toBeCloseTo(luma([200, 50, 20]), 0)
  expect(colourOf({ contrast: 1, brightness: 0, saturation: 1, hue: 0 })).toEqual(sameColour)
})
