/** How many images a project holds, without opening it. */
import { statSync } from 'node:fs'
import { ProjectDatabase } from './database.ts'
import { databaseFile } from './project.ts'

const COUNT = 'SELECT count(*) AS count FROM images'

/**
 * Reads the number from a project's database; null when it cannot be read now. Writes nothing, waits for nobody, and
 * takes milliseconds for a hundred thousand images.
 */
export function countImages(projectPath: string): number | null {
  const file = databaseFile(projectPath)
  let database: ProjectDatabase | null = null
  try {
    // What was saved last may still be in the log, which can be read only where something may be written beside it.
    const logged = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
    database = new ProjectDatabase(file, logged ? { readOnly: true } : { immutable: true })
    database.waitForOthers(0)
    return database.get<{ count: number }>(COUNT)?.count ?? null
  } catch {
    return null
  } finally {
    database?.close()
  }
}

/** Differs whenever anything was saved in the project; null when its database is not there. */
export function savedStamp(projectPath: string): string | null {
  const [database, log] = ['', '-wal'].map((ending) => {
    try {
      const { mtimeMs, size } = statSync(`${databaseFile(projectPath)}${ending}`)
      return `${mtimeMs}/${size}`
    } catch {
      return null
    }
  })
  return database == null ? null : `${database} ${log}`
}
