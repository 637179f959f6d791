import { decimal } from '../../numbers.ts'
import { peekTexts } from '../../peek.ts'
import { baseName, folderOf, lines, type DatasetFiles } from '../../source.ts'

/** Why this is MOT, or null. */
export async function detectMot(files: DatasetFiles): Promise<string | null> {
  const found = (await peekTexts(files, ['.txt'])).find(({ label, value }) => isTruth(label) && looksLikeMot(value))
  return found ? `${found.label} has rows of frame, track and box, as MOT Challenge writes them.` : null
}

/** gt.txt holds labels; det.txt holds what a detector found. */
export function isTruth(label: string): boolean {
  return (
    /^gt.*\.txt$/i.test(baseName(label)) || (baseName(folderOf(label)) === 'gt' && baseName(label) !== 'labels.txt')
  )
}

/** Frame, track, left, top, width, height, and one to four more, parted by commas. */
export function looksLikeMot(text: string): boolean {
  for (const { line } of lines(text)) {
    const cells = line.split(',')
    return cells.length >= 7 && cells.length <= 10 && cells.every((cell) => decimal(cell) !== null)
  }
  return false
}
