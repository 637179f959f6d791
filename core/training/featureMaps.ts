/** Maps of the frozen part as numbers per image, and back as tensors of a batch. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import type { MapShape } from '../model/retinanet.ts'

/** Values of every map of each image: [image][map], from maps [N, H, W, C]. */
export async function splitMaps(maps: readonly Tensor4D[]): Promise<Float32Array[][]> {
  const whole = await Promise.all(maps.map(async (map) => (await map.data()) as Float32Array))
  const images = maps[0]?.shape[0] ?? 0
  return Array.from({ length: images }, (_, image) =>
    whole.map((values) => {
      const length = values.length / images
      return values.subarray(image * length, (image + 1) * length)
    }),
  )
}

/** The maps of some images together: [image][map] values -> one tensor [N, H, W, C] per map. */
export function joinMaps(
  images: readonly (readonly (Float32Array | Float16Array)[])[],
  shapes: readonly MapShape[],
): Tensor4D[] {
  return shapes.map((shape, map) => {
    const length = shape[0] * shape[1] * shape[2]
    const all = new Float32Array(images.length * length)
    for (const [index, maps] of images.entries()) {
      const values = maps[map]
      if (values) all.set(values, index * length)
    }
    return tf.tensor4d(all, [images.length, ...shape])
  })
}
