/** What a review answers: its report, and its queue of mistakes. */
import type { ReviewRequest } from '../api/services.ts'
import type { Mistake, MistakeKind, ReviewReport } from '../api/types.ts'
import type { Project } from '../project/project.ts'
import { getRun } from '../project/runs.ts'
import { mistakesQueue } from '../review/mistakes.ts'
import { reviewReport } from '../review/report.ts'
import { ReviewCache } from './reviewCache.ts'
import { runSummary } from './runSummary.ts'

export interface MistakesRequest extends ReviewRequest {
  kinds: MistakeKind[]
  classId: number | null
}

const caches = new WeakMap<Project, ReviewCache>()

export function answerReport(project: Project, request: ReviewRequest): ReviewReport {
  const { run, review } = load(project, request)
  const { notDetected, notDone } = review
  const report = reviewReport(review, request.threshold)
  return { ...report, run: runSummary(run), split: request.split, notDetected, notDone }
}

export function answerMistakes(project: Project, { kinds, classId, ...request }: MistakesRequest): Mistake[] {
  const wanted = new Set(kinds)
  return mistakesQueue(load(project, request).review.images, request.threshold).filter(
    (mistake) =>
      wanted.has(mistake.kind) && (classId === null || mistake.classId === classId || mistake.labelClassId === classId),
  )
}

function load(project: Project, { run: id, split }: ReviewRequest) {
  const run = getRun(project, id)
  const cache = caches.get(project) ?? new ReviewCache()
  caches.set(project, cache)
  return { run, review: cache.load(project, run.id, split) }
}
