/** Gives a trained model out as a folder of its own: the model, its card, and examples of its use. */
import { existsSync } from 'node:fs'
import { copyFile, readdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { StudioError, toStudioError } from '../../api/errors.ts'
import type { ModelExport } from '../../api/services.ts'
import { makeCard } from '../../export/card.ts'
import { cardFile, exportedFiles, exportFormats, readmeFile } from '../../export/formats.ts'
import { writeInThread } from '../../export/inThread.ts'
import { readme } from '../../export/readme.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import type { RunRecord } from '../../project/runs.ts'
import { modelFileName, readDescription, weightsFileName } from '../../training/modelFolder.ts'
import { Staging } from '../staging/staging.ts'
import { readSnapshotFile } from './snapshot.ts'
import { startingWeights } from './startingWeights.ts'

const examplesFolder = fileURLToPath(new URL('../../export/examples/', import.meta.url))

/**
 * Writes the folder under a temporary name and renames it, so that it appears whole or not at all.
 * @returns how many files it has. @throws NOT_FOUND without a trained model, CONFLICT when `out` holds something:
 * an earlier export makes way when `replace` says so, anything else never does. `project` is the folder of the project.
 */
export async function exportModel(
  run: RunRecord,
  request: ModelExport,
  job: JobHandle,
  project?: string,
): Promise<number> {
  const { format, replace = false, half = false, input } = request
  if (!existsSync(path.join(run.folder, modelFileName)) || !existsSync(path.join(run.folder, weightsFileName))) {
    const hint = 'Train until the first evaluation; the weights are kept from then on.'
    throw new StudioError('NOT_FOUND', `${run.name} has no trained weights yet.`, hint, { run: run.id })
  }
  if (input && format === 'studio') {
    const hint = 'Choose ONNX or TensorFlow.js for another size.'
    throw new StudioError('BAD_INPUT', 'The studio’s own form keeps the input that the model was trained with.', hint)
  }
  const target = path.resolve(request.out)
  await assertFree(target, replace)
  const staging = await makeStaging(target, project)
  try {
    await writeInThread(
      { modelFolder: run.folder, format, half, input, target: staging.folder },
      (message) => job.progress(0, null, message),
      job.signal,
    )
    job.progress(0, null, 'Writing the card')
    await writeCompanions(run, request, staging.folder)
    await assertFree(target, replace)
    job.signal.throwIfAborted()
    await staging.finish()
  } finally {
    await staging.discard()
  }
  return exportedFiles(format).length
}

/** Card, README and examples. */
async function writeCompanions(run: RunRecord, request: ModelExport, folder: string): Promise<void> {
  const { format, half = false, input } = request
  const snapshot = readSnapshotFile(run.folder)
  const description = await readDescription(run.folder)
  const startedFrom = startingWeights(snapshot)
  const card = makeCard({ format, half, input, description, run, snapshot, startedFrom, exportedAt: new Date() })
  await writeFile(path.join(folder, cardFile), `${JSON.stringify(card, null, 2)}\n`, { flush: true })
  await writeFile(path.join(folder, readmeFile), readme(card), { flush: true })
  for (const [name, source] of Object.entries(exportFormats[format].examples)) {
    await copyFile(path.join(examplesFolder, source), path.join(folder, name))
  }
}

async function makeStaging(target: string, project: string | undefined): Promise<Staging> {
  try {
    return await Staging.begin(target, project)
  } catch (error) {
    const { code, hint } = toStudioError(error)
    throw new StudioError(code, `${path.dirname(target)} cannot be written to.`, hint, { path: target }, error)
  }
}

const everyFile = new Set(
  (Object.keys(exportFormats) as Array<keyof typeof exportFormats>).flatMap((format) => exportedFiles(format)),
)

/** An earlier export may be replaced when asked for; anything else in the way is not touched. */
async function assertFree(target: string, replace: boolean): Promise<void> {
  const found = await stat(target).catch(() => null)
  if (found === null) return
  const hint = 'Choose a new or an empty folder.'
  if (!found.isDirectory()) throw new StudioError('CONFLICT', `${target} is a file.`, hint, { path: target })
  const entries = await readdir(target)
  const foreign = entries.find((name) => !everyFile.has(name))
  if (foreign !== undefined) {
    throw new StudioError('CONFLICT', `${target} holds other files, such as ${foreign}.`, hint, { path: target })
  }
  if (entries.length > 0 && !replace) {
    throw new StudioError(
      'CONFLICT',
      `${target} holds an exported model already.`,
      'Choose another folder, or say that it may be replaced.',
      { path: target, replaceable: true },
    )
  }
}
