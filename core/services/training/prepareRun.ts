/** Plans of trainings, and runs made ready by them. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import type { StartTraining } from '../../api/services.ts'
import type { AnchorFit, TrainingPlan } from '../../api/types.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { listClasses } from '../../project/classes.ts'
import { assertWritable } from '../../project/history.ts'
import type { Project } from '../../project/project.ts'
import { appendRunEvents } from '../../project/runEvents.ts'
import { addRun, getRun, listRuns, removeRun } from '../../project/runs.ts'
import type { TrainingConfigInput } from '../../training/config.ts'
import { mergeOverrides } from '../../training/resolveConfig.ts'
import { fitToBoxes } from './fitAnchors.ts'
import { importedPreset } from './importModel.ts'
import { makePlan } from './plan.ts'
import { settle } from './settle.ts'
import { readSnapshotFile, writeSnapshot } from './snapshot.ts'
import type { EarlierRun } from './startWarnings.ts'
import { readTrainingSet, storeProposedParts } from './trainingSet.ts'

/** Settings, with what the person chose for this computer filled in. */
export type PlanRequest = Pick<StartTraining, 'preset' | 'config' | 'continueFrom'>

/** What a training would do. @throws BAD_INPUT for wrong settings. */
export function planTraining(project: Project, request: PlanRequest): TrainingPlan {
  return planOf(project, request).plan
}

/** Fits anchors to the training boxes. @throws NO_DATA without any. */
export function fitAnchorsOf(project: Project, request: PlanRequest, job: JobHandle): Promise<AnchorFit> {
  const classes = listClasses(project)
  const settled = settle(readTrainingSet(project), classes, request.preset, request.config)
  return fitToBoxes(settled, classes, job)
}

/**
 * Makes a run with its snapshot, ready to be put in line.
 * @throws NO_DATA when there is nothing to train on, BAD_INPUT for wrong settings.
 */
export function startRun(project: Project, request: StartTraining): number {
  assertWritable(project)
  const { set, classes, plan } = planOf(project, request)
  const problem = plan.warnings.find((warning) => warning.severity === 'error')
  if (problem) throw new StudioError('NO_DATA', problem.text, undefined, { warning: problem.code })
  const continueFrom = request.continueFrom === undefined ? null : trainedFolder(project, request.continueFrom)
  const note = storeProposedParts(project, set)
  const name = request.name?.trim() ?? ''
  const run = addRun(project, {
    name: name === '' ? nextName(project) : name,
    status: 'queued',
    preset: request.preset,
    config: plan.config,
    trainImages: plan.trainImages,
    valImages: plan.valImages,
    continuedFrom: request.continueFrom ?? null,
  })
  try {
    writeSnapshot(project, run.folder, { set, classes, config: plan.config, continueFrom })
  } catch (error) {
    removeRun(project, run.id)
    throw error
  }
  if (note !== null) appendRunEvents(project, run.id, [{ kind: 'note', text: note }])
  return run.id
}

function planOf(project: Project, request: PlanRequest) {
  const set = readTrainingSet(project)
  const classes = listClasses(project)
  const earlier = request.continueFrom === undefined ? null : earlierRun(project, request.continueFrom)
  const plan = makePlan(set, classes, request.preset, withImportedNetwork(project, request), earlier)
  return { set, classes, plan }
}

function earlierRun(project: Project, runId: number): EarlierRun {
  const run = getRun(project, runId)
  const classNames = readSnapshotFile(run.folder).classes.map(({ name }) => name)
  return { name: run.name, network: run.config.network, classNames }
}

/** A run from an imported model has that model's network, whatever the preset: nothing of it would fit another. */
function withImportedNetwork(project: Project, { continueFrom, config }: PlanRequest): TrainingConfigInput {
  const run = continueFrom === undefined ? null : getRun(project, continueFrom)
  if (run?.preset !== importedPreset) return config
  return mergeOverrides<TrainingConfigInput>({ network: run.config.network }, config)
}

function trainedFolder(project: Project, runId: number): string {
  const run = getRun(project, runId)
  if (existsSync(path.join(run.folder, 'model.json'))) return run.folder
  throw new StudioError('NOT_FOUND', `${run.name} has no trained weights to continue from.`, undefined, { run: runId })
}

/** "Run 4": one more than the highest number so far. */
function nextName(project: Project): string {
  const [newest] = listRuns(project)
  return `Run ${(newest?.id ?? 0) + 1}`
}
