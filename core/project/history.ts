/** Undo and redo over everything that people change: labels, classes, states, splits, imports and removals. */
import { StudioError } from '../api/errors.ts'
import { ChangeRecorder } from './changeRecorder.ts'
import type { ProjectDatabase } from './database.ts'
import { applyChange, type Direction, type RowChange } from './journal.ts'
import type { Project } from './project.ts'
import { refreshImages } from './refreshImages.ts'
import type { HistoryState, HistoryStep } from './types.ts'

/** How many changed images a step names. */
const NAMED_IMAGES = 1000

interface HistoryRow {
  id: number
  title: string
  at: string
  image_ids: string
}

/**
 * Makes one change as people know it: `body` writes through the recorder, and what it wrote and its inverse are
 * committed together. What had been undone before can no longer be redone. A body that changes nothing leaves no entry.
 * @throws READ_ONLY when the project cannot be written to.
 */
export function recordChange<T>(project: Project, title: string, body: (change: ChangeRecorder) => T): T {
  assertWritable(project)
  const { database } = project
  return database.transaction(() => {
    const change = new ChangeRecorder(database)
    const result = body(change)
    if (change.changes.length === 0) return result
    database.run('DELETE FROM history WHERE undone = 1')
    const named = JSON.stringify([...change.touched, ...change.mentioned].slice(0, NAMED_IMAGES))
    const at = new Date().toISOString()
    const entry = database.run('INSERT INTO history (title, at, image_ids) VALUES (?, ?, ?)', title, at, named).lastId
    for (const [seq, recorded] of change.changes.entries()) {
      const json = JSON.stringify(recorded)
      database.run('INSERT INTO history_changes (entry_id, seq, change) VALUES (?, ?, ?)', entry, seq, json)
    }
    refreshImages(database, change.touched)
    return result
  })
}

/** Takes back the latest change; null when there is none. */
export function undo(project: Project): HistoryStep | null {
  return step(project, 'undo')
}

/** Makes the latest undone change again; null when there is none. */
export function redo(project: Project): HistoryStep | null {
  return step(project, 'redo')
}

/** What undo and redo would do. */
export function historyState(project: Project): HistoryState {
  const { database } = project
  return { undo: toStep(nextRow(database, 'undo')), redo: toStep(nextRow(database, 'redo')) }
}

/** @throws READ_ONLY with the reason why the project cannot be written to. */
export function assertWritable(project: Project): void {
  if (!project.readOnly) return
  throw new StudioError('READ_ONLY', project.notice ?? `The project ${project.name} is read-only.`)
}

function step(project: Project, direction: Direction): HistoryStep | null {
  assertWritable(project)
  const { database } = project
  return database.transaction(() => {
    const row = nextRow(database, direction)
    if (!row) return null
    const order = direction === 'undo' ? 'DESC' : 'ASC'
    const seqs = database.all<{ seq: number }>(
      `SELECT seq FROM history_changes WHERE entry_id = ? ORDER BY seq ${order}`,
      row.id,
    )
    const touched = new Set<number>()
    // One at a time: a large removal's rows need not all be in memory.
    for (const { seq } of seqs) applyStored(database, row.id, seq, direction, touched)
    database.run('UPDATE history SET undone = ? WHERE id = ?', direction === 'undo' ? 1 : 0, row.id)
    refreshImages(database, touched)
    return toStep(row)
  })
}

function applyStored(
  database: ProjectDatabase,
  entry: number,
  seq: number,
  direction: Direction,
  touched: Set<number>,
): void {
  const sql = 'SELECT change FROM history_changes WHERE entry_id = ? AND seq = ?'
  const stored = database.get<{ change: string }>(sql, entry, seq)
  if (!stored) throw new StudioError('BROKEN_FILE', `History entry ${entry} lacks part ${seq}.`)
  const change = JSON.parse(stored.change) as RowChange
  const kept = applyChange(database, change, direction, touched)
  if (kept === change) return
  const update = 'UPDATE history_changes SET change = ? WHERE entry_id = ? AND seq = ?'
  database.run(update, JSON.stringify(kept), entry, seq)
}

function nextRow(database: ProjectDatabase, direction: Direction): HistoryRow | undefined {
  const [undone, order] = direction === 'undo' ? [0, 'DESC'] : [1, 'ASC']
  const columns = 'id, title, at, image_ids'
  return database.get(`SELECT ${columns} FROM history WHERE undone = ${undone} ORDER BY id ${order} LIMIT 1`)
}

function toStep(row: HistoryRow | undefined): HistoryStep | null {
  if (!row) return null
  return { id: row.id, title: row.title, at: row.at, imageIds: JSON.parse(row.image_ids) as number[] }
}
