/** Boxes by category and image, the unit in which COCO matches, as index arrays: nothing is copied or wrapped. */
import type { GroundTruth, ScoredBox } from './types.ts'

/** Indices that sort by falling score; equal scores keep their order. */
export function byFallingScore(scores: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  )
}

/** Ids in ascending order, each once. */
export function ascending(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b)
}

/** Place of each id among the ids in ascending order. */
export function placesOf(ids: readonly number[]): Map<number, number> {
  return new Map(ascending(ids).map((id, index) => [id, index]))
}

/** Boxes sorted by category, then image, then as given. */
export interface SortedBoxes {
  /** Indices of the boxes, M. */
  order: Uint32Array
  /** Place of each box's image, M. */
  images: Uint32Array
  /** Where the boxes of each category start in `order`, K + 1. */
  starts: Uint32Array
}

/** Boxes of images or categories that are not among the places are left out, as pycocotools does. */
export function sortBoxes(
  boxes: ReadonlyArray<Pick<GroundTruth | ScoredBox, 'imageId' | 'categoryId'>>,
  imagePlaces: ReadonlyMap<number, number>,
  categoryPlaces: ReadonlyMap<number, number>,
): SortedBoxes {
  const known = new Uint32Array(boxes.length)
  const imageOf = new Uint32Array(boxes.length)
  const categoryOf = new Uint32Array(boxes.length)
  let count = 0
  for (let index = 0; index < boxes.length; index++) {
    const { imageId, categoryId } = boxes[index] as (typeof boxes)[number]
    const [image, category] = [imagePlaces.get(imageId), categoryPlaces.get(categoryId)]
    if (image === undefined || category === undefined) continue
    known[count++] = index
    imageOf[index] = image
    categoryOf[index] = category
  }
  const byImage = countingSort(known.subarray(0, count), imageOf, imagePlaces.size)
  const { sorted, starts } = countingSort(byImage.sorted, categoryOf, categoryPlaces.size)
  return { order: sorted, images: sorted.map((index) => imageOf[index] as number), starts }
}

/** Indices by rising key, equal keys in their order; `starts` says where each key begins. */
function countingSort(
  indices: Uint32Array,
  keys: Uint32Array,
  keyCount: number,
): { sorted: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(keyCount + 1)
  for (const index of indices) starts[(keys[index] as number) + 1]!++
  for (let key = 0; key < keyCount; key++) starts[key + 1]! += starts[key] as number
  const next = starts.slice()
  const sorted = new Uint32Array(indices.length)
  for (const index of indices) sorted[next[keys[index] as number]!++] = index
  return { sorted, starts }
}
