/** Numbers and lists in words, for people at a terminal. */
import type { SkippedItem } from '../dataset/report.ts'

/** "1 image", "12 images". */
export function counted(number: number, thing: string, things = `${thing}s`): string {
  return `${number} ${number === 1 ? thing : things}`
}

/** Scores as people write them: ".842"; "–" where there is no ground truth. */
export function score(value: number | null | undefined): string {
  return value === null || value === undefined || value < 0 ? '–' : value.toFixed(3).replace(/^0/, '')
}

/** 95 -> "1:35". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (number: number) => String(number).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

const MOST_ITEMS = 20
const MOST_OF_A_KIND = 3

/**
 * One line for each thing that was skipped or warned about: the first three of each kind while there are more than
 * twenty, so that a thousand of one kind hide none of another.
 */
export function itemLines(title: string, items: readonly SkippedItem[]): string[] {
  if (items.length === 0) return []
  const line = ({ file, field, reason }: SkippedItem) =>
    `  ${[file, field].filter((part) => part !== null && part !== '').join(', ') || 'the whole set'}: ${reason}`
  if (items.length <= MOST_ITEMS) return [`${title}:`, ...items.map(line)]
  const kinds = [...Map.groupBy(items, kindOf).values()]
  const shown = kinds.slice(0, Math.ceil(MOST_ITEMS / MOST_OF_A_KIND))
  const lines = shown.flatMap((kind) => {
    const rest = kind.length - MOST_OF_A_KIND
    return [...kind.slice(0, MOST_OF_A_KIND).map(line), ...(rest > 0 ? [`  and ${rest} more like these`] : [])]
  })
  const other = items.length - shown.flat().length
  const others = other > 0 ? [`  and ${other} more of other kinds`] : []
  return [`${title} (--json lists ${items.length}):`, ...lines, ...others]
}

/** The reason without what is another one in each file: names in quotes, paths, numbers. */
function kindOf({ reason }: SkippedItem): string {
  return reason.replaceAll(/"[^"]*"|\S*[/.\\]\S+|[-\d][\d.,]*/g, '#')
}

/** Rows with their columns aligned; numbers to the right. */
export function table(rows: ReadonlyArray<readonly string[]>): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const isNumber = (text: string) => /^[\d.,:–-]+( %)?$/.test(text)
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isNumber(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
