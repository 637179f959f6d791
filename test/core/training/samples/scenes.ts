/** Random training images with boxes, and samples of them: for property tests. */
import * as fc from 'fast-check'
import type { NetBox } from '../../../../core/geometry/box.ts'
import { SeededRandom } from '../../../../core/model/random.ts'
import { augmentationConfig } from '../../../../core/training/config/augmentation.ts'
import type { Draw } from '../../../../core/training/sampler.ts'
import { renderSample, type Picture } from '../../../../core/training/samples/render.ts'
import {
  planSample,
  type Content,
  type SampleContext,
  type SamplePlan,
  type Size,
} from '../../../../core/training/samples/samplePlan.ts'
import { sampleTruths } from '../../../../core/training/samples/truths.ts'
import type { TruthBox } from '../../../../core/training/targets.ts'

export interface SceneImage {
  picture: Picture
  /** The sample's part of it, at most as large as the input. */
  content: Content
  /** Boxes that lie whole in the content, with sides that no sample of the same scale drops. */
  truths: TruthBox[]
}

export interface Scene {
  input: Size
  /** Pixels of the pictures per input pixel. */
  detail: number
  images: SceneImage[]
}

/** Whole numbers, mapped from shares of what there is room for, so that shrinking keeps scenes valid. */
const share = fc.double({ min: 0, max: 1, noNaN: true })
const between = (low: number, high: number, part: number) => low + Math.round((high - low) * part)

function boxesIn({ left, top, width, height }: Content, least: number): fc.Arbitrary<TruthBox[]> {
  const box = fc.record({ x: share, y: share, w: share, h: share, classIndex: fc.nat(2), ignored: fc.boolean() })
  return fc.array(box, { maxLength: 4 }).map((boxes) =>
    boxes.map(({ x, y, w, h, classIndex, ignored }): TruthBox => {
      const [across, down] = [between(least, width, w), between(least, height, h)]
      const [x1, y1] = [left + between(0, width - across, x), top + between(0, height - down, y)]
      return { box: { x1, y1, x2: x1 + across, y2: y1 + down } as NetBox, classIndex, ignored }
    }),
  )
}

function image(input: Size, detail: number): fc.Arbitrary<SceneImage> {
  const [width, height] = [input.width * detail, input.height * detail]
  const content = fc.record({
    left: fc.nat(5),
    top: fc.nat(5),
    width: fc.integer({ min: 12, max: width }),
    height: fc.integer({ min: 12, max: height }),
  })
  return content.chain((content) =>
    fc
      .record({ truths: boxesIn(content, 3 * detail), seed: fc.nat(1000), beyond: fc.nat(4) })
      .map(({ truths, seed, beyond }) => {
        const size = { width: content.left + content.width + beyond, height: content.top + content.height + beyond }
        return { picture: noise(size, seed), content, truths }
      }),
  )
}

export const scenes: fc.Arbitrary<Scene> = fc
  .record({
    input: fc.record({ width: fc.integer({ min: 16, max: 40 }), height: fc.integer({ min: 16, max: 40 }) }),
    detail: fc.constantFrom(1, 2),
  })
  .chain(({ input, detail }) =>
    fc.array(image(input, detail), { minLength: 1, maxLength: 4 }).map((images) => ({ input, detail, images })),
  )

/** Every setting that moves or recolours, in any combination. */
export const anySettings = fc.record({
  horizontalFlip: fc.boolean(),
  verticalFlip: fc.boolean(),
  rotate90: fc.boolean(),
  scaleJitter: fc.constantFrom(0, 0.2, 0.5),
  colourJitter: fc.constantFrom(0, 0.3),
  saturationJitter: fc.constantFrom(0, 0.4),
  hueJitter: fc.constantFrom(0, 0.1),
  crop: fc.constantFrom(0, 0.4),
  mosaic: fc.constantFrom(0, 0.5, 1),
  mixup: fc.constantFrom(0, 0.5, 1),
})

/** Nothing but what a test turns on. */
export const still = { horizontalFlip: false, scaleJitter: 0, colourJitter: 0 }

/** Numbers that a plan depends on: the run's seed, a share that picks the sample, the number of the draw. */
export const draws = fc.record({ seed: fc.nat(1e6), share, variant: fc.nat(1e6) })

type Drawn = typeof draws extends fc.Arbitrary<infer T> ? T : never

export function contextOf({ input, detail, images }: Scene, settings: object, seed: number): SampleContext {
  const contentOf = (sample: number) => (images[sample] as SceneImage).content
  return { settings: augmentationConfig.parse(settings), seed, input, count: images.length, detail, contentOf }
}

export function drawOf({ images }: Scene, { share, variant }: Omit<Drawn, 'seed'>, fresh = true): Draw {
  return { sample: between(0, images.length - 1, share), variant, fresh }
}

/** A sample where every draw is new. */
export function planOf(scene: Scene, settings: object, drawn: Drawn): SamplePlan {
  return planSample(contextOf(scene, settings, drawn.seed), drawOf(scene, drawn))
}

export function render({ input, images }: Scene, plan: SamplePlan): Float32Array {
  const layers = plan.layers.map(({ weight, parts }) => ({
    weight,
    parts: parts.map((part) => ({ ...part, picture: (images[part.sample] as SceneImage).picture })),
  }))
  return renderSample(layers, input)
}

export function truthsOf({ images }: Scene, plan: SamplePlan): TruthBox[] {
  return sampleTruths(plan, (sample) => (images[sample] as SceneImage).truths)
}

/** Every layer by itself, as if it were the whole sample. */
export function layersAlone({ layers }: SamplePlan): SamplePlan[] {
  return layers.map(({ parts }) => ({ layers: [{ weight: 1, parts }] }))
}

export function noise(size: Size, seed: number): Picture {
  const random = new SeededRandom(seed)
  return { ...size, pixels: Uint8Array.from({ length: size.width * size.height * 3 }, () => random.index(256)) }
}
