/** Ground truths and detections of one image and one category, the unit in which COCO matches. */
import { mostDetections } from './parameters.ts'
import type { EvaluationInput, GroundTruth, ScoredBox } from './types.ts'

export interface Group {
  truths: GroundTruth[]
  /** Best score first, ties in the order given; at most 100. */
  detections: ScoredBox[]
}

/** Indices that sort by falling score; equal scores keep their order. */
export function byFallingScore(scores: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  )
}

/** Ids in ascending order, each once. */
export function ascending(ids: number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b)
}

/**
 * Groups by category, then by image in ascending id. Boxes of images or categories that are not evaluated are left
 * out, as pycocotools does; empty groups are not made.
 */
export function groupsByCategory(input: EvaluationInput): Map<number, Group[]> {
  const images = ascending(input.imageIds)
  const imageIndex = new Map(images.map((id, index) => [id, index]))
  const table = new Map(ascending(input.categoryIds).map((id) => [id, new Map<number, Group>()]))
  const groupOf = (imageId: number, categoryId: number): Group | undefined => {
    const index = imageIndex.get(imageId)
    const groups = table.get(categoryId)
    if (index === undefined || groups === undefined) return undefined
    let group = groups.get(index)
    if (!group) groups.set(index, (group = { truths: [], detections: [] }))
    return group
  }
  for (const truth of input.groundTruths) groupOf(truth.imageId, truth.categoryId)?.truths.push(truth)
  for (const detection of input.detections) groupOf(detection.imageId, detection.categoryId)?.detections.push(detection)

  const result = new Map<number, Group[]>()
  for (const [categoryId, groups] of table) {
    const ordered = [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
    for (const group of ordered) {
      const order = byFallingScore(group.detections.map(({ score }) => score)).subarray(0, mostDetections)
      group.detections = Array.from(order, (index) => group.detections[index] as ScoredBox)
    }
    result.set(categoryId, ordered)
  }
  return result
}
