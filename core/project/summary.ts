/** A project in numbers. */
import { imageCounts } from './imageCounts.ts'
import { countMissing } from './relink.ts'
import type { Project } from './project.ts'
import type { ProjectSummary } from './types.ts'

export function projectSummary(project: Project): ProjectSummary {
  const { id, name, path, readOnly, notice, database } = project
  const { total, states, splits: choices, broken } = imageCounts(project, {})
  const { out, ...parts } = choices
  const splits = { ...parts, none: parts.none + out }
  const count = (table: 'boxes' | 'classes') =>
    database.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)?.count ?? 0
  const numbers = { images: total, boxes: count('boxes'), classes: count('classes'), states, splits, broken }
  const missing = broken === 0 ? 0 : countMissing(project)
  return { id, name, path, ...numbers, missing, readOnly, notice }
}
