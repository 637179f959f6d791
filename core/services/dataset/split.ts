/** Stores a split in the project, made here or given by a file; one undo entry. */
import { readFile, stat } from 'node:fs/promises'
import { StudioError } from '../../api/errors.ts'
import type { SplitRequest } from '../../api/services.ts'
import type { SplitResult } from '../../api/types.ts'
import { LARGEST_LABEL_FILE } from '../../dataset/source.ts'
import { groupImages } from '../../dataset/nearDuplicates/groups.ts'
import { splitImages, type SplitImage } from '../../dataset/split.ts'
import { readSplitFile } from '../../dataset/splitFile.ts'
import { classCounts } from '../../project/boxes.ts'
import { listClasses } from '../../project/classes.ts'
import { knownPairs } from '../../project/fingerprints.ts'
import { recordChange } from '../../project/history.ts'
import { listImages, setImageSplits } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import type { ImageRecord, Split } from '../../project/types.ts'

const MOST_NAMED = 20
/** Names in one sentence. */
const MOST_SAID = 6

/**
 * Splits all images. Labelled and unlabelled ones are dealt out apart, so that the parts are right now and still are
 * when the rest is labelled. @throws BAD_INPUT when nothing would be left to train on, NO_DATA without images.
 */
export function splitProject(project: Project, request: SplitRequest): SplitResult {
  if (request.val + request.test >= 1) {
    throw new StudioError('BAD_INPUT', 'Validation and test parts leave nothing to train on.', 'Make them smaller.')
  }
  const all = listImages(project)
  if (all.length === 0) throw new StudioError('NO_DATA', 'There are no images to split.', 'Import images first.')
  const images = all.filter(({ leftOut }) => !leftOut || request.includeLeftOut === true)
  const classes = classCounts(project)
  // What belongs together shares a part, whatever its state: the unlabelled twin of a labelled image follows it.
  const groups = groupImages(images, request.grouping ?? 'none', knownPairs(project))
  const groupOf = (id: number) => groups.get(id) ?? String(id)
  const toSplit = ({ id }: ImageRecord): SplitImage => ({
    id,
    classes: classes.get(id) ?? new Map<number, number>(),
    group: groupOf(id),
  })
  const labelled = splitImages(images.filter(({ state }) => state !== 'new').map(toSplit), request)
  const rest = splitImages(images.filter(({ state }) => state === 'new').map(toSplit), request)
  const ofGroup = new Map([...labelled].map(([id, split]) => [groupOf(id), split]))
  const splits = new Map<number, Split>()
  for (const { id } of images) {
    const split = labelled.get(id) ?? ofGroup.get(groupOf(id)) ?? rest.get(id)
    if (split) splits.set(id, split)
  }
  return store(project, splits, classes, largeGroups(groups, request))
}

/** A group that is larger than a part should be leaves the parts uneven. */
function largeGroups(groups: ReadonlyMap<number, string>, { val, grouping }: SplitRequest): string[] {
  const sizes = [...Map.groupBy(groups.values(), (group) => group).values()].map((members) => members.length)
  const largest = Math.max(0, ...sizes)
  if (largest <= val * groups.size || grouping === undefined || grouping === 'none') return []
  return [`${sizes.length} groups; the largest has ${largest} of ${groups.size} images, so the parts may be uneven.`]
}

/** Takes the split of a file; images that it does not name are left out, and stay so. @throws BAD_INPUT for another kind of file. */
export async function splitProjectFromFile(
  project: Project,
  file: string,
  mayWrite: () => Promise<void> = async () => {},
): Promise<SplitResult> {
  const { size } = await stat(file)
  if (size > LARGEST_LABEL_FILE) throw new StudioError('BAD_INPUT', `${file} is too large to be a split.`)
  const text = await readFile(file, 'utf8')
  await mayWrite()
  const images = listImages(project)
  const found = readSplitFile(
    text,
    images.map(({ path }) => path),
  )
  const splits = new Map<number, Split>()
  for (const { id, path } of images) {
    const split = found.splits.get(path)
    if (split) splits.set(id, split)
  }
  if (splits.size === 0) {
    const hint = 'Its entries should be paths or names of images of this project.'
    throw new StudioError('BAD_INPUT', `None of the images in ${file} is in ${project.name}.`, hint, {
      entries: found.unmatched.slice(0, MOST_NAMED),
    })
  }
  const warnings = [
    ...named(found.unmatched, (names) => `No image, or more than one, of the project is meant by ${names}.`),
    ...named(found.repeated, (names) => `The file has these in two parts, and the first counts: ${names}.`),
  ]
  return store(project, splits, classCounts(project), warnings)
}

function store(
  project: Project,
  splits: ReadonlyMap<number, Split>,
  classes: ReadonlyMap<number, ReadonlyMap<number, number>>,
  warnings: string[],
): SplitResult {
  const images = listImages(project)
  const idsOf = (split: Split | null) => images.map(({ id }) => id).filter((id) => (splits.get(id) ?? null) === split)
  const parts = { train: idsOf('train'), val: idsOf('val'), test: idsOf('test') }
  const none = idsOf(null)
  recordChange(project, 'Split images', (change) => {
    setImageSplits(change, parts.train, 'train')
    setImageSplits(change, parts.val, 'val')
    setImageSplits(change, parts.test, 'test')
    setImageSplits(change, none, null, true)
  })
  const lacking = listClasses(project).filter(({ id, boxCount }) => {
    const has = (ids: number[]) => ids.some((image) => classes.get(image)?.has(id))
    return boxCount > 0 && parts.val.length > 0 && !has(parts.val)
  })
  return {
    train: parts.train.length,
    val: parts.val.length,
    test: parts.test.length,
    skipped: none.length,
    warnings: [
      ...warnings,
      ...named(
        lacking.map(({ name }) => name),
        (names) => `The validation part has no box of ${names}.`,
      ),
    ],
  }
}

function named(names: readonly string[], sentence: (names: string) => string): string[] {
  if (names.length === 0) return []
  const rest = names.length - MOST_SAID
  return [sentence(names.slice(0, MOST_SAID).join(', ') + (rest > 0 ? ` and ${rest} more` : ''))]
}
