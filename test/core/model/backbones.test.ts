/** Every backbone against torchvision's: parameter counts, shapes and features with the same weights. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding } from '../../../core/compute/nativeLocation.ts'
import { backboneLayers } from '../../../core/model/backbones/backbone.ts'
import { makeBackbone } from '../../../core/model/backbones/catalogue.ts'
import { normalisationName } from '../../../core/model/backbones/torchvisionNames.ts'
import { layerParameters } from '../../../core/model/convolutionLayer.ts'
import { elementCount } from '../../../core/model/parameters.ts'
import { retinaNetConfig, type RetinaNetConfig } from '../../../core/training/config.ts'
import { allFeatures } from './allFeatures.ts'
import { formulaValues, torchName } from './formula.ts'
import { sample } from './golden.ts'

interface Golden {
  parameters: number
  features: Record<'c2' | 'c3' | 'c4' | 'c5', { shape: number[]; sample: number[] }>
}
const file = path.resolve(import.meta.dirname, '../../oracles/network/backbones.json')
const golden = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Golden>

describe.skipIf(!findNativeBinding())('backbones (needs native TensorFlow)', () => {
  beforeAll(() => startBackend('tensorflow'))

  it.each(Object.keys(golden))(
    '%s has the features of its PyTorch twin',
    (title) => {
      const [name, resnetStride] = title.split(' ') as [RetinaNetConfig['backbone'], '1x1' | undefined]
      const config = retinaNetConfig.parse({ backbone: name, batchNormalisation: 'frozen', resnetStride })
      const backbone = makeBackbone(config)
      const specs = backboneLayers(backbone).flatMap(layerParameters)
      const learned = specs.filter((spec) => !/\.(mean|variance)$/.test(spec.name))
      expect(learned.reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(golden[title]?.parameters)
      const isEfficientNet = name.startsWith('efficientnet')
      const values = formulaValues(
        specs,
        isEfficientNet ? efficientNetName : torchvisionName,
        name.startsWith('res') ? 0.8 : 1.2,
      )
      tf.tidy(() => {
        const weights = new Map(specs.map((spec) => [spec.name, tf.tensor(values.get(spec.name) ?? [], spec.shape)]))
        const pixels = isEfficientNet ? testImage(64, 96) : testImage(75, 101)
        const features = allFeatures(backbone, weights, backbone.normalise(pixels))
        for (const level of ['c2', 'c3', 'c4', 'c5'] as const) {
          const expected = golden[title]?.features[level]
          expect(features[level].shape.slice(1), level).toEqual(expected?.shape)
          const differences = sample(features[level]).map((value, index) =>
            Math.abs(value - (expected?.sample[index] ?? NaN)),
          )
          expect(Math.max(...differences), level).toBeLessThan(1e-3)
        }
      })
    },
    120_000,
  )
})

function torchvisionName(parameter: string): string {
  const layer = parameter.slice(0, parameter.lastIndexOf('.'))
  return torchName(parameter, layer, normalisationName(layer))
}

function efficientNetName(parameter: string): string {
  const [layer = '', role = ''] = parameter.split('.')
  if (layer === 'stem') return torchName(parameter, '_conv_stem', '_bn0')
  const block = `_blocks.${layer.replace('block', '')}`
  const order = { expand: 0, depthwise: 1, project: 2 }[role] ?? 0
  return torchName(parameter, `${block}._${role}_conv`, `${block}._bn${order}`)
}

/** The oracle's image, [1, height, width, 3]. */
function testImage(height: number, width: number): Tensor4D {
  const values = Float32Array.from({ length: height * width * 3 }, (_, index) => {
    const [y, x, c] = [Math.floor(index / 3 / width), Math.floor(index / 3) % width, index % 3]
    return (y * 7 + x * 13 + c * 29 + Math.floor((y * x) / 50)) % 256
  })
  return tf.tensor4d(values, [1, height, width, 3])
}
