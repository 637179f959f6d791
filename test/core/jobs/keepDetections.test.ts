/** What the last evaluations of a training found, kept for the review. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepDetections } from '../../../core/jobs/keepDetections.ts'
import { addClass } from '../../../core/project/classes.ts'
import { recordChange } from '../../../core/project/history.ts'
import { addImage } from '../../../core/project/images.ts'
import { createProject, type Project } from '../../../core/project/project.ts'
import { addRun, type RunRecord } from '../../../core/project/runs.ts'
import {
  detectedImages,
  rejectSuggestions,
  runSuggestions,
  storeDetections,
} from '../../../core/project/suggestions.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import type { Detection } from '../../../core/training/events.ts'
import { writeValidationDetections } from '../../../core/training/validationDetections.ts'

const IMAGES = 45
let folder: string
let project: Project
let run: RunRecord
let images: number[]
let cell: number

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'focal-keep-'))
  project = createProject(folder, 'cells')
  recordChange(project, 'Set up', (change) => {
    cell = addClass(change, 'cell')
    images = Array.from({ length: IMAGES }, (_, index) =>
      addImage(change, {
        path: `${index}.png`,
        width: 100,
        height: 80,
        orientation: 1,
        bytes: 1,
        hash: String(index),
        split: 'val',
        state: 'done',
      }),
    )
  })
  run = addRun(project, { name: 'first', status: 'running', preset: 'quick', config: trainingConfig.parse({}) })
})
afterEach(() => {
  project.close()
  rmSync(folder, { recursive: true })
})

const detection = (score: number): Detection => ({ classId: cell, score, x1: 1, y1: 2, x2: 30.5, y2: 40 })
const from = (before: number | null) => ({ id: run.id, folder: run.folder, before })
const scores = () => runSuggestions(project, run.id, images).map(({ score }) => score)

it('those of the best evaluation, of every image, whether it found something there or not', async () => {
  const found = images.map((image, index): [number, Detection[]] => [image, index === 0 ? [] : [detection(0.5)]])
  await writeValidationDetections(run.folder, 40, new Map(found))
  await keepDetections(project, from(null), 40)
  expect(detectedImages(project, run.id)).toEqual(new Set(images))
  expect(runSuggestions(project, run.id, [images[1]!])).toMatchObject([{ ...detection(0.5), state: 'open' }])
  expect(scores()).toHaveLength(IMAGES - 1)
})

it('nothing of another evaluation, nothing without one, and nothing of a run from before there was such a file', async () => {
  await keepDetections(project, from(null), 40)
  await writeValidationDetections(run.folder, 60, new Map([[images[0]!, [detection(0.5)]]]))
  await keepDetections(project, from(null), 40)
  await keepDetections(project, from(null), null)
  expect(detectedImages(project, run.id).size).toBe(0)
})

it('a run that went on and became better forgets what its older model found elsewhere', async () => {
  storeDetections(project, run.id, [{ imageId: images[1]!, detections: [detection(0.9)] }])
  await writeValidationDetections(run.folder, 60, new Map([[images[0]!, [detection(0.7)]]]))
  await keepDetections(project, from(40), 60)
  expect([...detectedImages(project, run.id)]).toEqual([images[0]])
  expect(scores()).toEqual([0.7])
})

it('a run that went on and became no better keeps what was looked at, and what was decided there', async () => {
  const found = new Map([
    [images[0]!, [detection(0.7)]],
    [images[1]!, [detection(0.6)]],
  ])
  await writeValidationDetections(run.folder, 40, found)
  storeDetections(project, run.id, [
    { imageId: images[0]!, detections: [detection(0.7)] },
    { imageId: images[2]!, detections: [] },
  ])
  rejectSuggestions(project, [runSuggestions(project, run.id, images)[0]!.id])
  await keepDetections(project, from(40), 40)
  expect(runSuggestions(project, run.id, images).map(({ score, state }) => [score, state])).toEqual([
    [0.7, 'rejected'],
    [0.6, 'open'],
  ])
  expect(detectedImages(project, run.id)).toEqual(new Set(images.slice(0, 3)))
})

it('a file that cannot be read is an error, not half a review', async () => {
  writeFileSync(path.join(run.folder, 'validation-detections.jsonl'), '{"step":40}\n[1,[[1,')
  await expect(keepDetections(project, from(null), 40)).rejects.toThrow()
  expect(detectedImages(project, run.id).size).toBe(0)
})
