import { decimal } from '../../numbers.ts'
import { peekTexts } from '../../peek.ts'
import { lines, type DatasetFiles } from '../../source.ts'

/** Why this is KITTI, or null. */
export async function detectKitti(files: DatasetFiles): Promise<string | null> {
  const found = (await peekTexts(files, ['.txt'])).find(({ value }) => looksLikeKitti(value))
  return found ? `${found.label} has rows of class, truncation, occlusion, angle and box, as KITTI writes them.` : null
}

/** Fourteen numbers after the class, or fifteen with a score. Classes have no spaces here. */
export function looksLikeKitti(text: string): boolean {
  for (const { line } of lines(text)) {
    const [name = '', ...numbers] = line.split(/\s+/)
    return (
      (numbers.length === 14 || numbers.length === 15) &&
      decimal(name) === null &&
      numbers.every((one) => decimal(one) !== null)
    )
  }
  return false
}
