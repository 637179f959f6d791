/** Exported TensorFlow.js models, loaded by TensorFlow.js's own reader, against the studio itself. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { decodeBox } from '../../../core/detection/boxCoder.ts'
import { tfjsModel } from '../../../core/export/tfjs/export.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { startTestBackend } from '../training/fixture.ts'
import { largestDifference, randomModel, studioPredictions, testImage } from './models.ts'
import { networks } from './networks.ts'

/** On a busy machine the largest ones take a while. */
const PATIENCE = 120_000

beforeAll(startTestBackend)

it.each(Object.entries(networks))(
  '%s: the same scores and boxes, for two images',
  async (_, network) => {
    const model = randomModel(network)
    const { width, height } = model.description.input
    const images = [testImage({ width, height }, 5), testImage({ width, height }, 6)]
    const { topology, weights } = tfjsModel(model)
    const { modelTopology, weightsManifest, signature } = JSON.parse(JSON.stringify(topology)) as {
      modelTopology: object
      weightsManifest: tf.io.WeightsManifestConfig
      signature: object
    }
    const loaded = await tf.loadGraphModel(
      tf.io.fromMemory({
        modelTopology,
        signature,
        weightSpecs: weightsManifest.flatMap((group) => group.weights),
        weightData: new Uint8Array(Buffer.concat(weights)).buffer,
      }),
    )
    const pixels = tf.tensor4d(Float32Array.from(images.flatMap((image) => [...image.pixels])), [2, height, width, 3])
    const [scores, boxes] = loaded.execute(pixels, ['scores', 'boxes']) as [tf.Tensor, tf.Tensor]

    const expected = studioPredictions(model, images)
    const sigmoid = expected.logits.map((logit) => 1 / (1 + Math.exp(-logit)))
    expect(largestDifference(await scores.data(), sigmoid)).toBeLessThan(1e-4)

    const anchors = makeAnchors(model.description.network, height, width)
    const decoded = new Float32Array(2 * anchors.count * 4)
    for (let row = 0; row < 2 * anchors.count; row++) {
      decodeBox(anchors.boxes, row % anchors.count, expected.deltas, row, decoded, row * 4)
    }
    const clipped = decoded.map((edge, at) => Math.min(Math.max(edge, 0), at % 2 === 0 ? width : height))
    expect(largestDifference(await boxes.data(), clipped)).toBeLessThan(0.5)
  },
  PATIENCE,
)
