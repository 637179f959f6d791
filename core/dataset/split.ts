/**
 * Divides images into train, val and test: seeded, stratified by class, and with what belongs together on one side.
 * Follows iterative stratification (Sechidis and others, 2011): the rarest class is dealt out first, each group to the
 * part that still lacks most of it.
 */
import type { Split } from '../project/types.ts'
import { SeededRandom } from './seededRandom.ts'

export interface SplitImage {
  id: number
  /** Boxes by class id. */
  classes: ReadonlyMap<number, number>
  /** Images of one group share a part: equal content, one sequence, one folder. */
  group: string
}

export interface SplitParts {
  /** Fractions of the images, 0 to below 1; the rest trains. */
  val: number
  test: number
  seed: number
}

interface Group {
  ids: number[]
  classes: Map<number, number>
}

interface Part {
  split: Split
  /** Images that it should still get; becomes negative when a group is too large for it. */
  lacks: number
  lacksOfClass: Map<number, number>
}

/** The part of each image, by id. A part that should get any gets at least one group when there are enough. */
export function splitImages(images: readonly SplitImage[], { val, test, seed }: SplitParts): Map<number, Split> {
  const groups = new SeededRandom(seed).shuffle(groupsOf(images))
  const fractions: Array<[Split, number]> = [
    ['train', 1 - val - test],
    ['val', val],
    ['test', test],
  ]
  const totals = classTotals(groups)
  const parts: Part[] = fractions
    .filter(([, fraction]) => fraction > 0)
    .map(([split, fraction]) => ({
      split,
      lacks: fraction * images.length,
      lacksOfClass: new Map([...totals].map(([id, total]) => [id, total * fraction])),
    }))
  const result = new Map<number, Split>()
  const give = (group: Group, part: Part) => {
    for (const id of group.ids) result.set(id, part.split)
    part.lacks -= group.ids.length
    for (const [id, count] of group.classes) part.lacksOfClass.set(id, (part.lacksOfClass.get(id) ?? 0) - count)
  }
  for (const group of byRarestClass(groups, totals)) {
    const part = neediest(parts, rarest(group, totals))
    if (part) give(group, part)
  }
  return result
}

/** Grouped, in the order of ids, so that the order of the list does not matter. */
function groupsOf(images: readonly SplitImage[]): Group[] {
  const groups = new Map<string, Group>()
  for (const image of [...images].sort((a, b) => a.id - b.id)) {
    const group = groups.get(image.group) ?? { ids: [], classes: new Map<number, number>() }
    groups.set(image.group, group)
    group.ids.push(image.id)
    for (const [id, count] of image.classes) group.classes.set(id, (group.classes.get(id) ?? 0) + count)
  }
  return [...groups.values()]
}

function classTotals(groups: readonly Group[]): Map<number, number> {
  const totals = new Map<number, number>()
  for (const { classes } of groups) {
    for (const [id, count] of classes) totals.set(id, (totals.get(id) ?? 0) + count)
  }
  return totals
}

function rarest({ classes }: Group, totals: ReadonlyMap<number, number>): number | null {
  let found: number | null = null
  let least = Infinity
  for (const id of classes.keys()) {
    const total = totals.get(id) ?? 0
    if (total < least) [found, least] = [id, total]
  }
  return found
}

/** Groups with rare classes come first, large groups before small ones; images without boxes last. */
function byRarestClass(groups: Group[], totals: ReadonlyMap<number, number>): Group[] {
  const rank = (group: Group) => totals.get(rarest(group, totals) ?? -1) ?? Infinity
  const ranked = groups.map((group) => ({ group, rank: rank(group) }))
  const order = (a: number, b: number) => (a === b ? 0 : a - b)
  return ranked
    .sort((a, b) => order(a.rank, b.rank) || b.group.ids.length - a.group.ids.length)
    .map(({ group }) => group)
}

/** The part that lacks most of the class, as a share of what it should have in all; then most images. */
function neediest(parts: readonly Part[], classId: number | null): Part | undefined {
  const need = (part: Part) => (classId === null ? part.lacks : (part.lacksOfClass.get(classId) ?? 0))
  const open = parts.filter(({ lacks }) => lacks > 0)
  return [...(open.length > 0 ? open : parts)].sort((a, b) => need(b) - need(a) || b.lacks - a.lacks)[0]
}
