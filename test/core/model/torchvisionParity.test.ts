/** torchvision's RetinaNets, read from their own names: the same predictions, the same detections in the same order. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding } from '../../../core/compute/nativeLocation.ts'
import { detectPadded, predictPadded } from '../../../core/detection/detectPadded.ts'
import type { DetectorPlan } from '../../../core/detection/detector.ts'
import { padToShortestSide } from '../../../core/detection/shortestSide.ts'
import { recognise } from '../../../core/model/recognise/recognise.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { golden, largestDifference, picture, sampleOf, storedTensors, unpack } from './torchvisionGolden.ts'

const full = { width: 200, height: 150 }
const limits = { shortest: 256, longest: 320 }
/** All 91 outputs, as torchvision has them. */
const classNames = Array.from({ length: 91 }, (_, index) => `output ${index}`)
/** torchvision's own limits. */
const detection = { minimumScore: 0.05, perLevel: 1000, nmsIou: 0.5, perImage: 300 }

describe.skipIf(!findNativeBinding()).each(['v1', 'v2'] as const)(
  'torchvision %s (needs native TensorFlow)',
  (version) => {
    const expected = golden[version].predictions
    const image = padToShortestSide(picture(full.width, full.height, 0), full, limits)
    let plan: DetectorPlan
    let weights: Map<string, Tensor>

    beforeAll(async () => {
      await startBackend('tensorflow')
      const file = recognise(storedTensors(golden[version]), `${version}.pth`, classNames)
      const network = makeRetinaNet(file.network, 91)
      const { values, report } = file.take(network.parameters, file.network, classNames)
      expect(report).toMatchObject({ notFitting: [], leftOver: [], missing: [] })
      weights = new Map(network.parameters.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], shape)]))
      plan = {
        network,
        config: file.network,
        classIds: classNames.map((_, index) => index),
        input: image.input,
        settings: trainingConfig.shape.detection.parse(detection),
        tiles: null,
      }
    }, 60_000)
    afterAll(() => tf.dispose([...weights.values()]))

    it('gives its logits and box deltas', async () => {
      const { logits, deltas } = await predictPadded(plan, weights, image)
      expect(logits.length).toBe(expected.logits.count)
      const logitError = largestDifference(sampleOf(logits, 4000), unpack(expected.logits.sample))
      const deltaError = largestDifference(sampleOf(deltas, 4000), unpack(expected.deltas.sample))
      console.info(`${version}: logits differ by ${logitError}, deltas by ${deltaError} at most`)
      expect(logitError).toBeLessThan(1e-3)
      expect(deltaError).toBeLessThan(1e-3)
      expect(mean(logits)).toBeCloseTo(expected.logits.mean, 5)
      expect(mean(deltas)).toBeCloseTo(expected.deltas.mean, 5)
    })

    it('gives its detections in its order', async () => {
      const found = await detectPadded(plan, weights, image, full)
      expect(found.map(({ classId }) => classId)).toEqual(expected.detections.labels)
      const boxes = Float32Array.from(found.flatMap(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]))
      const boxError = largestDifference(boxes, unpack(expected.detections.boxes))
      const scores = Float32Array.from(found, ({ score }) => score)
      const scoreError = largestDifference(scores, unpack(expected.detections.scores))
      console.info(`${version}: boxes differ by ${boxError} px, scores by ${scoreError} at most`)
      expect(boxError).toBeLessThan(0.1)
      expect(scoreError).toBeLessThan(1e-4)
    })
  },
)

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
