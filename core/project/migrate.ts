/** Brings a project's database to this version's schema, one numbered SQL file after the other. */
import { readdirSync, readFileSync } from 'node:fs'
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

/** Runs the migrations that a database lacks, in one transaction: afterwards it is the old one or the new one. */
export function migrate(database: ProjectDatabase, migrations: readonly Migration[]): void {
  if (!migrations.some(({ version }) => version > schemaVersion(database))) return
  database.transaction(() => {
    // Another process may have been faster.
    const from = schemaVersion(database)
    for (const { version, sql } of migrations) {
      if (version <= from) continue
      database.exec(sql)
      database.exec(`PRAGMA user_version = ${version}; PRAGMA application_id = ${APPLICATION_ID}`)
    }
  })
}
