import { isRecord, type JsonRecord } from '../../json.ts'
import { peekJson } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'

/** Why this is LabelMe JSON, or null. */
export async function detectLabelme(files: DatasetFiles): Promise<string | null> {
  const found = (await peekJson(files)).find(({ value }) => isLabelme(value))
  return found ? `${found.label} has "shapes" and "imagePath", as LabelMe and X-AnyLabeling write them.` : null
}

export function isLabelme(value: unknown): value is JsonRecord {
  return isRecord(value) && Array.isArray(value['shapes']) && ('imagePath' in value || 'imageHeight' in value)
}
