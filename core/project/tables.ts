/** The tables whose rows the history records, and the statements on whole rows that doing and undoing share. */
import type { ProjectDatabase } from './database.ts'

export type Value = string | number | null
export type JournaledTable = 'classes' | 'images' | 'boxes' | 'suggestions' | 'image_tags'

interface TableFacts {
  /** Every column that a row needs to come back; `id` first. Derived columns (box_count) are left out. */
  columns: readonly string[]
  /** Column that names the image a row belongs to. */
  image: string | null
  /** Set to the present at every update, undo included; not part of the recorded difference. */
  touch: string | null
}

const words = (text: string) => text.split(' ')

export const TABLES: Record<JournaledTable, TableFacts> = {
  classes: { columns: words('id name color position'), image: null, touch: null },
  images: {
    columns: words(
      'id path name sort_key search_text width height orientation bytes hash state split left_out problem added_at revision box_frame box_unit video video_seconds stale_tag preview',
    ),
    image: 'id',
    touch: null,
  },
  boxes: {
    columns: words(
      'id image_id class_id x1 y1 x2 y2 difficult truncated crowd occluded attributes note origin origin_run created_at updated_at',
    ),
    image: 'image_id',
    touch: 'updated_at',
  },
  image_tags: { columns: words('id image_id tag'), image: 'image_id', touch: null },
  suggestions: {
    columns: words('id run_id image_id class_id x1 y1 x2 y2 score state'),
    image: 'image_id',
    touch: null,
  },
}

/** A list of ids as a condition; its value is the list as JSON. */
export const IN_IDS = 'IN (SELECT value FROM json_each(?))'

const insertStatements = new Map<string, string>()

/** Inserts a row given in the order of `columns`, and returns its id. */
export function insertRow(
  database: ProjectDatabase,
  table: JournaledTable,
  columns: readonly string[],
  row: Value[],
): number {
  return database.run(insertStatement(table, columns), ...row).lastId
}

/** The same for many rows of the same columns. */
export function insertRows(
  database: ProjectDatabase,
  table: JournaledTable,
  columns: readonly string[],
  rows: readonly Value[][],
): void {
  const sql = insertStatement(table, columns)
  for (const row of rows) database.run(sql, ...row)
}

function insertStatement(table: JournaledTable, columns: readonly string[]): string {
  const key = `${table}:${columns.join()}`
  let sql = insertStatements.get(key)
  if (sql === undefined) {
    sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
    insertStatements.set(key, sql)
  }
  return sql
}

/** The given columns of the rows with these ids, in order of id; ids without a row are left out. */
export function selectRows(
  database: ProjectDatabase,
  table: JournaledTable,
  columns: readonly string[],
  ids: number[],
): Value[][] {
  const sql = `SELECT ${columns.join(', ')} FROM ${table} WHERE id ${IN_IDS} ORDER BY id`
  return database.lists<Value[]>(sql, JSON.stringify(ids))
}

export function deleteRows(database: ProjectDatabase, table: JournaledTable, ids: number[]): void {
  database.run(`DELETE FROM ${table} WHERE id ${IN_IDS}`, JSON.stringify(ids))
}

/** Sets the same values in all rows with these ids. */
export function updateRows(
  database: ProjectDatabase,
  table: JournaledTable,
  ids: number[],
  values: Record<string, Value>,
): void {
  const all = { ...values }
  const { touch } = TABLES[table]
  if (touch !== null) all[touch] = new Date().toISOString()
  const assignments = Object.keys(all).map((column) => `${column} = ?`)
  const sql = `UPDATE ${table} SET ${assignments.join(', ')} WHERE id ${IN_IDS}`
  database.run(sql, ...Object.values(all), JSON.stringify(ids))
}

/** Gives each row values of its own. */
export function rewriteRows(
  database: ProjectDatabase,
  table: JournaledTable,
  columns: readonly string[],
  rows: ReadonlyArray<[id: number, ...values: Value[]]>,
): void {
  const sql = `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`
  for (const [id, ...values] of rows) database.run(sql, ...values, id)
}

/** The images that the rows with these ids belong to. */
export function imagesOf(database: ProjectDatabase, table: JournaledTable, ids: number[]): number[] {
  const { image } = TABLES[table]
  if (image === null) return []
  if (image === 'id') return ids
  const sql = `SELECT DISTINCT ${image} AS image FROM ${table} WHERE id ${IN_IDS}`
  return database.lists<[number]>(sql, JSON.stringify(ids)).map(([id]) => id)
}
