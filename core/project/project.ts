/** Opening and creating projects: a folder NAME.focal with project.db, runs/ and cache/. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import { listBackupFiles } from './backups/files.ts'
import { finishRestore } from './backups/restore.ts'
import { ProjectDatabase } from './database.ts'
import { RESTORE_HINT } from './databaseErrors.ts'
import { beginProject, removeHalfMade } from './halfMade.ts'
import { homeOf, storeHome } from './home.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openDatabase } from './openDatabase.ts'

export const EXTENSION = '.focal'
const DATABASE = 'project.db'

/** An opened project. Only the functions of core/project look into `database`. */
export interface Project {
  /** Short and stable: the same folder has the same id in every session. */
  readonly id: string
  readonly name: string
  /** The .focal folder, absolute and without links. */
  readonly path: string
  /** The folder that holds it: what images' stored paths start from. */
  readonly folder: string
  /** The name that the .focal folder had at first: stored paths of images inside it begin with it. */
  readonly home: string
  readonly readOnly: boolean
  /** Why it is read-only, in a sentence; null when it is not. */
  readonly notice: string | null
  readonly database: ProjectDatabase
  /** Makes it read-only from now on, with the reason as its notice. */
  stopWriting(notice: string): void
  close(): void
}

/**
 * Makes NAME.focal in a folder and opens it. It appears whole or not at all; what killed attempts left there is removed.
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
  removeHalfMade(path.dirname(target))
  const temporary = beginProject(target)
  try {
    const database = new ProjectDatabase(path.join(temporary, DATABASE))
    try {
      migrate(database, readMigrations())
      storeHome(database, base + EXTENSION)
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
  const projectPath = projectFolder(location)
  assertHasDatabase(projectPath)
  const file = databaseFile(projectPath)
  const name = path.basename(projectPath, EXTENSION)
  const { database, dispose, ...opened } = openDatabase(projectPath, file, name)
  let { notice } = opened
  return {
    id: projectId(projectPath),
    name,
    path: projectPath,
    folder: path.dirname(projectPath),
    home: homeOf(database, path.basename(projectPath), notice !== null),
    get readOnly() {
      return notice !== null
    },
    get notice() {
      return notice
    },
    database,
    stopWriting(reason) {
      notice = reason
    },
    close: dispose,
  }
}

/** The id of the project in a folder (a real path, without links). */
export function projectId(projectPath: string): string {
  return createHash('sha256').update(projectPath).digest('hex').slice(0, 12)
}

/** The database's file of a project's folder. */
export function databaseFile(projectPath: string): string {
  return path.join(projectPath, DATABASE)
}

/**
 * The folder meant by itself or by its database, without links: a project, or what is left of one.
 * @throws NOT_FOUND when it is not there.
 */
export function projectFolder(location: string): string {
  const absolute = path.resolve(location)
  const folder = path.basename(absolute) === DATABASE ? path.dirname(absolute) : absolute
  const hint = 'Check that its folder or drive is still there.'
  if (!existsSync(folder)) throw new StudioError('NOT_FOUND', `${folder} does not exist.`, hint, { path: folder })
  return realpathSync(folder)
}

function assertHasDatabase(folder: string): void {
  finishRestore(databaseFile(folder))
  if (existsSync(databaseFile(folder))) return
  if (listBackupFiles(folder).length > 0) {
    const message = `${folder} holds no ${DATABASE}, but backups of it.`
    throw new StudioError('BROKEN_FILE', message, RESTORE_HINT, { path: databaseFile(folder) })
  }
  const hint = `Choose a folder whose name ends with ${EXTENSION}, or make a new project.`
  throw new StudioError('NOT_FOUND', `${folder} is not a project: it holds no ${DATABASE}.`, hint, { path: folder })
}
