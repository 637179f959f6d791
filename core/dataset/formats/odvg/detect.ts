import { isRecord, parseJson, type JsonRecord } from '../../json.ts'
import { peekTexts } from '../../peek.ts'
import { lines, type DatasetFiles } from '../../source.ts'

/** Why this is ODVG, or null. */
export async function detectOdvg(files: DatasetFiles): Promise<string | null> {
  const found = (await peekTexts(files, ['.jsonl', '.json'])).find(({ value }) => looksLikeOdvg(value))
  return found
    ? `${found.label} has an image a line, with "filename" and "detection", as Grounding DINO reads them.`
    : null
}

/** Is the first line an image with its instances, or with regions that a caption names? */
export function looksLikeOdvg(text: string): boolean {
  const first = lines(text).next()
  if (first.done === true || !first.value.line.startsWith('{')) return false
  try {
    return isOdvg(parseJson(first.value.line))
  } catch {
    // JSON over several lines, or none.
    return false
  }
}

export function isOdvg(value: unknown): value is JsonRecord {
  return isRecord(value) && typeof value['filename'] === 'string' && ('detection' in value || 'grounding' in value)
}
