/**
 * Writes one ONNX model of each kind of network and of each backbone, an image and the studio's own results on it, for
 * check.py:
 *   node build/node24.mjs test/oracles/export/models.ts FOLDER [PART OF A NAME] && python test/oracles/export/check.py FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { onnxDetections, onnxNetwork } from '../../../core/export/onnx/export.ts'
import { backboneNames } from '../../../core/training/config.ts'
import { randomModel, studioDetections, studioPredictions, testImage } from '../../core/export/models.ts'
import { networks } from '../../core/export/networks.ts'
import { startTestBackend } from '../../core/training/fixture.ts'

const out = path.resolve(process.argv[2] ?? '.')
mkdirSync(out, { recursive: true })
await startTestBackend()

const backbones = backboneNames.map((backbone): [string, (typeof networks)[string]] => [
  `the backbone ${backbone}`,
  { backbone, batchNormalisation: backbone === 'csp-nanodet-g' ? 'folded' : 'trained' },
])
const wanted = process.argv[3] ?? ''
for (const [index, [name, network]] of [...Object.entries(networks), ...backbones].entries()) {
  if (!name.includes(wanted)) continue
  tf.engine().startScope()
  const model = randomModel(network, { width: 256, height: 192 })
  const image = testImage(model.description.input, 11)
  const { logits, deltas } = studioPredictions(model, [image])
  const ids = model.description.classes.map(({ id }) => id)
  const detections = (await studioDetections(model, image)).map(({ classId, score, x1, y1, x2, y2 }) => ({
    label: ids.indexOf(classId),
    score,
    box: [x1, y1, x2, y2],
  }))
  const file = path.join(out, String(index))
  writeFileSync(`${file}.network.onnx`, Buffer.concat(onnxNetwork(model)))
  writeFileSync(`${file}.detections.onnx`, Buffer.concat(onnxDetections(model)))
  writeFileSync(`${file}.pixels`, image.pixels)
  writeFileSync(`${file}.logits`, new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength))
  writeFileSync(`${file}.deltas`, new Uint8Array(deltas.buffer, deltas.byteOffset, deltas.byteLength))
  writeFileSync(`${file}.json`, JSON.stringify({ name, input: model.description.input, detections }))
  tf.engine().endScope()
  console.log(name)
}
