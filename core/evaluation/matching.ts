/** COCO's greedy matching of detections to ground truths, image by image, for one category. */
import { byFallingScore, type SortedBoxes } from './group.ts'
import { matchGroup } from './matchGroup.ts'
import { areaRanges, mostDetections } from './parameters.ts'
import type { GroundTruth, Matching, ScoredBox } from './types.ts'

/** Boxes of all categories with their order. */
export interface Boxes<T> {
  boxes: readonly T[]
  sorted: SortedBoxes
}

/** Matches the category at the given place, in every image, at all thresholds and area ranges. */
export function matchCategory(truths: Boxes<GroundTruth>, detections: Boxes<ScoredBox>, category: number): Matching {
  let detection = detections.sorted.starts[category] as number
  let truth = truths.sorted.starts[category] as number
  const lastDetection = detections.sorted.starts[category + 1] as number
  const lastTruth = truths.sorted.starts[category + 1] as number
  const most = lastDetection - detection
  const result: Matching = {
    scores: new Float64Array(most),
    ranks: new Uint8Array(most),
    matched: areaRanges.map(() => new Uint16Array(most)),
    ignored: areaRanges.map(() => new Uint16Array(most)),
    counted: areaRanges.map(() => 0),
  }
  let filled = 0
  while (detection < lastDetection || truth < lastTruth) {
    const image = Math.min(
      imageAt(detections.sorted, detection, lastDetection),
      imageAt(truths.sorted, truth, lastTruth),
    )
    const found = takeImage(detections, detection, lastDetection, image)
    const wanted = takeImage(truths, truth, lastTruth, image)
    detection += found.length
    truth += wanted.length
    const best = bestFirst(found)
    for (const [rank, { score }] of best.entries()) {
      result.scores[filled + rank] = score
      result.ranks[filled + rank] = rank
    }
    matchGroup(wanted, best, filled, result)
    filled += best.length
  }
  return filled === most ? result : shortened(result, filled)
}

function imageAt({ images }: SortedBoxes, at: number, end: number): number {
  return at < end ? (images[at] as number) : Infinity
}

/** The boxes of an image, from `at` on. */
function takeImage<T>({ boxes, sorted }: Boxes<T>, at: number, end: number, image: number): T[] {
  const taken: T[] = []
  for (let next = at; imageAt(sorted, next, end) === image; next++) {
    taken.push(boxes[sorted.order[next] as number] as T)
  }
  return taken
}

/** By falling score, ties in the order given; at most 100. */
function bestFirst(found: ScoredBox[]): ScoredBox[] {
  if (found.length < 2) return found
  const order = byFallingScore(found.map(({ score }) => score)).subarray(0, mostDetections)
  return Array.from(order, (index) => found[index] as ScoredBox)
}

function shortened({ scores, ranks, matched, ignored, counted }: Matching, length: number): Matching {
  return {
    scores: scores.subarray(0, length),
    ranks: ranks.subarray(0, length),
    matched: matched.map((flags) => flags.subarray(0, length)),
    ignored: ignored.map((flags) => flags.subarray(0, length)),
    counted,
  }
}
