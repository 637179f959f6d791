/** What a run found, out as COCO results: also of runs that hold another program's detections and no weights. */
import { StudioError } from '../../api/errors.ts'
import type { DetectionsExport } from '../../api/services.ts'
import { detectionFiles } from '../../dataset/detections/write.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { listClasses } from '../../project/classes.ts'
import { listImages } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import { getRun } from '../../project/runs.ts'
import { detectedImages, runSuggestions } from '../../project/suggestions.ts'
import { ExportFolder } from './exportFolder.ts'

/** Writes a folder that appears whole or not at all. @throws NO_DATA when the run has looked at no image. */
export async function exportDetections(
  project: Project,
  { run, out, minimumScore = 0 }: DetectionsExport,
  job: JobHandle,
): Promise<{ images: number; detections: number }> {
  const { name } = getRun(project, run)
  const looked = detectedImages(project, run)
  const images = listImages(project).filter(({ id }) => looked.has(id))
  if (images.length === 0) {
    const hint = 'Detect with it first, on the Review page.'
    throw new StudioError('NO_DATA', `${name} has looked at no image of ${project.name}.`, hint, { run })
  }
  const found = runSuggestions(project, run, [...looked]).filter(({ score }) => score >= minimumScore)
  const byImage = Map.groupBy(found, ({ imageId }) => imageId)
  const set = {
    classes: listClasses(project),
    images: images.map(({ id, path, width, height }) => {
      return { id, name: path, width, height, detections: byImage.get(id) ?? [] }
    }),
  }
  job.progress(0, null, 'Writing')
  const folder = await ExportFolder.open(out, project.path)
  try {
    for (const file of detectionFiles(set)) {
      job.signal.throwIfAborted()
      await folder.write(file)
    }
    await folder.finish()
  } finally {
    await folder.discard()
  }
  const detections = set.images.reduce((total, image) => total + image.detections.length, 0)
  return { images: images.length, detections }
}
