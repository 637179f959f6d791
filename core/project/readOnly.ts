/** Opening a database in a folder that cannot be written to. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ProjectDatabase } from './database.ts'

/**
 * Opens a database that cannot be written to. SQLite cannot read a write-ahead log without writing beside it, so a
 * database that still has one is read from a copy: what was saved last is shown, not what was there before.
 */
export function openReadOnly(file: string): { database: ProjectDatabase; dispose: () => void } {
  const log = `${file}-wal`
  if (!existsSync(log) || statSync(log).size === 0) {
    const database = new ProjectDatabase(file, { immutable: true })
    return { database, dispose: () => database.close() }
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'focal-studio-'))
  const copy = path.join(folder, path.basename(file))
  copyFileSync(file, copy)
  copyFileSync(log, `${copy}-wal`)
  const database = new ProjectDatabase(copy, { readOnly: true })
  return {
    database,
    dispose: () => {
      database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
