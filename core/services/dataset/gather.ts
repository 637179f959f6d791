/** From annotations to what the project stores: real sizes, hashes, placed boxes. */
import path from 'node:path'
import { toStudioError } from '../../api/errors.ts'
import { unlabelled, type DatasetBox, type AnnotatedImage, type DatasetAnnotations } from '../../dataset/annotations.ts'
import { frameOf } from '../../dataset/frameReading.ts'
import { placeBoxes } from '../../dataset/placement.ts'
import type { Problems } from '../../dataset/problems.ts'
import { extensionOf } from '../../dataset/source.ts'
import { pagePath } from '../../images/pages.ts'
import { probeBroken } from '../../images/probe.ts'
import { ProbedFiles, type FileFacts } from '../../images/probedFiles.ts'
import { tiffPages } from '../../images/tiff/pages.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { findImageByPath } from '../../project/images.ts'
import { storedImagePath } from '../../project/paths.ts'
import type { Project } from '../../project/project.ts'
import type { BoxFrame, ImageState } from '../../project/types.ts'
import type { DiskSource } from './source.ts'

/** Pictures read at a time: enough to keep two cores and a disk busy. */
const AT_ONCE = 4

export interface GatheredImage extends FileFacts {
  /** What the labels say of it, its boxes aside. */
  annotated: Omit<AnnotatedImage, 'boxes'>
  /** Absolute path of the source's file. */
  file: string
  /** As the project stores it. */
  path: string
  boxes: DatasetBox[]
  state: ImageState
  /** How its boxes were read where there was a choice; null where there was none. */
  boxFrame: BoxFrame | null
  /** Its labels fit it only without its rotation tag. */
  staleTag: boolean
}

/** Where pictures come from. */
export interface PictureSource extends DiskSource {
  /** A file that can be read instead of one whose name says another kind than it is; null where there is none. */
  misnamed(image: string, file: string): Promise<string | null>
}

/** What every image is gathered with. */
interface Gathering {
  project: Project
  source: PictureSource
  probed: ProbedFiles
  problems: Problems
  signal: AbortSignal
  /** The frame of boxes in photos with a rotation tag whose labels do not tell it. */
  otherwise: BoxFrame | undefined
}

/**
 * Probes and hashes every image, in order. Damaged images are kept with their problem; what is no image is skipped with
 * the reason. The images are taken out of `annotations` on the way, so that their boxes are in memory once. `otherwise`
 * is the frame of boxes in photos with a rotation tag whose labels do not tell it.
 */
export async function gatherImages(
  project: Project,
  source: PictureSource,
  annotations: DatasetAnnotations,
  problems: Problems,
  job: JobHandle,
  otherwise?: BoxFrame,
): Promise<GatheredImage[]> {
  const waiting = annotations.images.splice(0).reverse()
  const total = waiting.length
  const gathered: GatheredImage[][] = Array.from({ length: total }, () => [])
  const probed = new ProbedFiles(path.join(project.path, 'cache'))
  const gathering = { project, source, probed, problems, signal: job.signal, otherwise }
  let done = 0
  const work = async () => {
    for (let annotated = waiting.pop(); annotated; annotated = waiting.pop()) {
      job.signal.throwIfAborted()
      const index = total - waiting.length - 1
      const { image } = annotated
      gathered[index] = await gatherFile(gathering, annotated)
      job.progress(++done, total, `Reading ${image}`)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    probed.close()
  }
  return gathered.flat()
}

/** The pictures in a file: one, or the pages of a TIFF, of which the first one has the labels. */
async function gatherFile(gathering: Gathering, annotated: AnnotatedImage): Promise<GatheredImage[]> {
  const { project, source, problems, signal } = gathering
  let file: string
  try {
    file = await source.imagePath(annotated.image)
  } catch (error) {
    problems.skip(annotated.image, null, toStudioError(error).message)
    return []
  }
  const pages = extensionOf(file).startsWith('.tif') ? await readablePages(file) : []
  if (pages.length < 2) return gatherPicture(gathering, annotated, file)
  const [first, ...rest] = pages
  // Projects from before pages were told apart have the first one under the file's own path.
  const known = findImageByPath(project, storedImagePath(project, file))
  const found = known
    ? await gatherPicture(gathering, annotated, file)
    : await gatherPicture(
        gathering,
        { ...annotated, image: pagePath(annotated.image, first ?? 1) },
        pagePath(file, first ?? 1),
      )
  for (const page of rest) {
    signal.throwIfAborted()
    const picture = unlabelled(pagePath(annotated.image, page), annotated.split)
    found.push(...(await gatherPicture(gathering, picture, pagePath(file, page))))
  }
  const unsaid = annotated.labels === null ? '' : ` The labels in ${annotated.labels} went to the first one.`
  problems.warn(annotated.image, null, `Each of its ${pages.length} pages became an image.${unsaid}`)
  return found
}

/** None where the file cannot be read: probing tells why. */
async function readablePages(file: string): Promise<number[]> {
  return tiffPages(file).catch(() => [])
}

/** None, with the reason in the report, for what is no image. */
async function gatherPicture(
  { project, source, probed, problems, otherwise }: Gathering,
  annotated: AnnotatedImage,
  named: string,
): Promise<GatheredImage[]> {
  let file = named
  let facts: FileFacts
  try {
    const probe = () => probed.probe(file).catch((error: unknown) => broken(file, annotated, error))
    facts = await probe()
    const readable = facts.problem === null ? null : await source.misnamed(annotated.image, file)
    if (readable !== null) {
      file = readable
      facts = await probe()
    }
  } catch (error) {
    problems.skip(annotated.image, null, toStudioError(error).message)
    return []
  }
  if (facts.problem) problems.warn(annotated.image, null, facts.problem)
  if (facts.width === 0 && annotated.boxes.length > 0) {
    problems.skip(annotated.image, null, 'Its labels were left out, because its size is not known.')
  }
  const boxes = facts.width === 0 ? [] : placeBoxes(annotated, facts, problems, otherwise)
  const state = stateOf(annotated, boxes, problems)
  const frame = frameOf(annotated, facts)
  const chosen = boxes.length > 0 && frame === 'either'
  const staleTag = annotated.labels !== null && frame === 'stored'
  const boxFrame = chosen ? (otherwise ?? 'upright') : null
  const { boxes: _written, ...said } = annotated
  return [{ ...facts, annotated: said, file, path: storedImagePath(project, file), boxes, state, boxFrame, staleTag }]
}

/**
 * A damaged file is listed all the same, with the size that its labels claim, or none (0 by 0): people see what is
 * missing, and its labels are there when the file is whole again. What is no image stays out.
 */
async function broken(file: string, { size }: AnnotatedImage, error: unknown): Promise<FileFacts> {
  const { code, message } = toStudioError(error)
  if (code !== 'BROKEN_FILE') throw error
  const { width, height } = size ?? { width: 0, height: 0 }
  const unseen = { preview: null, fingerprint: null }
  return { width, height, orientation: 1, problem: message, ...unseen, ...(await probeBroken(file)) }
}

/** Labelled without boxes means empty; labelled with boxes that all had to be skipped means that someone has to look. */
function stateOf(annotated: AnnotatedImage, boxes: readonly DatasetBox[], problems: Problems): ImageState {
  if (annotated.labels === null) return 'new'
  if (boxes.length > 0) return 'done'
  if (annotated.boxes.length === 0) return 'empty'
  problems.warn(annotated.image, null, 'Taken in as new, because none of its boxes could be used.')
  return 'new'
}
