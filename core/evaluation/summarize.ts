/** Means over the raw arrays: COCO's `summarize`. */
import type { ClassScores, Evaluation } from './types.ts'

type Arrays = Pick<Evaluation, 'shape' | 'precision' | 'recall'>

/** Indices along the axes; a missing one means all of them. */
interface Choice {
  threshold?: number
  category?: number
  areaRange: number
  limit: number
}

/** Mean of the entries above -1; -1 when there is none. */
function meanOf(values: Iterable<number>): number {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (value <= -1) continue
    sum += value
    count++
  }
  return count === 0 ? -1 : sum / count
}

function* axis(choice: number | undefined, length: number): Generator<number> {
  if (choice === undefined) for (let index = 0; index < length; index++) yield index
  else yield choice
}

/** Mean of the precision over thresholds, recall points and categories. */
function averagePrecision({ shape, precision }: Arrays, choice: Choice): number {
  function* values(): Generator<number> {
    for (const t of axis(choice.threshold, shape.thresholds)) {
      for (let r = 0; r < shape.recallPoints; r++) {
        for (const k of axis(choice.category, shape.categories)) {
          const row = (t * shape.recallPoints + r) * shape.categories + k
          yield precision[(row * shape.areaRanges + choice.areaRange) * shape.limits + choice.limit] as number
        }
      }
    }
  }
  return meanOf(values())
}

/** Mean of the highest recall over thresholds and categories. */
function averageRecall({ shape, recall }: Arrays, choice: Choice): number {
  function* values(): Generator<number> {
    for (const t of axis(choice.threshold, shape.thresholds)) {
      for (const k of axis(choice.category, shape.categories)) {
        const row = t * shape.categories + k
        yield recall[(row * shape.areaRanges + choice.areaRange) * shape.limits + choice.limit] as number
      }
    }
  }
  return meanOf(values())
}

const [at50, at75] = [0, 5]
const [all, small, medium, large] = [0, 1, 2, 3]
const [of1, of10, of100] = [0, 1, 2]

/** COCO's twelve numbers, in COCO's order. */
export function twelveNumbers(arrays: Arrays): number[] {
  return [
    averagePrecision(arrays, { areaRange: all, limit: of100 }),
    averagePrecision(arrays, { threshold: at50, areaRange: all, limit: of100 }),
    averagePrecision(arrays, { threshold: at75, areaRange: all, limit: of100 }),
    ...[small, medium, large].map((areaRange) => averagePrecision(arrays, { areaRange, limit: of100 })),
    ...[of1, of10, of100].map((limit) => averageRecall(arrays, { areaRange: all, limit })),
    ...[small, medium, large].map((areaRange) => averageRecall(arrays, { areaRange, limit: of100 })),
  ]
}

/** Scores of one category over all areas, at 100 detections an image. */
export function classScores(arrays: Arrays, category: number): Omit<ClassScores, 'categoryId' | 'groundTruths'> {
  const choice = { category, areaRange: all, limit: of100 }
  return {
    ap: averagePrecision(arrays, choice),
    ap50: averagePrecision(arrays, { ...choice, threshold: at50 }),
    ap75: averagePrecision(arrays, { ...choice, threshold: at75 }),
    ar: averageRecall(arrays, choice),
  }
}
