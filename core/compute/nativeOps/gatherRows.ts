/** Rows of a matrix by their numbers, whose gradient adds up what came from the same row. */
import * as tf from '@tensorflow/tfjs'
import type { GradSaveFunc, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs'
import { nativeBackend } from '../tensorflow.ts'

/**
 * x [R, C], rows [P] of int32 in 0..R - 1 -> [P, C]; differentiable in x. TF.js's own gather reads the rows back to
 * check them, for which a whole graph could not be recorded.
 */
export function gatherRows(x: Tensor2D, rows: Tensor1D): Tensor2D {
  const operation = tf.customGrad((...given: Array<Tensor | GradSaveFunc>) => {
    const [input, save] = given as [Tensor2D, GradSaveFunc]
    save([rows])
    return {
      value: gathered(input, rows),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.unsortedSegmentSum(dy, saved[0] as Tensor1D, x.shape[0]),
    }
  })
  return operation(x) as Tensor2D
}

function gathered(x: Tensor2D, rows: Tensor1D): Tensor {
  const native = nativeBackend()
  if (!native) return tf.gather(x, rows)
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = native.binding
  const attributes = [
    { name: 'Tparams', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'Tindices', type: TF_ATTR_TYPE, value: TF_INT32 },
    { name: 'Taxis', type: TF_ATTR_TYPE, value: TF_INT32 },
  ]
  return native.executeSingleOutput('GatherV2', attributes, [x, rows, tf.scalar(0, 'int32')])
}
