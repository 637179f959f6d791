/** Import: recognise, read, probe, place, and one transaction with one undo entry. */
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import type { ImportRequest } from '../../api/services.ts'
import type { DatasetAnnotations } from '../../dataset/annotations.ts'
import { recogniseFormats } from '../../dataset/detect.ts'
import { datasetFormats } from '../../dataset/formats/registry.ts'
import { Problems } from '../../dataset/problems.ts'
import { tellUnread } from '../../dataset/unreadPictures.ts'
import { boundClasses } from '../../dataset/boundClasses.ts'
import { mapClasses } from '../../dataset/mapClasses.ts'
import type { FormatName, ImportPreview, ImportReport } from '../../dataset/report.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { bulkInsert, type BulkImages, type ExistingImage } from '../../project/bulkInsert.ts'
import { assertWritable } from '../../project/history.ts'
import { listKnownImages } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import type { NewPlace } from '../../project/relink.ts'
import { splitPagePath } from '../../images/pages.ts'
import { copyImages, planCopies, type Copies } from './copyImages.ts'
import { sortImages, type Relabelled, type SortedImages } from './duplicates.ts'
import { takeOutPictures } from './embedded.ts'
import { gatherImages, type GatheredImage } from './gather.ts'
import { HeicPictures } from './heic.ts'
import { namedBoxesOf } from './projectLabels.ts'
import { nothingFound, tellFoundAgain, tellGuessed, tellKept, tellStaleTags, titleOf } from './importWords.ts'
import { missingTwins } from './missingTwins.ts'
import { openSource, type DiskSource } from './source.ts'

interface Prepared {
  format: FormatName
  annotations: DatasetAnnotations
  problems: Problems
  sorted: SortedImages
  /** Images whose files go when the import has ended, unless they are copied. */
  passing: ReadonlySet<GatheredImage>
  /** Those of them whose pictures were inside label files. */
  takenOut: ReadonlySet<GatheredImage>
  /** Images of the project whose files were missing, and are here. */
  foundAgain: NewPlace[]
  discard(): Promise<void>
}

/** Everything up to the point where something would change. */
async function prepare(
  project: Project,
  request: ImportRequest,
  job: JobHandle,
  mayWrite: () => Promise<void>,
): Promise<Prepared> {
  job.progress(0, null, 'Looking at the files')
  const source = await openSource(request.source, request.images, path.join(project.path, 'images'))
  try {
    return await gatherAll(project, request, job, source, mayWrite)
  } catch (error) {
    await source.close()
    throw error
  }
}

async function gatherAll(
  project: Project,
  request: ImportRequest,
  job: JobHandle,
  source: DiskSource,
  mayWrite: () => Promise<void>,
): Promise<Prepared> {
  const { format, note } =
    request.format === 'auto' ? await recognise(source, request.source) : { format: request.format, note: null }
  const read = boundClasses(mapClasses(await datasetFormats[format].read(source), request.classes ?? {}))
  const takes = request.embedded === true && read.embedded !== undefined
  const { annotations, places, discard } = takes
    ? await takeOutPictures(project, read, job)
    : { annotations: read, places: new Map<string, string>(), discard: async () => {} }
  const heic = new HeicPictures(path.join(project.path, 'images'))
  try {
    const problems = new Problems()
    problems.addAll(annotations)
    const unread = tellUnread(source.unread, source.images)
    for (const { file, reason } of unread) problems.skip(file, null, reason)
    for (const { file, reason } of source.leftOut) problems.skip(file, null, reason)
    if (note !== null) problems.warn('', null, note)
    tellGuessed(source.guessed, problems)
    if (annotations.images.length === 0) throw nothingFound(request.source, format, problems, unread[0]?.reason)
    const imagePath = async (image: string) =>
      heic.readable(image, places.get(image) ?? (await source.imagePath(image)))
    const misnamed = (image: string, file: string) => heic.misnamed(image, file)
    const placed = { ...source, imagePath, misnamed }
    const gathered = await gatherImages(project, placed, annotations, problems, job, request.boxFrame)
    // What the project has must not change any more from here on.
    await mayWrite()
    const sorted = sortImages(
      gathered,
      listKnownImages(project),
      namedBoxesOf(project),
      request.merge ?? 'mine',
      problems,
    )
    const takenOut = new Set(sorted.added.filter(({ annotated }) => places.has(splitPagePath(annotated.image).file)))
    const converted = sorted.added.filter(({ annotated }) => heic.converted.has(annotated.image))
    const passing = source.passing ? new Set(sorted.added) : new Set([...takenOut, ...converted])
    for (const { annotated } of converted)
      problems.warn(annotated.image, null, 'It was saved into the project as a JPEG.')
    // Files that are copied or go away again are no new place.
    const stays = ({ annotated: { image } }: GatheredImage) =>
      !places.has(splitPagePath(image).file) && !heic.converted.has(image)
    const candidates =
      source.passing || request.copy === true ? [] : sorted.elsewhere.filter(({ image }) => stays(image))
    const foundAgain = await missingTwins(project, candidates, job)
    const leave = () => Promise.all([discard(), heic.discard(), source.close()]).then(() => undefined)
    return { format, annotations, problems, sorted, takenOut, foundAgain, passing, discard: leave }
  } catch (error) {
    await heic.discard()
    await discard()
    throw error
  }
}

