/** A network's predictions to detections (PAPER: inference): threshold, best per level, decode, suppress. */
import type { Anchors } from '../model/anchors.ts'
import type { TrainingConfig } from '../training/config.ts'
import { decodeBox } from './boxCoder.ts'
import { descending } from './descending.ts'
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
  const chosen = anchors.levels.map((level) =>
    highest(logits, level.start * classes, (level.start + level.count) * classes, threshold, settings.perLevel),
  )
  const sorted = descending(logits, joined(chosen))
  const count = sorted.length
  const candidates: Candidates = {
    boxes: new Float32Array(count * 4),
    scores: new Float32Array(count),
    classes: new Int32Array(count),
  }
  const { boxes, scores } = candidates
  for (let index = 0; index < count; index++) {
    const at = sorted[index] as number
    const anchor = Math.floor(at / classes)
    scores[index] = 1 / (1 + Math.exp(-(logits[at] as number)))
    candidates.classes[index] = at % classes
    decodeBox(anchors.boxes, anchor, deltas, anchor, boxes, index * 4)
  }
  for (let at = 0; at < boxes.length; at++) {
    const limit = at % 2 === 0 ? input.width : input.height
    boxes[at] = Math.min(Math.max(boxes[at] as number, 0), limit)
  }
  return select(candidates, suppress(candidates, settings.nmsIou, settings.perImage))
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function select({ boxes, scores, classes }: Candidates, kept: number[]): Candidates {
  return {
    boxes: Float32Array.from(kept.flatMap((index) => [...boxes.subarray(index * 4, index * 4 + 4)])),
    scores: Float32Array.from(kept, (index) => scores[index] as number),
    classes: Int32Array.from(kept, (index) => classes[index] as number),
  }
}
