/** When a training ends, what its kept model found on the validation images can be reviewed without asking again. */
import type { Project } from '../project/project.ts'
import { detectedImages, forgetDetections, storeDetections } from '../project/suggestions.ts'
import { readValidationDetections, type ImageDetections } from '../training/validationDetections.ts'

/** Images whose detections are written in one transaction. */
const BATCH = 20

/**
 * Stores the detections of a run's best evaluation. When that is not the one that was the best at the start of this part
 * of the training, `before`, what an older model of the run had found goes; else what was looked at stays as it is.
 */
export async function keepDetections(
  project: Project,
  run: { id: number; folder: string; before: number | null },
  best: number | null,
): Promise<void> {
  if (best === null) return
  if (best !== run.before) forgetDetections(project, run.id)
  const known = detectedImages(project, run.id)
  let batch: ImageDetections[] = []
  for await (const found of readValidationDetections(run.folder, best)) {
    if (known.has(found.imageId)) continue
    batch.push(found)
    if (batch.length < BATCH) continue
    storeDetections(project, run.id, batch)
    batch = []
    // Requests are answered between batches.
    await new Promise(setImmediate)
  }
  if (batch.length > 0) storeDetections(project, run.id, batch)
}
