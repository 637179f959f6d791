// Detections of an image: node example.mjs IMAGE [LEAST_SCORE]     (npm install @tensorflow/tfjs sharp)
// In a browser the model is one call, tf.loadGraphModel('model.json'), and the pixels come from a canvas.
import { readFile } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs'
import sharp from 'sharp'

const read = (name) => readFile(new URL(name, import.meta.url))
const [card, topology] = await Promise.all(
  ['card.json', 'model.json'].map(async (name) => JSON.parse(await read(name))),
)
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

const [{ paths, weights: weightSpecs }] = topology.weightsManifest
const weightData = new Uint8Array(await read(paths[0])).buffer
const model = await tf.loadGraphModel(tf.io.fromMemory({ ...topology, weightSpecs, weightData }))
const image = tf.tensor4d(Float32Array.from(pixels), [1, height, width, 3])
const predicted = model.predict(image)
const [scores, boxes] = [predicted.scores.squeeze([0]), predicted.boxes.squeeze([0])]

// Of each class, the best boxes that no better one overlaps too much; then the best of all.
const { nmsIou, perImage } = card.detection
const found = []
for (const { index, name } of card.classes) {
  const own = scores.slice([0, index], [-1, 1]).flatten()
  const kept = await tf.image.nonMaxSuppressionAsync(boxes, own, perImage, nmsIou, Number(least))
  const [values, corners] = [await own.gather(kept).data(), await boxes.gather(kept).array()]
  found.push(...corners.map((box, row) => ({ name, score: values[row], box })))
}
for (const { name, score, box } of found.toSorted((a, b) => b.score - a.score).slice(0, perImage)) {
  const limits = [size.width, size.height, size.width, size.height]
  console.log(name, score.toFixed(3), ...box.map((edge, side) => Math.min(edge / scale, limits[side]).toFixed(1)))
}
