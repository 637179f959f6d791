/** EfficientNet-Lite0 against PyTorch, from its published file. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding, findWeights } from '../../../core/compute/nativeLocation.ts'
import { weightsEntry } from '../../../core/compute/weightsCatalogue.ts'
import { makeBackbone } from '../../../core/model/backbones/catalogue.ts'
import { retinaNetConfig } from '../../../core/training/config.ts'
import { allFeatures, backboneLayers } from '../../../core/model/backbones/backbone.ts'
import { layerParameters } from '../../../core/model/convolutionLayer.ts'
import { relativeError, sample, testPixels } from './golden.ts'

const backbone = makeBackbone(retinaNetConfig.parse({ backbone: 'efficientnet-lite0' }))
const entry = weightsEntry('efficientnet-lite0')
const folder = entry && findWeights(entry)

describe.skipIf(!findNativeBinding() || !folder)(
  'EfficientNet-Lite0 (needs its weights: setup --weights efficientnet-lite0)',
  () => {
    it('gives the published features', async () => {
      await startBackend('tensorflow')
      const file = path.resolve(import.meta.dirname, '../../oracles/detector/efficientnet.json')
      const golden = JSON.parse(readFileSync(file, 'utf8')) as Record<'c3' | 'c4' | 'c5', number[]>
      const values = await backbone.published?.read(folder ?? '')
      tf.tidy(() => {
        const specs = backboneLayers(backbone).flatMap(layerParameters)
        const weights = new Map(specs.map(({ name, shape }) => [name, tf.tensor(values?.get(name) ?? [], shape)]))
        const features = allFeatures(backbone, weights, backbone.normalise(testPixels()))
        for (const level of ['c3', 'c4', 'c5'] as const) {
          expect(relativeError(sample(features[level]), golden[level]), level).toBeLessThan(1e-4)
        }
      })
    })
  },
)
