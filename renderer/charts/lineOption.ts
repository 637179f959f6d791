/** From plain series to ECharts' option object. */
import type { EChartsCoreOption } from 'echarts/core'
import type { ChartAxis, ChartMark, ChartSeries } from './series.ts'
import type { ChartTheme } from './theme.ts'

/** More points than this are thinned for drawing (largest triangle, three buckets), so that long runs stay smooth. */
const DRAWN_POINTS = 2000

export interface LineChartData {
  series: readonly ChartSeries[]
  x: ChartAxis
  y: ChartAxis
  marks: readonly ChartMark[]
  legend: boolean
}

export function lineOption({ series, x, y, marks, legend }: LineChartData, theme: ChartTheme): EChartsCoreOption {
  const formatX = x.format ?? plainNumber
  const formatY = y.format ?? plainNumber
  return {
    animation: false,
    color: [...theme.series],
    textStyle: { fontFamily: 'Inter Variable, system-ui, sans-serif', color: theme.text },
    grid: { left: 8, right: 16, top: legend ? 30 : 12, bottom: x.name ? 22 : 4, containLabel: true },
    legend: {
      show: legend,
      type: 'scroll',
      top: 0,
      left: 0,
      icon: 'roundRect',
      itemWidth: 12,
      itemHeight: 3,
      itemGap: 14,
      textStyle: { color: theme.text, fontSize: 11 },
      pageIconColor: theme.strong,
      pageIconInactiveColor: theme.line,
      pageIconSize: 10,
      pageTextStyle: { color: theme.text, fontSize: 10 },
      data: series.filter(({ faint }) => faint !== true).map(({ name }) => name),
    },
    tooltip: {
      trigger: 'axis',
      // Drawn on the canvas: the policy forbids the style attributes of an HTML tooltip.
      renderMode: 'richText',
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      padding: [6, 10],
      textStyle: { color: theme.strong, fontSize: 11, lineHeight: 16 },
      axisPointer: { lineStyle: { color: theme.text, type: 'dashed' } },
      formatter: (shown: unknown) => tooltipText(shown, formatX, formatY, x.name),
    },
    xAxis: {
      ...axis(x, theme, formatX),
      max: x.maximum ?? 'dataMax',
      splitLine: { show: false },
      nameLocation: 'middle',
      nameGap: 26,
    },
    yAxis: { ...axis(y, theme, formatY), axisLine: { show: false }, splitLine: { lineStyle: { color: theme.grid } } },
    series: series.map((entry, index) => ({
      type: 'line',
      name: entry.name,
      data: entry.points,
      showSymbol: entry.dots === true,
      symbol: 'circle',
      symbolSize: 5,
      sampling: entry.points.length > DRAWN_POINTS ? 'lttb' : undefined,
      silent: entry.faint === true,
      z: entry.faint === true ? 1 : 2,
      lineStyle: {
        width: entry.faint === true ? 1 : 1.75,
        opacity: entry.faint === true ? 0.35 : 1,
        type: entry.dashed === true ? 'dashed' : 'solid',
        color: entry.color,
      },
      itemStyle: { color: entry.color },
      emphasis: { disabled: true },
      markLine: index === 0 && marks.length > 0 ? markLines(marks, theme) : undefined,
    })),
  }
}

function axis(axis: ChartAxis, theme: ChartTheme, format: (value: number) => string) {
  return {
    type: axis.logarithmic === true ? 'log' : 'value',
    name: axis.name,
    nameTextStyle: {
      color: theme.text,
      fontSize: 11,
      align: axis.name && axis.minimum === undefined ? 'left' : 'center',
    },
    min: axis.minimum ?? (axis.logarithmic === true ? undefined : 'dataMin'),
    max: axis.maximum,
    splitNumber: axis.ticks ?? 5,
    // The last value is wherever the run has come to, often close to a round one.
    axisLabel: { color: theme.text, fontSize: 11, hideOverlap: true, textMargin: [0, 8], formatter: format },
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
  }
}

function markLines(marks: readonly ChartMark[], theme: ChartTheme) {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: marks.map(({ x, label, color }) => ({
      xAxis: x,
      lineStyle: { color: color ?? theme.text, type: 'dashed', width: 1 },
      label: { show: label !== undefined, formatter: label ?? '', color: color ?? theme.text, fontSize: 10 },
    })),
  }
}

interface TooltipRow {
  seriesName: string
  value: readonly [number, number | null]
}

function tooltipText(
  shown: unknown,
  formatX: (value: number) => string,
  formatY: (value: number) => string,
  name: string | undefined,
): string {
  const rows = (Array.isArray(shown) ? shown : [shown]) as TooltipRow[]
  const [first] = rows
  if (!first) return ''
  const lines = rows.flatMap(({ seriesName, value: [, y] }) => (y === null ? [] : [`${seriesName}  ${formatY(y)}`]))
  return [`${name === undefined ? '' : `${name} `}${formatX(first.value[0])}`, ...lines].join('\n')
}

/** Up to four significant digits. */
function plainNumber(value: number): string {
  return String(Number(value.toPrecision(4)))
}