/** What an import would change; nothing is changed. */
export async function previewImport(project: Project, request: ImportRequest, job: JobHandle): Promise<ImportPreview> {
  const { format, problems, sorted, foundAgain, discard } = await prepare(
    project,
    { ...request, merge: 'mine' },
    job,
    async () => {},
  )
  await discard()
  const boxesOf = (images: ReadonlyArray<{ boxes: readonly unknown[] }>) => sum(images.map(({ boxes }) => boxes.length))
  const { added, relabelled, conflicts, duplicates } = sorted
  return {
    format,
    added: { images: added.length, boxes: boxesOf(added) },
    firstLabels: { images: relabelled.length, boxes: boxesOf(relabelled) },
    unchanged: duplicates - conflicts.length,
    foundAgain: foundAgain.length,
    changed: {
      images: conflicts.length,
      same: sum(conflicts.map(({ same }) => same)),
      onlyMine: sum(conflicts.map(({ onlyMine }) => onlyMine)),
      onlyTheirs: sum(conflicts.map(({ onlyTheirs }) => onlyTheirs)),
    },
    examples: conflicts.slice(0, 50),
    skipped: problems.skipped,
    warnings: problems.warnings,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/**
 * Takes a data set into a project. Until its one transaction nothing changes, so that it can be cancelled at any time.
 * `mayWrite` is awaited once everything is read: it resolves when nobody else writes.
 */
export async function importDataset(
  project: Project,
  request: ImportRequest,
  job: JobHandle,
  mayWrite: () => Promise<void> = async () => {},
): Promise<ImportReport> {
  const started = performance.now()
  assertWritable(project)
  const prepared = await prepare(project, request, job, mayWrite)
  try {
    return await store(project, request, job, prepared, started)
  } finally {
    await prepared.discard()
  }
}

async function store(
  project: Project,
  request: ImportRequest,
  job: JobHandle,
  { format, annotations, problems, sorted, passing, takenOut, foundAgain }: Prepared,
  started: number,
): Promise<ImportReport> {
  tellKept(sorted, request.merge ?? 'mine', problems)
  tellStaleTags([...sorted.added, ...sorted.relabelled.map(({ image }) => image)], problems)
  const { added, copies } = await copyWanted(project, sorted.added, request.copy ? null : passing, job)
  for (const { annotated } of takenOut) {
    problems.warn(annotated.labels ?? annotated.image, null, 'Its picture was saved into the project’s folder.')
  }
  tellFoundAgain(foundAgain, problems)
  const images = added.length + sorted.relabelled.length
  let boxes: number
  try {
    job.signal.throwIfAborted()
    const stored = bulkInsert(project, titleOf(images, foundAgain.length), {
      relink: foundAgain,
      classes: annotations.classes.map((name) => ({ name })),
      images: added.map(asNewImage),
      existing: sorted.relabelled.map(asExistingImage),
    })
    boxes = stored.boxes
  } catch (error) {
    await copies.takeBack()
    throw error
  }
  await copies.keep()
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
}

/** Copies images into the project: those named, or all where none are. The images then have the paths of their copies. */
async function copyWanted(
  project: Project,
  images: readonly GatheredImage[],
  wanted: ReadonlySet<GatheredImage> | null,
  job: JobHandle,
): Promise<{ added: readonly GatheredImage[]; copies: Copies }> {
  const copied = wanted === null ? images : images.filter((image) => wanted.has(image))
  if (copied.length === 0) return { added: images, copies: { keep: async () => {}, takeBack: async () => {} } }
  const planned = await planCopies(project, copied, new Set(listKnownImages(project).map(({ path }) => path)))
  const byImage = new Map(copied.map((image, index) => [image, planned[index] ?? image]))
  return { added: images.map((image) => byImage.get(image) ?? image), copies: await copyImages(project, planned, job) }
}

function asNewImage(image: GatheredImage): BulkImages['images'][number] {
  const { path, width, height, orientation, bytes, hash, problem, preview, fingerprint } = image
  const { state, boxes, boxFrame, staleTag, annotated } = image
  const { split, unit } = annotated
  const facts = { path, width, height, orientation, bytes, hash, problem, preview, fingerprint }
  return { ...facts, state, split, boxes, boxFrame, staleTag, boxUnit: unit }
}

function asExistingImage({ imageId, image, boxes, replace }: Relabelled): ExistingImage {
  const { state, boxFrame, staleTag, annotated } = image
  return { imageId, state, boxes, replace, boxFrame, staleTag, boxUnit: annotated.unit }
}

/** `note`: why labels that seem to be there were not recognised. */
async function recognise(source: DiskSource, named: string): Promise<{ format: FormatName; note: string | null }> {
  const { candidates, note } = await recogniseFormats(source)
  const [first] = candidates
  if (first) return { format: first.format, note }
  const hint = 'Choose a folder with images, or with labels in a known format and their images.'
  throw new StudioError('NO_DATA', note ?? `Nothing to import was found in ${named}.`, hint, { path: named })
}
