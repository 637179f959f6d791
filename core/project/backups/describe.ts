/** What backups hold, and what would be lost by going back to one. */
import path from 'node:path'
import { toStudioError } from '../../api/errors.ts'
import { ProjectDatabase } from '../database.ts'
import { openReadOnly } from '../readOnly.ts'
import type { BackupRecord, ProjectBackups } from '../types.ts'
import { assertOurs, checkPages } from './check.ts'
import { listBackupFiles, type BackupFile } from './files.ts'

interface Content {
  images: number
  boxes: number
  /** One text for each change of the history. */
  changes: Set<string>
}

/** The backups of a project and what they hold; the project itself need not be readable. Takes seconds when it is large. */
export function describeBackups(projectPath: string, databaseFile: string): ProjectBackups {
  const { content, damage } = readProject(databaseFile)
  return {
    name: path.basename(projectPath, '.focal'),
    path: projectPath,
    damage,
    content: content && withoutChanges(content),
    backups: listBackupFiles(projectPath).map((backup) => describe(backup, content)),
  }
}

function readProject(file: string): { content: Content | null; damage: string | null } {
  let content: Content | null = null
  try {
    const { database, dispose } = openReadOnly(file)
    try {
      assertOurs(database)
      content = readContent(database)
      checkPages(database)
      return { content, damage: null }
    } finally {
      dispose()
    }
  } catch (error) {
    return { content, damage: toStudioError(error).message }
  }
}

function describe({ name, at, reason, bytes, file }: BackupFile, project: Content | null): BackupRecord {
  const content = readBackup(file)
  const changesSince = content && project ? countMissing(project.changes, content.changes) : null
  return { name, at, reason, bytes, content: content && withoutChanges(content), changesSince }
}

/** null for a backup that cannot be read, as one of a damaged database that a restore put aside. */
function readBackup(file: string): Content | null {
  try {
    const database = new ProjectDatabase(file, { immutable: true })
    try {
      assertOurs(database)
      return readContent(database)
    } finally {
      database.close()
    }
  } catch (error) {
    if (toStudioError(error).code === 'BROKEN_FILE') return null
    throw error
  }
}

function readContent(database: ProjectDatabase): Content {
  const count = (table: 'images' | 'boxes') =>
    database.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)?.count ?? 0
  // Ids alone would not do: after an earlier restore the same ids are given to other changes.
  const changes = database
    .all<{ id: number; at: string }>('SELECT id, at FROM history')
    .map(({ id, at }) => `${id} ${at}`)
  return { images: count('images'), boxes: count('boxes'), changes: new Set(changes) }
}

function withoutChanges({ images, boxes }: Content): { images: number; boxes: number } {
  return { images, boxes }
}

function countMissing(all: ReadonlySet<string>, from: ReadonlySet<string>): number {
  let missing = 0
  for (const one of all) if (!from.has(one)) missing++
  return missing
}
