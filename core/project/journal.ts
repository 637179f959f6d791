/** Recorded row differences, and how they are applied in either direction. */
import { StudioError } from '../api/errors.ts'
import type { ProjectDatabase } from './database.ts'
import { fromRanges, type IdRange } from './ranges.ts'
import {
  deleteRows,
  imagesOf,
  insertRows,
  rewriteRows,
  selectRows,
  TABLES,
  updateRows,
  type JournaledTable,
  type Value,
} from './tables.ts'

/** Whole rows, with the columns that they were read with: a later schema may have more. */
export interface StoredRows {
  columns: readonly string[]
  rows: Value[][]
}

/**
 * One recorded difference, of at most PART_SIZE rows. Rows are kept here only while the table does not hold them:
 * those of a 'delete' while it is done, those of an 'insert' while it is undone. So a large import costs a line.
 */
export type RowChange =
  | { kind: 'insert' | 'delete'; table: JournaledTable; ids: IdRange[]; absent: StoredRows | null }
  | {
      kind: 'update'
      table: JournaledTable
      ids: IdRange[]
      before: Record<string, Value>
      after: Record<string, Value>
    }
  /** Each row has values of its own, in the order of `columns`; an image counts as the same image after it. */
  | { kind: 'rewrite'; table: JournaledTable; columns: readonly string[]; before: OwnValues; after: OwnValues }

/** By row: its id and its values. */
export type OwnValues = Array<[id: number, ...values: Value[]]>

export type Direction = 'undo' | 'redo'

/** Rows per recorded difference: keeps each JSON text at a few megabytes however large an import was. */
export const PART_SIZE = 10_000

/**
 * Applies a difference in a direction and returns the form to keep in the journal from now on. The images whose rows
 * changed are added to `touched`.
 */
export function applyChange(
  database: ProjectDatabase,
  change: RowChange,
  direction: Direction,
  touched: Set<number>,
): RowChange {
  const { table } = change
  if (change.kind === 'rewrite') {
    rewriteRows(database, table, change.columns, direction === 'undo' ? change.before : change.after)
    return change
  }
  const ids = fromRanges(change.ids)
  if (change.kind === 'update') {
    updateRows(database, table, ids, direction === 'undo' ? change.before : change.after)
    for (const image of imagesOf(database, table, ids)) touched.add(image)
    return change
  }
  const removes = (change.kind === 'insert') === (direction === 'undo')
  if (removes) {
    for (const image of imagesOf(database, table, ids)) touched.add(image)
    return { ...change, absent: takeRows(database, table, ids) }
  }
  if (change.absent === null) throw new StudioError('INTERNAL', `The history lacks the rows of ${table} to bring back.`)
  const { columns, rows } = change.absent
  insertRows(database, table, columns, rows)
  for (const image of imagesOf(database, table, ids)) touched.add(image)
  return { ...change, absent: null }
}

/** Deletes rows and returns them whole. */
export function takeRows(database: ProjectDatabase, table: JournaledTable, ids: number[]): StoredRows {
  const { columns } = TABLES[table]
  const rows = selectRows(database, table, columns, ids)
  deleteRows(database, table, ids)
  return { columns, rows }
}
