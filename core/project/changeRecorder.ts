/** Makes changes to journaled tables and records each as a row difference. */
import type { ProjectDatabase } from './database.ts'
import { PART_SIZE, takeRows, type OwnValues, type RowChange } from './journal.ts'
import { parts, toRanges } from './ranges.ts'
import {
  imagesOf,
  insertRow,
  rewriteRows,
  selectRows,
  TABLES,
  updateRows,
  type JournaledTable,
  type Value,
} from './tables.ts'

/** Used inside recordChange() only: the only way by which labels, classes, states and splits are written. */
export class ChangeRecorder {
  readonly database: ProjectDatabase
  readonly changes: RowChange[] = []
  /** Images whose rows or boxes changed. */
  readonly touched = new Set<number>()
  /** Images of which only something else changed, such as where their files are. */
  readonly mentioned = new Set<number>()

  constructor(database: ProjectDatabase) {
    this.database = database
  }

  /** Inserts a row, given by column without `id`, and returns its new id. */
  insert(table: JournaledTable, row: Record<string, Value>): number {
    const id = insertRow(this.database, table, Object.keys(row), Object.values(row))
    const image = TABLES[table].image
    if (image !== null) this.touched.add(image === 'id' ? id : Number(row[image]))
    this.#recordInsert(table, id)
    return id
  }

  /** Sets the same values in all rows with these ids; rows that have them already are left alone. Returns how many changed. */
  update(table: JournaledTable, ids: number[], after: Record<string, Value>): number {
    const columns = Object.keys(after)
    let count = 0
    for (const part of parts(ids, PART_SIZE)) {
      // Rows with the same previous values share one record: marking a thousand images is a line, not a thousand.
      const groups = new Map<string, number[]>()
      for (const [id, ...before] of selectRows(this.database, table, ['id', ...columns], part)) {
        if (columns.every((column, index) => before[index] === after[column])) continue
        const key = JSON.stringify(before)
        const group = groups.get(key)
        if (group) group.push(Number(id))
        else groups.set(key, [Number(id)])
      }
      for (const [key, group] of groups) {
        const values = JSON.parse(key) as Value[]
        const before = Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null]))
        updateRows(this.database, table, group, after)
        this.#touch(table, group)
        this.changes.push({ kind: 'update', table, ids: toRanges(group), before, after })
        count += group.length
      }
    }
    return count
  }

  /** Gives rows values of their own that say nothing about labels: images are mentioned, not touched. */
  rewrite(table: JournaledTable, columns: readonly string[], rows: OwnValues): void {
    for (const part of parts(rows, PART_SIZE)) {
      const ids = part.map(([id]) => id)
      const before = selectRows(this.database, table, ['id', ...columns], ids) as OwnValues
      rewriteRows(this.database, table, columns, part)
      for (const image of imagesOf(this.database, table, ids)) this.mentioned.add(image)
      this.changes.push({ kind: 'rewrite', table, columns, before, after: part })
    }
  }

  /** Deletes rows; the journal keeps them. */
  remove(table: JournaledTable, ids: number[]): void {
    for (const part of parts(ids, PART_SIZE)) {
      this.#touch(table, part)
      const absent = takeRows(this.database, table, part)
      if (absent.rows.length === 0) continue
      const found = toRanges(absent.rows.map((row) => Number(row[0])))
      this.changes.push({ kind: 'delete', table, ids: found, absent })
    }
  }

  #touch(table: JournaledTable, ids: number[]): void {
    for (const image of imagesOf(this.database, table, ids)) this.touched.add(image)
  }

  #recordInsert(table: JournaledTable, id: number): void {
    const last = this.changes.at(-1)
    const range = last?.kind === 'insert' && last.table === table ? last.ids.at(-1) : undefined
    if (range && id === range[1] + 1 && id - range[0] < PART_SIZE) range[1] = id
    else this.changes.push({ kind: 'insert', table, ids: [[id, id]], absent: null })
  }
}
