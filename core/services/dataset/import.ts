/** Import: recognise, read, probe, place, and one transaction with one undo entry. */
import { StudioError } from '../../api/errors.ts'
import type { ImportRequest } from '../../api/services.ts'
import type { AnnotatedBox, DatasetAnnotations } from '../../dataset/annotations.ts'
import { inspectFiles } from '../../dataset/detect.ts'
import { datasetFormats } from '../../dataset/formats/registry.ts'
import { Problems } from '../../dataset/problems.ts'
import { mapClasses } from '../../dataset/mapClasses.ts'
import type { MergeChoice } from '../../dataset/merge.ts'
import type { FormatName, ImportPreview, ImportReport } from '../../dataset/report.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { bulkInsert, type ImportedBox } from '../../project/bulkInsert.ts'
import { assertWritable } from '../../project/history.ts'
import { listImages } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import { copyImages, planCopies } from './copyImages.ts'
import { sortImages, type SortedImages } from './duplicates.ts'
import { gatherImages } from './gather.ts'
import { namedBoxes } from './projectLabels.ts'
import { openSource, type DiskSource } from './source.ts'

interface Prepared {
  format: FormatName
  annotations: DatasetAnnotations
  problems: Problems
  sorted: SortedImages
}

/** Everything up to the point where something would change. */
async function prepare(project: Project, request: ImportRequest, job: JobHandle): Promise<Prepared> {
  job.progress(0, null, 'Looking at the files')
  const source = await openSource(request.source, request.images)
  const format = request.format === 'auto' ? await recognise(source, request.source) : request.format
  const annotations = mapClasses(await datasetFormats[format].read(source), request.classes ?? {})
  const problems = new Problems()
  problems.addAll(annotations)
  if (annotations.images.length === 0) throw nothingFound(request.source, format, problems)
  const gathered = await gatherImages(project, source, annotations, problems, job, request.boxFrame)
  const sorted = sortImages(gathered, listImages(project), namedBoxes(project), request.merge ?? 'mine', problems)
  return { format, annotations, problems, sorted }
}

/** What an import would change; nothing is changed. */
export async function previewImport(project: Project, request: ImportRequest, job: JobHandle): Promise<ImportPreview> {
  const { format, problems, sorted } = await prepare(project, { ...request, merge: 'mine' }, job)
  const boxesOf = (images: ReadonlyArray<{ boxes: readonly unknown[] }>) => sum(images.map(({ boxes }) => boxes.length))
  const { added, relabelled, conflicts, duplicates } = sorted
  return {
    format,
    added: { images: added.length, boxes: boxesOf(added) },
    firstLabels: { images: relabelled.length, boxes: boxesOf(relabelled) },
    unchanged: duplicates - conflicts.length,
    changed: {
      images: conflicts.length,
      same: sum(conflicts.map(({ same }) => same)),
      onlyMine: sum(conflicts.map(({ onlyMine }) => onlyMine)),
      onlyTheirs: sum(conflicts.map(({ onlyTheirs }) => onlyTheirs)),
    },
    examples: conflicts.slice(0, 50),
    skipped: problems.skipped.length,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Takes a data set into a project. Until its one transaction nothing changes, so that it can be cancelled at any time. */
export async function importDataset(project: Project, request: ImportRequest, job: JobHandle): Promise<ImportReport> {
  const started = performance.now()
  assertWritable(project)
  const { format, annotations, problems, sorted } = await prepare(project, request, job)
  tellKept(sorted, request.merge ?? 'mine', problems)
  let { added } = sorted
  let takeBack = async () => {}
  if (request.copy) {
    added = planCopies(project, added, new Set(listImages(project).map(({ path }) => path)))
    takeBack = await copyImages(project, added, job)
  }
  job.signal.throwIfAborted()
  try {
    const images = added.length + sorted.relabelled.length
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
        boxFrame: image.boxFrame,
        boxUnit: image.annotated.unit,
      })),
      existing: sorted.relabelled.map(({ imageId, image, boxes, replace }) => ({
        imageId,
        state: image.state,
        boxes: boxes.map(toImported),
        replace,
        boxFrame: image.boxFrame,
        boxUnit: image.annotated.unit,
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

/** Images whose other labels were left as they are are named, as the person may want to choose again. */
function tellKept({ conflicts }: SortedImages, choice: MergeChoice, problems: Problems): void {
  if (choice !== 'mine') return
  for (const { image, onlyMine, onlyTheirs } of conflicts) {
    const reason = `The project has other labels for it, which were kept (${onlyMine} boxes only there, ${onlyTheirs} only here).`
    problems.warn(image, null, reason)
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
