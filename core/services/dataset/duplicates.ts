/** Tells new images from those that the project has. */
import type { Problems } from '../../dataset/problems.ts'
import type { ImageRecord } from '../../project/types.ts'
import type { GatheredImage } from './gather.ts'

export interface SortedImages {
  added: GatheredImage[]
  /** Images that the project has without any labels, and for which the source has some. */
  labelled: Array<{ imageId: number; image: GatheredImage }>
  duplicates: number
}

/**
 * An image at a path that the project has is a duplicate, unless it brings the first labels. The same content at
 * another path is an image of its own, with a warning; with `byContent` (images are copied in, so paths say nothing)
 * it is a duplicate.
 */
export function sortImages(
  images: readonly GatheredImage[],
  known: readonly ImageRecord[],
  byContent: boolean,
  problems: Problems,
): SortedImages {
  const byPath = new Map(known.map((image) => [image.path, image]))
  const byHash = new Map(known.map((image) => [image.hash, image]))
  const firstOfHash = new Map<string, string>()
  const result: SortedImages = { added: [], labelled: [], duplicates: 0 }
  for (const image of images) {
    const twin = byContent ? byHash.get(image.hash) : byPath.get(image.path)
    if (twin) {
      const bare = twin.state === 'new' && twin.boxCount === 0
      if (bare && image.annotated.labels !== null) result.labelled.push({ imageId: twin.id, image })
      else result.duplicates++
      if (!bare && image.boxes.length > 0 && image.boxes.length !== twin.boxCount) {
        const reason = `The project has this image with ${twin.boxCount} boxes; they were left as they are.`
        problems.warn(image.annotated.image, null, reason)
      }
      if (twin.hash !== image.hash) {
        problems.warn(image.annotated.image, null, 'The file has changed since the project took it in.')
      }
      continue
    }
    const same = byHash.get(image.hash)?.path ?? firstOfHash.get(image.hash)
    if (same !== undefined) {
      const reason = `Its content is the same as that of ${same}; both were taken in.`
      problems.warn(image.annotated.image, null, reason)
    }
    firstOfHash.set(image.hash, firstOfHash.get(image.hash) ?? image.annotated.image)
    result.added.push(image)
  }
  return result
}
