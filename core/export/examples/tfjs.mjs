// Detections of an image: node example.mjs IMAGE [LEAST_SCORE]     (npm install @tensorflow/tfjs sharp)
// In a browser the model is one call, tf.loadGraphModel('model.json'), and the pixels come from a canvas.
import { readFile } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs'
import sharp from 'sharp'

const { classes, detection, input } = JSON.parse(await readFile(new URL('card.json', import.meta.url)))
const [file, least = 0.3] = process.argv.slice(2)

// Fit the upright image into the input: scaled, at the top left, grey around it.
const { width, height } = (await sharp(file).metadata()).autoOrient
const scale = Math.min(input.width / width, input.height / height)
const [across, down] = [width, height].map((side) => Math.round(side * scale) || 1)
const how = { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false, background: '#7f7f7f' }
const scaled = sharp(file).autoOrient().flatten(how).resize(across, down, how).raw()
const pixels = await scaled.extend({ right: input.width - across, bottom: input.height - down, ...how }).toBuffer()

const fetchFunc = async (url) => new Response(await readFile(new URL(url)))
const model = await tf.loadGraphModel(tf.io.browserHTTPRequest(import.meta.resolve('./model.json'), { fetchFunc }))
const { scores, boxes } = model.predict(tf.tensor4d(Float32Array.from(pixels), [1, input.height, input.width, 3]))

// Of each class, the boxes that no better one overlaps too much; boxes of different classes are moved far apart.
const apart = tf.add(boxes.reshape([-1, 1, 4]), tf.range(0, classes.length).mul(1e4).reshape([-1, 1])).reshape([-1, 4])
const kept = tf.image.nonMaxSuppression(apart, scores.flatten(), detection.perImage, detection.nmsIou, Number(least))
const edge = (place, side) => boxes.dataSync()[Math.floor(place / classes.length) * 4 + side] / scale
const box = (place) => [width, height, width, height].map((end, side) => Math.min(edge(place, side), end).toFixed(1))
for (const place of kept.dataSync())
  console.log(classes[place % classes.length].name, scores.dataSync()[place].toFixed(3), ...box(place))
