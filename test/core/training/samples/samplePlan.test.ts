/** What mixup, mosaic, crops, flips and quarter turns do to any images and boxes. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paddingGrey } from '../../../../core/detection/letterbox.ts'
import { mapBox, type Rectangle } from '../../../../core/training/samples/affine.ts'
import type { Picture } from '../../../../core/training/samples/render.ts'
import { planSample, type Part, type SamplePlan, type Size } from '../../../../core/training/samples/samplePlan.ts'
import {
  anySettings,
  contextOf,
  drawOf,
  draws,
  layersAlone,
  noise,
  planOf,
  render,
  scenes,
  still,
  truthsOf,
  type Scene,
} from './scenes.ts'

const flips = fc.record({ horizontalFlip: fc.boolean(), verticalFlip: fc.boolean() })
const quick = { numRuns: 60 }

/** Scenes whose images have no boxes, all of them or those that `empty` names. */
function withoutBoxes(scene: Scene, empty: (sample: number) => boolean = () => true): Scene {
  const images = scene.images.map((image, sample) => (empty(sample) ? { ...image, truths: [] } : image))
  return { ...scene, images }
}

function expectInside(truths: ReturnType<typeof truthsOf>, { width, height }: Size): void {
  for (const { box } of truths) {
    expect(box.x1).toBeGreaterThanOrEqual(0)
    expect(box.y1).toBeGreaterThanOrEqual(0)
    expect(box.x2).toBeLessThanOrEqual(width)
    expect(box.y2).toBeLessThanOrEqual(height)
    expect(box.x2 - box.x1).toBeGreaterThan(0)
    expect(box.y2 - box.y1).toBeGreaterThan(0)
  }
}

const partsOf = ({ layers }: SamplePlan): Part[] => layers.flatMap(({ parts }) => parts)

describe('any augmentation', () => {
  it('is the same again for the same seed, image and draw, and another one for another of them', () => {
    fc.assert(
      fc.property(scenes, anySettings, draws, (scene, settings, drawn) => {
        const moving = { ...settings, scaleJitter: 0.3 }
        const words = (other: object = {}) => JSON.stringify(planOf(scene, moving, { ...drawn, ...other }))
        const plan = words()
        expect(words()).toBe(plan)
        expect(words({ seed: drawn.seed + 1 })).not.toBe(plan)
        expect(words({ variant: drawn.variant + 1 })).not.toBe(plan)
        const [once, again] = [1, 2].map(() => render(scene, planOf(scene, moving, drawn))) as [
          Float32Array,
          Float32Array,
        ]
        expect(isEqual(once, again)).toBe(true)
      }),
      quick,
    )
  })

  it('gives boxes inside the input only, none where images have none, and finite colours everywhere', () => {
    fc.assert(
      fc.property(scenes, anySettings, draws, (scene, settings, drawn) => {
        const plan = planOf(scene, settings, drawn)
        expectInside(truthsOf(scene, plan), scene.input)
        expect(truthsOf(withoutBoxes(scene), plan)).toEqual([])
        const pixels = render(scene, plan)
        expect(pixels.length).toBe(scene.input.width * scene.input.height * 3)
        expect(pixels.every(Number.isFinite)).toBe(true)
      }),
      quick,
    )
  })

  it('leaves of a box what is seen of it', () => {
    fc.assert(
      fc.property(scenes, anySettings, draws, (scene, settings, drawn) => {
        const colourless = { ...settings, colourJitter: 0, saturationJitter: 0, hueJitter: 0 }
        for (const part of partsOf(planOf(scene, colourless, drawn))) {
          const [truth] = scene.images[part.sample]?.truths ?? []
          if (!truth) continue
          const alone = { layers: [{ weight: 1, parts: [part] }] }
          const bright = paintedScene(scene, part.sample, truth.box)
          const seen = render(bright, alone).filter((value, at) => at % 3 === 0 && value > 127.5).length
          const [left] = truthsOf(
            { ...bright, images: bright.images.map((one) => ({ ...one, truths: [truth] })) },
            alone,
          )
          const whole = mapBox(part.map, truth.box)
          const [across, down] = [whole.x2 - whole.x1, whole.y2 - whole.y1]
          // Pixels are seen or not: edges lie within one of where they are said to be. Grey beside images is not bright.
          const unsure = across + down + 4
          const area = left ? (left.box.x2 - left.box.x1) * (left.box.y2 - left.box.y1) : 0
          if (left) expect(Math.abs(seen - area)).toBeLessThanOrEqual(unsure)
          else expect(seen).toBeLessThanOrEqual(3 * (Math.max(across, down) + 1))
          if (!left || truth.ignored) continue
          if (seen - unsure > 0.3 * across * down) expect(left.ignored).toBe(false)
          if (seen + unsure < 0.3 * across * down) expect(left.ignored).toBe(true)
        }
      }),
      quick,
    )
  })
})

