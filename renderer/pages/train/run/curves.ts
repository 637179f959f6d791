/** From a run's story to the series of its charts. Pure. */
import type { ChartSeries } from '../../../charts/series.ts'
import type { EvaluationEvent, StepEvent } from './runStory.ts'

type Point = readonly [number, number]

/** Part of the mean that each new step replaces: about the last fifteen steps count. */
const RENEWAL = 1 / 15

/** Running mean of values over steps, fair from the first point on (bias-corrected). */
export function smoothed(points: readonly Point[]): Point[] {
  let mean = 0
  let weight = 0
  return points.map(([x, y]) => {
    mean += RENEWAL * (y - mean)
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
