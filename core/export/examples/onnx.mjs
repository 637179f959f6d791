// Detections of an image: node example.mjs IMAGE [LEAST_SCORE]     (npm install onnxruntime-web sharp)
// onnxruntime-web runs in browsers, too; on servers onnxruntime-node is faster and is called the same way.
import { readFile } from 'node:fs/promises'
import * as ort from 'onnxruntime-web'
import sharp from 'sharp'

const read = (name) => readFile(new URL(name, import.meta.url))
const load = async (name) => ort.InferenceSession.create(await read(name))
const { classes, input } = JSON.parse(await read('card.json'))
const [file, least = 0.3] = process.argv.slice(2)

// Fit the upright image into the input: scaled, at the top left, grey around it.
const { width, height } = (await sharp(file).metadata()).autoOrient
const scale = Math.min(input.width / width, input.height / height)
const [across, down] = [width, height].map((side) => Math.round(side * scale) || 1)
const how = { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false, background: '#7f7f7f' }
const scaled = sharp(file).autoOrient().flatten(how).resize(across, down, how).raw()
const pixels = await scaled.extend({ right: input.width - across, bottom: input.height - down, ...how }).toBuffer()

const [network, ending] = [await load('model.onnx'), await load('detections.onnx')]
const image = new ort.Tensor('float32', Float32Array.from(pixels), [1, input.height, input.width, 3])
const { boxes, scores, labels } = await ending.run(await network.run({ image }, ['class_logits', 'box_deltas']))
const limit = (edge, side) => Math.min(edge / scale, side % 2 ? height : width).toFixed(1)
const box = (index) => Array.from(boxes.data.subarray(index * 4, index * 4 + 4), limit)
for (const [index, score] of scores.data.entries())
  if (score >= least) console.log(classes[labels.data[index]].name, score.toFixed(3), ...box(index))
