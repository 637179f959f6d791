/** Judged images and their evaluation, kept while nothing that they stand on has changed. */
import { detectedImages, runSuggestions } from '../project/suggestions.ts'
import { boxesByImage } from '../project/boxes.ts'
import { listClasses } from '../project/classes.ts'
import { listImages } from '../project/images.ts'
import type { Project } from '../project/project.ts'
import type { ImageRecord, Split } from '../project/types.ts'
import { prepareReview, type PreparedReview } from '../review/report.ts'
import { judgeImage } from '../review/verdicts.ts'
import type { Suggestion } from '../api/types.ts'

export interface LoadedReview extends PreparedReview {
  notDetected: number
  notDone: number
}

/** How many reviews are kept: a few, so that going back and forth between two runs stays instant. */
const KEPT = 4

export class ReviewCache {
  readonly #kept = new Map<string, { stamp: string; review: LoadedReview }>()

  /** The review of a run on the done images of a split; sliding the threshold takes it from memory. */
  load(project: Project, run: number, split: Split | 'all'): LoadedReview {
    const key = `${project.id}:${run}:${split}`
    const stamp = changeStamp(project)
    const known = this.#kept.get(key)
    this.#kept.delete(key)
    const entry = known?.stamp === stamp ? known : { stamp, review: loadReview(project, run, split) }
    this.#kept.set(key, entry)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break
      this.#kept.delete(oldest)
    }
    return entry.review
  }
}

/** Differs whenever anything was written to the database, by this connection or by another process. */
function changeStamp(project: Project): string {
  const own = project.database.get<{ changes: number }>('SELECT total_changes() AS changes')?.changes
  const others = project.database.get<{ data_version: number }>('PRAGMA data_version')?.data_version
  return `${own}:${others}`
}

function loadReview(project: Project, run: number, split: Split | 'all'): LoadedReview {
  const candidates = listImages(project).filter(
    (image) => image.problem === null && (split === 'all' || image.split === split),
  )
  const done = candidates.filter(({ state }) => state === 'done' || state === 'empty')
  const detected = detectedImages(project, run)
  const images = done.filter(({ id }) => detected.has(id))
  return {
    ...prepareReview(judgeImages(project, run, images), listClasses(project)),
    notDetected: done.length - images.length,
    notDone: candidates.length - done.length,
  }
}

/** Judges a run's detections on these images. */
export function judgeImages(project: Project, run: number, images: readonly ImageRecord[]) {
  const ids = images.map(({ id }) => id)
  const boxes = boxesByImage(project, ids)
  const suggestions = new Map<number, Suggestion[]>()
  for (const suggestion of runSuggestions(project, run, ids)) {
    const list = suggestions.get(suggestion.imageId)
    if (list) list.push(suggestion)
    else suggestions.set(suggestion.imageId, [suggestion])
  }
  return images.map((image) => judgeImage(image, boxes.get(image.id) ?? [], suggestions.get(image.id) ?? []))
}
