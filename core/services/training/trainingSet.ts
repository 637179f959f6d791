/** What a training would use: done images with readable files, and the part that each has or would get. */
import { groupImages } from '../../dataset/nearDuplicates/groups.ts'
import { splitImages } from '../../dataset/split.ts'
import { BoxColumns, type PlainBox } from '../../project/boxColumns.ts'
import { knownPairs } from '../../project/fingerprints.ts'
import { recordChange } from '../../project/history.ts'
import { listImages, setImageSplits } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import type { ImageRecord, Split } from '../../project/types.ts'

/** Part of the images that validate, where nobody has split them yet. */
const VALIDATION_PART = 0.2
const SPLIT_SEED = 1

export interface TrainingSet {
  /** Done, and done and empty; `split` is the part that each has, or else would get. */
  images: Array<ImageRecord & { split: Split }>
  boxes: Pick<BoxColumns, 'get'>
  /** Images that have no part yet, with the one that they would get. */
  proposed: Map<number, Split>
  /** Done images that a person keeps out of all parts. */
  leftOut: number
  /** Counts of images that are left out. */
  broken: number
  inProgress: number
  untouched: number
}

/** Of a run that learns from nothing here: what another program made. */
export const noTrainingSet: TrainingSet = {
  images: [],
  boxes: new Map<number, never>(),
  proposed: new Map(),
  leftOut: 0,
  broken: 0,
  inProgress: 0,
  untouched: 0,
}

/** Reads the project's done images; those in no part get one on paper unless they are left out on purpose, the others keep theirs. */
export function readTrainingSet(project: Project): TrainingSet {
  const all = listImages(project)
  const done = all.filter((image) => image.state === 'done' || image.state === 'empty')
  const usable = done.filter((image) => image.problem === null)
  const boxes = BoxColumns.read(
    project,
    usable.map((image) => image.id),
  )
  const proposed = proposeParts(usable, boxes, project)
  const images = usable.flatMap((image) => {
    const split = image.split ?? proposed.get(image.id)
    return split === undefined ? [] : [{ ...image, split }]
  })
  const countState = (state: ImageRecord['state']) => all.filter((image) => image.state === state).length
  return {
    images,
    boxes,
    proposed,
    leftOut: usable.filter((image) => image.split === null && image.leftOut).length,
    broken: done.length - usable.length,
    inProgress: countState('in-progress'),
    untouched: countState('new'),
  }
}

/** Stores the proposed parts as one undo step; gives a sentence for the run's story, or null when all had parts. */
export function storeProposedParts(project: Project, { proposed }: TrainingSet): string | null {
  if (proposed.size === 0) return null
  const ids = (split: Split) => [...proposed].filter(([, part]) => part === split).map(([id]) => id)
  const [train, val, test] = [ids('train'), ids('val'), ids('test')]
  recordChange(project, `Split ${proposed.size} images for training`, (change) => {
    if (train.length > 0) setImageSplits(change, train, 'train')
    if (val.length > 0) setImageSplits(change, val, 'val')
    if (test.length > 0) setImageSplits(change, test, 'test')
  })
  return `${proposed.size} images had no part: ${train.length} now train and ${val.length} validate (seed ${SPLIT_SEED}).`
}

function proposeParts(
  images: readonly ImageRecord[],
  boxes: TrainingSet['boxes'],
  project: Project,
): Map<number, Split> {
  const without = images.filter((image) => image.split === null && !image.leftOut)
  if (without.length === 0) return new Map()
  const count = (split: Split) => images.filter((image) => image.split === split).length
  const [train, val] = [count('train'), count('val')]
  // Later images are shared out as the first ones were, so that a growing project keeps its proportions.
  const part = train + val === 0 ? VALIDATION_PART : val / (train + val)
  // A copy, or nearly one, of an image that has a part goes where that is.
  const groups = groupImages(images, 'none', knownPairs(project))
  const ofGroup = new Map<string | undefined, Split>()
  for (const { id, split } of images) if (split !== null) ofGroup.set(groups.get(id), split)
  const follows = new Map<number, Split>()
  for (const { id } of without) {
    const split = ofGroup.get(groups.get(id))
    if (split !== undefined) follows.set(id, split)
  }
  const listed = without
    .filter(({ id }) => !follows.has(id))
    .map((image) => ({
      id: image.id,
      classes: boxesPerClass(boxes.get(image.id) ?? []),
      group: groups.get(image.id) ?? image.hash,
    }))
  const dealt = splitImages(listed, { val: part, test: 0, seed: SPLIT_SEED })
  return new Map([...follows, ...dealt])
}

function boxesPerClass(boxes: readonly PlainBox[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { classId } of boxes) counts.set(classId, (counts.get(classId) ?? 0) + 1)
  return counts
}
