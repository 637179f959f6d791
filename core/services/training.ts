/** The training part of the API: plans, runs and their stories. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import type { Services, StartTraining } from '../api/services.ts'
import type { RunSummary, Settings } from '../api/types.ts'
import type { JobBoard } from '../jobs/jobBoard.ts'
import type { TrainingQueue } from '../jobs/trainingQueue.ts'
import { listClasses } from '../project/classes.ts'
import { assertWritable } from '../project/history.ts'
import type { Project } from '../project/project.ts'
import { appendRunEvents } from '../project/runEvents.ts'
import { addRun, getRun, listRuns, removeRun, updateRun } from '../project/runs.ts'
import type { TrainingConfigInput } from '../training/config.ts'
import { presets } from '../training/presets/index.ts'
import { mergeOverrides } from '../training/resolveConfig.ts'
import type { ProjectRegistry } from './registry.ts'
import { runSummary } from './runSummary.ts'
import { withComputeChoices } from './training/computeChoices.ts'
import { exportModel } from './training/exportModel.ts'
import { fitToBoxes } from './training/fitAnchors.ts'
import { makePlan } from './training/plan.ts'
import { importedPreset, importModelFile } from './training/importModel.ts'
import { settle } from './training/settle.ts'
import type { EarlierRun } from './training/startWarnings.ts'
import { readSnapshotFile, writeSnapshot } from './training/snapshot.ts'
import { readTrainingSet, storeProposedParts } from './training/trainingSet.ts'
import { readWeightsInThread } from './weights/inThread.ts'

export interface TrainingParts {
  registry: ProjectRegistry
  queue: TrainingQueue
  jobs: JobBoard
  /** The person's settings, as they are now. */
  settings: () => Settings
}

export function createTrainingServices(parts: TrainingParts): Services['training'] {
  const { registry, queue, jobs } = parts
  const summaryOf = (project: Project, run: number): RunSummary => runSummary(getRun(project, run))
  return {
    presets: () => [...presets],
    plan(id, preset, overrides, continueFrom) {
      const project = registry.get(id)
      const config = withComputeChoices(parts.settings(), overrides)
      return planOf(project, { preset, config, ...(continueFrom === undefined ? {} : { continueFrom }) }).plan
    },
    fitAnchors(id, preset, overrides) {
      const project = registry.get(id)
      const settled = settle(
        readTrainingSet(project),
        listClasses(project),
        preset,
        withComputeChoices(parts.settings(), overrides),
      )
      return jobs.start('fit-anchors', 'Fit anchors to the boxes', async (job) => ({
        kind: 'fit-anchors',
        fit: await fitToBoxes(settled, listClasses(project), job),
      }))
    },
    inspectWeights(id, file, preset, overrides) {
      const classNames = listClasses(registry.get(id)).map(({ name }) => name)
      return jobs.start('inspect-weights', `Read ${path.basename(file)}`, async ({ signal }) => {
        const order = { kind: 'inspect', file: path.resolve(file), preset, overrides, classNames } as const
        return { kind: 'inspect-weights', weights: await readWeightsInThread(order, signal) }
      })
    },
    importModel(id, request) {
      const project = registry.get(id)
      assertWritable(project)
      return jobs.start('import-model', `Import ${path.basename(request.file)}`, ({ signal }) =>
        importModelFile(project, request, signal),
      )
    },
    async start(id, request) {
      const project = registry.get(id)
      const run = startRun(project, { ...request, config: withComputeChoices(parts.settings(), request.config) })
      queue.add(project, run)
      return summaryOf(project, run)
    },
    pause: (id, run) => queue.pause(registry.get(id), run),
    async resume(id, run) {
      const project = registry.get(id)
      queue.resume(project, run)
      return summaryOf(project, run)
    },
    stop: (id, run) => queue.stop(registry.get(id), run),
    runs: (id) => listRuns(registry.get(id)).map(runSummary),
    run(id, runId) {
      const run = getRun(registry.get(id), runId)
      const { classes, software, hardware } = readSnapshotFile(run.folder)
      return { ...runSummary(run), config: run.config, classes, software, hardware, folder: run.folder }
    },
    rename: (id, run, name) => runSummary(updateRun(registry.get(id), run, { name })),
    remove(id, run) {
      const project = registry.get(id)
      if (queue.isBusy(project, run)) {
        throw new StudioError('CONFLICT', `${getRun(project, run).name} is training.`, 'Stop it first.', { run })
      }
      removeRun(project, run)
    },
    events: (id, run, after, signal) => queue.events(registry.get(id), run, after, signal),
    exportModel(id, runId, request) {
      const project = registry.get(id)
      const run = getRun(project, runId)
      return jobs.start('export-model', `Export ${run.name}`, async (job) => {
        const files = await exportModel(run, request, job, project.path)
        return { kind: 'export-model', out: path.resolve(request.out), files }
      })
    },
  }
}

/**
 * Makes a run with its snapshot, ready to be put in line.
 * @throws NO_DATA when there is nothing to train on, BAD_INPUT for wrong settings.
 */
function startRun(project: Project, request: StartTraining): number {
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

function planOf(project: Project, request: StartTraining) {
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
function withImportedNetwork(project: Project, { continueFrom, config }: StartTraining): TrainingConfigInput {
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
