/** Small facts that a project remembers: last image, answers to questions, seeds. */
import { assertWritable } from './history.ts'
import type { Project } from './project.ts'

/** The stored value, or null. Check its form before use: an older or newer version may have written it. */
export function projectSetting(project: Project, key: string): unknown {
  const row = project.database.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', key)
  return row ? (JSON.parse(row.value) as unknown) : null
}

/** Stores a value (anything that JSON can hold) under a key. */
export function setProjectSetting(project: Project, key: string, value: unknown): void {
  assertWritable(project)
  const sql = 'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value'
  project.database.run(sql, key, JSON.stringify(value ?? null))
}
