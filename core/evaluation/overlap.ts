/** Intersection over union as COCO's maskApi computes it for boxes. */
import type { CocoBox } from './types.ts'

/**
 * IoU of a detection with a ground truth, 0 to 1. With a crowd the denominator is the detection's own area: a box
 * anywhere inside a crowd fits it. Boxes that merely touch have 0, so no division by zero can arise.
 */
export function overlap(detection: CocoBox, truth: CocoBox, crowd: boolean): number {
  const [dx, dy, dw, dh] = detection
  const [gx, gy, gw, gh] = truth
  const width = Math.min(dw + dx, gw + gx) - Math.max(dx, gx)
  if (!(width > 0)) return 0
  const height = Math.min(dh + dy, gh + gy) - Math.max(dy, gy)
  if (!(height > 0)) return 0
  const intersection = width * height
  const detectionArea = dw * dh
  return intersection / (crowd ? detectionArea : detectionArea + gw * gh - intersection)
}
