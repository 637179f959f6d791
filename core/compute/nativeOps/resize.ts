/**
 * Doubling and halving of feature maps, with gradients that are one native call. Other backends get compositions
 * whose gradients are right: TF.js's own gradients of resizing are not (the bilinear one ignores half-pixel centres).
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import { tensorflowBackendName } from '../tensorflow.ts'
import { flag, floatType, type Native } from './attributes.ts'
import { hasKernel } from './hasKernel.ts'

export const upsampleNearestKernelName = 'FocalStudioUpsampleNearest'
export const upsampleBilinearKernelName = 'FocalStudioUpsampleBilinear'

/** Doubles height and width by repeating pixels: [N, H, W, C] -> [N, 2H, 2W, C]. */
export function upsampleNearest(x: Tensor4D): Tensor4D {
  if (hasKernel(upsampleNearestKernelName)) return tf.engine().runKernel(upsampleNearestKernelName, { x }) as Tensor4D
  return repeatAxis(repeatAxis(x, 1), 2)
}

/**
 * Doubles height and width bilinearly with half-pixel centres (PyTorch's align_corners=False):
 * [N, H, W, C] -> [N, 2H, 2W, C].
 */
export function upsampleBilinear(x: Tensor4D): Tensor4D {
  if (hasKernel(upsampleBilinearKernelName)) return tf.engine().runKernel(upsampleBilinearKernelName, { x }) as Tensor4D
  return doubleAxis(doubleAxis(x, 1), 2)
}

/** Halves height and width: bilinear resize by one half is the mean of each 2x2 block. */
export function downsampleBilinear(x: Tensor4D): Tensor4D {
  return tf.avgPool(x, 2, 2, 'valid')
}

/** Repeats each element along an axis. */
function repeatAxis(x: Tensor4D, axis: 1 | 2): Tensor4D {
  return joinPairs(x, x, axis)
}

/** Bilinear doubling of one axis: each element becomes .25 before + .75 itself, then .75 itself + .25 after. */
function doubleAxis(x: Tensor4D, axis: 1 | 2): Tensor4D {
  const length = x.shape[axis]
  const part = (from: number, size: number) => {
    const begin = [0, 0, 0, 0]
    const extent = [-1, -1, -1, -1]
    begin[axis] = from
    extent[axis] = size
    return tf.slice(x, begin, extent)
  }
  const before = tf.concat([part(0, 1), part(0, length - 1)], axis)
  const after = tf.concat([part(1, length - 1), part(length - 1, 1)], axis)
  const own = tf.mul(x, 0.75)
  return joinPairs(tf.add(own, tf.mul(before, 0.25)), tf.add(own, tf.mul(after, 0.25)), axis)
}

/** Elements of two maps in turn along an axis: twice as long. */
function joinPairs(first: Tensor4D, second: Tensor4D, axis: 1 | 2): Tensor4D {
  const shape = [...first.shape] as [number, number, number, number]
  shape[axis] *= 2
  return tf.reshape(tf.stack([first, second], axis + 1), shape)
}

function doubled(x: Tensor4D): [number, number] {
  return [2 * x.shape[1], 2 * x.shape[2]]
}

function resizeAttributes(native: Native, halfPixelCenters: boolean) {
  return [floatType(native), flag(native, 'align_corners', false), flag(native, 'half_pixel_centers', halfPixelCenters)]
}

for (const [kernelName, operation] of [
  [upsampleNearestKernelName, 'ResizeNearestNeighbor'],
  [upsampleBilinearKernelName, 'ResizeBilinear'],
] as const) {
  const bilinear = operation === 'ResizeBilinear'
  tf.registerKernel({
    kernelName,
    backendName: tensorflowBackendName,
    kernelFunc: ({ inputs, backend }) => {
      const native = backend as Native
      const { x } = inputs as { x: Tensor4D }
      const size = tf.tensor1d(doubled(x), 'int32')
      const output = native.executeSingleOutput(operation, resizeAttributes(native, bilinear), [x, size])
      size.dispose()
      return output
    },
  })
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (gradient, saved) => {
      const native = tf.backend() as Native
      const original = saved[0] as Tensor4D
      return {
        x: () => {
          // The bilinear gradient takes the original itself, the other its height and width.
          const target = bilinear ? original : tf.tensor1d(original.shape.slice(1, 3), 'int32')
          const inputs: Tensor[] = [gradient as Tensor, target]
          return native.executeSingleOutput(`${operation}Grad`, resizeAttributes(native, bilinear), inputs)
        },
      }
    },
  })
}
