/** Axes that several pages share. */
import { score } from '../format.ts'
import type { ChartAxis } from './series.ts'

/** Scores, precision, recall, thresholds: 0 to 1, the ends without decimals. */
export const unitAxis: ChartAxis = {
  minimum: 0,
  maximum: 1,
  format: (value) => (value === 0 || value === 1 ? String(value) : score(value, 2)),
}
