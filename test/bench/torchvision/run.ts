/**
 * Final detections of torchvision's RetinaNets at full size, in the studio and in PyTorch with the same weights:
 *   node build/node24.mjs test/bench/torchvision/run.ts [v1|v2] [WIDTH HEIGHT]       (v1 608 400: 1216 x 800 inside)
 * Needs a Python with torch and torchvision: FOCAL_STUDIO_PYTHON names it. The studio (float32) and PyTorch's own float32
 * are both held against PyTorch's float64; of each pair of detections that has changed places, the scores in float64 tell
 * whether float32 can tell them apart at all.
 */
import * as tf from '@tensorflow/tfjs'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { startBackend } from '../../../core/compute/backends.ts'
import { detectPadded } from '../../../core/detection/detectPadded.ts'
import { padToShortestSide } from '../../../core/detection/shortestSide.ts'
import { recognise } from '../../../core/model/recognise/recognise.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { detectionConfig } from '../../../core/training/config.ts'
import { importedResize } from '../../../core/training/importModel.ts'
import { golden, picture, storedTensors } from '../../core/model/torchvisionGolden.ts'
import { compare, type Found } from './compare.ts'

const [version = 'v1', width = '608', height = '400'] = process.argv.slice(2)
if (version !== 'v1' && version !== 'v2') throw new Error(`${version} is not v1 or v2.`)
const full = { width: Number(width), height: Number(height) }

const oracle = path.resolve(import.meta.dirname, '../../oracles/weights/torchvision_detectors.py')
const python = process.env['FOCAL_STUDIO_PYTHON'] ?? 'python3'
const printed = execFileSync(python, [oracle, '--full', version, width, height], { maxBuffer: 1 << 28 })
const { float32, float64 } = JSON.parse(printed.toString()) as Record<'float32' | 'float64', Found>

await startBackend('tensorflow')
const classNames = Array.from({ length: 91 }, (_, index) => `output ${index}`)
const file = recognise(storedTensors(golden[version]), `${version}.pth`, classNames)
const network = makeRetinaNet(file.network, classNames.length)
const { values } = file.take(network.parameters, file.network, classNames)
const weights = new Map(network.parameters.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], shape)]))
const image = padToShortestSide(picture(full.width, full.height, 0), full, importedResize)
const plan = {
  network,
  config: file.network,
  classIds: classNames.map((_, index) => index),
  input: image.input,
  settings: detectionConfig.parse({ minimumScore: 0.05, perLevel: 1000, nmsIou: 0.5, perImage: 300 }),
  tiles: null,
}
const found = await detectPadded(plan, weights, image, full)
const studio: Found = {
  boxes: found.map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]),
  scores: found.map(({ score }) => score),
  labels: found.map(({ classId }) => classId),
}

console.log(`torchvision ${version}, ${image.content.width} x ${image.content.height}, against its float64:`)
console.log(`studio            ${compare(studio, float64)}`)
console.log(`PyTorch float32   ${compare(float32, float64)}`)
console.log(`studio against PyTorch float32: ${compare(studio, float32)}`)
