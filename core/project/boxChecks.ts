/** The checks of boxes as conditions on `boxes b` of `images`; core/dataset/quality.ts says what they mean. */
import { BOX_TESTS, LIMITS } from '../dataset/quality.ts'
import type { BoxCheck } from '../dataset/search/keys.ts'
import type { BoxTest } from './boxNumbers.ts'
import type { Condition } from './condition.ts'

const KNOWN_SIZE = 'images.width > 0 AND images.height > 0'
const WIDTH = '(b.x2 - b.x1)'
const HEIGHT = '(b.y2 - b.y1)'
const HUGE_AREA = `${LIMITS.hugeShare} * images.width * images.height`
const IOU = `(max(0, min(o.x2, b.x2) - max(o.x1, b.x1)) * max(0, min(o.y2, b.y2) - max(o.y1, b.y1)))`
/** Left edges of boxes that overlap so much are at most this share of the width apart; a little more for rounding. */
const APART = 1.01 * (1 / LIMITS.sameIou - 1)

/** Width / height of a box, as the index boxes_by_class has it. */
const RATIO = '(x2 - x1) / (y2 - y1)'
/** Number of boxes, mean and square mean of the logarithm of width / height for each class. */
const CLASS_LOGARITHMS = `SELECT class_id, count(*) AS boxes, avg(ln(${RATIO})) AS mean,
  avg(ln(${RATIO}) * ln(${RATIO})) AS square FROM boxes WHERE ${RATIO} > 0 GROUP BY class_id`
/** By class: the mean, and how far from it is unusual. */
const CLASS_LIMITS = `SELECT class_id, mean,
  max(${LIMITS.shapeLeast}, ${LIMITS.shapeDeviations} * sqrt(max(0, square - mean * mean))) AS far
  FROM (${CLASS_LOGARITHMS}) WHERE boxes >= ${LIMITS.shapeBoxes}`
const ofClass = (condition: string) =>
  `SELECT boxes.id FROM shapes CROSS JOIN boxes ON boxes.class_id = shapes.class_id AND ${condition}`

/**
 * Whether a box `b` is nearly the same as an earlier one of its image and class. The plus keeps SQLite from looking among
 * all boxes of the class.
 */
export const IS_DUPLICATE = `EXISTS (SELECT 1 FROM boxes o WHERE o.image_id = b.image_id AND o.class_id = b.class_id AND +o.id < b.id
  AND o.x1 >= b.x1 - ${APART} * ${WIDTH} AND o.x1 <= b.x1 + ${APART} * ${WIDTH} AND ${IOU} > 0
  AND ${IOU} >= ${LIMITS.sameIou} * ((o.x2 - o.x1) * (o.y2 - o.y1) + ${WIDTH} * ${HEIGHT} - ${IOU}))`

// Cheap questions first, and those that few boxes pass: a million boxes are asked.
const CHECKS: Record<BoxCheck, string> = {
  outside: `((b.x1 < 0 OR b.y1 < 0 OR b.x2 > images.width OR b.y2 > images.height) AND ${KNOWN_SIZE})`,
  'zero-area': '(b.x2 <= b.x1 OR b.y2 <= b.y1)',
  tiny: `((${WIDTH} < ${LIMITS.tinySide} OR ${HEIGHT} < ${LIMITS.tinySide}) AND ${WIDTH} > 0 AND ${HEIGHT} > 0)`,
  huge: `(${WIDTH} * ${HEIGHT} >= ${HUGE_AREA} AND ${KNOWN_SIZE})`,
  border: `((b.x1 <= ${LIMITS.border} OR b.y1 <= ${LIMITS.border} OR b.x2 >= images.width - ${LIMITS.border}
    OR b.y2 >= images.height - ${LIMITS.border}) AND b.x1 >= 0 AND b.y1 >= 0 AND b.x2 <= images.width
    AND b.y2 <= images.height AND b.truncated = 0 AND ${WIDTH} * ${HEIGHT} < ${HUGE_AREA} AND ${KNOWN_SIZE})`,
  duplicate: IS_DUPLICATE,
  shape: `b.id IN (WITH shapes AS MATERIALIZED (${CLASS_LIMITS})
    ${ofClass(`${RATIO} > exp(mean + far)`)} UNION ALL ${ofClass(`${RATIO} > 0 AND ${RATIO} < exp(mean - far)`)})`,
}

/** A condition on `boxes b` of `images`. */
export interface BoxCondition extends Condition {
  /** What is known to be true of images that have such a box: a condition on `images` that costs little. */
  images?: string
  /** The same of boxes in memory; without it the database is asked. */
  passes?: BoxTest
}

/** Counted beforehand for each class of each image (migration 009, refreshImages). */
const HAS_DUPLICATES = 'images.id IN (SELECT image_id FROM image_classes WHERE duplicates > 0)'

/** The condition of a check. */
export function checkCondition(check: BoxCheck): BoxCondition {
  const condition = { sql: CHECKS[check], values: [] }
  if (check === 'duplicate') return { ...condition, images: HAS_DUPLICATES }
  const test = BOX_TESTS[check]
  const shaped = check === 'shape'
  return {
    ...condition,
    passes: (box, all) => test(box, box.image, shaped ? all.shapeOf(box.classId) : undefined),
  }
}
