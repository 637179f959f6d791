/** The data set part of the API: import, export, splits and statistics. */
import path from 'node:path'
import type { Services } from '../api/services.ts'
import { inspectFiles } from '../dataset/detect.ts'
import { datasetStatistics } from '../dataset/statistics.ts'
import type { JobBoard } from '../jobs/jobBoard.ts'
import { boxesByImage } from '../project/boxes.ts'
import { listClasses } from '../project/classes.ts'
import { turnBoxes } from '../project/boxFrames.ts'
import { assertWritable, historyState } from '../project/history.ts'
import { listImages } from '../project/images.ts'
import type { BackupKeeper } from './backups/keeper.ts'
import { exportDataset } from './dataset/export.ts'
import { importDataset, previewImport } from './dataset/import.ts'
import { frameQuestion, projectBoxFrames } from './dataset/frameQuestion.ts'
import { findLookAlikes } from './dataset/lookAlikes.ts'
import { MovedImages } from './dataset/moved.ts'
import { openSource } from './dataset/source.ts'
import { addVideo, inspectVideo } from './dataset/video.ts'
import { splitProject, splitProjectFromFile } from './dataset/split.ts'
import type { ProjectRegistry } from './registry.ts'

export function createDatasetServices(
  registry: ProjectRegistry,
  jobs: JobBoard,
  keeper: Pick<BackupKeeper, 'before'>,
): Services['dataset'] {
  const moved = new MovedImages()
  return {
    async inspect(named, images, format) {
      const source = await openSource(named, images)
      return inspectFiles(source, format).finally(() => source.close())
    },
    previewImport(id, request) {
      const project = registry.get(id)
      return jobs.start('import-preview', `Compare ${path.basename(request.source)}`, async (job) => ({
        kind: 'import-preview',
        preview: await previewImport(project, request, job),
      }))
    },
    import(id, request) {
      const project = registry.get(id)
      assertWritable(project)
      return jobs.start('import', `Import ${path.basename(request.source)}`, async (job) => {
        job.progress(0, null, 'Making a backup')
        await keeper.before(project, 'import')
        return { kind: 'import', report: await importDataset(project, request, job) }
      })
    },
    inspectVideo,
    addVideo(id, request) {
      const project = registry.get(id)
      assertWritable(project)
      return jobs.start('add-video', `Add ${path.basename(request.file)}`, async (job) => ({
        kind: 'add-video',
        report: await addVideo(project, request, job),
      }))
    },
    export(id, out, format) {
      const project = registry.get(id)
      return jobs.start('export', `Export ${project.name}`, async (job) => ({
        kind: 'export',
        report: await exportDataset(project, out, format, job),
        out: path.resolve(out),
      }))
    },
    lookAlikes(id) {
      const project = registry.get(id)
      return jobs.start('look-alikes', 'Look for near-duplicates', async (job) => ({
        kind: 'look-alikes',
        found: await findLookAlikes(project, job),
      }))
    },
    split: (id, parts) => splitProject(registry.get(id), parts),
    splitFromFile: (id, file) => splitProjectFromFile(registry.get(id), file),
    frameQuestion,
    boxFrames: (id) => projectBoxFrames(registry.get(id), id),
    turnBoxes(id, to) {
      const project = registry.get(id)
      turnBoxes(project, to)
      return historyState(project)
    },
    findMoved(id, folder, quick) {
      const project = registry.get(id)
      return jobs.start('find-moved', 'Look for moved images', async (job) => ({
        kind: 'find-moved',
        found: await moved.find(project, folder, quick, job),
      }))
    },
    relink: (id, search, doubtful) => moved.relink(registry.get(id), search, doubtful),
    statistics(id) {
      const project = registry.get(id)
      const boxes = [...boxesByImage(project).values()].flat()
      return datasetStatistics(listImages(project), listClasses(project), boxes)
    },
  }
}
