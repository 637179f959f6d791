import { isRecord, type JsonRecord } from '../../json.ts'
import { peekJson } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'

/** Why this is Create ML, or null. */
export async function detectCreateMl(files: DatasetFiles): Promise<string | null> {
  const found = (await peekJson(files)).find(({ value }) => isCreateMl(value))
  return found ? `${found.label} lists images with "annotations" and "coordinates", as Create ML wants them.` : null
}

/** A list of images; the first that has annotations tells. */
export function isCreateMl(value: unknown): value is JsonRecord[] {
  if (!Array.isArray(value)) return false
  const entries: unknown[] = value
  const named = entries.every((entry) => isRecord(entry) && imageName(entry) !== '' && annotationsOf(entry) !== null)
  if (!named || entries.length === 0) return false
  const first = entries.flatMap((entry) => (isRecord(entry) ? (annotationsOf(entry) ?? []) : []))[0]
  return first === undefined || (isRecord(first) && isRecord(first['coordinates']))
}

/** Newer and older spellings. */
export function imageName(entry: JsonRecord): string {
  const name = entry['image'] ?? entry['imagefilename']
  return typeof name === 'string' ? name.trim() : ''
}

export function annotationsOf(entry: JsonRecord): unknown[] | null {
  const found = entry['annotations'] ?? entry['annotation']
  return Array.isArray(found) ? found : null
}
