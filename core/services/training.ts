/** The training part of the API: plans, runs and their stories. */
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import type { Services } from '../api/services.ts'
import type { RunSummary, Settings } from '../api/types.ts'
import type { JobBoard } from '../jobs/jobBoard.ts'
import type { TrainingQueue } from '../jobs/trainingQueue.ts'
import { classNames } from '../project/classes.ts'
import { assertWritable } from '../project/history.ts'
import type { Project } from '../project/project.ts'
import { getRun, listRuns, removeRun, updateRun } from '../project/runs.ts'
import { presets } from '../training/presets/index.ts'
import type { ProjectRegistry } from './registry.ts'
import { runSummary } from './runSummary.ts'
import { withComputeChoices } from './training/computeChoices.ts'
import { exportModel } from './training/exportModel.ts'
import { importModelFile } from './training/importModel.ts'
import { readSnapshotFile } from './training/snapshot.ts'
import { readWeightsInThread } from './weights/inThread.ts'
import { carryOut } from './work/carryOut.ts'

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
      const config = withComputeChoices(parts.settings(), overrides)
      const request = { preset, config, ...(continueFrom === undefined ? {} : { continueFrom }) }
      return carryOut(registry.get(id), 'plan', request)
    },
    fitAnchors(id, preset, overrides) {
      const project = registry.get(id)
      const request = { preset, config: withComputeChoices(parts.settings(), overrides) }
      return jobs.start('fit-anchors', 'Fit anchors to the boxes', async (job) => ({
        kind: 'fit-anchors',
        fit: await carryOut(project, 'fitAnchors', request, { job }),
      }))
    },
    inspectWeights(id, file, preset, overrides) {
      const names = classNames(registry.get(id)).map(({ name }) => name)
      return jobs.start('inspect-weights', `Read ${path.basename(file)}`, async ({ signal }) => {
        const order = { kind: 'inspect', file: path.resolve(file), preset, overrides, classNames: names } as const
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
      const config = withComputeChoices(parts.settings(), request.config)
      const run = await carryOut(project, 'startRun', { ...request, config })
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
