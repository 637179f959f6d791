/** Opening and creating projects: a folder NAME.focal with project.db, runs/ and cache/. */
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import { ProjectDatabase } from './database.ts'
import { APPLICATION_ID, migrate, readMigrations, schemaVersion } from './migrate.ts'
import { openReadOnly } from './readOnly.ts'

export const EXTENSION = '.focal'
const DATABASE = 'project.db'
/** Databases up to this size are checked whole at each opening (a few tenths of a second). */
const CHECKED_BYTES = 64 * 1024 * 1024

/** An opened project. Only the functions of core/project look into `database`. */
export interface Project {
  /** Short and stable: the same folder has the same id in every session. */
  readonly id: string
  readonly name: string
  /** The .focal folder, absolute and without links. */
  readonly path: string
  /** The folder that holds it: what images' stored paths start from. */
  readonly folder: string
  readonly readOnly: boolean
  /** Why it is read-only, in a sentence; null when it is not. */
  readonly notice: string | null
  readonly database: ProjectDatabase
  close(): void
}

/**
 * Makes NAME.focal in a folder and opens it. It appears whole or not at all.
 * @throws CONFLICT when it exists, BAD_INPUT for a name that cannot be a folder, READ_ONLY, DISK_FULL.
 */
export function createProject(folder: string, name: string): Project {
  const base = name.trim().replace(/\.focal$/i, '')
  if (base === '' || base.startsWith('.') || /[/\\:*?"<>|\p{Cc}]/u.test(base) || base.endsWith('.')) {
    throw new StudioError('BAD_INPUT', `"${name}" cannot be the name of a folder.`, 'Use letters, digits and spaces.')
  }
  const target = path.join(path.resolve(folder), base + EXTENSION)
  if (existsSync(target)) {
    throw new StudioError('CONFLICT', `${target} exists already.`, 'Open it, or choose another name.', { path: target })
  }
  mkdirSync(path.dirname(target), { recursive: true })
  const temporary = mkdtempSync(path.join(path.dirname(target), `.${base}-`))
  try {
    const database = new ProjectDatabase(path.join(temporary, DATABASE))
    try {
      migrate(database, readMigrations())
    } finally {
      database.close()
    }
    mkdirSync(path.join(temporary, 'runs'))
    mkdirSync(path.join(temporary, 'cache'))
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
  return openProject(target)
}

/**
 * Opens a project: the .focal folder itself, its project.db, or a folder that holds exactly that name.
 * A project that cannot be written to, or that a newer version made, is opened read-only, with the reason in `notice`.
 * @throws NOT_FOUND when there is no project, BROKEN_FILE when its database is damaged, CONFLICT when it is locked.
 */
export function openProject(location: string): Project {
  const projectPath = resolveProject(location)
  const file = path.join(projectPath, DATABASE)
  const name = path.basename(projectPath, EXTENSION)
  checkFile(file, name)
  const { database, notice, dispose } = openDatabase(projectPath, file, name)
  try {
    checkContent(database, file)
  } catch (error) {
    dispose()
    throw error
  }
  return {
    id: projectId(projectPath),
    name,
    path: projectPath,
    folder: path.dirname(projectPath),
    readOnly: notice !== null,
    notice,
    database,
    close: dispose,
  }
}

/** The id of the project in a folder (a real path, without links). */
export function projectId(projectPath: string): string {
  return createHash('sha256').update(projectPath).digest('hex').slice(0, 12)
}

function resolveProject(location: string): string {
  const absolute = path.resolve(location)
  const folder = path.basename(absolute) === DATABASE ? path.dirname(absolute) : absolute
  const hint = 'Check that its folder or drive is still there.'
  if (!existsSync(folder)) throw new StudioError('NOT_FOUND', `${folder} does not exist.`, hint, { path: folder })
  if (!existsSync(path.join(folder, DATABASE))) {
    const choose = `Choose a folder whose name ends with ${EXTENSION}, or make a new project.`
    throw new StudioError('NOT_FOUND', `${folder} is not a project: it holds no ${DATABASE}.`, choose, { path: folder })
  }
  return realpathSync(folder)
}

function checkFile(file: string, name: string): void {
  // SQLite would take an empty file for a new database, and the labels for none.
  if (statSync(file).size > 0) return
  const hint = 'Restore it from a backup; the folder may hold one whose name contains "backup".'
  throw new StudioError('BROKEN_FILE', `The database of ${name} is an empty file.`, hint, { path: file })
}

interface Opened {
  database: ProjectDatabase
  notice: string | null
  dispose: () => void
}

function openDatabase(projectPath: string, file: string, name: string): Opened {
  if (!isWritable(projectPath) || !isWritable(file)) {
    const notice = `${name} is open read-only: its folder cannot be written to.`
    return { ...openReadOnly(file), notice }
  }
  const database = new ProjectDatabase(file)
  try {
    const migrations = readMigrations()
    const newest = migrations.at(-1)?.version ?? 0
    assertOurs(database, file)
    if (schemaVersion(database) > newest) {
      database.close()
      const readOnly = new ProjectDatabase(file, { readOnly: true })
      const notice = `${name} was made by a newer version of Focal Studio and is open read-only.`
      return { database: readOnly, notice, dispose: () => readOnly.close() }
    }
    migrate(database, migrations)
  } catch (error) {
    database.close()
    throw error
  }
  return { database, notice: null, dispose: () => database.close() }
}

function assertOurs(database: ProjectDatabase, file: string): void {
  const id = database.get<{ application_id: number }>('PRAGMA application_id')?.application_id
  if (id === APPLICATION_ID) return
  throw new StudioError('BROKEN_FILE', `${file} is not a Focal Studio project.`, 'Choose another folder.', {
    path: file,
  })
}

function checkContent(database: ProjectDatabase, file: string): void {
  assertOurs(database, file)
  if (statSync(file).size > CHECKED_BYTES) return
  const found = database.all<{ quick_check: string }>('PRAGMA quick_check(1)')[0]?.quick_check
  if (found === 'ok') return
  const hint = 'Restore it from a backup; the folder may hold one whose name contains "backup".'
  throw new StudioError('BROKEN_FILE', `The database ${file} is damaged: ${found}.`, hint, { path: file })
}

function isWritable(location: string): boolean {
  try {
    accessSync(location, constants.W_OK)
    return true
  } catch {
    return false
  }
}
