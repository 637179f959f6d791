/** A traced graph as ONNX nodes (opset 17). */
import type { Graph, GraphNode, Value } from '../trace/graph.ts'
import { openShape } from '../trace/graph.ts'
import type { OnnxGraphBuilder } from './graphBuilder.ts'
import { Layouts } from './layouts.ts'
import { lowerGroups, lowerNormalisation } from './normalisation.ts'
import { lowerConvolution, lowerPool, lowerResize } from './windows.ts'

/** Writes one operation and says in which layout its result is. */
interface Context {
  builder: OnnxGraphBuilder
  layouts: Layouts
}

const unaryOperators = {
  Relu: 'Relu',
  Sigmoid: 'Sigmoid',
  Tanh: 'Tanh',
  Exp: 'Exp',
  Log: 'Log',
  Sqrt: 'Sqrt',
  Neg: 'Neg',
  Abs: 'Abs',
  Softplus: 'Softplus',
} as const

const binaryOperators = {
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Maximum: 'Max',
  Minimum: 'Min',
  SquaredDifference: 'Sub',
} as const

const reductions = { mean: 'ReduceMean', sum: 'ReduceSum', maximum: 'ReduceMax' } as const

/** Adds all nodes of the graph; answers where each of its values is. Its input keeps its name and layout. */
export function lowerGraph(graph: Graph, builder: OnnxGraphBuilder): Layouts {
  const layouts = new Layouts(graph, builder)
  for (const { name, value } of graph.inputs) layouts.set(value, 'as-traced', name)
  for (const node of graph.nodes) lowerNode(node, { builder, layouts })
  return layouts
}

function lowerNode(node: GraphNode, context: Context): void {
  const { builder, layouts } = context
  const { operation, inputs, output } = node
  const [x] = inputs as [Value]
  switch (operation.kind) {
    case 'convolution':
      return layouts.set(output, 'channels-first', lowerConvolution(operation, inputs, layouts, builder))
    case 'pool':
      return layouts.set(output, 'channels-first', lowerPool(operation, x, layouts, builder))
    case 'resize':
      return layouts.set(output, 'channels-first', lowerResize(operation, x, output, layouts, builder))
    case 'batch-normalisation':
      return layouts.set(output, 'channels-first', lowerNormalisation(operation, inputs, layouts, builder))
    case 'group-normalisation':
      return layouts.set(output, 'channels-first', lowerGroups(operation, inputs, layouts, builder))
    case 'reshape': {
      const shape = builder.integers(openShape(output.shape))
      return layouts.set(output, 'as-traced', builder.node('Reshape', [layouts.asTraced(x), shape]))
    }
    case 'transpose': {
      const attributes = { perm: { integers: operation.permutation } }
      return layouts.set(output, 'as-traced', builder.node('Transpose', [layouts.asTraced(x)], attributes))
    }
    default:
      lowerAnywhere(node, context)
  }
}

/** Operations that work in either layout, with their axes renumbered: they stay in the one that their inputs have. */
function lowerAnywhere({ operation, inputs, output }: GraphNode, { builder, layouts }: Context): void {
  const first =
    inputs.some((input) => layouts.isChannelsFirst(input)) &&
    output.shape.length === 4 &&
    inputs.every((input) => input.shape.length === 4 || layouts.constant(input))
  const layout = first ? 'channels-first' : 'as-traced'
  const [x, y] = inputs.map((input) => (first ? layouts.channelsFirst(input) : layouts.asTraced(input))) as [
    string,
    string,
  ]
  const axis = (traced: number) => (first ? ([0, 2, 3, 1][traced] as number) : traced)
  const set = (name: string) => layouts.set(output, layout, name)
  switch (operation.kind) {
    case 'unary':
      return set(lowerUnary(operation.name, x, builder))
    case 'leaky-relu':
      return set(builder.node('LeakyRelu', [x], { alpha: { float: operation.slope } }))
    case 'clip':
      return set(builder.node('Clip', [x, builder.float(operation.minimum), builder.float(operation.maximum)]))
    case 'binary': {
      const result = builder.node(binaryOperators[operation.name], [x, y])
      return set(operation.name === 'SquaredDifference' ? builder.node('Mul', [result, result]) : result)
    }
    case 'concatenate': {
      const names = inputs.map((input) => (first ? layouts.channelsFirst(input) : layouts.asTraced(input)))
      return set(builder.node('Concat', names, { axis: { integer: axis(operation.axis) } }))
    }
    case 'slice': {
      const { begin, size } = operation
      const whole = inputs[0]?.shape ?? []
      const cut = whole.flatMap((side, index) => (begin[index] === 0 && size[index] === side ? [] : [index]))
      if (cut.length === 0) return set(x)
      const starts = builder.integers(cut.map((index) => begin[index] as number))
      const ends = builder.integers(cut.map((index) => (begin[index] as number) + (size[index] as number)))
      return set(builder.node('Slice', [x, starts, ends, builder.integers(cut.map(axis))]))
    }
    case 'reverse': {
      const shape = inputs[0]?.shape ?? []
      let name = x
      for (const reversed of operation.axes) {
        const backwards = Array.from({ length: shape[reversed] as number }, (_, index) => index).toReversed()
        name = builder.node('Gather', [name, builder.integers(backwards)], { axis: { integer: axis(reversed) } })
      }
      return set(name)
    }
    case 'pad': {
      const order = first ? [0, 3, 1, 2] : output.shape.map((_, index) => index)
      const side = (which: 0 | 1) => order.map((index) => operation.paddings[index]?.[which] ?? 0)
      const pads = builder.integers([...side(0), ...side(1)])
      return set(builder.node('Pad', [x, pads, builder.float(operation.value)]))
    }
    case 'reduce': {
      const axes = operation.axes.map(axis)
      const keepdims = { integer: operation.keepDimensions ? 1 : 0 }
      // Only the sum takes its axes as an input in this opset.
      if (operation.how === 'sum') return set(builder.node('ReduceSum', [x, builder.integers(axes)], { keepdims }))
      return set(builder.node(reductions[operation.how], [x], { axes: { integers: axes }, keepdims }))
    }
    default:
      throw new Error(`No ONNX form of ${operation.kind}.`)
  }
}

function lowerUnary(name: string, x: string, builder: OnnxGraphBuilder): string {
  if (name === 'Relu6') return builder.node('Clip', [x, builder.float(0), builder.float(6)])
  if (name === 'Square') return builder.node('Mul', [x, x])
  if (name === 'Rsqrt') return builder.node('Reciprocal', [builder.node('Sqrt', [x])])
  return builder.node(unaryOperators[name as keyof typeof unaryOperators], [x])
}
