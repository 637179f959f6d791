/** Changes that a backup goes before: undo takes back a slip, but a large one may be noticed only after many others. */
import type { LargeChange } from '../../api/services.ts'
import type { Project } from '../../project/project.ts'
import type { BackupReason } from '../../project/types.ts'
import type { BackupKeeper } from './keeper.ts'

/** Fewer are soon done again by hand. */
const AT_LEAST = 20
/** A share of all, from which on it is more than tidying up; so many are a loss in any project. */
const SHARE = 0.02
const MANY = 1000

/** What makes backups before bulk changes. */
export type BulkKeeper = Pick<BackupKeeper, 'before'>

/** Is a change of so many images, or boxes, of all a large one? */
export function isBulk(changed: number, all: number): boolean {
  return changed >= MANY || (changed >= AT_LEAST && changed >= SHARE * all)
}

/** The reason for a backup before a change; null when it is not a large one. */
export function reasonBefore(project: Project, change: LargeChange): BackupReason | null {
  if (change.kind === 'remove-images') {
    const { all } = project.database.get<{ all: number }>('SELECT count(*) AS "all" FROM images') ?? { all: 0 }
    return isBulk(change.images, all) ? 'removal' : null
  }
  const rows = project.database.all<{ id: number; boxes: number }>(
    'SELECT class_id AS id, sum(boxes) AS boxes FROM image_classes GROUP BY class_id',
  )
  const sum = (some: typeof rows) => some.reduce((total, { boxes }) => total + boxes, 0)
  const gone = rows.filter(({ id }) => change.classes.includes(id))
  if (!isBulk(sum(gone), sum(rows))) return null
  return change.kind === 'merge-classes' ? 'merge' : 'removal'
}

/** Backs up before a change when it is large, unless that was just done. */
export async function backUpBefore(keeper: BulkKeeper, project: Project, change: LargeChange): Promise<void> {
  const reason = reasonBefore(project, change)
  if (reason !== null) await keeper.before(project, reason)
}
