/** Whole networks of many settings: anchors and predictions agree, and so do all ways to cut the network in two. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding } from '../../../core/compute/nativeLocation.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { initialValues } from '../../../core/model/initialisation.ts'
import { SeededRandom } from '../../../core/model/random.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { retinaNetConfig } from '../../../core/training/config.ts'
import { relativeError } from './golden.ts'
import { repeatedValues } from './repeatedValues.ts'

beforeAll(() => startBackend(findNativeBinding() ? 'tensorflow' : 'cpu'))

const small = { pyramid: { width: 16 }, heads: { width: 16, depth: 1 } } as const
const boundaries = ['none', 'stem', 'c2', 'c3', 'c4', 'all'] as const

it.each([
  ['csp-nanodet-g', {}, 64, 96],
  ['csp-nanodet-g', { pyramid: { width: 16, levels: [2, 3, 4, 5, 6, 7, 8] } }, 64, 64],
  ['csp-nanodet-g', { usePretrainedLaterals: false, pyramid: { width: 16, levels: [4, 5], p6From: 'p5' } }, 64, 96],
  ['resnet18', { pyramid: { width: 16, levels: [2, 3, 4, 5, 6], p6From: 'p5' } }, 70, 101],
  ['resnet50', { batchNormalisation: 'trained', resnetStride: '1x1', pixels: 'caffe' }, 64, 64],
  ['resnext50-32x4d', { batchNormalisation: 'frozen' }, 33, 65],
  ['mobilenet-v3-large', { heads: { width: 24, depth: 2, normalisation: 'group', groups: 8 } }, 64, 64],
  ['efficientnet-lite0', { heads: { width: 16, depth: 1, convolution: 'separable' } }, 61, 64],
] as const)('%s %j', (backbone, settings, height, width) => {
  const config = retinaNetConfig.parse({ ...small, ...settings, backbone })
  const network = makeRetinaNet(config, 3)
  const anchors = makeAnchors(config, height, width)
  const random = new SeededRandom(1)
  tf.tidy(() => {
    const weights = new Map(
      network.parameters.map((spec) => [spec.name, tf.tensor(repeatedValues(spec, random), spec.shape)]),
    )
    const pixels = tf.randomUniform([2, height, width, 3], 0, 255, 'float32', 1) as Tensor4D
    let first: number[] | null = null
    for (const boundary of boundaries) {
      const maps = network.lower(weights, pixels, boundary)
      expect(
        maps.map(({ shape }) => shape.slice(1)),
        boundary,
      ).toEqual(network.mapShapes(boundary, { width, height }))
      const { classLogits, boxDeltas } = network.upper(weights, maps, boundary)
      expect(classLogits.shape).toEqual([2, anchors.count, 3])
      expect(boxDeltas.shape).toEqual([2, anchors.count, 4])
      const found = [...boxDeltas.dataSync()]
      first ??= found
      expect(relativeError(found, first), boundary).toBeLessThan(1e-4)
    }
  })
})

it('names every parameter once', () => {
  for (const backbone of retinaNetConfig.shape.backbone.unwrap().options) {
    const config = retinaNetConfig.parse({ backbone, heads: { convolution: 'separable' } })
    const names = makeRetinaNet(config, 3).parameters.map(({ name }) => name)
    expect(new Set(names).size, backbone).toBe(names.length)
  }
})

it('refuses groups that do not divide the channels', () => {
  const config = retinaNetConfig.parse({ heads: { width: 20, normalisation: 'group', groups: 8 } })
  expect(() => makeRetinaNet(config, 3)).toThrow(/20 channels cannot be normalised in 8 groups/)
})

it.each([
  ['paper', 0.01, 0.01],
  ['he', Math.sqrt(2 / (9 * 64)), Math.sqrt(2 / (9 * 64))],
  ['he-classes', Math.sqrt(2 / (9 * 64)), 0.01],
] as const)('starts the towers of its heads as told: %s', (initialisation, classes, boxes) => {
  const config = retinaNetConfig.parse({ heads: { initialisation } })
  const deviation = (name: string) => {
    const spec = makeRetinaNet(config, 3).parameters.find((parameter) => parameter.name === name)
    if (!spec) throw new Error(`There is no parameter ${name}.`)
    const values = initialValues(spec, new SeededRandom(1))
    return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
  }
  expect(deviation('classes.tower1.filter') / classes).toBeCloseTo(1, 1)
  expect(deviation('boxes.tower1.filter') / boxes).toBeCloseTo(1, 1)
  expect(deviation('classes.output.filter') / 0.01).toBeCloseTo(1, 1)
})
