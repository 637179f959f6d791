/**
 * A trained model in onnxruntime beside the studio, on real validation images. Trains the quick preset for some steps,
 * exports it as ONNX in both forms, and compares logits, deltas and detections image by image:
 *   node build/node24.mjs test/bench/export/run.ts [SET] [STEPS] [IMAGES]       (bccd 60 20)
 * Native onnxruntime is asked through FOCAL_STUDIO_PYTHON (pip install onnxruntime numpy). Ends with 1 when a score
 * differs by more than 1e-4, a box by more than half a pixel, or the detections are not the same in the same order.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startBackend } from '../../../core/compute/backends.ts'
import { publishedWeights } from '../../../core/compute/publishedWeights.ts'
import { ImageReader } from '../../../core/detection/imageReader.ts'
import { wholeWindow } from '../../../core/detection/letterbox.ts'
import type { InputImage } from '../../../core/detection/preprocess.ts'
import { writeModelFiles } from '../../../core/export/writeModel.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { TrainingControl } from '../../../core/training/control.ts'
import { readDescription, readValues } from '../../../core/training/modelFolder.ts'
import type { Snapshot } from '../../../core/training/snapshot.ts'
import { train } from '../../../core/training/train.ts'
import { studioDetections, studioPredictions } from '../../core/export/models.ts'
import { readDataSet } from '../makeSnapshot.ts'

const [set = 'bccd', steps = '60', count = '20'] = process.argv.slice(2)
const folder = mkdtempSync(path.join(os.tmpdir(), 'focal-export-bench-'))
const { classes, images } = await readDataSet(set)
const validation = images.filter(({ split }) => split === 'val').slice(0, Number(count))
const snapshot: Snapshot = {
  classes: classes.map((name, index) => ({ id: index + 1, name, color: '#808080' })),
  images: [...images.filter(({ split }) => split === 'train'), ...validation],
  config: trainingConfig.parse({ budget: { steps: Number(steps) } }),
  continueFrom: null,
  createdAt: new Date().toISOString(),
  software: {},
  hardware: {},
}
writeFileSync(path.join(folder, 'snapshot.json'), JSON.stringify(snapshot))

await startBackend('auto')
const control = new TrainingControl()
for await (const event of train({ folder, backend: 'bench', control, pretrained: publishedWeights })) {
  if (event.kind === 'evaluation') console.log(`step ${event.step}: AP50 ${event.scores.ap50.toFixed(3)}`)
}

for (const format of ['onnx', 'onnx-detections'] as const) {
  const target = path.join(folder, format)
  mkdirSync(target)
  await writeModelFiles({ modelFolder: folder, format, half: false, target }, () => undefined)
}

const model = { description: await readDescription(folder), values: await readValues(folder) }
const { input, classes: outputs } = model.description
const reader = new ImageReader(input)
const inputs: InputImage[] = []
for (const { file, width, height } of validation) {
  inputs.push(await reader.read({ file, window: wholeWindow({ width, height }, input) }))
}
const expected = []
for (const [index, image] of inputs.entries()) {
  writeFileSync(path.join(folder, `${index}.pixels`), image.pixels)
  const { logits, deltas } = studioPredictions(model, [image])
  writeFileSync(
    path.join(folder, `${index}.logits`),
    new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength),
  )
  writeFileSync(
    path.join(folder, `${index}.deltas`),
    new Uint8Array(deltas.buffer, deltas.byteOffset, deltas.byteLength),
  )
  const found = await studioDetections(model, image)
  const { scale } = image.window
  expected.push({
    limits: [image.width, image.height, image.width, image.height],
    scale,
    labels: found.map(({ classId }) => outputs.findIndex(({ id }) => id === classId)),
    scores: found.map(({ score }) => score),
    boxes: found.map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]),
  })
}
writeFileSync(path.join(folder, 'expected.json'), JSON.stringify({ input, expected }))
const python = process.env['FOCAL_STUDIO_PYTHON'] ?? 'python3'
try {
  execFileSync(python, [path.join(import.meta.dirname, 'compare.py'), folder], { stdio: 'inherit' })
} finally {
  rmSync(folder, { recursive: true })
}
