/** Takes pictures out of label files: as files in a folder that goes when the import has ended. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { toStudioError } from '../../api/errors.ts'
import type { AnnotatedImage, DatasetAnnotations } from '../../dataset/annotations.ts'
import { withoutLost } from '../../dataset/embedded.ts'
import { withUsed } from '../../dataset/entries.ts'
import { extensionOf, IMAGE_EXTENSIONS, plainPath } from '../../dataset/source.ts'
import { imageKind, type ImageKind } from '../../images/fileKind.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import type { Project } from '../../project/project.ts'
import { Staging } from '../staging/staging.ts'

const EXTENSION: Record<ImageKind, string> = {
  jpeg: '.jpg',
  png: '.png',
  gif: '.gif',
  webp: '.webp',
  avif: '.avif',
  heic: '.heic',
  bmp: '.bmp',
  tiff: '.tif',
}

export interface TakenOut {
  annotations: DatasetAnnotations
  /** Where the pictures that were taken out lie, by the name of their image. */
  places: ReadonlyMap<string, string>
  discard(): Promise<void>
}

/** Writes the pictures, and adds their images to the annotations; those that are no pictures are told. */
export async function takeOutPictures(
  project: Project,
  annotations: DatasetAnnotations,
  job: JobHandle,
): Promise<TakenOut> {
  const { embedded = [] } = annotations
  const staging = await Staging.begin(path.join(project.path, 'images', 'taken-out'))
  const discard = () => staging.discard()
  const names = new Set(annotations.images.map(({ image }) => image.toLowerCase()))
  const places = new Map<string, string>()
  const images: AnnotatedImage[] = []
  const skipped = withoutLost(annotations.skipped, embedded)
  try {
    for (const [index, { picture, annotated, lost }] of embedded.entries()) {
      job.signal.throwIfAborted()
      job.progress(index, embedded.length, `Taking ${picture.name} out of ${lost.file}`)
      const found = await load(picture.load)
      if ('reason' in found) {
        skipped.push({ ...lost, reason: found.reason })
        continue
      }
      const image = freeName(picture.name, EXTENSION[found.kind], names)
      const place = path.join(staging.folder, `${index}${EXTENSION[found.kind]}`)
      await writeFile(place, found.bytes)
      places.set(image, place)
      images.push({ ...annotated, image })
    }
    const all = [...annotations.images, ...images]
    const classes = withUsed(annotations.classes, images)
    return { annotations: { ...annotations, classes, images: all, skipped }, places, discard }
  } catch (error) {
    await discard()
    throw error
  }
}

async function load(
  read: () => Promise<Uint8Array>,
): Promise<{ bytes: Uint8Array; kind: ImageKind } | { reason: string }> {
  try {
    const bytes = await read()
    const kind = imageKind(bytes)
    return kind === null ? { reason: 'What is inside the label file is no picture.' } : { bytes, kind }
  } catch (error) {
    return { reason: `The picture inside the label file could not be read: ${toStudioError(error).message}` }
  }
}

/** The written name with an extension that fits, numbered where another image has it. */
function freeName(written: string, extension: string, taken: Set<string>): string {
  const plain = plainPath(written) || 'picture'
  const stem = IMAGE_EXTENSIONS.has(extensionOf(plain)) ? plain.slice(0, -extensionOf(plain).length) : plain
  const fits =
    extensionOf(plain).startsWith(extension.slice(0, 3)) || (extension === '.jpg' && extensionOf(plain) === '.jpeg')
  const ending = fits ? plain.slice(stem.length) : extension
  let name = stem + ending
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-${number}${ending}`
  taken.add(name.toLowerCase())
  return name
}
