/** What an import says: of what it left as it was, found again, or did not find. */
import { StudioError } from '../../api/errors.ts'
import type { MergeChoice } from '../../dataset/merge.ts'
import type { Problems } from '../../dataset/problems.ts'
import type { FormatName } from '../../dataset/report.ts'
import type { NewPlace } from '../../project/relink.ts'
import type { SortedImages } from './duplicates.ts'
import type { GatheredImage } from './gather.ts'

/** The name of the undo step. */
export function titleOf(images: number, foundAgain: number): string {
  const counted = (number: number) => (number === 1 ? '1 image' : `${number} images`)
  return images === 0 && foundAgain > 0 ? `Find ${counted(foundAgain)} again` : `Import ${counted(images)}`
}

/** Missing images whose files lie here. */
export function tellFoundAgain(foundAgain: readonly NewPlace[], problems: Problems): void {
  const [first, ...others] = foundAgain
  if (!first) return
  const what = others.length === 0 ? '1 image was' : `${others.length + 1} images of the project were`
  const reason = `${what} missing (such as ${first.image.path}) and found here by content: the project looks here from now on.`
  problems.warn('', null, reason)
}

/** Names of classes and images may be wrong in files whose encoding nothing tells. */
export function tellGuessed(labels: ReadonlySet<string> | undefined, problems: Problems): void {
  for (const label of labels ?? []) {
    problems.warn(label, null, 'Its letters are not UTF-8 and were guessed: look at the names, or save it as UTF-8.')
  }
}

/** Images whose other labels were left as they are are named, as the person may want to choose again. */
export function tellKept({ conflicts }: SortedImages, choice: MergeChoice, problems: Problems): void {
  if (choice !== 'mine') return
  for (const { image, onlyMine, onlyTheirs } of conflicts) {
    const reason = `The project has other labels for it, which were kept (${onlyMine} boxes only there, ${onlyTheirs} only here).`
    problems.warn(image, null, reason)
  }
}

/** Once for the set: whether a tag is right can only be seen on the pictures. */
export function tellStaleTags(images: readonly GatheredImage[], problems: Problems): void {
  const stale = images.filter(({ staleTag }) => staleTag)
  if (stale.length === 0) return
  const what = stale.length === 1 ? '1 photo has' : `${stale.length} photos have`
  const reason = `${what} a rotation tag that the labels contradict: they were drawn before turning, or the tag is left over. Search for is:stale-tag to look whether they are shown upright.`
  problems.warn('', null, reason)
}

/** Why there is nothing to import, and what to do; `unread` says it of pictures of kinds that are not read. */
export function nothingFound(named: string, format: FormatName, { skipped }: Problems, unread?: string): StudioError {
  const labels = skipped.length > 0
  const message = labels
    ? `None of the images that the labels in ${named} speak of was found.`
    : `No images were found in ${named}.`
  const inside = skipped.some(({ reason }) => reason.includes('inside the label file'))
  const missing = inside
    ? 'Let the import take the pictures out of the label files (--embedded), or say in which folder the images are.'
    : 'Say in which folder the images are.'
  const hint = unread ?? (labels ? missing : 'Choose the folder that holds the images.')
  return new StudioError('NO_DATA', message, hint, { path: named, format, skipped: skipped.slice(0, 100) })
}
