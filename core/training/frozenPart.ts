/** What follows from where the frozen part of the network ends: what a sample is, and whether it is kept. */
import type { Tensor4D } from '@tensorflow/tfjs'
import type { Graphs } from '../compute/nativeOps/graph/graphs.ts'
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
  graphs: Graphs | null
}

/** The frozen part that ends at a boundary; `variants` of each image are drawn (null: every draw is new). */
export function frozenPartAt(
  boundary: Boundary,
  { network, config, data, state, graphs }: Parts,
): { part: FrozenPart; variants: number | null; note: string | null } {
  const shapes = network.mapShapes(boundary, data.input)
  const { cached, note } = featurePolicy(config, data.train.length, boundary, shapes)
  const maps = (pixels: Tensor4D): Tensor4D[] => {
    const work = () => network.lower(state.frozen, pixels, boundary)
    return graphs ? graphs.run(`maps of ${boundary}`, [pixels, ...state.frozen.values()], work) : work()
  }
  return {
    part: { maps: boundary === 'none' ? null : maps, shapes, cached },
    variants: cached ? config.augmentation.variants : null,
    note,
  }
}
