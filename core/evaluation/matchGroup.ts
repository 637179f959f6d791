/** COCO's matching of the detections of one category in one image: its innermost part. */
import { overlap } from './overlap.ts'
import { areaRanges, iouThresholds } from './parameters.ts'
import type { GroundTruth, Matching, ScoredBox } from './types.ts'

const allThresholds = 2 ** iouThresholds.length - 1
const lowestThreshold = iouThresholds[0] as number

/**
 * Matches D detections, best first, to G ground truths, and writes the flags at `offset` of the result. Each detection
 * takes the free ground truth with the highest IoU at or above the threshold; of equal ones the last; an ignored one
 * only when no counted one fits.
 */
export function matchGroup(
  truths: readonly GroundTruth[],
  detections: readonly ScoredBox[],
  offset: number,
  result: Pick<Matching, 'matched' | 'ignored' | 'counted'>,
): void {
  const ious = overlaps(truths, detections)
  for (const [range, { least, most }] of areaRanges.entries()) {
    const outside = (area: number) => area < least || area > most
    const matched = result.matched[range] as Uint16Array
    const ignored = result.ignored[range] as Uint16Array
    for (let d = 0; d < detections.length; d++) {
      const [, , width, height] = (detections[d] as ScoredBox).bbox
      if (outside(width * height)) ignored[offset + d] = allThresholds
    }
    if (truths.length === 0) continue
    const isIgnored = truths.map(
      ({ crowd, ignore, area, bbox }) => crowd === true || ignore === true || outside(area ?? bbox[2] * bbox[3]),
    )
    const ignoredCount = isIgnored.reduce((sum, value) => sum + Number(value), 0)
    result.counted[range] = (result.counted[range] as number) + truths.length - ignoredCount
    if (ious === null) continue
    const group = { truths, ious, isIgnored, order: countedFirst(isIgnored), detections: detections.length }
    for (let t = 0; t < iouThresholds.length; t++) {
      matchAt(group, t, (d, isIgnoredTruth) => {
        const at = offset + d
        matched[at] = (matched[at] as number) | (1 << t)
        ignored[at] = isIgnoredTruth ? (ignored[at] as number) | (1 << t) : (ignored[at] as number) & ~(1 << t)
      })
    }
  }
}

interface Group {
  truths: readonly GroundTruth[]
  detections: number
  /** [D, G] */
  ious: Float64Array
  isIgnored: readonly boolean[]
  /** Indices of the ground truths in which they are tried. */
  order: readonly number[]
}

function matchAt(
  { truths, detections, ious, isIgnored, order }: Group,
  threshold: number,
  found: (detection: number, isIgnoredTruth: boolean) => void,
): void {
  const taken = new Uint8Array(truths.length)
  const least = Math.min(iouThresholds[threshold] as number, 1 - 1e-10)
  for (let d = 0; d < detections; d++) {
    let best = least
    let match = -1
    for (const g of order) {
      if (taken[g] === 1 && truths[g]?.crowd !== true) continue
      if (match > -1 && isIgnored[match] !== true && isIgnored[g] === true) break
      const iou = ious[d * truths.length + g] as number
      if (iou < best) continue
      best = iou
      match = g
    }
    if (match === -1) continue
    taken[match] = 1
    found(d, isIgnored[match] === true)
  }
}

function countedFirst(isIgnored: readonly boolean[]): number[] {
  const indices = isIgnored.map((_, index) => index)
  return [...indices.filter((index) => isIgnored[index] !== true), ...indices.filter((index) => isIgnored[index])]
}

/** IoU of every detection with every ground truth, [D, G]; null when none reaches the lowest threshold. */
function overlaps(truths: readonly GroundTruth[], detections: readonly ScoredBox[]): Float64Array | null {
  if (truths.length === 0 || detections.length === 0) return null
  const values = new Float64Array(detections.length * truths.length)
  let largest = 0
  let index = 0
  for (const detection of detections) {
    for (const truth of truths) {
      const value = overlap(detection.bbox, truth.bbox, truth.crowd === true)
      values[index++] = value
      if (value > largest) largest = value
    }
  }
  return largest < lowestThreshold ? null : values
}
