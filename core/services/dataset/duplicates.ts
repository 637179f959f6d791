/** Tells new images from those that the project has, and what the labels of those would change. */
import type { DatasetBox } from '../../dataset/annotations.ts'
import { compareBoxes, type MergeChoice } from '../../dataset/merge.ts'
import type { Problems } from '../../dataset/problems.ts'
import type { KnownImage } from '../../project/images.ts'
import type { GatheredImage } from './gather.ts'
import type { NamedLabelBox } from './projectLabels.ts'

/** An image of the project whose labels the import changes. */
export interface Relabelled {
  imageId: number
  image: GatheredImage
  /** Boxes that come in. */
  boxes: DatasetBox[]
  /** The boxes that it has go first. */
  replace: boolean
}

/** An image that the project has with other labels. */
export interface Conflict {
  image: string
  same: number
  onlyMine: number
  onlyTheirs: number
}

export interface SortedImages {
  added: GatheredImage[]
  relabelled: Relabelled[]
  /** Images of the project that stay as they are. */
  duplicates: number
  /** Images of the project that get their first labels. */
  firstLabels: number
  conflicts: Conflict[]
  /** Images of the project that were recognised by their content in another place. */
  elsewhere: Array<{ twin: KnownImage; image: GatheredImage }>
}

/**
 * An image is one of the project's by its path, else by its content; each of the project's images stands for one. Equal
 * files within the source stay images of their own, with a warning: people label them differently.
 */
export function sortImages(
  images: readonly GatheredImage[],
  known: readonly KnownImage[],
  labelsOf: (imageId: number) => readonly NamedLabelBox[],
  choice: MergeChoice,
  problems: Problems,
): SortedImages {
  const twins = findTwins(images, known)
  const firstOfHash = new Map<string, string>()
  const result: SortedImages = {
    added: [],
    relabelled: [],
    duplicates: 0,
    firstLabels: 0,
    conflicts: [],
    elsewhere: [],
  }
  for (const image of images) {
    const twin = twins.get(image)
    if (twin) {
      if (twin.path !== image.path) result.elsewhere.push({ twin, image })
      mergeInto(result, twin, image, labelsOf, choice)
      if (twin.hash !== image.hash) {
        problems.warn(image.annotated.image, null, 'The file has changed since the project took it in.')
      }
      continue
    }
    const same = firstOfHash.get(image.hash)
    if (same !== undefined) {
      const reason = `Its content is the same as that of ${same}; both were taken in.`
      problems.warn(image.annotated.image, null, reason)
    }
    firstOfHash.set(image.hash, same ?? image.annotated.image)
    result.added.push(image)
  }
  return result
}

function findTwins(images: readonly GatheredImage[], known: readonly KnownImage[]): Map<GatheredImage, KnownImage> {
  const byPath = new Map(known.map((image) => [image.path, image]))
  const twins = new Map<GatheredImage, KnownImage>()
  const taken = new Set<number>()
  for (const image of images) {
    const twin = byPath.get(image.path)
    if (!twin) continue
    twins.set(image, twin)
    taken.add(twin.id)
  }
  const byHash = Map.groupBy(
    known.filter(({ id }) => !taken.has(id)),
    ({ hash }) => hash,
  )
  for (const image of images) {
    const twin = twins.has(image) ? undefined : byHash.get(image.hash)?.shift()
    if (twin) twins.set(image, twin)
  }
  return twins
}

function mergeInto(
  result: SortedImages,
  twin: KnownImage,
  image: GatheredImage,
  labelsOf: (imageId: number) => readonly NamedLabelBox[],
  choice: MergeChoice,
): void {
  const bare = twin.state === 'new' && twin.boxCount === 0
  if (image.annotated.labels === null || (bare && image.state === 'new')) {
    result.duplicates++
    return
  }
  if (bare) {
    result.firstLabels++
    result.relabelled.push({ imageId: twin.id, image, boxes: image.boxes, replace: false })
    return
  }
  const { same, onlyMine, onlyTheirs } = compareBoxes(labelsOf(twin.id), image.boxes)
  if (onlyMine.length === 0 && onlyTheirs.length === 0) {
    result.duplicates++
    return
  }
  const name = image.annotated.image
  result.conflicts.push({ image: name, same, onlyMine: onlyMine.length, onlyTheirs: onlyTheirs.length })
  // Labels of which nothing could be used replace nothing.
  const usable = image.state !== 'new'
  if (choice === 'theirs' && usable) {
    result.relabelled.push({ imageId: twin.id, image, boxes: image.boxes, replace: true })
  } else if (choice === 'both' && onlyTheirs.length > 0) {
    result.relabelled.push({ imageId: twin.id, image, boxes: onlyTheirs, replace: false })
  } else result.duplicates++
}
