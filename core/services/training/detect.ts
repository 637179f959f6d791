/** The job that runs a trained model over images of the project and keeps what it finds as suggestions. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import type { Services } from '../../api/services.ts'
import type { DetectedFile, DetectionProcess } from '../../jobs/detectionProcess.ts'
import type { JobBoard } from '../../jobs/jobBoard.ts'
import { assertWritable } from '../../project/history.ts'
import { imageFile, listImages } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import { getRun } from '../../project/runs.ts'
import { detectedImages, storeDetections } from '../../project/suggestions.ts'
import type { ProjectRegistry } from '../registry.ts'

/** Images whose suggestions are written in one transaction. */
const BATCH = 20

export interface DetectParts {
  registry: ProjectRegistry
  jobs: JobBoard
  detection: DetectionProcess
}

export function createDetect({ registry, jobs, detection }: DetectParts): Services['review']['detect'] {
  return (id, runId, imageIds, split, onlyNew = false) => {
    const project = registry.get(id)
    assertWritable(project)
    const run = getRun(project, runId)
    if (!existsSync(path.join(run.folder, 'model.json'))) {
      const hint = 'Train until the first evaluation; the weights are kept from then on.'
      throw new StudioError('NOT_FOUND', `${run.name} has no trained weights yet.`, hint, { run: runId })
    }
    const known = onlyNew ? detectedImages(project, runId) : new Set<number>()
    const images = listImages(project, imageIds ?? undefined).filter(
      (image) =>
        image.problem === null &&
        !known.has(image.id) &&
        (imageIds !== null || split === 'all' || image.split === split),
    )
    return jobs.start('detect', `Find objects with ${run.name}`, async ({ signal, progress }) => {
      const writer = new SuggestionWriter(project, runId)
      progress(0, images.length, 'Loading the model')
      const { backend, threads, detection: settings } = run.config
      const files = images.map((image) => ({ id: image.id, file: imageFile(project, image) }))
      const request = { modelFolder: run.folder, images: files, minimumScore: settings.minimumScore, backend, threads }
      try {
        await detection.detect(
          request,
          (found) => {
            writer.add(found)
            progress(writer.images, images.length, '')
          },
          signal,
        )
      } finally {
        writer.flush()
      }
      return { kind: 'detect', run: runId, images: writer.images, detections: writer.detections }
    })
  }
}

/** Collects what was found and writes it in batches; images that could not be read stay "not detected". */
class SuggestionWriter {
  images = 0
  detections = 0
  readonly #project: Project
  readonly #run: number
  #waiting: DetectedFile[] = []

  constructor(project: Project, run: number) {
    this.#project = project
    this.#run = run
  }

  add(found: DetectedFile): void {
    this.images++
    if (found.problem !== null) return
    this.detections += found.detections.length
    this.#waiting.push(found)
    if (this.#waiting.length >= BATCH) this.flush()
  }

  flush(): void {
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length > 0) storeDetections(this.#project, this.#run, batch)
  }
}
