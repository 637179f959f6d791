/** Changes that a backup goes before: undo takes back a slip, but a large one may be noticed only after many others. */
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

/** Backs up before images are removed, when they are many. */
export async function beforeRemoval(keeper: BulkKeeper, project: Project, images: readonly number[]): Promise<void> {
  const { all } = project.database.get<{ all: number }>('SELECT count(*) AS "all" FROM images') ?? { all: 0 }
  if (isBulk(images.length, all)) await keeper.before(project, 'removal')
}

/** Backs up before classes go, with their boxes (`removal`) or into another one (`merge`), when they have many boxes. */
export async function beforeClassesGo(
  keeper: BulkKeeper,
  project: Project,
  classes: readonly number[],
  reason: Extract<BackupReason, 'removal' | 'merge'>,
): Promise<void> {
  const rows = project.database.all<{ id: number; boxes: number }>(
    'SELECT class_id AS id, sum(boxes) AS boxes FROM image_classes GROUP BY class_id',
  )
  const sum = (some: typeof rows) => some.reduce((total, { boxes }) => total + boxes, 0)
  const gone = rows.filter(({ id }) => classes.includes(id))
  if (isBulk(sum(gone), sum(rows))) await keeper.before(project, reason)
}
