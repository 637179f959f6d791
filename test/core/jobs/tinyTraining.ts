/** A project with a tiny data set, and settings with which a real training of it takes milliseconds a step. */
import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { findNativeBinding } from '../../../core/compute/nativeLocation.ts'
import { createEngine, type Engine } from '../../../core/engine.ts'
import type { TrainingConfigInput } from '../../../core/training/config.ts'
import type { StoredTrainEvent, TrainEvent } from '../../../core/training/events.ts'
import { writeSquares } from '../../fixtures/squares.ts'

export const BOXES = 18

export function tinySettings(steps: number): TrainingConfigInput {
  return {
    network: { pretrained: false, pyramid: { width: 16 }, heads: { width: 16, depth: 1 } },
    input: { width: 96, height: 64 },
    batch: 2,
    augmentation: { variants: 1 },
    budget: { steps },
    backend: findNativeBinding() ? 'tensorflow' : 'cpu',
    threads: 1,
  }
}

/** An engine with data of its own. */
export function engineIn(folder: string): Engine {
  return createEngine({ host: 'web', dataFolder: path.join(folder, 'data') })
}

/** A folder with squares.focal: twelve labelled images. */
export async function tinyProject(): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'focal-tiny-'))
  await writeSquares(path.join(folder, 'pictures'), 12)
  const engine = engineIn(folder)
  const { services, jobs } = engine
  const { id } = services.projects.create(folder, 'squares')
  const job = services.dataset.import(id, { source: path.join(folder, 'pictures'), format: 'coco' })
  const { error } = await jobs.finished(job.id)
  if (error) throw new Error(error.message)
  await engine.close()
  return folder
}

/** Reads a run's events until one is right. */
export async function eventOf<Kind extends TrainEvent['kind']>(
  events: AsyncIterable<StoredTrainEvent>,
  kind: Kind,
  isRight: (event: Extract<StoredTrainEvent, { kind: Kind }>) => boolean = () => true,
): Promise<Extract<StoredTrainEvent, { kind: Kind }>> {
  for await (const event of events) {
    if (event.kind === 'failed') throw new Error(event.error.message)
    if (event.kind !== kind) continue
    const found = event as Extract<StoredTrainEvent, { kind: Kind }>
    if (isRight(found)) return found
  }
  throw new Error(`The run ended without "${kind}".`)
}
