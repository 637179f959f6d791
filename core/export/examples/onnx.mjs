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
const { class_logits: logits, box_deltas: deltas, anchors } = await session.run({ image })

// Candidates above the least score, best first; their boxes are the anchors, moved and stretched by the deltas.
const classes = card.classes.length
const limits = [width, height, width, height]
function candidate(logit, index) {
  const at = Math.floor(index / classes) * 4
  const [x1, y1, x2, y2] = anchors.data.slice(at, at + 4)
  const [dx, dy, dw, dh] = deltas.data.slice(at, at + 4)
  const [x, y] = [(x1 + x2) / 2 + dx * (x2 - x1), (y1 + y2) / 2 + dy * (y2 - y1)]
  const stretch = (delta) => Math.exp(Math.min(delta, Math.log(1000 / 16))) / 2
  const [w, h] = [stretch(dw) * (x2 - x1), stretch(dh) * (y2 - y1)]
  const box = [x - w, y - h, x + w, y + h].map((edge, side) => Math.min(Math.max(edge, 0), limits[side]))
  return { label: index % classes, score: 1 / (1 + Math.exp(-logit)), box }
}
const threshold = -Math.log(1 / least - 1)
const above = [...logits.data.entries()].filter(([, logit]) => logit >= threshold)
const best = above.toSorted(([, a], [, b]) => b - a).slice(0, 1000)

// Keep a box unless a better one of its class overlaps it too much.
function overlap([ax1, ay1, ax2, ay2], [bx1, by1, bx2, by2]) {
  const shared =
    Math.max(0, Math.min(ax2, bx2) - Math.max(ax1, bx1)) * Math.max(0, Math.min(ay2, by2) - Math.max(ay1, by1))
  return shared / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared)
}
const kept = []
for (const one of best.map(([index, logit]) => candidate(logit, index))) {
  const beaten = kept.some(({ label, box }) => label === one.label && overlap(box, one.box) > card.detection.nmsIou)
  if (!beaten) kept.push(one)
}
for (const { label, score, box } of kept.slice(0, card.detection.perImage)) {
  const ends = [size.width, size.height, size.width, size.height]
  const edges = box.map((edge, side) => Math.min(edge / scale, ends[side]).toFixed(1))
  console.log(card.classes[label].name, score.toFixed(3), ...edges)
}
