/**
 * Box losses by overlap, 1 - IoU and its extensions, with gradients written by hand: exact where edges coincide (there
 * PyTorch gives half to each side; TF.js's own maximum gives all to one), and a fraction of the composed passes.
 *
 * Boxes are pairs of corners, in any common translation.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor2D } from '@tensorflow/tfjs'

export type IouLossName = 'giou' | 'diou' | 'ciou'

export interface Corners {
  /** x1, y1, [P, 2]. */
  low: Tensor2D
  /** x2, y2, [P, 2]. */
  high: Tensor2D
  /** high - low as it was before rounding: the difference of far corners of a small box is mostly rounding. */
  size: Tensor2D
}

/** What torchvision adds to denominators. */
const epsilon = 1e-7

/** A quantity of each box with its derivatives at the corners of the predicted one. */
interface Differentiated {
  /** [P, 1] */
  value: Tensor
  /** [P, 2] */
  low: Tensor
  high: Tensor
}

/**
 * Loss of each predicted box against its truth, [P, 1], as torchvision.ops.*_box_iou_loss defines them:
 * - giou, 1 - IoU + (hull - union) / hull (Rezatofighi et al. 2019);
 * - diou, 1 - IoU + squared distance of centres / squared diagonal of the hull (Zheng et al. 2020);
 * - ciou, the same + a * v, v = 4 / pi^2 * (difference of atan(w / h))^2, a = v / (1 - IoU + v) taken as constant.
 * Differentiable in the predicted corners.
 */
export function iouLoss(predicted: Corners, truth: Corners, name: IouLossName): Tensor {
  const loss = tf.customGrad((...given) => {
    const [low, high, save] = given as unknown as [Tensor2D, Tensor2D, (tensors: Tensor[]) => void]
    const found = lossFunctions[name]({ low, high, size: predicted.size }, truth)
    save([found.low, found.high])
    return {
      value: found.value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => saved.map((slope) => tf.mul(slope, dy)),
    }
  })
  return loss(predicted.low, predicted.high)
}

const lossFunctions: Record<IouLossName, (predicted: Corners, truth: Corners) => Differentiated> = {
  giou(predicted, truth) {
    const { iou, union } = overlapOf(predicted, truth)
    const hull = area(hullSides(predicted, truth))
    return sum([1, constant(1)], [-1, iou], [1, quotient(sum([1, hull], [-1, union]), hull)])
  },
  diou(predicted, truth) {
    return sum([1, constant(1)], [-1, overlapOf(predicted, truth).iou], [1, centreDistance(predicted, truth)])
  },
  ciou(predicted, truth) {
    const { iou } = overlapOf(predicted, truth)
    const shape = shapeDifference(predicted, truth)
    const weight = tf.div(shape.value, tf.add(tf.sub(shape.value, iou.value), 1 + epsilon))
    return sum([1, constant(1)], [-1, iou], [1, centreDistance(predicted, truth)], [weight, shape])
  },
}

function overlapOf(predicted: Corners, truth: Corners): { iou: Differentiated; union: Differentiated } {
  const inner = innerSides(predicted, truth)
  // Both sides must be positive: two negative ones would make an area as well.
  const touches = tf.cast(tf.greater(tf.min(inner.value, 1, true), 0), 'float32')
  const crossed = area(inner)
  const intersection = {
    value: tf.mul(crossed.value, touches),
    low: tf.mul(crossed.low, touches),
    high: tf.mul(crossed.high, touches),
  }
  const own = area(sidesOf(predicted))
  const union = sum([1, own], [1, constant(tf.prod(truth.size, 1, true))], [-1, intersection])
  return { iou: quotient(intersection, union), union }
}

/** Width and height, [P, 2], of something between the boxes, and how each side moves with its own two edges. */
interface Sides {
  value: Tensor
  low: Tensor
  high: Tensor
}

function sidesOf({ size }: Corners): Sides {
  return { value: size, low: tf.fill(size.shape, -1), high: tf.onesLike(size) }
}

