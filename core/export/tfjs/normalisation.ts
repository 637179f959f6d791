/** Batch and group normalisation in TensorFlow's operations. */
import { openShape, type Operation, type Value } from '../trace/graph.ts'
import { text, type GraphDefBuilder } from './graphDef.ts'

type Kind<K extends Operation['kind']> = Extract<Operation, { kind: K }>

export function lowerNormalisation(
  operation: Kind<'batch-normalisation'>,
  { shape }: Value,
  names: readonly string[],
  builder: GraphDefBuilder,
): string {
  const channels = shape.at(-1) as number
  const filled = (value: number) =>
    builder.constant(`channels_${channels}_of_${value}`, [channels], new Float32Array(channels).fill(value))
  const [x, mean, variance, ...rest] = names as [string, string, string, ...string[]]
  const offset = (operation.offset ? rest.shift() : undefined) ?? filled(0)
  const scale = (operation.scale ? rest.shift() : undefined) ?? filled(1)
  return builder.node('FusedBatchNormV3', [x, scale, offset, mean, variance], {
    epsilon: { f: operation.epsilon },
    data_format: text('NHWC'),
    is_training: { b: false },
  })
}

/** TensorFlow has no group normalisation: groups get an axis of their own, [N, H * W, G, C / G]. */
export function lowerGroups(
  { groups, epsilon }: Kind<'group-normalisation'>,
  { shape }: Value,
  [x = '', scale = '', shift = '']: readonly string[],
  builder: GraphDefBuilder,
): string {
  const [, height, width, channels] = shape as [number, number, number, number]
  const split = builder.node('Reshape', [x, builder.list([-1, height * width, groups, channels / groups])])
  const meanOf = (name: string) => builder.node('Mean', [name, builder.list([1, 3])], { keep_dims: { b: true } })
  const mean = meanOf(split)
  const variance = meanOf(builder.node('SquaredDifference', [split, mean]))
  const rate = builder.node('Rsqrt', [builder.node('AddV2', [variance, builder.number(epsilon)])])
  const even = builder.node('Mul', [builder.node('Sub', [split, mean]), rate])
  const image = builder.node('Reshape', [even, builder.list(openShape(shape))])
  return builder.node('AddV2', [builder.node('Mul', [image, scale]), shift])
}
