/** From a run's story to curves. */
import type { StoredTrainEvent } from '../../../core/training/events.ts'
import type { ChartSeries } from '../../charts/series.ts'

type Point = readonly [number, number]

export interface RunCurves {
  loss: Point[]
  classLoss: Point[]
  boxLoss: Point[]
  learningRate: Point[]
  ap50: Point[]
  ap: Point[]
}

/** Curves over the step. What a roll-back, or going on from a checkpoint, took back is left out. */
export function runCurves(events: readonly StoredTrainEvent[]): RunCurves {
  const curves: RunCurves = { loss: [], classLoss: [], boxLoss: [], learningRate: [], ap50: [], ap: [] }
  for (const event of events) {
    if (event.kind === 'step') {
      curves.loss.push([event.step, event.loss])
      curves.classLoss.push([event.step, event.classLoss])
      curves.boxLoss.push([event.step, event.boxLoss])
      curves.learningRate.push([event.step, event.learningRate])
    } else if (event.kind === 'evaluation') {
      curves.ap50.push([event.step, event.scores.ap50])
      curves.ap.push([event.step, event.scores.ap])
    } else if (event.kind === 'rolled-back') {
      cutAfter(curves, event.toStep)
    } else if (event.kind === 'started' && event.resumedAt !== null) {
      cutAfter(curves, event.resumedAt)
    }
  }
  return curves
}

function cutAfter(curves: RunCurves, last: number): void {
  for (const key of Object.keys(curves) as Array<keyof RunCurves>) {
    curves[key] = curves[key].filter(([step]) => step <= last)
  }
}

/** Centred moving average over about a fiftieth of the curve; the ends average over what there is. */
export function smoothed(points: readonly Point[]): Point[] {
  const half = Math.min(100, Math.round(points.length / 100))
  const sums = [0]
  for (const [, y] of points) sums.push(sums.at(-1)! + y)
  return points.map(([x], index) => {
    // As many on either side, so that a falling curve is not bent at its ends.
    const reach = Math.min(half, index, points.length - 1 - index)
    return [x, (sums[index + reach + 1]! - sums[index - reach]!) / (2 * reach + 1)]
  })
}

/** A curve and, pale behind it, what it was smoothed from. */
export function smoothSeries(name: string, points: readonly Point[], color: string): ChartSeries[] {
  return [
    { name: `${name}, raw`, points, color, faint: true },
    { name, points: smoothed(points), color },
  ]
}

/**
 * Top of a loss axis when single spikes would flatten everything else: a little above what nineteen of twenty values
 * reach. undefined while no spike is more than three times as high.
 */
export function steadyMaximum(curves: ReadonlyArray<readonly Point[]>): number | undefined {
  const values = curves.flatMap((points) => points.map(([, y]) => y)).sort((a, b) => a - b)
  const usual = values[Math.floor(values.length * 0.95)]
  const highest = values.at(-1)
  if (usual === undefined || highest === undefined || highest <= 3 * usual) return undefined
  return Number((1.25 * usual).toPrecision(2))
}