function innerSides(predicted: Corners, truth: Corners): Sides {
  return {
    value: tf.sub(tf.minimum(predicted.high, truth.high), tf.maximum(predicted.low, truth.low)),
    low: tf.neg(shareOfLarger(predicted.low, truth.low)),
    high: shareOfLarger(truth.high, predicted.high),
  }
}

function hullSides(predicted: Corners, truth: Corners): Sides {
  return {
    value: tf.sub(tf.maximum(predicted.high, truth.high), tf.minimum(predicted.low, truth.low)),
    low: tf.neg(shareOfLarger(truth.low, predicted.low)),
    high: shareOfLarger(predicted.high, truth.high),
  }
}

/** Derivative of max(a, b) in a: 1 where a is larger, 0 where b is, one half where they are equal. */
function shareOfLarger(a: Tensor, b: Tensor): Tensor {
  return tf.mul(tf.add(tf.sign(tf.sub(a, b)), 1), 0.5)
}

/** Width times height: the derivative in a side is the other side. */
function area(sides: Sides): Differentiated {
  const other = swapped(sides.value)
  return {
    value: tf.prod(sides.value, 1, true),
    low: tf.mul(sides.low, other),
    high: tf.mul(sides.high, other),
  }
}

/** Squared distance of the centres over the squared diagonal of the hull. */
function centreDistance(predicted: Corners, truth: Corners): Differentiated {
  const middle = ({ low, high }: Corners) => tf.div(tf.add(low, high), 2)
  const apart = tf.sub(middle(predicted), middle(truth))
  const hull = hullSides(predicted, truth)
  const distance = { value: tf.sum(tf.square(apart), 1, true), low: apart, high: apart }
  const twice = tf.mul(hull.value, 2)
  const diagonal = {
    value: tf.sum(tf.square(hull.value), 1, true),
    low: tf.mul(twice, hull.low),
    high: tf.mul(twice, hull.high),
  }
  return quotient(distance, diagonal)
}

/** Pixels. Boxes that have shrunk to nothing have no shape; squares of smaller sides would be zero in float32. */
const smallestSide = 1e-12

/** v of CIoU: d atan(w / h) = (h dw - w dh) / (w^2 + h^2). */
function shapeDifference(predicted: Corners, truth: Corners): Differentiated {
  const own = tf.maximum(predicted.size, smallestSide)
  const difference = tf.sub(angleOf(own), angleOf(truth.size))
  const turned = tf.mul(swapped(own), tf.tensor2d([1, -1], [1, 2]))
  const slope = tf.mul(tf.div(turned, tf.sum(tf.square(own), 1, true)), tf.mul(difference, 8 / Math.PI ** 2))
  return { value: tf.mul(tf.square(difference), 4 / Math.PI ** 2), low: tf.neg(slope), high: slope }
}

/** atan(width / height), [P, 1]. */
function angleOf(sides: Tensor): Tensor {
  const [width, height] = tf.split(sides, 2, 1) as [Tensor, Tensor]
  return tf.atan(tf.div(width, height))
}

function swapped(pairs: Tensor): Tensor {
  const [first, second] = tf.split(pairs, 2, 1) as [Tensor, Tensor]
  return tf.concat([second, first], 1)
}

function constant(value: Tensor | number): Differentiated {
  return { value: typeof value === 'number' ? tf.scalar(value) : value, low: tf.scalar(0), high: tf.scalar(0) }
}

/** Sum of factor * quantity. */
function sum(...terms: Array<[factor: number | Tensor, term: Differentiated]>): Differentiated {
  const total = (part: keyof Differentiated) =>
    terms.map(([factor, term]) => tf.mul(term[part], factor)).reduce((so, term) => tf.add(so, term))
  return { value: total('value'), low: total('low'), high: total('high') }
}

/** top / (bottom + epsilon). */
function quotient(top: Differentiated, bottom: Differentiated): Differentiated {
  const below = tf.add(bottom.value, epsilon)
  const value = tf.div(top.value, below)
  const slope = (part: 'low' | 'high') => tf.div(tf.sub(top[part], tf.mul(value, bottom[part])), below)
  return { value, low: slope('low'), high: slope('high') }
}
