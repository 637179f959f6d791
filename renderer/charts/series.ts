/** What a line chart draws: plain data, so that pages need not know the chart library. */
export interface ChartSeries {
  name: string
  /** [x, y], x ascending; null makes a gap. */
  points: ReadonlyArray<readonly [number, number | null]>
  /** One of the theme's colours in order when not given. */
  color?: string
  dashed?: boolean
  /** Drawn thin and pale, behind the others: raw values below their smoothed curve. */
  faint?: boolean
  /** A dot at each point, for few points. */
  dots?: boolean
}

export interface ChartMark {
  x: number
  label?: string
  color?: string
}

export interface ChartAxis {
  name?: string
  minimum?: number
  maximum?: number
  /** Words for a value on the axis and in the tooltip. */
  format?: (value: number) => string
  logarithmic?: boolean
  /** About how many parts the axis has; five when not given. */
  ticks?: number
}
