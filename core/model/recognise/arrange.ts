/** PyTorch's layout of a layer's values to the studio's. */
import type { TensorData } from '../weights/safetensors.ts'

/** The shape that a filter [height, width, in, out] ([h, w, channels, 1] for depthwise) has in PyTorch's files. */
export function storedFilterShape(shape: readonly number[], depthwise: boolean): number[] {
  const [height, width, from, to] = shape as [number, number, number, number]
  return depthwise ? [from, 1, height, width] : [to, from, height, width]
}

/** PyTorch's [out, in, height, width] -> [height, width, in, out]; for depthwise [channels, 1, h, w] -> [h, w, channels, 1]. */
export function arrangeFilter({ shape, values }: TensorData, depthwise: boolean): Float32Array {
  const [outputs, inputs, height, width] = shape as [number, number, number, number]
  if (depthwise) return transpose(values, outputs, height * width)
  const places = height * width
  const filter = new Float32Array(values.length)
  // Written in order and read in strides: somewhat faster than the other way round.
  let at = 0
  for (let place = 0; place < places; place++) {
    for (let input = 0; input < inputs; input++) {
      const from = input * places + place
      for (let output = 0; output < outputs; output++) {
        filter[at++] = values[output * inputs * places + from] as number
      }
    }
  }
  return filter
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column] as number
    }
  }
  return turned
}

/** Multiplies each output channel of an arranged filter, or each entry of a vector, by its factor; in place. */
export function scaleOutputs(values: Float32Array, factors: Float32Array): Float32Array {
  for (let at = 0; at < values.length; at++)
    values[at] = (values[at] as number) * (factors[at % factors.length] as number)
  return values
}

/**
 * Brings the last axis of an output layer, [..., anchors x values], from ratios first to scales first and picks the
 * given values of each anchor (all when null).
 */
export function arrangeAnchors(
  stored: Float32Array,
  order: { scales: number; ratios: number; from: 'scales-first' | 'ratios-first' },
  valuesPerAnchor: number,
  columns: readonly number[] | null,
): Float32Array {
  const anchors = order.scales * order.ratios
  const picked = columns ?? Array.from({ length: valuesPerAnchor }, (_, index) => index)
  const rows = stored.length / (anchors * valuesPerAnchor)
  const arranged = new Float32Array(rows * anchors * picked.length)
  let at = 0
  for (let row = 0; row < rows; row++) {
    for (let scale = 0; scale < order.scales; scale++) {
      for (let ratio = 0; ratio < order.ratios; ratio++) {
        const anchor = order.from === 'scales-first' ? scale * order.ratios + ratio : ratio * order.scales + scale
        const start = (row * anchors + anchor) * valuesPerAnchor
        for (const column of picked) arranged[at++] = stored[start + column] as number
      }
    }
  }
  return arranged
}
