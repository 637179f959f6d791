import { decimal } from '../../numbers.ts'
import { peekTexts } from '../../peek.ts'
import { lines, type DatasetFiles } from '../../source.ts'

/** Why this is DOTA, or null. */
export async function detectDota(files: DatasetFiles): Promise<string | null> {
  const found = (await peekTexts(files, ['.txt'])).find(({ value }) => looksLikeDota(value))
  return found ? `${found.label} has rows of four corners and a class, as DOTA writes them.` : null
}

/** Lines before the rows: "imagesource:GoogleEarth", "gsd:0.146". */
export function isHeader(line: string): boolean {
  return /^(imagesource|gsd)\s*:/i.test(line)
}

/** Eight numbers, a class, and perhaps how difficult it is. */
export function looksLikeDota(text: string): boolean {
  for (const { line } of lines(text)) {
    if (isHeader(line)) continue
    const cells = line.split(/\s+/)
    const corners = cells.slice(0, 8)
    return (
      (cells.length === 9 || cells.length === 10) &&
      corners.every((cell) => decimal(cell) !== null) &&
      decimal(cells[8]) === null
    )
  }
  return false
}
