/** Counts and distributions of a labelled data set, and boxes that deserve a look. */
import type { DatasetStatistics, ShownFinding } from '../api/types.ts'
import { area, type Edges } from '../geometry/box.ts'
import type { ClassRecord, ImageRecord } from '../project/types.ts'
import { distributions } from './distributions.ts'
import { findDoubtful, type CheckedBox, type Finding } from './quality.ts'

export type CountedBox = CheckedBox

/** Upper edges of the histogram's bins, as box side / image side: a factor of the square root of two each. */
const BINS = [0.011, 0.016, 0.022, 0.031, 0.044, 0.063, 0.088, 0.125, 0.177, 0.25, 0.354, 0.5, 0.707, 1]
/** Of each kind: no kind that is frequent hides another. */
const MOST_NAMED = 140
const MOST_SIZES = 20

/** Statistics of all images; `boxes` may come in any order. */
export function datasetStatistics(
  images: readonly ImageRecord[],
  classes: readonly ClassRecord[],
  boxes: readonly CountedBox[],
): DatasetStatistics {
  const byImage = Map.groupBy(boxes, ({ imageId }) => imageId)
  const perClass = new Map(classes.map(({ id }) => [id, { boxes: 0, images: new Set<number>() }]))
  for (const { classId, imageId } of boxes) {
    const entry = perClass.get(classId)
    if (!entry) continue
    entry.boxes++
    entry.images.add(imageId)
  }
  const states: DatasetStatistics['states'] = { new: 0, 'in-progress': 0, done: 0, empty: 0 }
  const splits: DatasetStatistics['splits'] = { train: 0, val: 0, test: 0, none: 0 }
  for (const { state, split } of images) {
    states[state]++
    splits[split ?? 'none']++
  }
  const sides = images.flatMap((image) => (byImage.get(image.id) ?? []).map((box) => relativeSide(box, image)))
  const perImage = images
    .filter(({ state }) => state !== 'new')
    .map(({ id }) => byImage.get(id)?.length ?? 0)
    .sort((a, b) => a - b)
  const findings = findDoubtful(images, byImage)
  return {
    images: images.length,
    boxes: boxes.length,
    emptyImages: states.empty,
    states,
    splits,
    classes: classes.map(({ id, name, color }) => ({
      classId: id,
      name,
      color,
      boxes: perClass.get(id)?.boxes ?? 0,
      images: perClass.get(id)?.images.size ?? 0,
    })),
    boxesPerImage: { minimum: perImage[0] ?? 0, median: median(perImage), maximum: perImage.at(-1) ?? 0 },
    medianRelativeSide: median(sides.sort((a, b) => a - b)),
    relativeSides: { edges: BINS, counts: histogram(sides) },
    ...imageSizes(images),
    ...distributions(images, byImage),
    doubtful: countKinds(findings),
    quality: shown(findings, images, byImage),
  }
}

function shown(
  findings: readonly Finding[],
  images: readonly ImageRecord[],
  byImage: ReadonlyMap<number, readonly CountedBox[]>,
): ShownFinding[] {
  const records = new Map(images.map((image) => [image.id, image]))
  const kinds = Map.groupBy(findings, ({ kind }) => kind)
  return [...kinds.values()].flatMap((ofKind) =>
    ofKind.slice(0, MOST_NAMED).flatMap((finding): ShownFinding[] => {
      const record = records.get(finding.imageId)
      const box = byImage.get(finding.imageId)?.find(({ id }) => id === finding.boxId)
      if (!record || !box) return []
      const { id, name, hash, width, height } = record
      const { x1, y1, x2, y2, classId } = box
      return [{ ...finding, x1, y1, x2, y2, classId, image: { id, name, hash, width, height } }]
    }),
  )
}

function countKinds(findings: readonly Finding[]): DatasetStatistics['doubtful'] {
  const counts: DatasetStatistics['doubtful'] = {}
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** Square root of box area / image area; 0 for an image of unknown size. */
function relativeSide(box: Edges, { width, height }: ImageRecord): number {
  return width > 0 && height > 0 ? Math.sqrt(area(box) / (width * height)) : 0
}

/** Of sorted numbers; 0 for none. */
function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

function histogram(values: readonly number[]): number[] {
  const counts = BINS.map(() => 0)
  for (const value of values) {
    const bin = BINS.findIndex((edge) => value <= edge)
    const index = bin < 0 ? BINS.length - 1 : bin
    counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}

function imageSizes(images: readonly ImageRecord[]): Pick<DatasetStatistics, 'imageSizes' | 'differentSizes'> {
  const groups = [...Map.groupBy(images, ({ width, height }) => `${width}x${height}`).values()]
  const sizes = groups
    .map((group) => ({ width: group[0]?.width ?? 0, height: group[0]?.height ?? 0, count: group.length }))
    .sort((a, b) => b.count - a.count)
  return { imageSizes: sizes.slice(0, MOST_SIZES), differentSizes: sizes.length }
}
