/** A model that was really trained, on tiles of an input that is no square: its export finds what the studio finds. */
import { mkdtemp, readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import * as ort from 'onnxruntime-web'
import { beforeAll, expect, it } from 'vitest'
import { detectCommand } from '../../../core/compute/detectCommand.ts'
import { DetectorKeeper } from '../../../core/compute/loadedDetector.ts'
import type { TrainerMessage } from '../../../core/compute/messages.ts'
import { LookCollector, looksAt, type Look } from '../../../core/detection/imageLooks.ts'
import { ImageReader } from '../../../core/detection/imageReader.ts'
import { exportModel } from '../../../core/services/training/exportModel.ts'
import type { Card } from '../../../core/export/card.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import type { Detection } from '../../../core/training/events.ts'
import { readDescription } from '../../../core/training/modelFolder.ts'
import { readSnapshot } from '../../../core/training/snapshotFile.ts'
import { makeRun, runTraining, startTestBackend } from '../training/fixture.ts'
import { expectSameDetections } from './sameDetections.ts'
import { quietJob, runRecord } from './runFolder.ts'

const input = { width: 96, height: 64 }
const minimumScore = 0.01

beforeAll(startTestBackend)

it('ONNX with detections, tile by tile, is the studio on the whole image', async () => {
  const folder = await makeRun({
    budget: { steps: 30 },
    input,
    tiles: { use: 'on', scale: 1.5, overlap: 32, wholeImage: 'on' },
    network: { heads: { classPrior: 0.2 } },
    detection: { minimumScore, perImage: 30 },
    validation: { everySeconds: 1000 },
  })
  await runTraining(folder)
  const out = path.join(await mkdtemp(path.join(os.tmpdir(), 'focal-trained-')), 'model')
  await exportModel(runRecord(folder), { out, format: 'onnx-detections' }, quietJob)
  const card = JSON.parse(await readFile(path.join(out, 'card.json'), 'utf8')) as Card
  expect(card.input).toMatchObject({ ...input, tiles: { scale: 1.5, overlap: 32, wholeImage: true } })
  const session = await ort.InferenceSession.create(await readFile(path.join(out, 'model.onnx')))

  const { images } = await readSnapshot(folder)
  const expected = await studioFinds(folder, images)
  const { network, classes, detection, tiles } = await readDescription(folder)
  const plan = {
    network: makeRetinaNet(network, classes.length),
    config: network,
    classIds: classes.map(({ id }) => id),
    input,
    settings: detection,
    tiles,
  }
  const reader = new ImageReader(input)
  const collector = new LookCollector(plan)
  for (const image of images) {
    const looks = looksAt(image, plan)
    // Four rows of two tiles, and the whole image.
    expect(looks.length).toBe(9)
    let found: Detection[] | null = null
    for (const look of looks) found = collector.add(look, await onnxFinds(session, card, reader, look))
    const own = expected.get(image.id) ?? []
    expect(own.length).toBeGreaterThan(20)
    expectSameDetections(found ?? [], own)
  }
}, 180_000)

/** Detections of whole images by id. */
async function studioFinds(runFolder: string, images: Array<{ id: number; file: string }>) {
  const messages: TrainerMessage[] = []
  const request = { kind: 'detect', request: 1, runFolder, images, minimumScore, backend: 'auto', threads: 0 } as const
  const detectors = new DetectorKeeper()
  await detectCommand(
    request,
    detectors,
    () => false,
    (message) => messages.push(message),
  )
  detectors.dispose()
  const detected = messages.filter((message) => message.kind === 'detected')
  return new Map(detected.map(({ imageId, detections }) => [imageId, detections]))
}

/** Detections of one window in pixels of its image, as the card says to compute them. */
async function onnxFinds(
  session: ort.InferenceSession,
  card: Card,
  reader: ImageReader,
  { image, window }: Look,
): Promise<Detection[]> {
  const { pixels } = await reader.read({ file: image.file, window })
  const shape = [1, input.height, input.width, 3]
  const results = await session.run({ image: new ort.Tensor('float32', Float32Array.from(pixels), shape) })
  const boxes = results['boxes']?.data as Float32Array
  const labels = results['labels']?.data as BigInt64Array
  const along = (edge: number, start: number, side: number) =>
    Math.min(Math.max((edge + start) / window.scale, 0), side)
  return Array.from(results['scores']?.data as Float32Array, (score, row) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(row * 4)
    return {
      classId: card.classes[Number(labels[row])]?.id ?? 0,
      score,
      x1: along(x1, window.left, image.width),
      y1: along(y1, window.top, image.height),
      x2: along(x2, window.left, image.width),
      y2: along(y2, window.top, image.height),
    }
  })
}
