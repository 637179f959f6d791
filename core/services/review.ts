/** The review's part of the API, but for `detect`, which needs the trainer process. */
import type { ReviewRequest, Services } from '../api/services.ts'
import { historyState } from '../project/history.ts'
import { getLabels } from '../project/labels.ts'
import { getRun } from '../project/runs.ts'
import { acceptSuggestions, imageSuggestions, rejectSuggestions } from '../project/suggestions.ts'
import { mistakesQueue } from '../review/mistakes.ts'
import { reviewReport } from '../review/report.ts'
import { missedLabels, shown } from '../review/verdicts.ts'
import type { ProjectRegistry } from './registry.ts'
import { judgeImages, ReviewCache } from './reviewCache.ts'
import { runSummary } from './runSummary.ts'

export function createReviewServices(registry: ProjectRegistry): Omit<Services['review'], 'detect'> {
  const cache = new ReviewCache()
  const load = (id: string, request: ReviewRequest) => {
    const project = registry.get(id)
    const run = getRun(project, request.run)
    return { run, review: cache.load(project, run.id, request.split) }
  }
  return {
    suggestions: (id, image, run, minimumScore) => imageSuggestions(registry.get(id), image, run, minimumScore),
    accept(id, suggestions) {
      const project = registry.get(id)
      acceptSuggestions(project, suggestions)
      return historyState(project)
    },
    reject: (id, suggestions) => rejectSuggestions(registry.get(id), suggestions),
    report(id, request) {
      const { run, review } = load(id, request)
      const { notDetected, notDone } = review
      const report = reviewReport(review, request.threshold)
      return { ...report, run: runSummary(run), split: request.split, notDetected, notDone }
    },
    mistakes(id, request, kinds, classId) {
      const wanted = new Set(kinds)
      return mistakesQueue(load(id, request).review.images, request.threshold).filter(
        (mistake) =>
          wanted.has(mistake.kind) &&
          (classId === null || mistake.classId === classId || mistake.labelClassId === classId),
      )
    },
    image(id, request, imageId) {
      const project = registry.get(id)
      const labels = getLabels(project, imageId)
      const [judged] = judgeImages(project, getRun(project, request.run).id, [labels.image])
      return {
        labels,
        detections: judged ? shown(judged, request.threshold) : [],
        missed: judged ? missedLabels(judged, request.threshold).map((label) => label.id) : [],
      }
    },
  }
}
