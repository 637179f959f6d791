/** The tensors in an answer, and the same answer with others in their place. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'

/** A tensor, or lists and objects with tensors in them; anything else in them stays as it is. */
export type Structure = object

/** The tensors of an answer in a fixed order. */
export function tensorsOf(answer: Structure): Tensor[] {
  if (answer instanceof tf.Tensor) return [answer]
  return Object.values(answer).flatMap((part: unknown) =>
    typeof part === 'object' && part !== null ? tensorsOf(part) : [],
  )
}

/** The answer with `tensors`, given in the order of `tensorsOf`, in place of its own. */
export function withTensors<Answer extends Structure>(answer: Answer, tensors: readonly Tensor[]): Answer {
  const left = [...tensors]
  const replaced = (part: unknown): unknown => {
    if (part instanceof tf.Tensor) return left.shift()
    if (Array.isArray(part)) return part.map(replaced)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, replaced(value)]))
  }
  return replaced(answer) as Answer
}