describe('mixup', () => {
  it('adds two images up, pixel by pixel, by weights that make one', () => {
    fc.assert(
      fc.property(scenes, anySettings, draws, (scene, settings, drawn) => {
        const plan = planOf(scene, { ...settings, mixup: 1 }, drawn)
        expect(plan.layers.length).toBe(2)
        expect(plan.layers[0]?.parts[0]?.sample).toBe(drawOf(scene, drawn).sample)
        const [w = 0, v = 0] = plan.layers.map(({ weight }) => weight)
        expect(w + v).toBeCloseTo(1, 12)
        expect(Math.min(w, v)).toBeGreaterThanOrEqual(0.3)
        const mixed = render(scene, plan)
        const [one, other] = layersAlone(plan).map((layer) => render(scene, layer)) as [Float32Array, Float32Array]
        const difference = mixed.map((value, at) => Math.abs(value - (w * (one[at] ?? NaN) + v * (other[at] ?? NaN))))
        expect(difference.every((value) => value < 1e-3)).toBe(true)
      }),
      quick,
    )
  })

  it('has the boxes of both images, each where its own image lies', () => {
    fc.assert(
      fc.property(scenes, anySettings, draws, (scene, settings, drawn) => {
        const plan = planOf(scene, { ...settings, mixup: 1 }, drawn)
        expect(truthsOf(scene, plan)).toEqual(layersAlone(plan).flatMap((layer) => truthsOf(scene, layer)))
        expectInside(truthsOf(scene, plan), scene.input)
      }),
      quick,
    )
  })

  it('loses no box of images that are shown whole, changes none, and takes none from an image without', () => {
    fc.assert(
      fc.property(scenes, flips, draws, fc.boolean(), (drawnScene, flips, drawn, firstIsEmpty) => {
        const { sample } = drawOf(drawnScene, drawn)
        const scene = firstIsEmpty ? withoutBoxes(drawnScene, (one) => one === sample) : drawnScene
        const plan = planOf(scene, { ...still, ...flips, mixup: 1 }, drawn)
        const given = partsOf(plan).flatMap((part) => scene.images[part.sample]?.truths ?? [])
        const found = truthsOf(scene, plan)
        expectInside(found, scene.input)
        const facts = ({ box, classIndex, ignored }: (typeof found)[0], detail: number) =>
          `${classIndex} ${ignored} ${((box.x2 - box.x1) / detail).toFixed(6)} ${((box.y2 - box.y1) / detail).toFixed(6)}`
        expect(found.map((truth) => facts(truth, 1))).toEqual(given.map((truth) => facts(truth, scene.detail)))
      }),
      quick,
    )
  })
})

