/** The name that a project's folder had at first: stored paths of images inside it begin with it, whatever it is called now. */
import { toStudioError } from '../api/errors.ts'
import type { ProjectDatabase } from './database.ts'

const KEY = 'home'
/** Another program is saving, or the drive is full: neither must keep a project from opening. */
const PASSING = new Set(['CONFLICT', 'DISK_FULL', 'IO', 'READ_ONLY'])

export function storeHome(database: ProjectDatabase, name: string): void {
  database.run('INSERT OR IGNORE INTO settings (key, value) VALUES (?, ?)', KEY, JSON.stringify(name))
}

/** The stored name; where there is none, as in projects of older versions, the present one, which is kept if it can be. */
export function homeOf(database: ProjectDatabase, present: string, isReadOnly: boolean): string {
  const stored = database.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', KEY)
  if (stored) return String(JSON.parse(stored.value))
  try {
    if (!isReadOnly) storeHome(database, present)
  } catch (error) {
    if (!PASSING.has(toStudioError(error).code)) throw error
  }
  return present
}
