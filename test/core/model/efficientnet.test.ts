/** The EfficientNet-Lites against PyTorch, from their published files. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding, findWeights } from '../../../core/compute/nativeLocation.ts'
import { weightsEntry } from '../../../core/compute/weightsCatalogue.ts'
import { backboneLayers } from '../../../core/model/backbones/backbone.ts'
import { makeBackbone } from '../../../core/model/backbones/catalogue.ts'
import { layerParameters } from '../../../core/model/convolutionLayer.ts'
import { retinaNetConfig } from '../../../core/training/config.ts'
import { allFeatures } from './allFeatures.ts'
import { relativeError, sample, testPixels } from './golden.ts'

type Features = Record<'c3' | 'c4' | 'c5', number[]>
const file = path.resolve(import.meta.dirname, '../../oracles/detector/efficientnet.json')
const golden = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Features>

describe.each(['efficientnet-lite0', 'efficientnet-lite1', 'efficientnet-lite2'] as const)('%s', (name) => {
  const entry = weightsEntry(name)
  const folder = entry && findWeights(entry)
  const ready = findNativeBinding() !== undefined && folder !== undefined

  it.skipIf(!ready).each(['folded', 'frozen'] as const)(
    `gives the published features, batch normalisation %s (needs its weights: setup --weights ${name})`,
    async (batchNormalisation) => {
      await startBackend('tensorflow')
      const backbone = makeBackbone(retinaNetConfig.parse({ backbone: name, batchNormalisation }))
      const values = await backbone.published?.read(folder ?? '')
      tf.tidy(() => {
        const specs = backboneLayers(backbone).flatMap(layerParameters)
        const weights = new Map(specs.map((spec) => [spec.name, tf.tensor(values?.get(spec.name) ?? [], spec.shape)]))
        const features = allFeatures(backbone, weights, backbone.normalise(testPixels()))
        for (const level of ['c3', 'c4', 'c5'] as const) {
          expect(relativeError(sample(features[level]), golden[name]?.[level] ?? []), level).toBeLessThan(1e-4)
        }
      })
    },
  )
})
