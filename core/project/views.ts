/** Saved views: names for filters, kept with the project. Not part of the history: no label depends on them. */
import type { ImageQuery, SavedView } from '../api/services.ts'
import { assertWritable } from './history.ts'
import type { Project } from './project.ts'

/** All views in the order of their names. */
export function listViews(project: Project): SavedView[] {
  const sql = 'SELECT name, query FROM saved_views ORDER BY lower(name), name'
  const rows = project.database.all<{ name: string; query: string }>(sql)
  return rows.map(({ name, query }) => ({ name, query: JSON.parse(query) as ImageQuery }))
}

/** Keeps a view, in place of one of the same name. */
export function saveView(project: Project, { name, query }: SavedView): void {
  assertWritable(project)
  const sql =
    'INSERT INTO saved_views (name, query) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET query = excluded.query'
  project.database.run(sql, name, JSON.stringify(query))
}

export function removeView(project: Project, name: string): void {
  assertWritable(project)
  project.database.run('DELETE FROM saved_views WHERE name = ?', name)
}
