import { isRecord, type JsonRecord } from '../../json.ts'
import { peekJson } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'

/** Why this is Datumaro JSON, or null. */
export async function detectDatumaro(files: DatasetFiles): Promise<string | null> {
  const found = (await peekJson(files)).find(({ value }) => isDatumaro(value))
  return found ? `${found.label} has "categories" and "items", as Datumaro writes them.` : null
}

export function isDatumaro(value: unknown): value is JsonRecord {
  return isRecord(value) && isRecord(value['categories']) && Array.isArray(value['items'])
}
