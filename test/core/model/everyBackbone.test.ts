/** Every backbone that has a name is built, trained for a step with batch statistics, and exported. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { onnxNetwork } from '../../../core/export/onnx/export.ts'
import { tfjsModel } from '../../../core/export/tfjs/export.ts'
import type { NetBox } from '../../../core/geometry/box.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { elementCount } from '../../../core/model/parameters.ts'
import { SeededRandom } from '../../../core/model/random.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { backboneNames, trainingConfig, type RetinaNetConfig } from '../../../core/training/config.ts'
import { makeOptimizer } from '../../../core/training/optimizers.ts'
import { matchAnchors } from '../../../core/training/targets.ts'
import { averageValues, disposeState, makeState } from '../../../core/training/trainingState.ts'
import { trainStep } from '../../../core/training/trainStep.ts'
import { hasTensorFlow } from '../training/fixture.ts'
import { repeatedValues } from './repeatedValues.ts'

const input = { width: 96, height: 64 }
const classes = [
  { id: 1, name: 'a' },
  { id: 2, name: 'b' },
]

type Variant = Pick<RetinaNetConfig, 'backbone' | 'resnetStride'>
const variants: Variant[] = [
  ...backboneNames.map((backbone) => ({ backbone, resnetStride: '3x3' as const })),
  { backbone: 'resnet50', resnetStride: '1x1' },
]

// Plain JavaScript would take hours for the large ones.
describe.skipIf(!hasTensorFlow)('every backbone (needs native TensorFlow)', () => {
  beforeAll(() => startBackend('tensorflow'))

  it.each(variants)(
    '$backbone, stride in $resnetStride',
    async (variant) => {
      const before = tf.memory().numTensors
      const config = trainingConfig.parse({
        network: {
          ...variant,
          pretrained: false,
          // The last stage alone: all of the largest would be most of the time of the test.
          freezeUpTo: 'c4',
          batchNormalisation: variant.backbone === 'csp-nanodet-g' ? 'folded' : 'trained',
          pyramid: { width: 16 },
          heads: { width: 16, depth: 1 },
        },
        optimizer: { name: 'sgd' },
      })
      const network = makeRetinaNet(config.network, classes.length)
      const random = new SeededRandom(1)
      const first = new Map(network.parameters.map((spec) => [spec.name, repeatedValues(spec, random)]))
      const state = makeState(config, network.parameters, first)
      const anchors = makeAnchors(config.network, input.height, input.width)
      const box = { x1: 8, y1: 8, x2: 52, y2: 48 } as NetBox
      const targets = [[{ box, classIndex: 0, ignored: false }], []].map((truths) =>
        matchAnchors(anchors, truths, config.matching),
      )
      const tensors = () =>
        network.lower(state.frozen, tf.randomUniform([2, input.height, input.width, 3], 0, 255, 'float32', 3), 'c4')
      const settings = { network, anchors, config, optimizer: makeOptimizer(config.optimizer) }
      const { finite } = await trainStep(settings, state, [{ targets, tensors }], { learningRate: 1e-3 })
      const values = await averageValues(state)
      disposeState(state)
      expect(tf.memory().numTensors).toBe(before)
      expect(finite).toBe(true)
      const trained = network.parameters.filter(({ stage, kind }) => stage === 'c5' && kind === 'weight')
      expect(trained.length).toBeGreaterThan(2)
      const isStill = ({ name }: { name: string }) =>
        values.get(name)?.every((one, at) => one === first.get(name)?.[at])
      expect(trained.filter(isStill).map(({ name }) => name)).toEqual([])

      const { network: plan, detection } = config
      const format = 'focal-studio-model-1' as const
      const description = { format, network: plan, classes, input, detection, tiles: null, resize: null }
      const filters = network.parameters.filter(({ name }) => name.endsWith('.filter'))
      const least = 4 * filters.reduce((sum, { shape }) => sum + elementCount(shape), 0)
      const bytes = (chunks: readonly Uint8Array[]) => chunks.reduce((sum, { length }) => sum + length, 0)
      expect(bytes(onnxNetwork({ description, values }))).toBeGreaterThan(least)
      expect(bytes(tfjsModel({ description, values }).weights)).toBeGreaterThan(least)
    },
    300_000,
  )
})
