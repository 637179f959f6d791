/** Which of the studio's own operations the current backend runs whole. */
import * as tf from '@tensorflow/tfjs'

/** True when the current backend has a kernel of this name; otherwise the operation is composed of TF.js's own. */
export function hasKernel(kernelName: string): boolean {
  return tf.getKernel(kernelName, tf.getBackend()) !== undefined
}
