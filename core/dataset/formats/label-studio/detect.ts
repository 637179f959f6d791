import { isRecord, type JsonRecord } from '../../json.ts'
import { peekJson } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'

/** Why this is Label Studio JSON or JSON_MIN, or null. */
export async function detectLabelStudio(files: DatasetFiles): Promise<string | null> {
  const found = (await peekJson(files)).find(({ value }) => isLabelStudio(value))
  return found ? `${found.label} lists tasks with results in percent, as Label Studio writes them.` : null
}

/** A list of tasks, each with annotations (JSON), or with the regions under names of their own (JSON_MIN). */
export function isLabelStudio(value: unknown): value is JsonRecord[] {
  if (!Array.isArray(value) || value.length === 0) return false
  const tasks: unknown[] = value
  return tasks.every(isRecord) && (tasks.every(isTask) || tasks.some((task) => minRegions(task).length > 0))
}

/** A task of the full form. */
export function isTask(task: JsonRecord): boolean {
  const annotations = task['annotations'] ?? task['completions']
  const isList = Array.isArray(annotations) && annotations.every((one) => isRecord(one) && Array.isArray(one['result']))
  return isList && isRecord(task['data'])
}

/** Regions of a task in JSON_MIN: under any name, lists of records with a place or points. */
export function minRegions(task: JsonRecord): JsonRecord[] {
  return Object.values(task).flatMap((value): JsonRecord[] => {
    if (!Array.isArray(value)) return []
    const regions: unknown[] = value
    const isRegion = (one: unknown) => isRecord(one) && ('x' in one || 'points' in one) && 'original_width' in one
    return regions.length > 0 && regions.every(isRegion) ? (regions as JsonRecord[]) : []
  })
}
