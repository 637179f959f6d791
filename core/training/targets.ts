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
  const overlaps = objects.map(({ box }) => overlapsOf(anchors, box))
  const matched = new Int32Array(anchors.count).fill(background)
  const highest = new Float32Array(anchors.count)
  for (const [object, own] of overlaps.entries()) takeHigher(matched, highest, own, object)
  for (let anchor = 0; anchor < anchors.count; anchor++) {
    const value = highest[anchor] as number
    if (value < settings.positive) matched[anchor] = value >= settings.negative ? excluded : background
  }
  for (const { box } of usable.filter(({ ignored }) => ignored)) {
    const { indices, values } = overlapsOf(anchors, box)
    for (const [at, anchor] of indices.entries()) {
      if (matched[anchor] === background && (values[at] as number) >= settings.negative) matched[anchor] = excluded
    }
  }
  if (settings.lowQuality) {
    for (const [object, own] of overlaps.entries()) addBest(matched, own, object, settings.lowQualityMinimum)
  }
  return collect(anchors, objects, matched)
}

/** The anchors that a box overlaps at all, with their IoU. */
interface Overlaps {
  indices: number[]
  values: number[]
}

/** Gives each anchor to the object that it overlaps most; to the earlier one when two are equal. */
function takeHigher(matched: Int32Array, highest: Float32Array, { indices, values }: Overlaps, object: number): void {
  for (let at = 0; at < indices.length; at++) {
    const anchor = indices[at] as number
    const value = values[at] as number
    if (value <= (highest[anchor] as number)) continue
    highest[anchor] = value
    matched[anchor] = object
  }
}

function addBest(matched: Int32Array, { indices, values }: Overlaps, object: number, minimum: number): void {
  const best = values.reduce((largest, value) => (value > largest ? value : largest), 0)
  if (best <= minimum) return
  for (const [at, anchor] of indices.entries()) {
    if ((values[at] as number) >= best - tieTolerance) matched[anchor] = object
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

/**
 * The innermost loop of matching. Only positions near the box are looked at: on the finest level, which holds three
 * quarters of all anchors, that is a small part.
 */
function overlapsOf({ boxes, levels, perPosition }: Anchors, box: NetBox): Overlaps {
  const indices: number[] = []
  const values: number[] = []
  const { x1, y1, x2, y2 } = box
  const boxArea = (x2 - x1) * (y2 - y1)
  for (const level of levels) {
    const { x: reachX, y: reachY } = reachOf(boxes, level.start, perPosition)
    const { offset, stepX, stepY } = level
    const first = (low: number, step: number) => Math.max(0, Math.floor(low / step - offset))
    const last = (high: number, step: number, count: number) => Math.min(count - 1, Math.ceil(high / step - offset))
    const [left, right] = [first(x1 - reachX, stepX), last(x2 + reachX, stepX, level.width)]
    const bottom = last(y2 + reachY, stepY, level.height)
    for (let row = first(y1 - reachY, stepY); row <= bottom; row++) {
      const start = level.start + (row * level.width + left) * perPosition
      const end = level.start + (row * level.width + right + 1) * perPosition
      for (let anchor = start, at = start * 4; anchor < end; anchor++, at += 4) {
        const ax1 = boxes[at] as number
        const ax2 = boxes[at + 2] as number
        const width = (ax2 < x2 ? ax2 : x2) - (ax1 > x1 ? ax1 : x1)
        if (width <= 0) continue
        const ay1 = boxes[at + 1] as number
        const ay2 = boxes[at + 3] as number
        const height = (ay2 < y2 ? ay2 : y2) - (ay1 > y1 ? ay1 : y1)
        if (height <= 0) continue
        const overlap = width * height
        indices.push(anchor)
        values.push(overlap / ((ax2 - ax1) * (ay2 - ay1) + boxArea - overlap))
      }
    }
  }
  return { indices, values }
}

/** Half of the largest width and of the largest height among a position's anchors. */
function reachOf(boxes: Float32Array, start: number, perPosition: number): { x: number; y: number } {
  let [x, y] = [0, 0]
  for (let at = start * 4; at < (start + perPosition) * 4; at += 4) {
    x = Math.max(x, ((boxes[at + 2] as number) - (boxes[at] as number)) / 2)
    y = Math.max(y, ((boxes[at + 3] as number) - (boxes[at + 1] as number)) / 2)
  }
  return { x, y }
}
