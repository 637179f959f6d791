/** A group's update on native TensorFlow: weights, moments and average change in place, without temporaries. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor1D } from '@tensorflow/tfjs'
import type { Native } from '../compute/nativeOps/attributes.ts'
import { InPlaceVector, subtract } from '../compute/nativeOps/inPlaceVector.ts'
import type { Optimizer, OptimizerStep } from './optimizers.ts'
import type { GroupVectors, ParameterGroup } from './parameterGroup.ts'

/** Updates a group; `averageShare` is the part by which its average moves towards the new weights. */
export function updateInPlace(
  native: Native,
  optimizer: Optimizer,
  group: ParameterGroup,
  step: Omit<OptimizerStep, 'weights' | 'slots'>,
  averageShare: number,
): void {
  const vectors = vectorsOf(native, group)
  // While a tensor shows a vector's memory, a change would copy it first.
  tf.dispose(tensorsOf(group))
  optimizer.updateInPlace(native, vectors.weights, vectors.slots, step)
  const change = tf.tidy(() => tf.sub(vectors.average.read(), vectors.weights.read())) as Tensor1D
  subtract(native, vectors.average, averageShare, change)
  change.dispose()
  group.weights = vectors.weights.read()
  group.average = vectors.average.read()
  group.slots = vectors.slots.map((slot) => slot.read())
  group.vectors = { ...vectors, shown: tensorsOf(group) }
}

/** Lets go of what TensorFlow keeps for a group; its tensors remain. */
export function releaseVectors(group: ParameterGroup): void {
  if (!group.vectors) return
  const { weights, average, slots } = group.vectors
  for (const vector of [weights, average, ...slots]) vector.release()
  group.vectors = null
}

function tensorsOf({ weights, average, slots }: ParameterGroup): Tensor1D[] {
  return [weights, average, ...slots]
}

/** The group's vectors; made anew when its tensors were replaced (by a checkpoint's, say). */
function vectorsOf(native: Native, group: ParameterGroup): GroupVectors {
  const tensors = tensorsOf(group)
  const { vectors } = group
  if (vectors && tensors.every((tensor, index) => tensor === vectors.shown[index])) return vectors
  releaseVectors(group)
  const [weights, average, ...slots] = tensors.map((tensor) => new InPlaceVector(native, tensor)) as [
    InPlaceVector,
    InPlaceVector,
    ...InPlaceVector[],
  ]
  return { weights, average, slots, shown: tensors }
}
