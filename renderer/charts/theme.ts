/** Colours of charts in light and dark, and series colours that stay apart for colour-blind eyes (after Okabe and Ito). */
import { useColorMode } from '@vueuse/core'
import { computed, type ComputedRef } from 'vue'

export interface ChartTheme {
  text: string
  strong: string
  line: string
  grid: string
  surface: string
  series: readonly string[]
}

const light: ChartTheme = {
  text: '#71717a',
  strong: '#18181b',
  line: '#d4d4d8',
  grid: '#f0f0f2',
  surface: '#ffffff',
  series: ['#4f46e5', '#d55e00', '#009e73', '#cc79a7', '#0072b2', '#b58900', '#71717a'],
}

const dark: ChartTheme = {
  text: '#a1a1aa',
  strong: '#fafafa',
  line: '#3f3f46',
  grid: '#27272a',
  surface: '#18181b',
  series: ['#818cf8', '#ff8a3d', '#34c9a0', '#e79bc6', '#56b4e9', '#f0d442', '#a1a1aa'],
}

/** The theme that is on now. */
export function useChartTheme(): ComputedRef<ChartTheme> {
  const { state } = useColorMode()
  return computed(() => (state.value === 'dark' ? dark : light))
}
