/** Detection on command: a run's kept model on any images. */
import * as tf from '@tensorflow/tfjs'
import { toStudioError } from '../api/errors.ts'
import { detectBatch, type DetectorPlan } from '../detection/detector.ts'
import { ImageReader } from '../detection/imageReader.ts'
import { wholeWindow, type ImageSize } from '../detection/letterbox.ts'
import { makeAnchors } from '../model/anchors.ts'
import { makeRetinaNet } from '../model/retinanet.ts'
import { readDescription, readValues } from '../training/modelFolder.ts'
import { startBackend } from './backends.ts'
import type { DetectImage, TrainerCommand, TrainerMessage } from './messages.ts'

type DetectCommand = Extract<TrainerCommand, { kind: 'detect' }>

/** Images that are computed together. */
const batch = 4

/** Detects on each image and sends its detections, or what is wrong with it, until done or cancelled. */
export async function detectCommand(
  command: DetectCommand,
  isCancelled: () => boolean,
  send: (message: TrainerMessage) => void,
): Promise<void> {
  await startBackend(command.backend as Parameters<typeof startBackend>[0])
  const description = await readDescription(command.runFolder)
  const network = makeRetinaNet(description.network, description.classes.length)
  const plan: DetectorPlan = {
    network,
    config: description.network,
    classIds: description.classes.map(({ id }) => id),
    input: description.input,
    settings: { ...description.detection, minimumScore: Math.max(command.minimumScore, 1e-4) },
  }
  const anchors = makeAnchors(plan.config, plan.input.height, plan.input.width)
  const values = await readValues(command.runFolder)
  const weights = new Map(network.parameters.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], shape)]))
  const reader = new ImageReader(plan.input)
  try {
    for (let start = 0; start < command.images.length && !isCancelled(); start += batch) {
      const part = command.images.slice(start, start + batch)
      const inputs = await Promise.all(
        part.map((image) => readOrReport(reader, plan.input, image, command.request, send)),
      )
      const whole = part.flatMap((image, index) => (inputs[index] ? [{ image, input: inputs[index] }] : []))
      if (whole.length === 0) continue
      const found = await detectBatch(
        plan,
        weights,
        whole.map(({ input }) => input),
        anchors,
      )
      for (const [index, { image }] of whole.entries()) {
        const detections = found[index] ?? []
        send({ kind: 'detected', request: command.request, imageId: image.id, detections, problem: null })
      }
      // A cancellation is heard between batches.
      await new Promise(setImmediate)
    }
  } finally {
    tf.dispose([...weights.values()])
  }
}

async function readOrReport(
  reader: ImageReader,
  input: ImageSize,
  { id, file }: DetectImage,
  request: number,
  send: (message: TrainerMessage) => void,
) {
  try {
    return await reader.read({ file, window: wholeWindow(await reader.size(file), input) })
  } catch (error) {
    const problem = toStudioError(error).message
    send({ kind: 'detected', request, imageId: id, detections: [], problem })
    return null
  }
}
