import { readdirSync } from 'node:fs'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { boxesByImage } from '../../../core/project/boxes.ts'
import { listClasses } from '../../../core/project/classes.ts'
import { listImages } from '../../../core/project/images.ts'
import { projectSummary } from '../../../core/project/summary.ts'
import { createSampleProject, drawScene, sampleScene } from '../../../core/services/sampleProject.ts'
import { quietJob, temporaryFolder } from './dataset/helpers.ts'

it('makes sixty pictures, most of them labelled and split, every class in both parts', async () => {
  const folder = temporaryFolder()
  // Sixty real ones would be drawn for half a minute.
  const project = await createSampleProject(folder, quietJob, async (_, index) => Buffer.from(`picture ${index}`))
  try {
    const { states, splits, classes, broken } = projectSummary(project)
    expect({ states, classes, broken }).toEqual({
      states: { new: 12, 'in-progress': 0, done: 46, empty: 2 },
      classes: 3,
      broken: 0,
    })
    expect(splits.train + splits.val).toBe(48)
    expect(splits.val).toBeGreaterThanOrEqual(8)
    const boxes = boxesByImage(project)
    for (const { id } of listClasses(project)) {
      for (const part of ['train', 'val'] as const) {
        const images = listImages(project).filter(({ split }) => split === part)
        const count = images
          .flatMap((image) => boxes.get(image.id) ?? [])
          .filter(({ classId }) => classId === id).length
        expect(count).toBeGreaterThanOrEqual(part === 'val' ? 5 : 30)
      }
    }
  } finally {
    project.close()
  }
}, 120_000)

it('draws a picture of its size, the same every time', async () => {
  const scene = sampleScene(3)
  const bytes = await drawScene(scene, 3)
  const { format, width, height } = await sharp(bytes).metadata()
  expect({ format, width, height }).toEqual({ format: 'jpeg', width: scene.width, height: scene.height })
  expect((await drawScene(sampleScene(3), 3)).equals(bytes)).toBe(true)
  expect((await drawScene(sampleScene(4), 4)).equals(bytes)).toBe(false)
})

it('lays out the same scenes every time, with boxes inside them', () => {
  for (const index of [0, 7, 10, 23, 31]) {
    const scene = sampleScene(index)
    expect(sampleScene(index)).toEqual(scene)
    expect(scene.boxes.length).toBeGreaterThan(0)
    for (const { x1, y1, x2, y2 } of scene.boxes) {
      expect(0 <= x1 && x1 + 10 <= x2 && x2 <= scene.width && 0 <= y1 && y1 + 10 <= y2 && y2 <= scene.height).toBe(true)
    }
  }
})

it('leaves nothing behind when it is cancelled', async () => {
  const folder = temporaryFolder()
  const cancel = new AbortController()
  const job = { signal: cancel.signal, progress: () => cancel.abort(new Error('stopped')) }
  await expect(createSampleProject(folder, job)).rejects.toThrow('stopped')
  expect(readdirSync(folder)).toEqual([])
})
