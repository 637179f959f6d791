/**
 * What going on with a training would bring: the curve of the validation scores so far, continued. Learning curves
 * approach an end, so two families are fitted, a - b exp(-t / c) and a - b (1 + t / c)^-1, over many constants c and two
 * clocks: the time, and the learning rate summed up over it, which stands still at the end. Each counts as much as it
 * explains the scores (a posterior on a grid); where they disagree, nothing is said. Pure.
 */
import type { TrainingConfig } from './config.ts'
import { learningRateFactor } from './schedule.ts'

/** A score of the validation images after so many seconds of training. */
export interface CurvePoint {
  seconds: number
  /** AP, 0 to 1; -1 where there is no ground truth. */
  ap: number
}

export interface ExpectedGain {
  /** AP that is likely to come on top. */
  gain: number
  /** Standard deviation of what it may be. */
  uncertainty: number
  /** Seconds of training that it takes. */
  seconds: number
}

/** Fewer scores tell no curve. */
const leastPoints = 4
/** Validation scores vary by at least this much from one evaluation to the next (standard deviation). */
const leastNoise = 0.012
/** An evaluation counts half as much as one this many later: the first ones still tell of the start. */
const halfLife = 2
/** Constants that are tried, in parts of the clock so far, evenly spaced as logarithms. */
const constants = { from: 0.1, to: 6, count: 30 }
/** Something is said when the uncertainty is at most this much, or this part of the gain. */
const sureEnough = { absolute: 0.012, relative: 0.5 }
/** Horizons shorter than this are over before they are read. */
const leastSeconds = 20

export interface Course {
  schedule: TrainingConfig['schedule']
  /** Seconds of the whole training, as far as one knows. */
  total: number
}

/**
 * The gain to expect from `horizon` more seconds of a training after its last evaluation; null when the scores so far
 * do not tell it.
 */
export function expectedGain(points: readonly CurvePoint[], course: Course, horizon: number): ExpectedGain | null {
  const curve = points.filter(({ ap, seconds }) => ap >= 0 && seconds > 0)
  const now = curve.at(-1)?.seconds ?? 0
  if (curve.length < leastPoints || horizon < leastSeconds) return null
  const clocks: Clock[] = [(seconds) => seconds, (seconds) => rateSum(course, seconds)]
  const fits = clocks.flatMap((clock) =>
    shapes(clock(now)).flatMap(
      (shape) => fitShape(curve, (seconds) => shape(clock(seconds)), now, now + horizon) ?? [],
    ),
  )
  if (fits.length === 0) return null
  const smallest = Math.min(...fits.map(({ squares }) => squares))
  const noise = Math.max(
    leastNoise ** 2,
    smallest / Math.max(1, sum(curve.map((_, index) => recency(curve, index))) - 2),
  )
  const weights = fits.map(({ squares }) => Math.exp((smallest - squares) / (2 * noise)))
  const total = sum(weights)
  const mean = (value: (fit: ShapeFit) => number) =>
    sum(fits.map((fit, index) => (weights[index] as number) * value(fit))) / total
  const gain = mean((fit) => fit.gain)
  const variance = mean((fit) => (fit.gain - gain) ** 2 + fit.spread * noise)
  const uncertainty = Math.sqrt(variance)
  if (uncertainty > Math.max(sureEnough.absolute, sureEnough.relative * gain)) return null
  return { gain, uncertainty, seconds: horizon }
}

type Clock = (seconds: number) => number
/** What is still missing to the end of a curve, as a part: 1 at the start, 0 at the end. Falls with the clock. */
type Shape = (clock: number) => number

/** Steps of the sum over the learning rate. */
const sumSteps = 100

/** The learning rate, as a factor, summed up over the first seconds. */
function rateSum({ schedule, total }: Course, seconds: number): number {
  const step = seconds / sumSteps
  const at = (index: number) => learningRateFactor(schedule, Math.min(1, ((index + 0.5) * step) / total))
  return sum(Array.from({ length: sumSteps }, (_, index) => at(index))) * step
}

function shapes(now: number): Shape[] {
  const { from, to, count } = constants
  return Array.from({ length: count }, (_, index) => now * from * (to / from) ** (index / (count - 1))).flatMap(
    (constant): Shape[] => [(clock) => Math.exp(-clock / constant), (clock) => 1 / (1 + clock / constant)],
  )
}

interface ShapeFit {
  gain: number
  /** Weighted sum of squared residuals. */
  squares: number
  /** Variance of the gain in units of the noise's variance. */
  spread: number
}

/** Weighted least squares of level - height x shape; null when that would fall or leave 0 to 1. */
function fitShape(curve: readonly CurvePoint[], missing: Clock, now: number, then: number): ShapeFit | null {
  const weights = curve.map((_, index) => recency(curve, index))
  const total = sum(weights)
  const mean = (value: (point: CurvePoint) => number) =>
    sum(curve.map((point, index) => (weights[index] as number) * value(point))) / total
  const meanMissing = mean(({ seconds }) => missing(seconds))
  const meanScore = mean(({ ap }) => ap)
  const spread = mean(({ seconds }) => (missing(seconds) - meanMissing) ** 2)
  if (spread <= 0) return null
  const together = mean(({ seconds, ap }) => (missing(seconds) - meanMissing) * (ap - meanScore))
  const height = Math.max(0, -together / spread)
  const level = meanScore + height * meanMissing
  if (level > 1) return null
  const squares = mean(({ seconds, ap }) => (ap - level + height * missing(seconds)) ** 2) * total
  const progress = missing(now) - missing(then)
  return { gain: height * progress, squares, spread: progress ** 2 / (spread * total) }
}

function recency(curve: readonly CurvePoint[], index: number): number {
  return 2 ** ((index + 1 - curve.length) / halfLife)
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
