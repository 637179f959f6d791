/** What follows from where the frozen part of the network ends: what a sample is, and whether it is kept. */
import type { RetinaNet } from '../model/retinanet.ts'
import type { Boundary } from '../model/stages.ts'
import type { TrainingConfig } from './config.ts'
import { featurePolicy } from './featurePolicy.ts'
import type { FrozenPart } from './samples/sampleSource.ts'
import type { TrainingData } from './trainingData.ts'
import type { TrainingState } from './trainingState.ts'

interface Parts {
  network: RetinaNet
  config: TrainingConfig
  data: TrainingData
  state: TrainingState
}

/** The frozen part that ends at a boundary; `variants` of each image are drawn (null: every draw is new). */
export function frozenPartAt(
  boundary: Boundary,
  { network, config, data, state }: Parts,
): { part: FrozenPart; variants: number | null; note: string | null } {
  const shapes = network.mapShapes(boundary, data.input)
  const { cached, note } = featurePolicy(config, data.train.length, boundary, shapes)
  const maps: FrozenPart['maps'] =
    boundary === 'none' ? null : (pixels) => network.lower(state.frozen, pixels, boundary)
  return { part: { maps, shapes, cached }, variants: cached ? config.augmentation.variants : null, note }
}
