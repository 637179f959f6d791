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

/** One line for each thing that was skipped or warned about, at most twenty. */
export function itemLines(title: string, items: readonly SkippedItem[]): string[] {
  const lines = items
    .slice(0, MOST_ITEMS)
    .map(({ file, field, reason }) => `  ${file}${field === null ? '' : `, ${field}`}: ${reason}`)
  if (items.length === 0) return []
  const rest = items.length - lines.length
  return [`${title}:`, ...lines, ...(rest > 0 ? [`  and ${rest} more (--json lists all)`] : [])]
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
