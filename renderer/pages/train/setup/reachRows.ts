/** What anchors reach, as rows of bars: by class and by size. Pure. */
import type { AnchorFit, PlannedAnchors, TrainingPlan } from '../../../../core/api/types.ts'
import { count, percent, plural } from '../../../format.ts'

export interface ReachRow {
  key: string
  label: string
  /** null: no class, so no colour of its own. */
  color: string | null
  boxes: number
  /** Shares of the boxes, 0 to 1: reached at IoU .5, and at .4. */
  reached: number
  nearly: number
  /** As reached before a fit; null where there is nothing to compare. */
  before: number | null
  about: string
}

type PlannedClass = Pick<TrainingPlan['classes'][number], 'classId' | 'name' | 'color'>

/** A row for each class that has training boxes. */
export function classRows(reach: PlannedAnchors, classes: readonly PlannedClass[], fit: AnchorFit | null): ReachRow[] {
  return (fit?.after ?? reach).perClass.map((one) => {
    const known = classes.find(({ classId }) => classId === one.classId)
    const before = fit?.before.perClass.find(({ classId }) => classId === one.classId)
    return row(String(one.classId), known?.name ?? '?', known?.color ?? null, one, before)
  })
}

/** A row for each size that boxes have, in input pixels. */
export function sizeRows(reach: PlannedAnchors, fit: AnchorFit | null): ReachRow[] {
  return (fit?.after ?? reach).perSize
    .filter(({ boxes }) => boxes > 0)
    .map((one) => {
      const label =
        one.to === null ? `over ${one.from} px` : one.from === 0 ? `under ${one.to} px` : `${one.from}–${one.to} px`
      const before = fit?.before.perSize.find(({ from }) => from === one.from)
      return row(label, label, null, one, before)
    })
}

interface Counted {
  boxes: number
  at50: number
  at40: number
}

function row(key: string, label: string, color: string | null, one: Counted, before: Counted | undefined): ReachRow {
  const { boxes, at50, at40 } = one
  const [reached, nearly] = [at50 / boxes, at40 / boxes]
  const about = `${label}: ${count(at50)} of ${plural(boxes, 'box', 'boxes')} overlap an anchor by half or more, ${percent(nearly)} by .4 or more`
  return { key, label, color, boxes, reached, nearly, before: before ? before.at50 / before.boxes : null, about }
}
