import { isRecord, type JsonRecord } from '../../json.ts'
import { peekJson } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'

/** Why this is VoTT JSON, or null. */
export async function detectVott(files: DatasetFiles): Promise<string | null> {
  const found = (await peekJson(files)).find(({ value }) => isVott(value))
  return found ? `${found.label} has "assets" with "regions", as VoTT writes them.` : null
}

/** An export of a whole project, or the file of one asset. */
export function isVott(value: unknown): value is JsonRecord {
  if (!isRecord(value)) return false
  if (isRecord(value['asset']) && Array.isArray(value['regions'])) return true
  return isRecord(value['assets']) && Object.values(value['assets']).every((asset) => isRecord(asset))
}
