/** The checks of boxes as conditions on `boxes b` of `images`; core/dataset/quality.ts says what they mean. */
import { LIMITS } from '../dataset/quality.ts'
import type { BoxCheck } from '../dataset/search/keys.ts'
import type { Condition } from './imageFilter.ts'

const KNOWN_SIZE = 'images.width > 0 AND images.height > 0'
const WIDTH = '(b.x2 - b.x1)'
const HEIGHT = '(b.y2 - b.y1)'
const HUGE = `(${KNOWN_SIZE} AND ${WIDTH} * ${HEIGHT} >= ${LIMITS.hugeShare} * images.width * images.height)`
const OUTSIDE = `(${KNOWN_SIZE} AND (b.x1 < 0 OR b.y1 < 0 OR b.x2 > images.width OR b.y2 > images.height))`
const IOU = `(max(0, min(o.x2, b.x2) - max(o.x1, b.x1)) * max(0, min(o.y2, b.y2) - max(o.y1, b.y1)))`

const logRatio = (box: string) => `ln((${box}.x2 - ${box}.x1) / (${box}.y2 - ${box}.y1))`
const RATIO = logRatio('v')
/** Mean and deviation of the logarithm of width / height for each class. */
const CLASS_SHAPES = `SELECT v.class_id, count(*) AS boxes, avg(${RATIO}) AS mean,
  sqrt(max(0, avg(${RATIO} * ${RATIO}) - avg(${RATIO}) * avg(${RATIO}))) AS deviation
  FROM boxes v WHERE v.x2 > v.x1 AND v.y2 > v.y1 GROUP BY v.class_id`

const CHECKS: Record<BoxCheck, string> = {
  outside: OUTSIDE,
  'zero-area': `(${WIDTH} * ${HEIGHT} <= 0)`,
  tiny: `(${WIDTH} * ${HEIGHT} > 0 AND min(${WIDTH}, ${HEIGHT}) < ${LIMITS.tinySide})`,
  huge: HUGE,
  border: `(${KNOWN_SIZE} AND b.truncated = 0 AND NOT ${HUGE} AND NOT ${OUTSIDE} AND (b.x1 <= ${LIMITS.border} OR b.y1 <= ${LIMITS.border}
    OR b.x2 >= images.width - ${LIMITS.border} OR b.y2 >= images.height - ${LIMITS.border}))`,
  duplicate: `EXISTS (SELECT 1 FROM boxes o WHERE o.image_id = b.image_id AND o.class_id = b.class_id AND o.id < b.id
    AND ${IOU} > 0 AND ${IOU} >= ${LIMITS.sameIou} * ((o.x2 - o.x1) * (o.y2 - o.y1) + ${WIDTH} * ${HEIGHT} - ${IOU}))`,
  shape: `b.id IN (SELECT w.id FROM boxes w JOIN (${CLASS_SHAPES}) u ON u.class_id = w.class_id
    WHERE w.x2 > w.x1 AND w.y2 > w.y1 AND u.boxes >= ${LIMITS.shapeBoxes}
    AND abs(${logRatio('w')} - u.mean) > max(${LIMITS.shapeLeast}, ${LIMITS.shapeDeviations} * u.deviation))`,
}

/** The condition of a check. */
export function checkCondition(check: BoxCheck): Condition {
  return { sql: CHECKS[check], values: [] }
}
