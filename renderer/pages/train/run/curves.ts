/** From a run's story to the series of its charts. Pure. */
import type { ChartSeries } from '../../../charts/series.ts'
import type { EvaluationEvent, StepEvent } from '../../../story/runStory.ts'

type Point = readonly [number, number]

/** Part of the mean that each new step replaces: about the last fifteen steps count. */
const RENEWAL = 1 / 15

/** A single step counts at most as this many times the mean: one odd batch should not bend the curve for long. */
const MOST_TIMES_MEAN = 3

/** Running mean of values over steps, fair from the first point on (bias-corrected) and robust against single outliers. */
export function smoothed(points: readonly Point[]): Point[] {
  let mean = 0
  let weight = 0
  return points.map(([x, y]) => {
    const counted = weight > 0 ? Math.min(y, (MOST_TIMES_MEAN * mean) / weight) : y
    mean += RENEWAL * (counted - mean)
    weight += RENEWAL * (1 - weight)
    return [x, mean / weight] as const
  })
}

/** Total loss, raw behind its running mean, and the means of its two parts; over seconds of training. */
export function lossSeries(steps: readonly StepEvent[]): ChartSeries[] {
  const points = (key: 'loss' | 'classLoss' | 'boxLoss') => steps.map((step) => [step.seconds, step[key]] as const)
  const total = points('loss')
  return [
    { name: 'Total', points: smoothed(total) },
    { name: 'Class', points: smoothed(points('classLoss')) },
    { name: 'Box', points: smoothed(points('boxLoss')) },
    { name: 'Each step', points: total, faint: true },
  ]
}

/** Part of the steps that the loss axis shows whole; the odd step far above would press all others flat. */
const SHOWN_WHOLE = 0.95

/** Upper end of the loss axis: all of the running mean, and nearly all single steps. */
export function lossLimit([total, , , raw]: readonly ChartSeries[]): number {
  const values = (series: ChartSeries | undefined) => (series?.points ?? []).map(([, y]) => y ?? 0)
  const single = values(raw).sort((a, b) => a - b)
  const usual = single[Math.floor((single.length - 1) * SHOWN_WHOLE)] ?? 0
  // From the second point on: the mean begins wherever the first step happened to be.
  const means = values(total).slice(1)
  return (
    Math.max(
      usual,
      means.reduce((most, mean) => Math.max(most, mean), 0),
      1e-3,
    ) * 1.05
  )
}

/** The next number that an axis from zero with about five ticks ends on evenly. */
export function axisEnd(value: number): number {
  const rough = value / 5
  const unit = 10 ** Math.floor(Math.log10(rough))
  const interval = unit * ([1, 2, 3, 5, 10].find((step) => step * unit >= rough * 0.999) ?? 10)
  return Number((Math.ceil(value / interval - 1e-9) * interval).toPrecision(6))
}

/** AP50 and AP on the validation images, at each evaluation. */
export function scoreSeries(evaluations: readonly EvaluationEvent[]): ChartSeries[] {
  const points = (key: 'ap50' | 'ap') =>
    evaluations.map(({ seconds, scores }) => [seconds, Math.max(0, scores[key])] as const)
  return [
    { name: 'AP50', points: points('ap50'), dots: true },
    { name: 'AP', points: points('ap'), dots: true },
  ]
}

/** Seconds as '1:05', for the time axis. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds)
  const rest = String(whole % 60).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`
}