describe('mosaic', () => {
  it('fills the input with four images, the drawn one first, that meet away from the edges', () => {
    fc.assert(
      fc.property(scenes, anySettings, draws, (scene, settings, drawn) => {
        const plan = planOf(scene, { ...settings, mosaic: 1, mixup: 0 }, drawn)
        const parts = partsOf(plan)
        expect(parts.length).toBe(4)
        expect(parts[0]?.sample).toBe(drawOf(scene, drawn).sample)
        const { width, height } = scene.input
        const covered = new Uint8Array(width * height)
        for (const { clip } of parts) {
          for (let y = clip.y1; y < clip.y2; y++) for (let x = clip.x1; x < clip.x2; x++) covered[y * width + x]! += 1
          for (const side of [clip.x2 - clip.x1, clip.y2 - clip.y1]) expect(Number.isInteger(side)).toBe(true)
          expect(clip.x2 - clip.x1).toBeGreaterThanOrEqual(0.3 * width - 0.5)
          expect(clip.y2 - clip.y1).toBeGreaterThanOrEqual(0.3 * height - 0.5)
        }
        expect(covered.every((times) => times === 1)).toBe(true)
      }),
      quick,
    )
  })

  it('shows each image, and its boxes, in its own part only', () => {
    fc.assert(
      fc.property(scenes, anySettings, draws, (scene, settings, drawn) => {
        const colourless = { ...settings, colourJitter: 0, saturationJitter: 0, hueJitter: 0 }
        const plan = planOf(scene, { ...colourless, mosaic: 1, mixup: 0 }, drawn)
        // An image of one colour each.
        const plain = scene.images.map((image, sample) => {
          const pixels = new Uint8Array(image.picture.pixels.length).fill(10 * sample)
          return { ...image, picture: { ...image.picture, pixels } }
        })
        const pixels = render({ ...scene, images: plain }, plan)
        for (const part of partsOf(plan)) {
          const { clip, sample } = part
          const values = new Set<number>()
          for (let y = clip.y1; y < clip.y2; y++) {
            for (let x = clip.x1; x < clip.x2; x++) {
              values.add(Math.round(pixels[(y * scene.input.width + x) * 3] ?? NaN))
            }
          }
          expect([...values].filter((value) => value !== 10 * sample && value !== paddingGrey)).toEqual([])
          const own = truthsOf(scene, { layers: [{ weight: 1, parts: [part] }] })
          for (const { box } of own) {
            expect(
              Math.min(box.x1 - clip.x1, box.y1 - clip.y1, clip.x2 - box.x2, clip.y2 - box.y2),
            ).toBeGreaterThanOrEqual(0)
          }
        }
        const separate = partsOf(plan).flatMap((part) => truthsOf(scene, { layers: [{ weight: 1, parts: [part] }] }))
        expect(truthsOf(scene, plan)).toEqual(separate)
      }),
      quick,
    )
  })
})

describe('crop', () => {
  it('cuts off at most what the settings say, leaves no grey beside what it zooms into, and no box outside', () => {
    const crops = fc.double({ min: 0.05, max: 0.9, noNaN: true })
    fc.assert(
      fc.property(scenes, flips, fc.boolean(), crops, draws, (scene, flips, rotate90, crop, drawn) => {
        const plan = planOf(scene, { ...still, ...flips, rotate90, crop }, drawn)
        const [part] = partsOf(plan) as [Part]
        const { left, top, width, height } = scene.images[part.sample]!.content
        const shown = mapBox(part.map, { x1: left, y1: top, x2: left + width, y2: top + height })
        for (const [from, to, end] of [
          [shown.x1, shown.x2, scene.input.width],
          [shown.y1, shown.y2, scene.input.height],
        ] as const) {
          const seen = Math.min(to, end) - Math.max(from, 0)
          // A quarter turn by itself may cut what does not fit into the input.
          if (!rotate90) expect(seen / (to - from)).toBeGreaterThan(1 - crop - 1e-9)
          // Either the whole image is seen along this axis, or it covers the input.
          const whole = from >= -1e-9 && to <= end + 1e-9
          expect(whole || (from <= 1e-9 && to >= end - 1e-9)).toBe(true)
        }
        expectInside(truthsOf(scene, plan), scene.input)
      }),
      quick,
    )
  })
})

/** Boxes and noise that fill a square input, for turns that come out even. */
const squares = fc
  .record({ side: fc.integer({ min: 8, max: 24 }), seed: fc.nat(1000) })
  .map(({ side, seed }): Scene => {
    const size = { width: side, height: side }
    const box = { x1: 1, y1: 2, x2: 5, y2: 7 } as Scene['images'][0]['truths'][0]['box']
    const image = {
      picture: noise(size, seed),
      content: { ...size, left: 0, top: 0 },
      truths: [{ box, classIndex: 0, ignored: false }],
    }
    return { input: size, detail: 1, images: [image] }
  })

