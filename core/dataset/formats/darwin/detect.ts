import { isRecord, type JsonRecord } from '../../json.ts'
import { peekJson } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'

/** Why this is Darwin JSON of V7, or null. */
export async function detectDarwin(files: DatasetFiles): Promise<string | null> {
  const found = (await peekJson(files)).find(({ value }) => isDarwin(value))
  return found ? `${found.label} has an "item" and its "annotations", as V7 Darwin writes them.` : null
}

/** Version 2 has an item, version 1 an image with a file name. */
export function isDarwin(value: unknown): value is JsonRecord {
  if (!isRecord(value) || !Array.isArray(value['annotations'])) return false
  return isRecord(value['item']) || (isRecord(value['image']) && 'filename' in value['image'])
}
