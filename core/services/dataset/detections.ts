/** Takes another program's detections into a project: as suggestions of a run of their own, to review, score or accept. */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { StudioError, toStudioError } from '../../api/errors.ts'
import type { DetectionsRequest } from '../../api/services.ts'
import type { JobResult } from '../../api/types.ts'
import { isDetections, meaningOf, readDetections, sharedBy, type Meaning } from '../../dataset/detections/read.ts'
import { nameHints } from '../../dataset/entries.ts'
import { isCoco } from '../../dataset/formats/coco/file.ts'
import { ImageIndex } from '../../dataset/imageIndex.ts'
import { jsonFault, parseJson } from '../../dataset/json.ts'
import { placeBoxes } from '../../dataset/placement.ts'
import { Problems } from '../../dataset/problems.ts'
import { LARGEST_DATASET_FILE } from '../../dataset/source.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { ensureClass, listClasses } from '../../project/classes.ts'
import { assertWritable, recordChange } from '../../project/history.ts'
import { listImages } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import { DETECTIONS_PRESET } from '../../review/detectionsPreset.ts'
import { addRun, removeRun, updateRun } from '../../project/runs.ts'
import { storeDetections } from '../../project/suggestions.ts'
import type { Detection } from '../../training/events.ts'
import { resolveConfig } from '../../training/resolveConfig.ts'
import { writeSnapshot } from '../training/snapshot.ts'
import { noTrainingSet } from '../training/trainingSet.ts'

const FILES_TO_TRY = 20

/**
 * Adds a run with the detections. The numbers of images and classes are those of `dataset`, else of the COCO file beside
 * it that fits best. Images that the file speaks of count as looked at, so that the run can be scored on them.
 * @throws BAD_INPUT for another kind of file, NO_DATA when none of its images is in the project.
 */
export async function importDetections(
  project: Project,
  { file, dataset, name }: DetectionsRequest,
  job: JobHandle,
  mayWrite: () => Promise<void> = async () => {},
): Promise<Extract<JobResult, { kind: 'import-detections' }>> {
  const started = performance.now()
  assertWritable(project)
  const source = path.resolve(file)
  const label = path.basename(source)
  job.progress(0, null, `Reading ${label}`)
  const rows = await readJsonFile(source)
  if (!isDetections(rows)) {
    const hint = 'It is a JSON list of image_id, category_id, bbox and score.'
    throw new StudioError('BAD_INPUT', `${label} does not hold detections in COCO’s form.`, hint, { path: source })
  }
  const meaning = await findMeaning(project, source, rows, dataset)
  await mayWrite()
  const problems = new Problems()
  const read = readDetections(label, rows, meaning, problems)
  const images = listImages(project)
  const byPath = new Map(images.map((image) => [image.path, image]))
  const index = new ImageIndex(images.map((image) => image.path))
  // Images that the data set lists and no row names were looked at without a find.
  const looked = new Map([...meaning.images.values()].map(({ name, size }) => [name, { name, size, boxes: [] }]))
  const all = [...new Map([...looked, ...read.map((one) => [one.name, one] as const)]).values()]
  const found = all.flatMap((detected) => {
    const place = index.findOne({ labelFile: '', hints: nameHints(detected.name) })
    const image = place === null ? undefined : byPath.get(place)
    if (!image) {
      if (detected.boxes.length > 0) problems.skip(label, `image "${detected.name}"`, 'The project has no such image.')
      return []
    }
    const { size, boxes } = detected
    const annotated = { image: image.path, labels: label, unit: 'pixels', size, boxes, split: null } as const
    return [{ image, boxes: image.width === 0 ? [] : placeBoxes(annotated, image, problems) }]
  })
  if (found.length === 0) {
    const hint = 'Import the images first.'
    throw new StudioError('NO_DATA', `None of the images in ${label} is in ${project.name}.`, hint, { path: source })
  }
  job.signal.throwIfAborted()
  const ids = classIds(project, new Set(found.flatMap(({ boxes }) => boxes.map(({ className }) => className))))
  const run = addRun(project, {
    name: name ?? path.basename(label, path.extname(label)),
    status: 'running',
    preset: DETECTIONS_PRESET,
    config: resolveConfig('quick', {}),
  })
  try {
    writeSnapshot(project, run.folder, {
      set: noTrainingSet,
      classes: listClasses(project),
      config: run.config,
      continueFrom: null,
    })
    const stored = found.map(({ image, boxes }) => ({
      imageId: image.id,
      detections: boxes.map((box): Detection => {
        const { x1, y1, x2, y2, className, attributes } = box
        return { x1, y1, x2, y2, classId: ids.get(className) ?? 0, score: Number(attributes['score']) }
      }),
    }))
    storeDetections(project, run.id, stored)
    updateRun(project, run.id, { status: 'finished', progress: 1 })
    const report = {
      format: 'detections',
      images: found.length,
      boxes: stored.reduce((total, { detections }) => total + detections.length, 0),
      classes: ids.size,
      duplicates: 0,
      skipped: problems.skipped,
      warnings: problems.warnings,
      seconds: (performance.now() - started) / 1000,
    }
    return { kind: 'import-detections', run: run.id, report }
  } catch (error) {
    removeRun(project, run.id)
    throw error
  }
}

