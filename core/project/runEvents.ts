/** What runs said while they trained: numbered, so that a window that was away gets what it missed. */
import type { StoredTrainEvent, TrainEvent } from '../training/events.ts'
import { assertWritable } from './history.ts'
import type { Project } from './project.ts'

/** Appends events to a run in one transaction and returns them as stored. */
export function appendRunEvents(project: Project, run: number, events: TrainEvent[]): StoredTrainEvent[] {
  assertWritable(project)
  const { database } = project
  return database.transaction(() => {
    const last = database.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM run_events WHERE run_id = ?', run)
    const at = new Date().toISOString()
    let seq = last?.seq ?? 0
    return events.map((event) => {
      seq++
      const sql = 'INSERT INTO run_events (run_id, seq, at, event) VALUES (?, ?, ?, ?)'
      database.run(sql, run, seq, at, JSON.stringify(event))
      return { ...event, seq, at }
    })
  })
}

/** The events of a run after a number (0 for all), in order, at most `limit`. */
export function runEvents(project: Project, run: number, after = 0, limit = 1_000_000): StoredTrainEvent[] {
  const sql = 'SELECT seq, at, event FROM run_events WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?'
  const rows = project.database.all<{ seq: number; at: string; event: string }>(sql, run, after, limit)
  return rows.map(({ seq, at, event }) => ({ ...(JSON.parse(event) as TrainEvent), seq, at }))
}
