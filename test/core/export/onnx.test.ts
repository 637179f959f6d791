/** Exported ONNX models in onnxruntime against the studio itself. */
import * as ort from 'onnxruntime-web'
import { beforeAll, describe, expect, it } from 'vitest'
import { onnxDetections, onnxNetwork } from '../../../core/export/onnx/export.ts'
import { startTestBackend } from '../training/fixture.ts'
import { largestDifference, randomModel, studioDetections, studioPredictions, testImage } from './models.ts'
import { expectSameDetections, rowsOf } from './sameDetections.ts'
import { networks } from './networks.ts'

async function open(chunks: Uint8Array[]): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(new Uint8Array(Buffer.concat(chunks)))
}

/** On a busy machine the largest ones take a while. */
const PATIENCE = 120_000

beforeAll(startTestBackend)

describe.each(Object.entries(networks))('%s', { timeout: PATIENCE }, (_, network) => {
  const model = randomModel(network)
  const { width, height } = model.description.input
  const images = [testImage({ width, height }, 5), testImage({ width, height }, 6)]
  const tensorOf = (some: typeof images) =>
    new ort.Tensor('float32', Float32Array.from(some.flatMap(({ pixels }) => [...pixels])), [
      some.length,
      height,
      width,
      3,
    ])

  it('gives the same logits and deltas, for one image and for two', async () => {
    const session = await open(onnxNetwork(model))
    for (const some of [images.slice(0, 1), images]) {
      const results = await session.run({ image: tensorOf(some) })
      const { logits, deltas } = studioPredictions(model, some)
      expect(largestDifference(results['class_logits']?.data as Float32Array, logits)).toBeLessThan(1e-3)
      expect(largestDifference(results['box_deltas']?.data as Float32Array, deltas)).toBeLessThan(1e-3)
    }
  })

  it('gives the same detections in the same order', async () => {
    const session = await open(onnxDetections(model))
    for (const image of images) {
      const { boxes, scores, labels } = await session.run({ image: tensorOf([image]) })
      const expected = await studioDetections(model, image)
      expect(expected.length).toBeGreaterThan(20)
      const ids = Array.from(
        labels?.data as BigInt64Array,
        (label) => model.description.classes[Number(label)]?.id ?? 0,
      )
      expectSameDetections(rowsOf(ids, scores?.data as Float32Array, boxes?.data as Float32Array), expected)
    }
  })
})

it('gives nearly the same with weights in half precision, in half the space', async () => {
  const model = randomModel({})
  const { width, height } = model.description.input
  const image = testImage({ width, height })
  const bytes = (pieces: Uint8Array[]) => pieces.reduce((total, { length }) => total + length, 0)
  const chunks = onnxNetwork(model, true)
  expect(bytes(chunks)).toBeLessThan(0.6 * bytes(onnxNetwork(model)))
  const pixels = new ort.Tensor('float32', Float32Array.from(image.pixels), [1, height, width, 3])
  const { class_logits: found } = await (await open(chunks)).run({ image: pixels })
  const { logits } = studioPredictions(model, [image])
  const probabilities = (values: Float32Array) => values.map((logit) => 1 / (1 + Math.exp(-logit)))
  expect(largestDifference(probabilities(found!.data as Float32Array), probabilities(logits))).toBeLessThan(0.05)
})
