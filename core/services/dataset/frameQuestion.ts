/** Looks at photos with rotation tags, and shows one with its boxes in both frames. */
import { readFile } from 'node:fs/promises'
import type { BoxFrames, FrameQuestion } from '../../api/types.ts'
import type { AnnotatedImage } from '../../dataset/annotations.ts'
import { datasetFormats } from '../../dataset/formats/registry.ts'
import { frameOf, readIn, type RealImage } from '../../dataset/frameReading.ts'
import type { FormatName } from '../../dataset/report.ts'
import { recogniseFormats } from '../../dataset/detect.ts'
import { probeHead } from '../../images/probe.ts'
import { thumbnail, renderPicture, RENDITION_MIME } from '../../images/renditions.ts'
import { boxesOfImage } from '../../project/boxes.ts'
import { countBoxFrames, exampleOfBoxFrames, inBothFrames } from '../../project/boxFrames.ts'
import { getImage } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import { openSource, type DiskSource } from './source.ts'

/** A question must not keep anyone waiting: so long is looked, at pictures spread over the set. */
const MOST_MILLISECONDS = 2500
const MOST_IMAGES = 5000
const AT_ONCE = 4
const SHOWN_BOXES = 40
const PICTURE_SIDE = 640

interface Found {
  annotated: AnnotatedImage
  real: RealImage
}

/** What to ask before a set is imported; null when no photo of those that were looked at leaves a choice. */
export async function frameQuestion(
  named: string,
  images?: string,
  chosen?: FormatName,
): Promise<FrameQuestion | null> {
  const source = await openSource(named, images)
  return questionOf(source, chosen).finally(() => source.close())
}

async function questionOf(source: DiskSource, chosen?: FormatName): Promise<FrameQuestion | null> {
  const format = chosen ?? (await recogniseFormats(source)).candidates[0]?.format
  if (format === undefined || format === 'images') return null
  const annotations = await datasetFormats[format].read(source)
  const labelled = annotations.images.filter(({ boxes }) => boxes.length > 0)
  const { asked, told, seen } = await look(source, spread(labelled, MOST_IMAGES))
  // The picture with most boxes tells most.
  const [example] = asked.toSorted((a, b) => b.annotated.boxes.length - a.annotated.boxes.length)
  if (!example) return null
  const { annotated, real } = example
  const boxes = annotated.boxes.slice(0, SHOWN_BOXES)
  const bytes = await renderPicture(await readFile(await source.imagePath(annotated.image)), annotated.image, PICTURE)
  return {
    asked: asked.length,
    told,
    sampled: seen < labelled.length,
    example: {
      image: annotated.image,
      picture: `data:${RENDITION_MIME};base64,${bytes.toString('base64')}`,
      width: real.width,
      height: real.height,
      upright: boxes.map((box) => readIn('upright', box, annotated.unit, real)),
      stored: boxes.map((box) => readIn('stored', box, annotated.unit, real)),
    },
  }
}

const PICTURE = thumbnail(PICTURE_SIDE)

/** The same for images that a project has: all, or those named. */
export async function projectBoxFrames(
  project: Project,
  id: string,
  images?: readonly number[],
): Promise<BoxFrames | null> {
  const example = exampleOfBoxFrames(project, images)
  if (example === null) return null
  const image = getImage(project, example.id)
  const boxes = boxesOfImage(project, example.id).filter(({ origin }) => origin === 'import')
  return {
    ...countBoxFrames(project, images),
    example: {
      image: image.name,
      picture: `/files/${id}/${image.id}/thumb?size=${PICTURE_SIDE}&v=${image.hash.slice(0, 12)}`,
      width: image.width,
      height: image.height,
      ...inBothFrames(example, boxes.slice(0, SHOWN_BOXES)),
    },
  }
}

async function look(source: DiskSource, images: readonly AnnotatedImage[]) {
  const end = performance.now() + MOST_MILLISECONDS
  const asked: Found[] = []
  const told = { upright: 0, stored: 0 }
  let next = 0
  const work = async () => {
    for (let annotated = images[next++]; annotated && performance.now() < end; annotated = images[next++]) {
      const real = await realSize(source.imagePath(annotated.image))
      if (real === null || real.orientation === 1) continue
      const frame = frameOf(annotated, real)
      if (frame === 'either') asked.push({ annotated, real })
      else told[frame]++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { asked, told, seen: Math.min(next, images.length) }
}

/** Upright size and orientation from a file's head; null for files that cannot be read, of which the import tells. */
async function realSize(file: Promise<string>): Promise<RealImage | null> {
  try {
    return await probeHead(await file)
  } catch {
    return null
  }
}

/** At most `most` of a list, evenly over its length. */
function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list]
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)]).filter(
    (one) => one !== undefined,
  )
}
