/**
 * Reads the published EfficientNet-Lites (PyTorch state dicts), batch normalisation folded into the convolutions
 * unless their plan has it.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import type { ConvolutionLayer } from '../convolutionLayer.ts'
import type { ParameterValues } from '../parameters.ts'
import { readPth } from './pth.ts'
import type { TensorData } from './safetensors.ts'

/** Of the network's batch normalisations. */
const epsilon = 1e-3

/** Values of the given layers by parameter name. Throws BROKEN_FILE when the file is not the published one. */
export async function readEfficientnet(
  folder: string,
  name: string,
  layers: readonly ConvolutionLayer[],
): Promise<ParameterValues> {
  const file = path.join(folder, `${name}.pth`)
  const stored = readPth(await readFile(file), file)
  const values: ParameterValues = new Map()
  for (const plan of layers) {
    const { convolution, normalisation } = publishedNames(plan)
    const tensor = (name: string): TensorData => {
      const found = stored.get(name)
      if (found) return found
      throw new StudioError(
        'BROKEN_FILE',
        `${file} has no "${name}", so it is not ${name}.`,
        'Delete that folder and run set-up again (npm run setup).',
        { file },
      )
    }
    const [scale, shift, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
      (part) => tensor(`${normalisation}.${part}`).values,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array]
    if (plan.normalisation.kind !== 'none') {
      values.set(`${plan.name}.filter`, arrangeFilter(tensor(`${convolution}.weight`), null, plan.kind))
      for (const [part, own] of Object.entries({ scale, shift, mean, variance }))
        values.set(`${plan.name}.${part}`, own)
      continue
    }
    const factors = scale.map((value, channel) => value / Math.sqrt((variance[channel] as number) + epsilon))
    values.set(`${plan.name}.filter`, arrangeFilter(tensor(`${convolution}.weight`), factors, plan.kind))
    values.set(
      `${plan.name}.bias`,
      shift.map((value, channel) => value - (mean[channel] as number) * (factors[channel] as number)),
    )
  }
  return values
}

/** Names in the published state dict. Blocks without an expansion count their normalisations from 1 all the same. */
function publishedNames({ name }: ConvolutionLayer): { convolution: string; normalisation: string } {
  if (name === 'stem') return { convolution: '_conv_stem', normalisation: '_bn0' }
  const [block = '', role = ''] = name.split('.')
  const prefix = `_blocks.${block.replace('block', '')}`
  const order = { expand: 0, depthwise: 1, project: 2 }[role] ?? 0
  return { convolution: `${prefix}._${role}_conv`, normalisation: `${prefix}._bn${order}` }
}

/** PyTorch's [out, in, height, width] -> [height, width, in, out] ([height, width, out, 1] for depthwise), scaled. */
function arrangeFilter({ shape, values }: TensorData, factors: Float32Array | null, kind: ConvolutionLayer['kind']) {
  const [outputs, inputs, height, width] = shape as [number, number, number, number]
  const filter = new Float32Array(values.length)
  let at = 0
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let place = 0; place < height * width; place++) {
        const target = kind === 'depthwise' ? place * outputs + output : (place * inputs + input) * outputs + output
        filter[target] = (values[at++] as number) * (factors?.[output] ?? 1)
      }
    }
  }
  return filter
}
