/** Batch and group normalisation in ONNX, on channels-first images. */
import type { Operation, Value } from '../trace/graph.ts'
import type { OnnxGraphBuilder } from './graphBuilder.ts'
import type { Layouts } from './layouts.ts'

type Kind<K extends Operation['kind']> = Extract<Operation, { kind: K }>

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
  const names = [
    layouts.channelsFirst(x),
    scales ? layouts.asTraced(scales) : filled(builder, channels, 1),
    offsets ? layouts.asTraced(offsets) : filled(builder, channels, 0),
    layouts.asTraced(mean),
    layouts.asTraced(variance),
  ]
  return builder.node('BatchNormalization', names, { epsilon: { float: epsilon } })
}

/**
 * Opset 17 has no group normalisation: with each group as one long channel it is instance normalisation, which every
 * runtime has.
 */
export function lowerGroups(
  { groups, epsilon }: Kind<'group-normalisation'>,
  [x, scale, shift]: readonly Value[],
  layouts: Layouts,
  builder: OnnxGraphBuilder,
): string {
  if (!x || !scale || !shift) throw new Error('Group normalisation needs an image, a scale and a shift.')
  const [, height, width, channels] = x.shape as [number, number, number, number]
  // 0 keeps the number of images.
  const long = builder.node('Reshape', [layouts.channelsFirst(x), builder.integers([0, groups, -1])])
  const factors = [filled(builder, groups, 1), filled(builder, groups, 0)]
  const even = builder.node('InstanceNormalization', [long, ...factors], { epsilon: { float: epsilon } })
  const image = builder.node('Reshape', [even, builder.integers([0, channels, height, width])])
  return builder.node('Add', [builder.node('Mul', [image, layouts.channelsFirst(scale)]), layouts.channelsFirst(shift)])
}

function filled(builder: OnnxGraphBuilder, channels: number, value: number): string {
  return builder.floats(`channels_${channels}_of_${value}`, [channels], new Float32Array(channels).fill(value))
}
