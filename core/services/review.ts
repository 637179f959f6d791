/** The review's part of the API, but for `detect`, which needs the trainer process. */
import type { Services } from '../api/services.ts'
import { historyState } from '../project/history.ts'
import { getLabels } from '../project/labels.ts'
import { getRun } from '../project/runs.ts'
import { imageSuggestions, rejectSuggestions } from '../project/suggestions.ts'
import { missedLabels, shown } from '../review/verdicts.ts'
import type { ProjectRegistry } from './registry.ts'
import { judgeImages } from './reviewCache.ts'
import { carryOut } from './work/carryOut.ts'

/** Suggestions from which on accepting them is left to a thread. */
const LARGE_CHANGE = 1_000

export function createReviewServices(registry: ProjectRegistry): Omit<Services['review'], 'detect'> {
  return {
    suggestions: (id, image, run, minimumScore) => imageSuggestions(registry.get(id), image, run, minimumScore),
    async accept(id, suggestions) {
      const project = registry.get(id)
      await carryOut(project, 'accept', suggestions, { large: suggestions.length >= LARGE_CHANGE })
      return historyState(project)
    },
    reject: (id, suggestions) => rejectSuggestions(registry.get(id), suggestions),
    report: (id, request) => carryOut(registry.get(id), 'reviewReport', request),
    mistakes: (id, request, kinds, classId) => carryOut(registry.get(id), 'mistakes', { ...request, kinds, classId }),
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
