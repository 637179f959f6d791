import { decimal } from '../../numbers.ts'
import { peekTexts } from '../../peek.ts'
import { lines, type DatasetFiles } from '../../source.ts'

/** Why this is KITTI, or null. */
export async function detectKitti(files: DatasetFiles): Promise<string | null> {
  const found = (await peekTexts(files, ['.txt'])).find(({ value }) => looksLikeKitti(value))
  return found ? `${found.label} has rows of class, truncation, occlusion, angle and box, as KITTI writes them.` : null
}

/** Fourteen numbers after the class, or fifteen with a score. */
export function looksLikeKitti(text: string): boolean {
  const first = lines(text).next()
  if (first.done === true) return false
  const row = kittiRow(first.value.line)
  return row !== null && decimal(row.className) === null
}

/** The class, which may have spaces, and the numbers of a row; null when they are not fourteen or fifteen. */
export function kittiRow(line: string): { className: string; numbers: number[] } | null {
  const cells = line.split(/\s+/)
  const values = cells.map(decimal)
  const start = Math.max(values.lastIndexOf(null) + 1, 1)
  const numbers = values.slice(start).filter((value) => value !== null)
  if (numbers.length !== 14 && numbers.length !== 15) return null
  return { className: cells.slice(0, start).join(' '), numbers }
}
