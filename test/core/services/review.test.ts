import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MistakeKind } from '../../../core/api/types.ts'
import { addBox } from '../../../core/project/boxes.ts'
import { addClass } from '../../../core/project/classes.ts'
import { recordChange, undo } from '../../../core/project/history.ts'
import { addImage } from '../../../core/project/images.ts'
import { createProject, type Project } from '../../../core/project/project.ts'
import { addRun } from '../../../core/project/runs.ts'
import { storeDetections } from '../../../core/project/suggestions.ts'
import { getLabels } from '../../../core/project/labels.ts'
import { ProjectRegistry } from '../../../core/services/registry.ts'
import { createReviewServices } from '../../../core/services/review.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import type { ImageState } from '../../../core/project/types.ts'

const kinds: MistakeKind[] = ['missed', 'false-positive', 'wrong-class', 'localisation', 'duplicate']
const size = { width: 400, height: 300 }
const box = (x: number, y: number) => ({ x1: x, y1: y, x2: x + 40, y2: y + 40 })

let folder: string
let project: Project
let registry: ProjectRegistry
let cell: number
let run: number
/** Done with two labels, done and empty, not done. */
let images: number[]

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'focal-review-'))
  project = createProject(folder, 'cells')
  registry = new ProjectRegistry()
  registry.add(project)
  recordChange(project, 'Set up', (change) => {
    cell = addClass(change, 'cell')
    const states: ImageState[] = ['done', 'empty', 'new']
    images = states.map((state, index) =>
      addImage(change, {
        ...size,
        path: `${index}.png`,
        orientation: 1,
        bytes: 1,
        hash: String(index),
        split: 'val',
        state,
      }),
    )
    for (const x of [0, 100]) addBox(change, images[0]!, size, { ...box(x, 0), classId: cell })
  })
  run = addRun(project, { name: 'first', status: 'finished', preset: 'quick', config: trainingConfig.parse({}) }).id
})

afterEach(() => {
  registry.closeAll()
  rmSync(folder, { recursive: true })
})

function detectAll() {
  storeDetections(project, run, [
    {
      imageId: images[0]!,
      detections: [
        { ...box(2, 0), classId: cell, score: 0.9 },
        { ...box(200, 100), classId: cell, score: 0.8 },
      ],
    },
    { imageId: images[1]!, detections: [] },
    { imageId: images[2]!, detections: [{ ...box(0, 0), classId: cell, score: 0.7 }] },
  ])
}

describe('the review services', () => {
  it('say what is not detected and what is not done, and score only the rest', async () => {
    const review = createReviewServices(registry)
    const request = { run, split: 'val' as const, threshold: 0.5 }
    expect(await review.report(project.id, request)).toMatchObject({ images: 0, notDetected: 2, notDone: 1 })
    detectAll()
    const report = await review.report(project.id, request)
    expect(report).toMatchObject({ images: 2, notDetected: 0, notDone: 1, run: { name: 'first' } })
    expect(report.perClass).toMatchObject([{ name: 'cell', groundTruths: 2, right: 1, wrong: 1, missed: 1 }])
    expect(report.errorTypes.missed.count).toBe(1)
    expect((await review.mistakes(project.id, request, kinds, null)).map(({ kind }) => kind)).toEqual([
      'false-positive',
      'missed',
    ])
    expect(await review.mistakes(project.id, request, ['missed'], cell + 1)).toEqual([])
  })

  it('show an image with verdicts and missed labels', () => {
    detectAll()
    const review = createReviewServices(registry)
    const shown = review.image(project.id, { run, split: 'val', threshold: 0.85 }, images[0]!)
    expect(shown.detections).toMatchObject([{ verdict: 'right', score: 0.9 }])
    expect(shown.missed).toEqual([shown.labels.boxes[1]!.id])
  })

  it('make a label of a suggestion in one undo step, and the report follows both ways', async () => {
    detectAll()
    const review = createReviewServices(registry)
    const request = { run, split: 'val' as const, threshold: 0.5 }
    const [mistake] = await review.mistakes(project.id, request, ['false-positive'], null)
    const history = await review.accept(project.id, [mistake!.suggestionId!])
    expect(history.undo?.imageIds).toEqual([images[0]])
    expect(getLabels(project, images[0]!).boxes.at(-1)).toMatchObject({
      ...box(200, 100),
      origin: 'model',
      originRun: run,
    })
    expect((await review.report(project.id, request)).perClass[0]).toMatchObject({ right: 2, wrong: 0, missed: 1 })
    undo(project)
    expect((await review.report(project.id, request)).perClass[0]).toMatchObject({ right: 1, wrong: 1 })
    expect(review.suggestions(project.id, images[0]!, run, 0).map(({ state }) => state)).toEqual(['open', 'open'])
  })

  it('leave a rejected suggestion out of the queue', async () => {
    detectAll()
    const review = createReviewServices(registry)
    const request = { run, split: 'val' as const, threshold: 0.5 }
    const [mistake] = await review.mistakes(project.id, request, ['false-positive'], null)
    review.reject(project.id, [mistake!.suggestionId!])
    expect((await review.mistakes(project.id, request, kinds, null)).map(({ kind }) => kind)).toEqual(['missed'])
  })
})
