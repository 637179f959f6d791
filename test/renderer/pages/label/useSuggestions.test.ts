/** A run's detections on the Label page. */
import { nextTick } from 'vue'
import { expect, it } from 'vitest'
import { addClass } from '../../../../core/project/classes.ts'
import { recordChange } from '../../../../core/project/history.ts'
import { addImage } from '../../../../core/project/images.ts'
import { createProject } from '../../../../core/project/project.ts'
import { addRun } from '../../../../core/project/runs.ts'
import { storeDetections } from '../../../../core/project/suggestions.ts'
import { resolveConfig } from '../../../../core/training/resolveConfig.ts'
import { newImage, temporaryFolder } from '../../../core/project/temporaryProject.ts'
import { engineForStores, loseOne } from '../../stores/realEngine.ts'
import { useSuggestions } from '../../../../renderer/pages/label/composables/useSuggestions.ts'
import { useLabels } from '../../../../renderer/stores/labels.ts'
import { useProject } from '../../../../renderer/stores/project.ts'

async function opened(scores: number[]) {
  const { services } = engineForStores()
  const made = createProject(temporaryFolder(), 'Cells')
  let [image, classId] = [0, 0]
  recordChange(made, 'Fill', (change) => {
    classId = addClass(change, 'cell')
    image = addImage(change, newImage('a.jpg'))
  })
  const config = resolveConfig('quick', {})
  const { id: run } = addRun(made, { name: 'Run', status: 'finished', preset: 'quick', config })
  const detections = scores.map((score) => ({ classId, score, x1: 1, y1: 1, x2: 20, y2: 20 }))
  storeDetections(made, run, [{ imageId: image, detections }])
  made.close()
  const { id } = services.projects.open(made.path)
  const [project, labels, suggesting] = [useProject(), useLabels(), useSuggestions()]
  await project.load(id)
  await nextTick()
  await labels.open(image)
  suggesting.choose(run)
  await expect.poll(() => suggesting.all.value.length).toBe(scores.length)
  return suggesting
}

it('has those of low scores, too, which a review at a low threshold leads to', async () => {
  const { shown, threshold } = await opened([0.9, 0.02])
  expect(shown.value.map(({ score }) => score)).toEqual([0.9])
  threshold.value = 0.01
  expect(shown.value).toHaveLength(2)
})

it('moves the threshold from step to step, also from a place between two', async () => {
  const { threshold, moveThreshold } = await opened([0.9])
  threshold.value = 0.5
  moveThreshold(1)
  expect(threshold.value).toBeCloseTo(0.55)
  threshold.value = 0.031
  moveThreshold(1)
  expect(threshold.value).toBeCloseTo(0.1)
  moveThreshold(-1)
  moveThreshold(-1)
  expect(threshold.value).toBeCloseTo(0.05)
})

it('shows suggestions as they are again when rejecting them did not reach the engine', async () => {
  const { all, reject } = await opened([0.9])
  loseOne('review.reject')
  await reject([all.value[0]!.id])
  expect(all.value.map(({ state }) => state)).toEqual(['open'])
  await reject([all.value[0]!.id])
  expect(all.value.map(({ state }) => state)).toEqual(['rejected'])
})
