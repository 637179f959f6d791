/** What models found: a layer of its own that becomes labels only when a person accepts it. */
import type { Suggestion } from '../api/types.ts'
import type { Detection } from '../training/events.ts'
import { addBox } from './boxes.ts'
import { assertWritable, recordChange } from './history.ts'
import { listImages } from './images.ts'
import { startProgress } from './labels.ts'
import type { Project } from './project.ts'
import { IN_IDS } from './tables.ts'

const COLUMNS =
  's.id, s.image_id AS imageId, s.run_id AS runId, s.class_id AS classId, s.x1, s.y1, s.x2, s.y2, s.score, s.state'
/** The values of COLUMNS. */
type SuggestionValues = [
  id: number,
  image: number,
  run: number,
  classId: number,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  score: number,
  state: Suggestion['state'],
]
/** Classes and images may have been removed since; their suggestions wait unseen for an undo. */
const LIVING = 'suggestions s JOIN classes ON classes.id = s.class_id JOIN images ON images.id = s.image_id'

/**
 * Stores a run's detections on images in one transaction, in place of those that it had there. An image without any is
 * remembered as looked at. Accepted and rejected suggestions of those images are forgotten with the others.
 */
export function storeDetections(
  project: Project,
  run: number,
  found: Array<{ imageId: number; detections: Detection[] }>,
): void {
  assertWritable(project)
  const { database } = project
  database.transaction(() => {
    for (const { imageId, detections } of found) {
      database.run('DELETE FROM suggestions WHERE run_id = ? AND image_id = ?', run, imageId)
      database.run('INSERT OR IGNORE INTO detected_images (run_id, image_id) VALUES (?, ?)', run, imageId)
      for (const { classId, score, x1, y1, x2, y2 } of detections) {
        database.run(
          `INSERT INTO suggestions (run_id, image_id, class_id, x1, y1, x2, y2, score, state)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
          run,
          imageId,
          classId,
          x1,
          y1,
          x2,
          y2,
          score,
        )
      }
    }
  })
}

/** Forgets what a run has found and which images it has looked at: its model has become another one. */
export function forgetDetections(project: Project, run: number): void {
  assertWritable(project)
  const { database } = project
  database.transaction(() => {
    database.run('DELETE FROM suggestions WHERE run_id = ?', run)
    database.run('DELETE FROM detected_images WHERE run_id = ?', run)
  })
}

/** The suggestions on an image, highest score first; of one run, or of the latest run that looked at it. */
export function imageSuggestions(
  project: Project,
  imageId: number,
  run: number | null,
  minimumScore: number,
): Suggestion[] {
  const chosen = run ?? latestRun(project, imageId)
  if (chosen === null) return []
  return project.database.all<Suggestion>(
    `SELECT ${COLUMNS} FROM ${LIVING} WHERE s.image_id = ? AND s.run_id = ? AND s.score >= ? ORDER BY s.score DESC, s.id`,
    imageId,
    chosen,
    minimumScore,
  )
}

/** A run's suggestions on these images, highest score first. */
export function runSuggestions(project: Project, run: number, imageIds: number[]): Suggestion[] {
  const sql = `SELECT ${COLUMNS} FROM ${LIVING} WHERE s.run_id = ? AND s.image_id ${IN_IDS} ORDER BY s.score DESC, s.id`
  const rows = project.database.lists<SuggestionValues>(sql, run, JSON.stringify(imageIds))
  return rows.map(([id, imageId, runId, classId, x1, y1, x2, y2, score, state]) => {
    return { id, imageId, runId, classId, x1, y1, x2, y2, score, state }
  })
}

/** The images that a run has looked at, whether it found anything or not. */
export function detectedImages(project: Project, run: number): Set<number> {
  const sql = 'SELECT image_id FROM detected_images WHERE run_id = ?'
  return new Set(project.database.lists<[number]>(sql, run).map(([image]) => image))
}

/** Makes labels of suggestions, in one undo step, and returns the new boxes' ids. Those accepted before are left out. */
export function acceptSuggestions(project: Project, ids: number[]): number[] {
  const title = ids.length === 1 ? 'Accept suggestion' : `Accept ${ids.length} suggestions`
  return recordChange(project, title, (change) => {
    const sql = `SELECT ${COLUMNS} FROM ${LIVING} WHERE s.id ${IN_IDS} AND s.state <> 'accepted' ORDER BY s.id`
    const accepted = change.database.all<Suggestion>(sql, JSON.stringify(ids))
    const images = new Map(listImages(project, [...new Set(accepted.map((one) => one.imageId))]).map((i) => [i.id, i]))
    const boxes: number[] = []
    for (const { imageId, classId, runId, x1, y1, x2, y2 } of accepted) {
      const image = images.get(imageId)
      if (!image) continue
      boxes.push(addBox(change, imageId, image, { classId, x1, y1, x2, y2, origin: 'model', originRun: runId }))
    }
    startProgress(change, [...images.values()], true)
    change.update(
      'suggestions',
      accepted.map((one) => one.id),
      { state: 'accepted' },
    )
    return boxes
  })
}

/** Puts suggestions aside. Not an undo step, as no label changes. */
export function rejectSuggestions(project: Project, ids: number[]): void {
  assertWritable(project)
  const sql = `UPDATE suggestions SET state = 'rejected' WHERE state = 'open' AND id ${IN_IDS}`
  project.database.run(sql, JSON.stringify(ids))
}

function latestRun(project: Project, imageId: number): number | null {
  const sql = 'SELECT max(run_id) AS run FROM detected_images WHERE image_id = ?'
  return project.database.get<{ run: number | null }>(sql, imageId)?.run ?? null
}
