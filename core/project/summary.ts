/** A project in numbers. */
import { plainCounts } from './imageCounts.ts'
import { countMissing } from './relink.ts'
import type { Project } from './project.ts'
import type { ProjectSummary } from './types.ts'

export function projectSummary(project: Project): ProjectSummary {
  const { id, name, path, readOnly, notice, database } = project
  const { total, states, splits: choices, broken } = plainCounts(project)
  const { out, ...parts } = choices
  const splits = { ...parts, none: parts.none + out }
  const number = (select: string) => database.get<{ number: number }>(select)?.number ?? 0
  // Summed from an index of images: counting a million boxes takes longer.
  const boxes = number('SELECT coalesce(sum(box_count), 0) AS number FROM images')
  const classes = number('SELECT count(*) AS number FROM classes')
  const numbers = { images: total, boxes, classes, states, splits, broken }
  const missing = broken === 0 ? 0 : countMissing(project)
  return { id, name, path, ...numbers, missing, readOnly, notice }
}
