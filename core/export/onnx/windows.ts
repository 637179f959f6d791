/** Convolution, pooling and resizing in ONNX, all on channels-first images. */
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
  const { numbers } = constant
  const turned = new Float32Array(numbers.length)
  // Written in order: the other way round, millions of numbers would each be put far from the one before.
  const [perTap, columns] = [from * to, depthwise ? 1 : to]
  let at = 0
  for (let column = 0; column < columns; column++) {
    for (let place = column; place < perTap; place += columns) {
      for (let tap = place; tap < numbers.length; tap += perTap) turned[at++] = numbers[tap] as number
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
  const image = layouts.channelsFirst(x)
  // The second input is a region of interest, which these modes do not have.
  return builder.node('Resize', [image, '', ...target(image, x, output, builder)], {
    mode: { text: how === 'nearest' ? 'nearest' : 'linear' },
    coordinate_transformation_mode: { text: grid },
    ...(how === 'nearest' ? { nearest_mode: { text: alignCorners ? 'round_prefer_ceil' : 'floor' } } : {}),
  })
}

/** Whole factors as scales, which any number of images shares; anything else as a size, exact where a factor is not. */
function target(image: string, x: Value, output: Value, builder: OnnxGraphBuilder): string[] {
  const [scaleHeight = 0, scaleWidth = 0] = [1, 2].map((axis) => (output.shape[axis] ?? 0) / (x.shape[axis] ?? 1))
  if (Number.isInteger(scaleHeight) && Number.isInteger(scaleWidth)) {
    const scales = Float32Array.of(1, 1, scaleHeight, scaleWidth)
    return [builder.floats(`scales_${scales.join('_')}`, [4], scales)]
  }
  const ends = [builder.integers([0]), builder.integers([2]), builder.integers([0])]
  const same = builder.node('Slice', [builder.node('Shape', [image]), ...ends])
  const sides = [same, builder.integers(output.shape.slice(1, 3))]
  return ['', builder.node('Concat', sides, { axis: { integer: 0 } })]
}

/** ONNX names the beginnings of both axes, then the ends. */
function onnxPads([top, bottom, left, right]: Pads): OnnxAttribute {
  return { integers: [top, left, bottom, right] }
}
