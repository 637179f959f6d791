/** The boxes of a sample: each image's boxes through the map that moves its pixels. Pure. */
import type { NetBox } from '../../geometry/box.ts'
import type { TruthBox } from '../targets.ts'
import { areaFactor, mapBox } from './affine.ts'
import type { SamplePlan } from './samplePlan.ts'

/** Boxes of which less than this part of their area remains inside are no object to find, but no background either. */
const smallestRemainder = 0.3
/** Sides below this many input pixels are dropped. */
const smallestSide = 2

/**
 * Boxes of all parts in input pixels, clipped to where their part shows; those of which too little remains are
 * ignored. `truths` gives a sample's boxes in pixels of its scaled image.
 */
export function sampleTruths(plan: SamplePlan, truths: (sample: number) => readonly TruthBox[]): TruthBox[] {
  return plan.layers.flatMap(({ parts }) =>
    parts.flatMap(({ sample, map, clip }) =>
      truths(sample).flatMap((truth) => {
        const whole = mapBox(map, truth.box)
        const box = {
          x1: Math.min(Math.max(whole.x1, clip.x1), clip.x2),
          y1: Math.min(Math.max(whole.y1, clip.y1), clip.y2),
          x2: Math.min(Math.max(whole.x2, clip.x1), clip.x2),
          y2: Math.min(Math.max(whole.y2, clip.y1), clip.y2),
        } as NetBox
        const [width, height] = [box.x2 - box.x1, box.y2 - box.y1]
        if (width <= smallestSide || height <= smallestSide) return []
        const area = (truth.box.x2 - truth.box.x1) * (truth.box.y2 - truth.box.y1) * areaFactor(map)
        return [{ ...truth, box, ignored: truth.ignored || width * height <= smallestRemainder * area }]
      }),
    ),
  )
}
