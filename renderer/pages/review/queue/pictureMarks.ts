/** The boxes on a reviewed picture: labels below, detections by verdict above, the current mistake on top. */
import type { Mistake, ReviewedImage } from '../../../../core/api/types.ts'
import type { Edges } from '../../../../core/geometry/box.ts'
import { score } from '../../../format.ts'
import { LABEL, MISSED, verdictColor } from '../verdicts.ts'

export interface Mark extends Edges {
  key: string
  color: string
  /** CSS pixels. */
  width: number
  dashed: boolean
  opacity: number
  /** On a plate above the box; empty for none. */
  text: string
  current: boolean
}

export function pictureMarks(
  { labels, detections, missed }: ReviewedImage,
  current: Mistake | null,
  className: (id: number) => string,
): Mark[] {
  const missedIds = new Set(missed)
  const found = new Set(detections.flatMap(({ verdict, boxId }) => (verdict === 'right' ? [boxId] : [])))
  const marks: Mark[] = []
  for (const { id, classId, x1, y1, x2, y2 } of labels.boxes) {
    const isMissed = missedIds.has(id)
    const isCurrent = current?.kind === 'missed' && current.boxId === id
    // The label behind a wrong detection says what it should have been.
    const named = isMissed || (!found.has(id) && current?.boxId === id)
    marks.push({
      key: `label:${id}`,
      x1,
      y1,
      x2,
      y2,
      color: isMissed ? MISSED : LABEL,
      width: isMissed ? 2 : 1.25,
      dashed: isMissed,
      // A label that was found lies close to its detection: it steps back.
      opacity: isMissed || !found.has(id) ? 1 : 0.55,
      text: named ? `${className(classId)}${isMissed ? '' : ' (label)'}` : '',
      current: isCurrent,
    })
  }
  for (const { id, classId, verdict, state, score: value, x1, y1, x2, y2 } of detections) {
    marks.push({
      key: `found:${id}`,
      x1,
      y1,
      x2,
      y2,
      color: verdictColor(verdict),
      width: 2,
      dashed: false,
      opacity: state === 'rejected' ? 0.35 : 1,
      text: `${className(classId)} ${score(value, 2)}`,
      current: current !== null && current.kind !== 'missed' && current.suggestionId === id,
    })
  }
  return marks.sort((a, b) => Number(a.current) - Number(b.current))
}
