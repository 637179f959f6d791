import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { mergeClasses, removeClass } from '../../../core/project/classes.ts'
import { recordChange, redo, undo } from '../../../core/project/history.ts'
import { getImage, removeImages } from '../../../core/project/images.ts'
import { getLabels } from '../../../core/project/labels.ts'
import type { Project } from '../../../core/project/project.ts'
import { appendRunEvents, runEvents } from '../../../core/project/runEvents.ts'
import { addRun, getRun, listRuns, removeRun, runsWithStatus, updateRun } from '../../../core/project/runs.ts'
import { projectSetting, setProjectSetting } from '../../../core/project/settings.ts'
import {
  acceptSuggestions,
  detectedImages,
  imageSuggestions,
  rejectSuggestions,
  runSuggestions,
  storeDetections,
} from '../../../core/project/suggestions.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { fill, reopened, temporaryProject } from './temporaryProject.ts'

function run(project: Project) {
  return addRun(project, { name: 'Run 1', status: 'running', preset: 'quick', config: trainingConfig.parse({}) })
}

const found = (classId: number, score: number) => ({ classId, score, x1: 10, y1: 10, x2: 60.5, y2: 40 })

it('keeps runs with their folders', () => {
  const project = temporaryProject()
  const { id, folder } = run(project)
  expect(folder).toBe(path.join(project.path, 'runs', String(id)))
  writeFileSync(path.join(folder, 'weights'), 'weights')
  const scores = { ap: 0.5, ap50: 0.9, ap75: 0.4, perClass: [] }
  updateRun(project, id, { status: 'failed', scores, steps: 12, error: { code: 'IO', message: 'The drive is gone.' } })
  const again = reopened(project)
  expect(getRun(again, id)).toMatchObject({
    status: 'failed',
    scores,
    steps: 12,
    error: { code: 'IO' },
    bestStep: null,
  })
  expect(getRun(again, id).config).toEqual(trainingConfig.parse({}))
  expect(runsWithStatus(again, ['running'])).toEqual([])
  const next = run(again)
  expect(listRuns(again).map((one) => one.id)).toEqual([next.id, id])
  removeRun(again, next.id)
  expect(existsSync(next.folder)).toBe(false)
  expect(run(again).id).toBeGreaterThan(next.id)
  expect(() => getRun(again, next.id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

it('numbers events, and gives those after a number', () => {
  const project = temporaryProject()
  const { id } = run(project)
  appendRunEvents(project, id, [{ kind: 'note', text: 'a' }])
  const stored = appendRunEvents(project, id, [
    { kind: 'note', text: 'b' },
    { kind: 'checkpoint', step: 5 },
  ])
  expect(stored.map((event) => event.seq)).toEqual([2, 3])
  expect(runEvents(project, id, 1)).toEqual(stored)
  expect(runEvents(project, id, 0, 1)).toMatchObject([{ seq: 1, kind: 'note', text: 'a' }])
})

it('makes labels of accepted suggestions in one undo step', () => {
  const project = temporaryProject()
  const { images, cat } = fill(project)
  const { id } = run(project)
  const [first = 0, second = 0] = images
  storeDetections(project, id, [
    { imageId: first, detections: [found(cat, 0.4), found(cat, 0.9)] },
    { imageId: second, detections: [] },
  ])
  expect(detectedImages(project, id)).toEqual(new Set(images))
  const open = imageSuggestions(project, first, null, 0)
  expect(open.map((one) => one.score)).toEqual([0.9, 0.4])
  expect(imageSuggestions(project, first, id, 0.5)).toHaveLength(1)
  rejectSuggestions(project, [open[1]!.id])
  expect(acceptSuggestions(project, [open[0]!.id])).toHaveLength(1)
  expect(acceptSuggestions(project, [open[0]!.id])).toEqual([])
  expect(getLabels(project, first)).toMatchObject({
    image: { state: 'in-progress' },
    boxes: [{ classId: cat, origin: 'model', originRun: id, x2: 60.5 }],
  })
  const states = () => runSuggestions(project, id, images).map((one) => one.state)
  expect(states()).toEqual(['accepted', 'rejected'])
  undo(project)
  expect(states()).toEqual(['open', 'rejected'])
  expect(getImage(project, first)).toMatchObject({ state: 'new', boxCount: 0 })
  redo(project)
  expect(states()).toEqual(['accepted', 'rejected'])
})

it('hides suggestions of removed images and classes until they are back', () => {
  const project = temporaryProject()
  const { images, cat, dog } = fill(project)
  const { id } = run(project)
  storeDetections(project, id, [{ imageId: images[0]!, detections: [found(cat, 0.9), found(dog, 0.8)] }])
  const classes = () => runSuggestions(project, id, images).map((one) => one.classId)
  recordChange(project, 'Remove', (change) => removeImages(change, images))
  expect(classes()).toEqual([])
  undo(project)
  recordChange(project, 'Remove class', (change) => removeClass(change, dog))
  expect(classes()).toEqual([cat])
  undo(project)
  recordChange(project, 'Merge', (change) => mergeClasses(change, [dog], cat))
  expect(classes()).toEqual([cat, cat])
  undo(project)
  expect(classes()).toEqual([cat, dog])
})

it('remembers settings', () => {
  const project = temporaryProject()
  expect(projectSetting(project, 'last image')).toBeNull()
  setProjectSetting(project, 'last image', { id: 3 })
  setProjectSetting(project, 'last image', { id: 4 })
  expect(projectSetting(reopened(project), 'last image')).toEqual({ id: 4 })
})
