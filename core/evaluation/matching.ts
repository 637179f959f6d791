/** COCO's greedy matching of one image's detections to its ground truths, for one category. */
import { areaRanges, iouThresholds } from './parameters.ts'
import { overlap } from './overlap.ts'
import type { Group } from './group.ts'

/** D detections in falling score, T thresholds. */
export interface Matching {
  scores: Float64Array
  /** By area range: [T, D], 1 where a ground truth was found. */
  matched: Uint8Array[]
  /** By area range: [T, D], 1 where the detection counts neither for nor against. */
  ignored: Uint8Array[]
  /** By area range: ground truths that count. */
  counted: number[]
}

/** IoU of every detection with every ground truth, [D, G]. */
export function overlaps({ detections, truths }: Group): Float64Array {
  const values = new Float64Array(detections.length * truths.length)
  let index = 0
  for (const detection of detections) {
    for (const truth of truths) values[index++] = overlap(detection.bbox, truth.bbox, truth.crowd === true)
  }
  return values
}

/**
 * Matches a group at all thresholds and area ranges. Each detection, best first, takes the free ground truth with the
 * highest IoU at or above the threshold; of equal ones the last; an ignored one only when no counted one fits.
 */
export function matchGroup(group: Group): Matching {
  const ious = overlaps(group)
  const result: Matching = {
    scores: Float64Array.from(group.detections, ({ score }) => score),
    matched: [],
    ignored: [],
    counted: [],
  }
  for (const { least, most } of areaRanges) {
    const outside = (area: number) => area < least || area > most
    const truthIgnored = group.truths.map(
      ({ crowd, ignore, area, bbox }) => crowd === true || ignore === true || outside(area ?? bbox[2] * bbox[3]),
    )
    const detectionOutside = group.detections.map(({ bbox }) => outside(bbox[2] * bbox[3]))
    matchInRange(group, ious, truthIgnored, detectionOutside, result)
  }
  return result
}

function matchInRange(
  group: Group,
  ious: Float64Array,
  truthIgnored: boolean[],
  detectionOutside: boolean[],
  result: Matching,
): void {
  const { length: truths } = group.truths
  const { length: detections } = group.detections
  const indices = group.truths.map((_, index) => index)
  const order = [...indices.filter((index) => !truthIgnored[index]), ...indices.filter((index) => truthIgnored[index])]
  const matched = new Uint8Array(iouThresholds.length * detections)
  const ignored = new Uint8Array(iouThresholds.length * detections)
  for (const [t, threshold] of iouThresholds.entries()) {
    const taken = new Uint8Array(truths)
    for (let d = 0; d < detections; d++) {
      let best = Math.min(threshold, 1 - 1e-10)
      let match = -1
      for (const g of order) {
        if (taken[g] && !group.truths[g]?.crowd) continue
        if (match > -1 && !truthIgnored[match] && truthIgnored[g]) break
        const iou = ious[d * truths + g] as number
        if (iou < best) continue
        best = iou
        match = g
      }
      if (match > -1) {
        taken[match] = 1
        matched[t * detections + d] = 1
        ignored[t * detections + d] = truthIgnored[match] ? 1 : 0
      } else if (detectionOutside[d]) {
        ignored[t * detections + d] = 1
      }
    }
  }
  result.matched.push(matched)
  result.ignored.push(ignored)
  result.counted.push(truthIgnored.filter((value) => !value).length)
}
