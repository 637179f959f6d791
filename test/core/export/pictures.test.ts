/** The exported detector on real pictures, beside the studio: the sample project's always, photographs where they are. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import * as ort from 'onnxruntime-web'
import sharp from 'sharp'
import { beforeAll, expect, it } from 'vitest'
import { publishedWeights } from '../../../core/compute/publishedWeights.ts'
import { wholeWindow } from '../../../core/detection/letterbox.ts'
import { cutInput, readScaled, readSize, type InputImage } from '../../../core/detection/preprocess.ts'
import { onnxDetections } from '../../../core/export/onnx/export.ts'
import { sampleScene } from '../../../core/services/sampleProject.ts'
import { dataFolder, haveData } from '../dataset/realData.ts'
import { startTestBackend } from '../training/fixture.ts'
import { randomModel, studioDetections } from './models.ts'
import { expectSameDetections, rowsOf } from './sameDetections.ts'

const input = { width: 512, height: 384 }
const model = randomModel({}, input)
let session: ort.InferenceSession

beforeAll(async () => {
  await startTestBackend()
  // Published weights where set-up has brought them: then features are those of a trained network.
  const published = await publishedWeights(model.description.network)
  for (const [name, values] of published ?? []) if (model.values.has(name)) model.values.set(name, values)
  session = await ort.InferenceSession.create(new Uint8Array(Buffer.concat(onnxDetections(model))))
})

async function compare(image: InputImage): Promise<void> {
  const pixels = new ort.Tensor('float32', Float32Array.from(image.pixels), [1, input.height, input.width, 3])
  const { boxes, scores, labels } = await session.run({ image: pixels })
  const expected = await studioDetections(model, image)
  const { scale } = image.window
  const limits = [image.width, image.height, image.width, image.height]
  const edges = Array.from(boxes?.data as Float32Array, (edge, at) => Math.min(edge / scale, limits[at % 4] as number))
  const ids = Array.from(labels?.data as BigInt64Array, (label) => model.description.classes[Number(label)]?.id ?? 0)
  expectSameDetections(rowsOf(ids, scores?.data as Float32Array, edges), expected)
  expect(expected.length).toBeGreaterThan(20)
}

it.each([0, 7, 18])('sample picture %i', async (index) => {
  const { svg, width, height } = sampleScene(index)
  const window = wholeWindow({ width, height }, input)
  const size = { width: Math.round(width * window.scale), height: Math.round(height * window.scale) }
  const pixels = await sharp(Buffer.from(svg))
    .resize(size.width, size.height, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer()
  await compare(cutInput({ pixels, scaled: size, full: { width, height } }, window, input))
})

// Without the photographs beside the project there is nothing to compare on.
it.skipIf(!haveData)('photographs of blood cells', async () => {
  const folder = path.join(dataFolder, 'bccd/JPEGImages')
  for (const name of readdirSync(folder).toSorted().slice(0, 3)) {
    const file = path.join(folder, name)
    const window = wholeWindow(await readSize(file), input)
    await compare(cutInput(await readScaled(file, window.scale), window, input))
  }
})
