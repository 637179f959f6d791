/** Whether a project's database is whole. */
import { StudioError } from '../../api/errors.ts'
import type { ProjectDatabase } from '../database.ts'
import { RESTORE_HINT } from '../databaseErrors.ts'
import { APPLICATION_ID } from '../migrate.ts'

/** @throws BROKEN_FILE when the database is not a project's. */
export function assertOurs(database: ProjectDatabase): void {
  const id = database.get<{ application_id: number }>('PRAGMA application_id')?.application_id
  if (id === APPLICATION_ID) return
  const { path } = database
  throw new StudioError('BROKEN_FILE', `${path} is not a Focal Studio project.`, 'Choose another folder.', { path })
}

/** Looks at every page: about 150 MB a second. @throws BROKEN_FILE when something is wrong. */
export function checkPages(database: ProjectDatabase): void {
  const found = database.all<{ quick_check: string }>('PRAGMA quick_check(1)')[0]?.quick_check
  if (found === 'ok') return
  const { path } = database
  throw new StudioError('BROKEN_FILE', `The database ${path} is damaged.`, RESTORE_HINT, { path, found })
}
