/** The graph of a detector, from RGB pixels to logits and deltas or to boxes and scores. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs'
import { StudioError } from '../api/errors.ts'
import { largestLogRatio } from '../detection/boxCoder.ts'
import { makeAnchors, type Anchors } from '../model/anchors.ts'
import type { ParameterValues } from '../model/parameters.ts'
import { makeRetinaNet } from '../model/retinanet.ts'
import type { ModelDescription } from '../training/modelFolder.ts'
import { anyBatch, type Graph } from './trace/graph.ts'
import { trace } from './trace/trace.ts'

/** A trained detector: what it is, and its numbers. */
export interface TrainedModel {
  description: ModelDescription
  values: ParameterValues
}

export interface TracedDetector {
  graph: Graph
  anchors: Anchors
}

/** Name of the anchors among the fixed tensors. */
export const anchorsName = 'anchor_boxes'

/** Name of the only input: RGB, 0 to 255, [N, height, width, 3]. */
export const inputName = 'image'

/** Outputs `class_logits` [N, R, K], `box_deltas` [N, R, 4] and `anchors` [R, 4], for any number of images. */
export function traceRaw(model: TrainedModel): TracedDetector {
  return traceDetector(model, anyBatch, (classLogits, boxDeltas, anchors) => ({
    class_logits: classLogits,
    box_deltas: boxDeltas,
    anchors,
  }))
}

/** Outputs `scores` [N, R, K] after the sigmoid and `boxes` [N, R, 4] in input pixels, for any number of images. */
export function traceBoxes(model: TrainedModel): TracedDetector {
  return traceDetector(model, anyBatch, (classLogits, boxDeltas, anchors) => ({
    scores: tf.sigmoid(classLogits),
    boxes: decode(boxDeltas, anchors, model.description.input),
  }))
}

/** Outputs `class_logits` [1, R, K] and `boxes` [1, R, 4] in input pixels, for one image. */
export function traceCandidates(model: TrainedModel): TracedDetector {
  return traceDetector(model, 1, (classLogits, boxDeltas, anchors) => ({
    class_logits: classLogits,
    boxes: decode(boxDeltas, anchors, model.description.input),
  }))
}

/**
 * What comes after the network, as a graph of its own: from its outputs for one image, `class_logits` [1, R, K] and
 * `box_deltas` [1, R, 4], to `class_logits` and `boxes` [1, R, 4] in input pixels.
 */
export function traceEnding({ description }: TrainedModel): TracedDetector {
  const { width, height } = description.input
  const anchors = makeAnchors(description.network, height, width)
  const source = {
    inputs: [
      { name: 'class_logits', shape: [1, anchors.count, description.classes.length] },
      { name: 'box_deltas', shape: [1, anchors.count, 4] },
    ],
    constants: [{ name: anchorsName, shape: [anchors.count, 4], numbers: anchors.boxes }],
  }
  const graph = trace(source, ([classLogits, boxDeltas], named) => ({
    class_logits: classLogits as Tensor,
    boxes: decode(boxDeltas as Tensor3D, named.get(anchorsName) as Tensor2D, description.input),
  }))
  return { graph, anchors }
}

type Ending = (classLogits: Tensor3D, boxDeltas: Tensor3D, anchors: Tensor2D) => Record<string, Tensor>

function traceDetector({ description, values }: TrainedModel, images: number, ending: Ending): TracedDetector {
  const { width, height } = description.input
  const network = makeRetinaNet(description.network, description.classes.length)
  const anchors = makeAnchors(description.network, height, width)
  const constants = network.parameters.map(({ name, shape }) => {
    const numbers = values.get(name)
    if (!numbers)
      throw new StudioError('BROKEN_FILE', `The model's weights have no "${name}".`, 'Train or import it again.')
    return { name, shape, numbers }
  })
  const source = {
    inputs: [{ name: inputName, shape: [images, height, width, 3] }],
    constants: [...constants, { name: anchorsName, shape: [anchors.count, 4], numbers: anchors.boxes }],
  }
  const graph = trace(source, ([pixels], named) => {
    const boundary = description.network.freezeUpTo
    const { classLogits, boxDeltas } = network.upper(
      named,
      network.lower(named, pixels as Tensor4D, boundary),
      boundary,
    )
    return ending(classLogits, boxDeltas, named.get(anchorsName) as Tensor2D)
  })
  return { graph, anchors }
}

/** Deltas [N, R, 4] from anchors [R, 4] to edges x1, y1, x2, y2, clipped to the input: [N, R, 4] (PAPER: box coding). */
function decode(deltas: Tensor3D, anchors: Tensor2D, input: { width: number; height: number }): Tensor3D {
  const [low, high] = tf.split(anchors, 2, 1) as [Tensor2D, Tensor2D]
  const sides = tf.sub(high, low)
  const centres = tf.mul(tf.add(low, high), 0.5)
  const [shift, stretch] = tf.split(deltas, 2, 2) as [Tensor3D, Tensor3D]
  const middle = tf.add(tf.mul(shift, sides), centres)
  const half = tf.mul(tf.mul(tf.exp(tf.minimum(stretch, largestLogRatio)), sides), 0.5)
  const edges = tf.concat([tf.sub(middle, half), tf.add(middle, half)], 2)
  const { width, height } = input
  return tf.minimum(tf.relu(edges), tf.tensor1d([width, height, width, height])) as Tensor3D
}
