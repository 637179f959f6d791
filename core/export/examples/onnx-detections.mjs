// Detections of an image: node example.mjs IMAGE [LEAST_SCORE]     (npm install onnxruntime-web sharp)
// onnxruntime-web runs in browsers, too; on servers onnxruntime-node is faster and is called the same way.
import { readFile } from 'node:fs/promises'
import * as ort from 'onnxruntime-web'
import sharp from 'sharp'

const card = JSON.parse(await readFile(new URL('card.json', import.meta.url), 'utf8'))
const [file, least = 0.3] = process.argv.slice(2)

// Fit the upright image into the input: scaled, at the top left, grey around it.
const { width, height } = card.input
const grey = { r: 127, g: 127, b: 127 }
const size = (await sharp(file).metadata()).autoOrient
const scale = Math.min(width / size.width, height / size.height)
const [right, bottom] = [width - Math.round(size.width * scale), height - Math.round(size.height * scale)]
const upright = sharp(file).autoOrient().toColourspace('srgb').flatten({ background: grey })
const fitted = upright.resize(width - right, height - bottom, { fit: 'fill', kernel: 'linear' })
const pixels = await fitted.extend({ right, bottom, background: grey }).raw().toBuffer()

const session = await ort.InferenceSession.create(await readFile(new URL('model.onnx', import.meta.url)))
const image = new ort.Tensor('float32', Float32Array.from(pixels), [1, height, width, 3])
const { boxes, scores, labels } = await session.run({ image })
for (const [index, score] of scores.data.entries()) {
  const limits = [size.width, size.height, size.width, size.height]
  const edges = boxes.data.slice(index * 4, index * 4 + 4)
  const box = Array.from(edges, (edge, side) => Math.min(edge / scale, limits[side]).toFixed(1))
  if (score >= least) console.log(card.classes[Number(labels.data[index])].name, score.toFixed(3), ...box)
}
