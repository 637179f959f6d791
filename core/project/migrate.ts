/** Brings a project's database to this version's schema, one numbered SQL file after the other. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import type { ProjectDatabase } from './database.ts'

/** 'FOCA': marks the file as a project of this program (https://sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x464f4341

export interface Migration {
  version: number
  name: string
  sql: string
}

const MIGRATIONS_FOLDER = path.join(import.meta.dirname, 'migrations')

/** The migrations of a folder, NNN-name.sql, in order and without gaps. */
export function readMigrations(folder = MIGRATIONS_FOLDER): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
  return files.map((file, index) => {
    const version = Number(file.slice(0, 3))
    if (version !== index + 1) throw new StudioError('INTERNAL', `Migration ${file} should be number ${index + 1}.`)
    return { version, name: file.slice(4, -4), sql: readFileSync(path.join(folder, file), 'utf8') }
  })
}

/** The schema's version that a database has; 0 for a fresh one. */
export function schemaVersion(database: ProjectDatabase): number {
  return database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
}

/**
 * Runs the migrations that a database lacks, each in one transaction. An older project is copied beside itself first
 * (NAME.backup-VERSION.db), so that nothing is lost should a migration be wrong.
 */
export function migrate(database: ProjectDatabase, migrations: Migration[]): void {
  const from = schemaVersion(database)
  const missing = migrations.filter((migration) => migration.version > from)
  if (missing.length === 0) return
  if (from > 0) backUp(database, from)
  for (const migration of missing) {
    database.transaction(() => {
      // Another process may have been faster.
      if (schemaVersion(database) >= migration.version) return
      database.exec(migration.sql)
      database.exec(`PRAGMA user_version = ${migration.version}; PRAGMA application_id = ${APPLICATION_ID}`)
    })
  }
}

function backUp(database: ProjectDatabase, version: number): void {
  const copy = database.path.replace(/\.db$/, '') + `.backup-${version}.db`
  if (!existsSync(copy)) database.run('VACUUM INTO ?', copy)
}
