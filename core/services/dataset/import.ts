/** Import: recognise, read, probe, place, and one transaction with one undo entry. */
import { StudioError } from '../../api/errors.ts'
import type { ImportRequest } from '../../api/services.ts'
import type { AnnotatedBox } from '../../dataset/annotations.ts'
import { inspectFiles } from '../../dataset/detect.ts'
import { datasetFormats } from '../../dataset/formats/registry.ts'
import { Problems } from '../../dataset/problems.ts'
import type { FormatName, ImportReport } from '../../dataset/report.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { bulkInsert, type ImportedBox } from '../../project/bulkInsert.ts'
import { assertWritable } from '../../project/history.ts'
import { listImages } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import { copyImages, planCopies } from './copyImages.ts'
import { sortImages } from './duplicates.ts'
import { gatherImages } from './gather.ts'
import { openSource, type DiskSource } from './source.ts'

/** Takes a data set into a project. Until its one transaction nothing changes, so that it can be cancelled at any time. */
export async function importDataset(project: Project, request: ImportRequest, job: JobHandle): Promise<ImportReport> {
  const started = performance.now()
  assertWritable(project)
  job.progress(0, null, 'Looking at the files')
  const source = await openSource(request.source, request.images)
  const format = request.format === 'auto' ? await recognise(source, request.source) : request.format
  const annotations = await datasetFormats[format].read(source)
  const problems = new Problems()
  problems.addAll(annotations)
  if (annotations.images.length === 0) throw nothingFound(request.source, format, problems)
  const gathered = await gatherImages(project, source, annotations, problems, job)
  const known = listImages(project)
  const sorted = sortImages(gathered, known, request.copy === true, problems)
  let { added } = sorted
  let takeBack = async () => {}
  if (request.copy) {
    added = planCopies(project, added, new Set(known.map(({ path }) => path)))
    takeBack = await copyImages(project, added, job)
  }
  job.signal.throwIfAborted()
  try {
    const images = added.length + sorted.labelled.length
    const { boxes } = bulkInsert(project, `Import ${images} ${images === 1 ? 'image' : 'images'}`, {
      classes: annotations.classes.map((name) => ({ name })),
      images: added.map((image) => ({
        path: image.path,
        width: image.width,
        height: image.height,
        orientation: image.orientation,
        bytes: image.bytes,
        hash: image.hash,
        state: image.state,
        split: image.annotated.split,
        problem: image.problem,
        boxes: image.boxes.map(toImported),
      })),
      existing: sorted.labelled.map(({ imageId, image }) => ({
        imageId,
        state: image.state,
        boxes: image.boxes.map(toImported),
      })),
    })
    return {
      format,
      images,
      boxes,
      classes: annotations.classes.length,
      duplicates: sorted.duplicates,
      skipped: problems.skipped,
      warnings: problems.warnings,
      seconds: (performance.now() - started) / 1000,
    }
  } catch (error) {
    await takeBack()
    throw error
  }
}

function toImported({ field: _field, ...box }: AnnotatedBox): ImportedBox {
  return box
}

async function recognise(source: DiskSource, named: string): Promise<FormatName> {
  const { candidates, note } = await inspectFiles(source)
  const [first] = candidates
  if (first) return first.format
  const hint = 'Choose a folder with images, or with labels in a known format and their images.'
  throw new StudioError('NO_DATA', note ?? `Nothing to import was found in ${named}.`, hint, { path: named })
}

function nothingFound(named: string, format: FormatName, { skipped }: Problems): StudioError {
  const labels = skipped.length > 0
  const message = labels
    ? `None of the images that the labels in ${named} speak of was found.`
    : `No images were found in ${named}.`
  const hint = labels ? 'Say in which folder the images are.' : 'Choose the folder that holds the images.'
  return new StudioError('NO_DATA', message, hint, { path: named, format, skipped: skipped.slice(0, 100) })
}
