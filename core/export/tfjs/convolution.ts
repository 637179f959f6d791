/** Convolutions as TensorFlow's, with bias and activation in the same operation where they have a bias. */
import { leakySlope } from '../../compute/nativeOps/activation.ts'
import type { Operation, Pads, Value } from '../trace/graph.ts'
import { integer, integers, text, texts, type GraphAttribute, type GraphDefBuilder } from './graphDef.ts'

type Convolution = Extract<Operation, { kind: 'convolution' }>

const activations = { none: [], relu: ['Relu'], relu6: ['Relu6'], 'leaky-relu': ['LeakyRelu'] } as const

export function lowerConvolution(
  operation: Convolution,
  inputs: readonly Value[],
  names: readonly string[],
  builder: GraphDefBuilder,
): string {
  const [x, filter] = inputs as [Value, Value]
  const groups = operation.depthwise ? 1 : (x.shape[3] as number) / (filter.shape[2] as number)
  return groups > 1 ? groupByGroup(operation, filter, names, groups, builder) : convolve(operation, names, builder)
}

function convolve(operation: Convolution, names: readonly string[], builder: GraphDefBuilder): string {
  const { depthwise, activation } = operation
  const window = {
    strides: integers([1, ...operation.strides, 1]),
    dilations: integers([1, ...operation.dilations, 1]),
    data_format: text('NHWC'),
    ...paddingOf(operation.pads),
  }
  if (names.length < 3) {
    const sum = builder.node(depthwise ? 'DepthwiseConv2dNative' : 'Conv2D', names, window)
    const [activated] = activations[activation]
    return activated === undefined ? sum : builder.node(activated, [sum], { alpha: { f: leakySlope } })
  }
  return builder.node(depthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D', names, {
    ...window,
    num_args: integer(1),
    fused_ops: texts(['BiasAdd', ...activations[activation]]),
    leakyrelu_alpha: { f: leakySlope },
  })
}

/** TensorFlow.js has no convolutions in groups: each group for itself, side by side. */
function groupByGroup(
  operation: Convolution,
  filter: Value,
  names: readonly string[],
  groups: number,
  builder: GraphDefBuilder,
): string {
  const [, , from, to] = filter.shape as [number, number, number, number]
  const part = (name: string, rank: number, group: number, size: number) => {
    const leading = Array.from({ length: rank - 1 }, () => 0)
    const begin = builder.list([...leading, group * size])
    return builder.node('Slice', [name, begin, builder.list([...leading.map(() => -1), size])])
  }
  const [image, weights, bias] = names as [string, string, string | undefined]
  const own = to / groups
  const parts = Array.from({ length: groups }, (_, group) => {
    const cut = [part(image, 4, group, from), part(weights, 4, group, own)]
    return convolve(operation, bias === undefined ? cut : [...cut, part(bias, 1, group, own)], builder)
  })
  const axis = builder.constant('axis_3', [], Int32Array.of(3))
  return builder.node('ConcatV2', [...parts, axis], { N: integer(groups) })
}

function paddingOf([top, bottom, left, right]: Pads): Record<string, GraphAttribute> {
  if (top + bottom + left + right === 0) return { padding: text('VALID') }
  return { padding: text('EXPLICIT'), explicit_paddings: integers([0, 0, top, bottom, left, right, 0, 0]) }
}
