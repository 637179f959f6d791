/** Images of a source that no label file speaks of: taken in as new, and told as one line with a count. */
import type { Split } from '../../project/types.ts'
import { unlabelled, type AnnotatedImage } from '../annotations.ts'
import type { Problems } from '../problems.ts'

/** Appends them to `images`. */
export function addUnlabelled(
  images: AnnotatedImage[],
  all: readonly string[],
  problems: Problems,
  splitOf: (image: string) => Split | null,
): void {
  const known = new Set(images.map(({ image }) => image))
  const missing = all.filter((image) => !known.has(image))
  for (const image of missing) images.push(unlabelled(image, splitOf(image)))
  if (missing.length === 0) return
  const reason =
    missing.length === 1
      ? 'It has no labels, so it was taken in as new.'
      : `It and ${missing.length - 1} other images have no labels, so they were taken in as new.`
  problems.warn(missing[0] ?? '', null, reason)
}
