import { isRecord, recordOf, sizeOf, type JsonRecord } from '../../json.ts'
import { peekJson } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'

/** Why this is Supervisely JSON, or null. */
export async function detectSupervisely(files: DatasetFiles): Promise<string | null> {
  const found = (await peekJson(files)).find(({ value }) => isSupervisely(value))
  return found ? `${found.label} has "size" and "objects", as Supervisely writes them.` : null
}

export function isSupervisely(value: unknown): value is JsonRecord {
  if (!isRecord(value) || !Array.isArray(value['objects'])) return false
  const { width, height } = recordOf(value, 'size')
  return sizeOf(width, height) !== null
}

/** meta.json: the classes of a project. */
export function isMeta(value: unknown): value is JsonRecord {
  return isRecord(value) && Array.isArray(value['classes']) && !('objects' in value)
}