describe('flips and quarter turns', () => {
  /** The way in which a sample of a square image shows it; its box is checked to lie the same way. */
  const wayOf = (scene: Scene, plan: SamplePlan): number => {
    const [image] = scene.images as [Scene['images'][0]]
    const pixels = render(scene, plan)
    const way = symmetries.findIndex((one) => isEqual(pixels, pixelsThrough(image.picture, one)))
    const moved = (symmetry: Symmetry) =>
      image.truths.map((truth) => ({ ...truth, box: boxThrough(truth.box, scene.input.width, symmetry) }))
    expect(truthsOf(scene, plan)).toEqual(moved(symmetries[way] as Symmetry))
    return way
  }

  it('show every pixel and every box at its mirrored and turned place, exactly, if the settings allow it', () => {
    fc.assert(
      fc.property(squares, flips, fc.boolean(), draws, fc.boolean(), (scene, flips, rotate90, drawn, fresh) => {
        const context = contextOf(scene, { ...still, ...flips, rotate90, variants: 64 }, drawn.seed)
        const way = wayOf(scene, planSample(context, drawOf(scene, drawn, fresh)))
        const { x, y, turned } = symmetries[way] as Symmetry
        expect((!x || flips.horizontalFlip) && (!y || flips.verticalFlip) && (!turned || rotate90)).toBe(true)
      }),
      quick,
    )
  })

  it('come in all eight ways', () => {
    const [scene] = fc.sample(squares, { numRuns: 1, seed: 1 }) as [Scene]
    const context = contextOf(scene, { ...still, verticalFlip: true, horizontalFlip: true, rotate90: true }, 5)
    const ways = Array.from({ length: 64 }, (_, variant) =>
      wayOf(scene, planSample(context, { sample: 0, variant, fresh: true })),
    )
    expect(new Set(ways).size).toBe(symmetries.length)
  })
})

interface Symmetry {
  x: boolean
  y: boolean
  turned: boolean
}

/** The eight ways to lay a square onto itself: mirrored first, then turned clockwise. */
const symmetries: Symmetry[] = [false, true].flatMap((turned) =>
  [false, true].flatMap((y) => [false, true].map((x) => ({ x, y, turned }))),
)

function pixelsThrough({ width: side, pixels }: Picture, { x, y, turned }: Symmetry): Float32Array {
  const output = new Float32Array(pixels.length)
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      // A clockwise turn brings the left column, from its foot up, to the top row.
      const [ownRow, ownColumn] = turned ? [side - 1 - column, row] : [row, column]
      const from = ((y ? side - 1 - ownRow : ownRow) * side + (x ? side - 1 - ownColumn : ownColumn)) * 3
      output.set(pixels.subarray(from, from + 3), (row * side + column) * 3)
    }
  }
  return output
}

function boxThrough(box: Rectangle, side: number, { x, y, turned }: Symmetry): Rectangle {
  const across = x ? { ...box, x1: side - box.x2, x2: side - box.x1 } : box
  const down = y ? { ...across, y1: side - across.y2, y2: side - across.y1 } : across
  return turned ? { x1: side - down.y2, y1: down.x1, x2: side - down.y1, y2: down.x2 } : down
}

function isEqual(one: Float32Array, other: Float32Array): boolean {
  return one.every((value, at) => value === other[at])
}

/** The scene with one image black but for a white box. */
function paintedScene(scene: Scene, sample: number, box: Rectangle): Scene {
  const images = scene.images.map((image, at) => {
    if (at !== sample) return image
    const { width } = image.picture
    const pixels = new Uint8Array(image.picture.pixels.length)
    for (let y = box.y1; y < box.y2; y++) pixels.fill(255, (y * width + box.x1) * 3, (y * width + box.x2) * 3)
    return { ...image, picture: { ...image.picture, pixels } }
  })
  return { ...scene, images }
}
