/** A detector from a file as a run of the project: it can detect at once, and trainings can go on from it. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import type { ModelImportRequest } from '../../api/services.ts'
import type { JobResult } from '../../api/types.ts'
import { ensureClass, listClasses } from '../../project/classes.ts'
import { recordChange } from '../../project/history.ts'
import type { Project } from '../../project/project.ts'
import { addRun, removeRun, updateRun } from '../../project/runs.ts'
import type { ClassRecord } from '../../project/types.ts'
import { modelFileName, weightsFileName } from '../../training/modelFolder.ts'
import { resolveConfig } from '../../training/resolveConfig.ts'
import { readWeightsInThread } from '../weights/inThread.ts'
import { writeSnapshot } from './snapshot.ts'
import { noTrainingSet } from './trainingSet.ts'

const startInstead =
  'A training can start from it: choose it as the starting point on the Train page, or focal-studio train PROJECT --weights FILE.'

/** What an imported run has in place of a preset. */
export const importedPreset = 'imported'

/**
 * Adds the run. Its classes are those that the project has by name; where it has none of them, or all are wanted, the
 * file's classes are added to the project. Rejects with what is wrong with the file.
 */
export async function importModelFile(
  project: Project,
  { file, name, classNames = [], allClasses = false }: ModelImportRequest,
  signal: AbortSignal,
): Promise<JobResult> {
  const source = path.resolve(file)
  const names = classNames.length > 0 ? classNames : null
  const known = await readWeightsInThread({ kind: 'classes', file: source, names }, signal)
  if (known.length === 0) {
    const hint = startInstead
    throw new StudioError('UNSUPPORTED', `${file} holds a backbone without a detector.`, hint, { file })
  }
  const common = listClasses(project).filter(({ name }) => known.includes(name))
  const classes = allClasses || common.length === 0 ? addClasses(project, known) : common
  const run = addRun(project, {
    name: name ?? nameOf(source),
    status: 'running',
    preset: importedPreset,
    config: resolveConfig('quick', {}),
  })
  try {
    const listed = classes.map(({ id, name }) => ({ id, name }))
    const order = { kind: 'import', file: source, names, classes: listed, folder: run.folder } as const
    const { title, settings } = await readWeightsInThread(order, signal)
    const config = resolveConfig('quick', settings)
    writeSnapshot(project, run.folder, { set: noTrainingSet, classes, config, continueFrom: null })
    updateRun(project, run.id, { status: 'finished', config, progress: 1, bestStep: 0 })
    return { kind: 'import-model', run: run.id, title, classes: listed.map(({ name }) => name) }
  } catch (error) {
    removeRun(project, run.id)
    throw error
  }
}

/** A model of the studio is named by its folder, other programs' by their file. */
function nameOf(source: string): string {
  if (existsSync(path.join(source, modelFileName))) return path.basename(source)
  if ([modelFileName, weightsFileName].includes(path.basename(source))) return path.basename(path.dirname(source))
  return path.parse(source).name
}

function addClasses(project: Project, names: readonly string[]): ClassRecord[] {
  recordChange(project, `Add the ${names.length} classes of a model`, (change) => {
    for (const name of names) ensureClass(change, name)
  })
  return listClasses(project).filter(({ name }) => names.includes(name))
}
