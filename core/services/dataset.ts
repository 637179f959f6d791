/** The data set part of the API: import, export, splits and statistics. */
import path from 'node:path'
import type { Services } from '../api/services.ts'
import type { JobBoard } from '../jobs/jobBoard.ts'
import { assertWritable, historyState } from '../project/history.ts'
import type { BackupKeeper } from './backups/keeper.ts'
import { askSource, isLargeSource } from './dataset/ask/ask.ts'
import { projectBoxFrames } from './dataset/frameQuestion.ts'
import { MovedImages } from './dataset/moved.ts'
import { inspectVideo } from './dataset/video.ts'
import type { ProjectRegistry } from './registry.ts'
import { carryOut } from './work/carryOut.ts'

export function createDatasetServices(
  registry: ProjectRegistry,
  jobs: JobBoard,
  keeper: Pick<BackupKeeper, 'before'>,
): Services['dataset'] {
  const moved = new MovedImages()
  return {
    inspect: (source, images, format) => askSource({ kind: 'inspect', source, images, format }),
    previewImport(id, request) {
      const project = registry.get(id)
      return jobs.start('import-preview', `Compare ${path.basename(request.source)}`, async (job) => ({
        kind: 'import-preview',
        preview: await carryOut(project, 'previewImport', request, { job, large: await isLargeSource(request) }),
      }))
    },
    import(id, request) {
      const project = registry.get(id)
      assertWritable(project)
      return jobs.start('import', `Import ${path.basename(request.source)}`, async (job) => {
        job.progress(0, null, 'Making a backup')
        await keeper.before(project, 'import')
        const large = await isLargeSource(request)
        return { kind: 'import', report: await carryOut(project, 'import', request, { job, large }) }
      })
    },
    importDetections(id, request) {
      const project = registry.get(id)
      assertWritable(project)
      return jobs.start('import-detections', `Import ${path.basename(request.file)}`, (job) =>
        carryOut(project, 'importDetections', request, { job }),
      )
    },
    inspectVideo,
    addVideo(id, request) {
      const project = registry.get(id)
      assertWritable(project)
      return jobs.start('add-video', `Add ${path.basename(request.file)}`, async (job) => ({
        kind: 'add-video',
        report: await carryOut(project, 'addVideo', request, { job }),
      }))
    },
    export(id, request) {
      const project = registry.get(id)
      return jobs.start('export', `Export ${project.name}`, async (job) => ({
        kind: 'export',
        report: await carryOut(project, 'export', request, { job }),
        out: path.resolve(request.out),
      }))
    },
    exportDetections(id, request) {
      const project = registry.get(id)
      return jobs.start('export-detections', `Export detections of ${project.name}`, async (job) => ({
        kind: 'export-detections',
        ...(await carryOut(project, 'exportDetections', request, { job })),
        out: path.resolve(request.out),
      }))
    },
    lookAlikes(id) {
      const project = registry.get(id)
      return jobs.start('look-alikes', 'Look for near-duplicates', async (job) => ({
        kind: 'look-alikes',
        found: await carryOut(project, 'lookAlikes', undefined, { job }),
      }))
    },
    split: (id, parts) => carryOut(registry.get(id), 'split', parts),
    splitFromFile: (id, file) => carryOut(registry.get(id), 'splitFromFile', file),
    frameQuestion: (source, images, format) => askSource({ kind: 'frameQuestion', source, images, format }),
    boxFrames: (id, images) => projectBoxFrames(registry.get(id), id, images),
    async turnBoxes(id, to, images) {
      const project = registry.get(id)
      await carryOut(project, 'turnBoxes', { to, ...(images === undefined ? {} : { images }) })
      return historyState(project)
    },
    findMoved(id, folder, quick) {
      const project = registry.get(id)
      return jobs.start('find-moved', 'Look for moved images', async (job) => ({
        kind: 'find-moved',
        found: await moved.find(project, folder, quick, job),
      }))
    },
    relink: (id, request) => moved.relink(registry.get(id), request),
    statistics: (id) => carryOut(registry.get(id), 'statistics', undefined),
  }
}