async function findMeaning(
  project: Project,
  source: string,
  rows: readonly unknown[],
  dataset: string | undefined,
): Promise<Meaning> {
  const files = dataset === undefined ? await filesBeside(source) : [path.resolve(dataset)]
  let best: { meaning: Meaning; share: number } | null = null
  for (const file of files) {
    const value = dataset === undefined ? await readJsonFile(file).catch(() => null) : await readJsonFile(file)
    if (!isCoco(value)) continue
    const meaning = meaningOf(value)
    const share = sharedBy(rows, meaning)
    if (share > (best?.share ?? 0)) best = { meaning, share }
  }
  if (best) return best.meaning
  // The studio's own detections name their files, and number classes as the project does.
  const named = rows.every((row) => typeof (row as { file_name?: unknown }).file_name === 'string')
  if (named && dataset === undefined) {
    return { images: new Map(), categories: new Map(listClasses(project).map(({ id, name }) => [String(id), name])) }
  }
  const message = `${path.basename(source)} names images and classes by numbers that no COCO file explains.`
  const hint = 'Name the COCO file of images and categories that the detections were made with.'
  throw new StudioError('BAD_INPUT', message, hint, { path: source })
}

async function filesBeside(source: string): Promise<string[]> {
  const folder = path.dirname(source)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== path.basename(source))
  return names
    .sort()
    .slice(0, FILES_TO_TRY)
    .map((name) => path.join(folder, name))
}

/** @throws BROKEN_FILE for what is no JSON or too large, and errors of the file system. */
async function readJsonFile(file: string): Promise<unknown> {
  const name = path.basename(file)
  const { size } = await stat(file).catch((error: unknown) => {
    throw toStudioError(error)
  })
  if (size > LARGEST_DATASET_FILE) {
    throw new StudioError('BROKEN_FILE', `${name} is too large to be read.`, 'Split it.', { path: file, size })
  }
  const text = await readFile(file, 'utf8')
  try {
    return parseJson(text)
  } catch (error) {
    throw new StudioError('BROKEN_FILE', `${name} could not be read.`, jsonFault(error), { path: file }, error)
  }
}

function classIds(project: Project, names: ReadonlySet<string>): Map<string, number> {
  const known = new Set(listClasses(project).map(({ name }) => name))
  const missing = [...names].filter((name) => !known.has(name))
  if (missing.length > 0) {
    const what = missing.length === 1 ? 'a class' : `${missing.length} classes`
    recordChange(project, `Add ${what} of detections`, (change) => {
      for (const name of missing) ensureClass(change, name)
    })
  }
  return new Map(listClasses(project).flatMap(({ id, name }) => (names.has(name) ? [[name, id] as const] : [])))
}
