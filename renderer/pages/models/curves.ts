/** From a run's story to curves. */
import type { ChartSeries } from '../../charts/series.ts'
import type { RunStory } from '../../story/runStory.ts'

type Point = readonly [number, number]

export interface RunCurves {
  loss: Point[]
  classLoss: Point[]
  boxLoss: Point[]
  ap50: Point[]
  ap: Point[]
}

/** Curves over the step. */
export function runCurves({ steps, evaluations }: RunStory): RunCurves {
  const ofSteps = (key: 'loss' | 'classLoss' | 'boxLoss') => steps.map((one) => [one.step, one[key]] as const)
  const ofScores = (key: 'ap50' | 'ap') => evaluations.map(({ step, scores }) => [step, scores[key]] as const)
  return {
    loss: ofSteps('loss'),
    classLoss: ofSteps('classLoss'),
    boxLoss: ofSteps('boxLoss'),
    ap50: ofScores('ap50'),
    ap: ofScores('ap'),
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
