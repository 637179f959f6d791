/** Convolution, pooling, resizing and batch normalisation in ONNX, all on channels-first images. */
import type { Operation, Pads, Value } from '../trace/graph.ts'
import { leakySlope } from '../../compute/nativeOps/activation.ts'
import type { OnnxGraphBuilder } from './graphBuilder.ts'
import type { Layouts } from './layouts.ts'
import type { OnnxAttribute } from './model.ts'

type Kind<K extends Operation['kind']> = Extract<Operation, { kind: K }>

export function lowerConvolution(
  { depthwise, strides, dilations, pads, activation }: Kind<'convolution'>,
  [x, filter, bias]: readonly Value[],
  layouts: Layouts,
  builder: OnnxGraphBuilder,
): string {
  if (!x || !filter) throw new Error('A convolution needs an image and a filter.')
  const [height, width, from] = filter.shape as [number, number, number, number]
  const inputs = [layouts.channelsFirst(x), filterName(filter, depthwise, layouts, builder)]
  if (bias) inputs.push(layouts.asTraced(bias))
  const result = builder.node('Conv', inputs, {
    kernel_shape: { integers: [height, width] },
    strides: { integers: strides },
    dilations: { integers: dilations },
    pads: onnxPads(pads),
    group: { integer: depthwise ? from : (x.shape[3] as number) / from },
  })
  switch (activation) {
    case 'none':
      return result
    case 'relu':
      return builder.node('Relu', [result])
    case 'relu6':
      return builder.node('Clip', [result, builder.float(0), builder.float(6)])
    case 'leaky-relu':
      return builder.node('LeakyRelu', [result], { alpha: { float: leakySlope } })
  }
}

/** [h, w, from, to] -> [to, from, h, w]; depthwise [h, w, channels, multiplier] -> [channels * multiplier, 1, h, w]. */
function filterName(filter: Value, depthwise: boolean, layouts: Layouts, builder: OnnxGraphBuilder): string {
  const constant = layouts.constant(filter)
  const [height, width, from, to] = filter.shape as [number, number, number, number]
  const permutation = depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]
  const shape = depthwise ? [from * to, 1, height, width] : [to, from, height, width]
  if (!constant) {
    const turned = builder.node('Transpose', [layouts.asTraced(filter)], { perm: { integers: permutation } })
    return depthwise ? builder.node('Reshape', [turned, builder.integers(shape)]) : turned
  }
  const turned = new Float32Array(constant.numbers.length)
  const area = height * width
  for (let tap = 0, at = 0; tap < area; tap++) {
    for (let input = 0; input < from; input++) {
      for (let output = 0; output < to; output++) {
        const row = depthwise ? input * to + output : output * from + input
        turned[row * area + tap] = constant.numbers[at++] as number
      }
    }
  }
  return builder.floats(constant.name, shape, turned)
}

export function lowerPool(
  { how, size, strides, pads }: Kind<'pool'>,
  x: Value,
  layouts: Layouts,
  builder: OnnxGraphBuilder,
): string {
  return builder.node(how === 'maximum' ? 'MaxPool' : 'AveragePool', [layouts.channelsFirst(x)], {
    kernel_shape: { integers: size },
    strides: { integers: strides },
    pads: onnxPads(pads),
  })
}

export function lowerResize(
  { how, alignCorners, halfPixelCentres }: Kind<'resize'>,
  x: Value,
  output: Value,
  layouts: Layouts,
  builder: OnnxGraphBuilder,
): string {
  const grid = alignCorners ? 'align_corners' : halfPixelCentres ? 'half_pixel' : 'asymmetric'
  const scale = (axis: number) => (output.shape[axis] as number) / (x.shape[axis] as number)
  const scales = [1, 1, scale(1), scale(2)]
  const name = builder.floats(`scales_${scales.join('_')}`, [4], Float32Array.from(scales))
  // The second input is a region of interest, which these modes do not have.
  return builder.node('Resize', [layouts.channelsFirst(x), '', name], {
    mode: { text: how === 'nearest' ? 'nearest' : 'linear' },
    coordinate_transformation_mode: { text: grid },
    ...(how === 'nearest' ? { nearest_mode: { text: alignCorners ? 'round_prefer_ceil' : 'floor' } } : {}),
  })
}

export function lowerNormalisation(
  { epsilon, offset, scale }: Kind<'batch-normalisation'>,
  inputs: readonly Value[],
  layouts: Layouts,
  builder: OnnxGraphBuilder,
): string {
  const [x, mean, variance, ...rest] = inputs as [Value, Value, Value, ...Value[]]
  const channels = x.shape[3] as number
  const offsets = offset ? rest.shift() : undefined
  const scales = scale ? rest.shift() : undefined
  const whole = (value: number) =>
    builder.floats(`channels_${channels}_of_${value}`, [channels], new Float32Array(channels).fill(value))
  const names = [
    layouts.channelsFirst(x),
    scales ? layouts.asTraced(scales) : whole(1),
    offsets ? layouts.asTraced(offsets) : whole(0),
    layouts.asTraced(mean),
    layouts.asTraced(variance),
  ]
  return builder.node('BatchNormalization', names, { epsilon: { float: epsilon } })
}

/** ONNX names the beginnings of both axes, then the ends. */
function onnxPads([top, bottom, left, right]: Pads): OnnxAttribute {
  return { integers: [top, left, bottom, right] }
}
