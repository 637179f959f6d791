/** Which anchor learns what (PAPER: RetinaNet): positive at IoU >= .5, background below .4, ignored in between. */
import { encodeBox } from '../detection/boxCoder.ts'
import type { NetBox } from '../geometry/box.ts'
import type { Anchors } from '../model/anchors.ts'
import type { TrainingConfig } from './config.ts'

export interface TruthBox {
  box: NetBox
  /** Position of the class among the network's outputs. */
  classIndex: number
  /** Neither object nor background: difficult and crowd boxes. */
  ignored: boolean
}

/** Targets of one image with P positive anchors; every anchor not named here is background. */
export interface Targets {
  /** P anchor indices, ascending. */
  positives: Int32Array
  /** Class of each positive. */
  classes: Int32Array
  /** dx, dy, dw, dh of each positive, [P, 4]. */
  deltas: Float32Array
  /** Anchors that take no part in the class loss. */
  ignored: Int32Array
}

const background = -1
const excluded = -2
/** Anchors whose IoU equals the best one up to this count as best too (several may tie). */
const tieTolerance = 1e-4

/**
 * Matches anchors to boxes. With `lowQuality`, each box's best anchors are positive even below the threshold, if
 * their IoU is above `lowQualityMinimum`; a box that overlaps no anchor makes none positive.
 */
export function matchAnchors(
  anchors: Anchors,
  truths: readonly TruthBox[],
  settings: TrainingConfig['matching'],
): Targets {
  const usable = truths.filter(({ box }) => box.x2 > box.x1 && box.y2 > box.y1)
  const objects = usable.filter(({ ignored }) => !ignored)
  const matched = new Int32Array(anchors.count).fill(background)
  const overlap = new Float32Array(anchors.count)
  const overlaps = objects.map(({ box }) => anchorOverlaps(anchors, box))
  for (const [index, values] of overlaps.entries()) {
    for (let anchor = 0; anchor < values.length; anchor++) {
      const value = values[anchor] as number
      if (value <= (overlap[anchor] as number)) continue
      overlap[anchor] = value
      matched[anchor] = index
    }
  }
  for (let anchor = 0; anchor < anchors.count; anchor++) {
    const value = overlap[anchor] as number
    if (value < settings.positive) matched[anchor] = value >= settings.negative ? excluded : background
  }
  for (const { box } of usable.filter(({ ignored }) => ignored)) {
    const values = anchorOverlaps(anchors, box)
    for (let anchor = 0; anchor < values.length; anchor++) {
      if (matched[anchor] === background && (values[anchor] as number) >= settings.negative) matched[anchor] = excluded
    }
  }
  if (settings.lowQuality) addBestAnchors(matched, overlaps, settings.lowQualityMinimum)
  return collect(anchors, objects, matched)
}

function addBestAnchors(matched: Int32Array, overlaps: readonly Float32Array[], minimum: number): void {
  for (const [index, values] of overlaps.entries()) {
    let best = 0
    for (let anchor = 0; anchor < values.length; anchor++) best = Math.max(best, values[anchor] as number)
    if (best <= minimum) continue
    for (let anchor = 0; anchor < values.length; anchor++) {
      if ((values[anchor] as number) >= best - tieTolerance) matched[anchor] = index
    }
  }
}

function collect(anchors: Anchors, objects: readonly TruthBox[], matched: Int32Array): Targets {
  const positives: number[] = []
  const ignored: number[] = []
  for (let anchor = 0; anchor < matched.length; anchor++) {
    const match = matched[anchor] as number
    if (match >= 0) positives.push(anchor)
    else if (match === excluded) ignored.push(anchor)
  }
  const boxes = Float32Array.from(objects.flatMap(({ box }) => [box.x1, box.y1, box.x2, box.y2]))
  const deltas = new Float32Array(positives.length * 4)
  for (const [row, anchor] of positives.entries()) {
    encodeBox(anchors.boxes, anchor, boxes, matched[anchor] as number, deltas, row * 4)
  }
  return {
    positives: Int32Array.from(positives),
    classes: Int32Array.from(positives, (anchor) => objects[matched[anchor] as number]?.classIndex ?? 0),
    deltas,
    ignored: Int32Array.from(ignored),
  }
}

/** IoU of every anchor with one box, [R]. The innermost loop of matching: plain numbers only. */
function anchorOverlaps({ boxes, count }: Anchors, box: NetBox): Float32Array {
  const overlaps = new Float32Array(count)
  const { x1, y1, x2, y2 } = box
  const boxArea = (x2 - x1) * (y2 - y1)
  for (let anchor = 0, at = 0; anchor < count; anchor++, at += 4) {
    const left = boxes[at] as number
    const right = boxes[at + 2] as number
    const width = (right < x2 ? right : x2) - (left > x1 ? left : x1)
    if (width <= 0) continue
    const top = boxes[at + 1] as number
    const bottom = boxes[at + 3] as number
    const height = (bottom < y2 ? bottom : y2) - (top > y1 ? top : y1)
    if (height <= 0) continue
    const overlap = width * height
    overlaps[anchor] = overlap / ((right - left) * (bottom - top) + boxArea - overlap)
  }
  return overlaps
}
