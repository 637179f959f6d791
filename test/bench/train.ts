/**
 * Trains a run folder through the trainer process, as the engine does, and prints what it says; then scores the kept
 * model on the test part (or on validation where there is none):
 * node build/node24.mjs test/bench/train.ts FOLDER
 */
import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { trainerEnvironment } from '../../core/compute/environment.ts'
import type { TrainerCommand, TrainerMessage } from '../../core/compute/messages.ts'
import { evaluateImages, scoresOf } from '../../core/evaluation/scores.ts'
import type { Detection, TrainEvent } from '../../core/training/events.ts'
import type { Snapshot } from '../../core/training/snapshot.ts'

const folder = path.resolve(process.argv[2] ?? '')
const snapshot = JSON.parse(readFileSync(path.join(folder, 'snapshot.json'), 'utf8')) as Snapshot
const worker = fork(path.resolve(import.meta.dirname, '../../core/compute/worker.ts'), [], {
  serialization: 'advanced',
  env: { ...process.env, ...trainerEnvironment(snapshot.config.threads, snapshot.config.precision) },
})
const send = (command: TrainerCommand) => worker.send(command)
const parts = snapshot.images.some(({ split }) => split === 'test') ? 'test' : 'val'
const images = snapshot.images.filter(({ split }) => split === parts)
const found = new Map<number, Detection[]>()
let detectStart = 0

worker.on('message', (message: TrainerMessage) => {
  if (message.kind === 'ready') send({ kind: 'train', runFolder: folder })
  else if (message.kind === 'event') report(message.event)
  else if (message.kind === 'detected') found.set(message.imageId, message.detections)
  else if (message.kind === 'done') finish()
  else console.error(message)
})

function report(event: TrainEvent): void {
  if (event.kind === 'step') {
    if (event.step % 20 !== 0 && event.step > 3) return
    const { step, seconds, classLoss, boxLoss, learningRate } = event
    console.log(
      `step ${step} ${seconds.toFixed(1)} s class ${classLoss.toFixed(3)} box ${boxLoss.toFixed(3)} rate ${learningRate.toExponential(2)}`,
    )
  } else if (event.kind === 'evaluation') {
    const { ap, ap50, ap75 } = event.scores
    console.log(
      `== ${event.step} at ${event.seconds.toFixed(0)} s: AP ${ap.toFixed(3)} AP50 ${ap50.toFixed(3)} AP75 ${ap75.toFixed(3)}`,
      event.best,
    )
  } else console.log(JSON.stringify(event).slice(0, 600))
  if (event.kind === 'failed') worker.disconnect()
  if (event.kind !== 'finished') return
  detectStart = performance.now()
  const files = images.map(({ id, file }) => ({ id, file }))
  send({
    kind: 'detect',
    request: 1,
    runFolder: folder,
    images: files,
    minimumScore: 0.01,
    backend: 'auto',
    threads: 0,
  })
}

function finish(): void {
  const classIds = snapshot.classes.map(({ id }) => id)
  const scored = images.map(({ id, boxes }) => ({ id, labels: boxes, detections: found.get(id) ?? [] }))
  const scores = scoresOf(evaluateImages(scored, classIds), snapshot.classes)
  const milliseconds = (performance.now() - detectStart) / images.length
  console.log(parts, JSON.stringify(scores), `${milliseconds.toFixed(0)} ms an image`)
  worker.disconnect()
}
