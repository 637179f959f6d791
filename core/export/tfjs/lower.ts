/** A traced graph as TensorFlow's operations. Both lay images out channels last, so each operation has its twin. */
import { StudioError } from '../../api/errors.ts'
import { openShape, type Graph, type GraphNode, type Operation, type Value } from '../trace/graph.ts'
import { lowerConvolution } from './convolution.ts'
import { GraphDefBuilder, integer, integers, text } from './graphDef.ts'
import { lowerGroups, lowerNormalisation } from './normalisation.ts'

const binaryOperations = {
  Add: 'AddV2',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'RealDiv',
  Maximum: 'Maximum',
  Minimum: 'Minimum',
  SquaredDifference: 'SquaredDifference',
} as const
const reductions = { mean: 'Mean', sum: 'Sum', maximum: 'Max' } as const

/** Adds all nodes of the graph, and for each output one of its name. */
export function lowerGraph(graph: Graph): GraphDefBuilder {
  const builder = new GraphDefBuilder()
  const names = new Map<number, string>()
  for (const { name, value } of graph.inputs) {
    builder.placeholder(name, openShape(value.shape))
    names.set(value.id, name)
  }
  const nameOf = (value: Value): string => {
    const constant = graph.constants.get(value.id)
    if (constant) return builder.constant(constant.name, value.shape, constant.numbers)
    const name = names.get(value.id)
    if (name === undefined) throw new Error(`Value ${value.id} is used before it is computed.`)
    return name
  }
  for (const node of graph.nodes) names.set(node.output.id, lowerNode(node, node.inputs.map(nameOf), builder))
  for (const { name, value } of graph.outputs) builder.node('Identity', [nameOf(value)], {}, name)
  return builder
}

function lowerNode({ operation, inputs, output }: GraphNode, names: string[], builder: GraphDefBuilder): string {
  const [x = ''] = names
  switch (operation.kind) {
    case 'unary':
      return builder.node(operation.name, names)
    case 'leaky-relu':
      return builder.node('LeakyRelu', names, { alpha: { f: operation.slope } })
    case 'clip':
      return builder.node('ClipByValue', [x, builder.number(operation.minimum), builder.number(operation.maximum)])
    case 'binary':
      return builder.node(binaryOperations[operation.name], names)
    case 'convolution':
      return lowerConvolution(operation, inputs, names, builder)
    case 'pool': {
      return builder.node(operation.how === 'maximum' ? 'MaxPool' : 'AvgPool', names, {
        ksize: integers([1, ...operation.size, 1]),
        strides: integers([1, ...operation.strides, 1]),
        padding: text(poolPadding(operation, inputs[0] as Value, output)),
        data_format: text('NHWC'),
      })
    }
    case 'resize': {
      const size = builder.list(output.shape.slice(1, 3))
      return builder.node(operation.how === 'nearest' ? 'ResizeNearestNeighbor' : 'ResizeBilinear', [x, size], {
        align_corners: { b: operation.alignCorners },
        half_pixel_centers: { b: operation.halfPixelCentres },
      })
    }
    case 'batch-normalisation':
      return lowerNormalisation(operation, inputs[0] as Value, names, builder)
    case 'group-normalisation':
      return lowerGroups(operation, inputs[0] as Value, names, builder)
    case 'reshape':
      return builder.node('Reshape', [x, builder.list(openShape(output.shape))])
    case 'concatenate':
      return builder.node('ConcatV2', [...names, axisName(operation.axis, builder)], { N: integer(names.length) })
    case 'slice': {
      const whole = inputs[0]?.shape ?? []
      const size = operation.size.map((side, axis) => (side === whole[axis] ? -1 : side))
      return builder.node('Slice', [x, builder.list(operation.begin), builder.list(size)])
    }
    case 'transpose':
      return builder.node('Transpose', [x, builder.list(operation.permutation)])
    case 'reverse':
      return builder.node('ReverseV2', [x, builder.list(operation.axes)])
    case 'pad': {
      const paddings = Int32Array.from(operation.paddings.flat())
      const name = `paddings_${paddings.join('_')}`
      const shape = [operation.paddings.length, 2]
      return builder.node('PadV2', [x, builder.constant(name, shape, paddings), builder.number(operation.value)])
    }
    case 'reduce':
      return builder.node(reductions[operation.how], [x, builder.list(operation.axes)], {
        keep_dims: { b: operation.keepDimensions },
      })
  }
}

function axisName(axis: number, builder: GraphDefBuilder): string {
  return builder.constant(`axis_${axis}`, [], Int32Array.of(axis))
}

type Pool = Extract<Operation, { kind: 'pool' }>

/** TensorFlow.js's reader takes no explicit padding for pools: only none, and as much as keeps the size. */
function poolPadding({ pads, size, strides }: Pool, input: Value, output: Value): 'VALID' | 'SAME' {
  if (pads.every((side) => side === 0)) return 'VALID'
  const wanted = [0, 1].flatMap((axis) => {
    const [from, to] = [input.shape[axis + 1] as number, output.shape[axis + 1] as number]
    const total = Math.max(0, (to - 1) * (strides[axis] as number) + (size[axis] as number) - from)
    return [Math.floor(total / 2), Math.ceil(total / 2)]
  })
  if (wanted.every((side, index) => side === pads[index])) return 'SAME'
  const message = 'This network pools with a padding that TensorFlow.js cannot read.'
  throw new StudioError('UNSUPPORTED', message, 'Export it as ONNX instead.', { pads })
}
