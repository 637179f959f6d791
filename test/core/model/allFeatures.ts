/** All features of a backbone at once, as PyTorch's twins give them. */
import type { Tensor4D } from '@tensorflow/tfjs'
import type { Backbone } from '../../../core/model/backbones/backbone.ts'
import type { Weights } from '../../../core/model/parameters.ts'
import type { FeatureName } from '../../../core/model/stages.ts'

/** The features of strides 4 to 32 of a normalised image. */
export function allFeatures({ stages }: Backbone, weights: Weights, image: Tensor4D): Record<FeatureName, Tensor4D> {
  const stem = stages.stem.apply(weights, image)
  const c2 = stages.c2.apply(weights, stem)
  const c3 = stages.c3.apply(weights, c2)
  const c4 = stages.c4.apply(weights, c3)
  return { c2, c3, c4, c5: stages.c5.apply(weights, c4) }
}
