/** Which classes the model takes for which, at a score threshold and IoU .5. */
import { iou } from '../geometry/box.ts'
import { foregroundIou } from '../evaluation/judge.ts'
import { counts, shown, type JudgedImage } from './verdicts.ts'

export interface Confusion {
  classIds: number[]
  /** Rows: the label's class, then "no label". Columns: the detection's class, then "missed". */
  counts: number[][]
}

/**
 * Each label is in one cell. Right detections come first; what is left over is paired across classes, best score
 * first, with the free label that it overlaps most.
 */
export function confusionMatrix(
  images: readonly JudgedImage[],
  classIds: readonly number[],
  threshold: number,
): Confusion {
  const none = classIds.length
  const index = new Map(classIds.map((id, position) => [id, position]))
  const table = Array.from({ length: none + 1 }, () => Array.from({ length: none + 1 }, () => 0))
  const count = (row: number | undefined, column: number | undefined) => {
    if (row !== undefined && column !== undefined) table[row]![column]! += 1
  }
  for (const image of images) {
    const detections = shown(image, threshold).filter(({ verdict }) => verdict !== 'ignored')
    const found = new Set(detections.flatMap(({ verdict, boxId }) => (verdict === 'right' ? [boxId] : [])))
    const free = new Set(image.labels.filter((label) => counts(label) && !found.has(label.id)))
    for (const detection of detections) {
      const column = index.get(detection.classId)
      if (detection.verdict === 'right') {
        count(column, column)
        continue
      }
      let best: { label: (typeof image.labels)[number]; overlap: number } | undefined
      for (const label of free) {
        const overlap = iou(label, detection)
        if (overlap >= foregroundIou && overlap > (best?.overlap ?? 0)) best = { label, overlap }
      }
      if (best) free.delete(best.label)
      count(best ? index.get(best.label.classId) : none, column)
    }
    for (const label of free) count(index.get(label.classId), none)
  }
  return { classIds: [...classIds], counts: table }
}
