/** The score threshold that balances finding everything against false alarms. */
import { counts, type JudgedImage } from './verdicts.ts'

/** Right when no detections exist to choose by. */
const fallback = 0.5

export interface ThresholdPoint {
  threshold: number
  precision: number
  recall: number
  f1: number
}

/** Precision, recall and F1 over all classes at the thresholds .01, .02, …, .99. */
export function thresholdCurve(images: readonly JudgedImage[]): ThresholdPoint[] {
  const steps = 100
  const right = new Float64Array(steps + 1)
  const wrong = new Float64Array(steps + 1)
  let labels = 0
  for (const image of images) {
    labels += image.labels.filter(counts).length
    for (const { verdict, score } of image.detections) {
      if (verdict === 'ignored') continue
      // The highest threshold that still shows it; a hair is added because .29 * 100 is 28.999…
      const bin = Math.min(steps, Math.max(0, Math.floor(score * steps + 1e-9)))
      const tally = verdict === 'right' ? right : wrong
      tally[bin] = tally[bin]! + 1
    }
  }
  const points: ThresholdPoint[] = []
  let found = 0
  let alarms = 0
  for (let bin = steps; bin > 0; bin--) {
    found += right[bin]!
    alarms += wrong[bin]!
    if (bin === steps) continue
    points.push({
      threshold: bin / steps,
      precision: found + alarms > 0 ? found / (found + alarms) : 1,
      recall: labels > 0 ? found / labels : 0,
      f1: found > 0 ? (2 * found) / (found + alarms + labels) : 0,
    })
  }
  return points.reverse()
}

/** The threshold with the best F1 over all classes; the higher of equal ones, since it shows less. */
export function bestThreshold(curve: readonly ThresholdPoint[]): number {
  let best = { threshold: fallback, f1: 0 }
  for (const point of curve) if (point.f1 > 0 && point.f1 >= best.f1) best = point
  return best.threshold
}
