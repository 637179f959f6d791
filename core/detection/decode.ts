/** A network's predictions to detections (PAPER: inference): threshold, best per level, decode, suppress. */
import type { Anchors } from '../model/anchors.ts'
import type { TrainingConfig } from '../training/config.ts'
import { decodeBox } from './boxCoder.ts'
import { highest } from './highest.ts'
import { suppress, type Candidates } from './nms.ts'

export type DetectionSettings = TrainingConfig['detection']

/**
 * Detections of one image, best first, in input pixels clipped to the input.
 * `logits` [R, K] before the sigmoid and `deltas` [R, 4], row by row.
 */
export function decodePredictions(
  logits: Float32Array,
  deltas: Float32Array,
  anchors: Anchors,
  input: { width: number; height: number },
  settings: DetectionSettings,
): Candidates {
  const classes = logits.length / anchors.count
  // Scores are compared before the sigmoid, so that it is computed for survivors only.
  const threshold = -Math.log(1 / settings.minimumScore - 1)
  const chosen: number[] = []
  for (const level of anchors.levels) {
    const [start, end] = [level.start * classes, (level.start + level.count) * classes]
    for (const at of highest(logits, start, end, threshold, settings.perLevel)) chosen.push(at)
  }
  const sorted = chosen.sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b)
  const candidates: Candidates = {
    boxes: new Float32Array(sorted.length * 4),
    scores: Float32Array.from(sorted, (at) => 1 / (1 + Math.exp(-(logits[at] as number)))),
    classes: Int32Array.from(sorted, (at) => at % classes),
  }
  for (const [index, at] of sorted.entries()) {
    const anchor = Math.floor(at / classes)
    decodeBox(anchors.boxes, anchor, deltas, anchor, candidates.boxes, index * 4)
  }
  for (let at = 0; at < candidates.boxes.length; at++) {
    const limit = at % 2 === 0 ? input.width : input.height
    candidates.boxes[at] = Math.min(Math.max(candidates.boxes[at] as number, 0), limit)
  }
  return select(candidates, suppress(candidates, settings.nmsIou, settings.perImage))
}

function select({ boxes, scores, classes }: Candidates, kept: number[]): Candidates {
  return {
    boxes: Float32Array.from(kept.flatMap((index) => [...boxes.subarray(index * 4, index * 4 + 4)])),
    scores: Float32Array.from(kept, (index) => scores[index] as number),
    classes: Int32Array.from(kept, (index) => classes[index] as number),
  }
}
