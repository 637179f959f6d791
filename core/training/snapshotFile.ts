/** The snapshot in a run's folder, as the trainer reads it. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import { trainingConfig, type TrainingConfigInput } from './config.ts'
import type { Snapshot } from './snapshot.ts'

/** The run's snapshot, with settings checked. Throws NOT_FOUND or BROKEN_FILE. */
export async function readSnapshot(folder: string): Promise<Snapshot> {
  const file = path.join(folder, 'snapshot.json')
  const hint = 'Start a new training.'
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StudioError('NOT_FOUND', `The run has no snapshot: ${file}.`, hint, { file }, error)
  })
  try {
    const snapshot = JSON.parse(text) as Snapshot
    // Runs from before a setting existed go on without it.
    const before: TrainingConfigInput = { tiles: { use: 'off' } }
    return { ...snapshot, config: trainingConfig.parse({ ...before, ...snapshot.config }) }
  } catch (error) {
    throw new StudioError('BROKEN_FILE', `${file} is not the snapshot of a run.`, hint, { file }, error)
  }
}
