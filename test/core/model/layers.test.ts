/** Layers and the pyramid against PyTorch in float64: values, gradients, moving statistics. On both kinds of backend. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding } from '../../../core/compute/nativeLocation.ts'
import { makeBackbone } from '../../../core/model/backbones/catalogue.ts'
import { applyGate, makeGate } from '../../../core/model/backbones/squeezeExcitation.ts'
import { applyLayer, layer, layerParameters, type ConvolutionLayer } from '../../../core/model/convolutionLayer.ts'
import type { BatchStatistic } from '../../../core/model/normalisation.ts'
import { elementCount, type ParameterSpec, type Weights } from '../../../core/model/parameters.ts'
import { makePyramid } from '../../../core/model/pyramid.ts'
import { retinaNetConfig } from '../../../core/training/config.ts'
import { formulaValues, noise, torchName } from './formula.ts'
import { relativeError, sample } from './golden.ts'

interface Layer {
  output: number[]
  x: number[]
  parameters: Record<string, number[]>
  mean: number[]
  variance: number[]
}
const file = path.resolve(import.meta.dirname, '../../oracles/network/layers.json')
const golden = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Layer & number[][]>

const shape = { stage: 'c2', name: 'layer', size: 3, from: 16, to: 8 } as const
const batch = { epsilon: 1e-5, momentum: 0.1 }
const plans: Record<string, ConvolutionLayer> = {
  trained: layer({ ...shape, stride: 2, activation: 'relu', normalisation: { kind: 'batch', ...batch } }),
  frozen: layer({ ...shape, stride: 2, activation: 'relu', normalisation: { kind: 'frozen-batch', ...batch } }),
  group: layer({ ...shape, activation: 'relu', normalisation: { kind: 'group', groups: 4, epsilon: 1e-5 } }),
  'grouped convolution': layer({ ...shape, groups: 4 }),
  'grouped convolution at stride 2': layer({ ...shape, groups: 4, stride: 2 }),
  'hard-swish': layer({ ...shape, activation: 'hard-swish' }),
}
const gate = makeGate('c2', 'gate', 16, 8)

const native = findNativeBinding() !== undefined
describe.each(native ? (['tensorflow', 'cpu'] as const) : (['cpu'] as const))('layers on %s', (backend) => {
  beforeAll(() => startBackend(backend))

  it.each(Object.entries(plans))('%s: value and gradients', (title, plan) => {
    const gain = title === 'hard-swish' ? 4 : 1
    const shown: Array<BatchStatistic & { numbers: number[] }> = []
    const record = (one: BatchStatistic) => {
      shown.push({ ...one, numbers: [...one.value.dataSync()] })
    }
    const apply = (weights: Weights, x: Tensor4D) => applyLayer(weights, plan, x, record)
    compare(title, layerParameters(plan), apply, gain, (name) => torchName(name, 'conv', 'norm'))
    if (title !== 'trained') return
    // PyTorch starts from 0 (mean) and 1 (variance) by formula, and moves a tenth of the way.
    for (const [part, before] of [
      ['mean', [...noise('norm.running_mean', 8)].map((value) => 0.2 * value)],
      ['variance', [...noise('norm.running_var', 8)].map((value) => 1 + 0.5 * value)],
    ] as const) {
      const one = shown.find(({ parameter }) => parameter === `layer.${part}`)
      const moved = before.map((value, index) => 0.9 * value + 0.1 * (one?.numbers[index] ?? Number.NaN))
      expect(relativeError(moved, golden[title]?.[part] ?? []), part).toBeLessThan(1e-5)
    }
  })

  it('squeeze: value and gradients', () => {
    const specs = [gate.squeeze, gate.excite].flatMap(layerParameters)
    const nameOf = (name: string) => torchName(name, name.split('.')[1] ?? '', '')
    compare('squeeze', specs, (weights, x) => applyGate(weights, gate, x), 1, nameOf)
  })

  it.each(['c5', 'p5'] as const)('pyramid of levels 2 to 7 with P6 from %s, on odd sides', (p6From) => {
    const config = retinaNetConfig.parse({ pyramid: { width: 12, levels: [2, 3, 4, 5, 6, 7], p6From } })
    const backbone = makeBackbone(retinaNetConfig.parse({ backbone: 'resnet18' }))
    const channels = { c2: 16, c3: 24, c4: 32, c5: 40 }
    for (const [name, count] of Object.entries(channels)) backbone.stages[name as 'c2'].channels = count
    const pyramid = makePyramid(config, backbone)
    const specs = pyramid.layers.flatMap(layerParameters)
    tf.tidy(() => {
      const weights = weightsOf(specs, pyramidName, 1)
      const features = {
        c2: map('c2', 1, 19, 26, 16),
        c3: map('c3', 1, 10, 13, 24),
        c4: map('c4', 1, 5, 7, 32),
        c5: map('c5', 1, 3, 4, 40),
      }
      for (const [index, level] of pyramid.apply(weights, features).entries()) {
        expect(relativeError(sample(level), golden[`pyramid ${p6From}`]?.[index] ?? []), `P${index + 2}`).toBeLessThan(
          1e-5,
        )
      }
    })
  })
})

function pyramidName(parameter: string): string {
  const name = parameter.split('.')[1] ?? ''
  const index = Number(name.at(-1)) - 2
  if (name.startsWith('lateral')) return torchName(parameter, `inner_blocks.${index}.0`, '')
  if (name.startsWith('output')) return torchName(parameter, `layer_blocks.${index}.0`, '')
  return torchName(parameter, `extra_blocks.${name}`, '')
}

function map(name: string, images: number, height: number, width: number, channels: number): Tensor4D {
  const values = Float32Array.from(noise(name, images * height * width * channels))
  return tf.tensor4d(values, [images, height, width, channels])
}

function weightsOf(specs: readonly ParameterSpec[], nameOf: (name: string) => string, gain: number): Weights {
  const values = formulaValues(specs, nameOf, gain)
  return new Map(specs.map((spec) => [spec.name, tf.tensor(values.get(spec.name) ?? [], spec.shape)]))
}

/** Samples of the output and of every gradient, against the oracle's. */
function compare(
  title: string,
  specs: readonly ParameterSpec[],
  apply: (weights: Weights, x: Tensor4D) => Tensor4D,
  gain: number,
  nameOf: (name: string) => string,
): void {
  const expected = golden[title] as Layer
  tf.tidy(() => {
    const weights = weightsOf(specs, nameOf, gain)
    const learned = specs.filter(({ kind }) => kind === 'weight')
    let output: number[] = []
    const { grads } = tf.valueAndGrads((x: Tensor, ...given: Tensor[]) => {
      const own = new Map([...weights, ...learned.map(({ name }, index) => [name, given[index] as Tensor] as const)])
      const y = apply(own, x as Tensor4D)
      output = sample(y)
      return tf.sum(tf.mul(y, map('weights', ...(y.shape as [number, number, number, number]))))
    })([map('x', 3, 5, 7, 16), ...learned.map(({ name }) => weights.get(name) as Tensor)])
    expect(relativeError(output, expected.output), 'output').toBeLessThan(1e-4)
    expect(relativeError(sample(grads[0] as Tensor), expected.x), 'x').toBeLessThan(1e-4)
    for (const [index, { name, shape }] of learned.entries()) {
      const found = sample(grads[index + 1] as Tensor)
      expect(
        relativeError(found, expected.parameters[nameOf(name)] ?? []),
        `${name} ${elementCount(shape)}`,
      ).toBeLessThan(1e-4)
    }
  })
}
