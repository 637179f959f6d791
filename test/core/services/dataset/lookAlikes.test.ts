import { rmSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { SeededRandom } from '../../../../core/dataset/seededRandom.ts'
import { bulkInsert } from '../../../../core/project/bulkInsert.ts'
import { storeFingerprints } from '../../../../core/project/fingerprints.ts'
import { recordChange, undo } from '../../../../core/project/history.ts'
import { listImages, removeImages, setImageSplits } from '../../../../core/project/images.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { findLookAlikes } from '../../../../core/services/dataset/lookAlikes.ts'
import { splitProject } from '../../../../core/services/dataset/split.ts'
import { newImage } from '../../project/temporaryProject.ts'
import { newProject, quietJob, temporaryFolder } from './helpers.ts'

/** Pictures of blobs, no two alike; of every third there is a smaller, brighter, more compressed version. */
async function pictures(folder: string): Promise<void> {
  for (let index = 0; index < 12; index++) {
    const circles = Array.from({ length: 14 }, (_, place) => {
      const angle = (index + 1) * (place + 1) * 2.39996
      const [x, y] = [160 + 140 * Math.cos(angle), 120 + 100 * Math.sin(angle * 1.7)]
      return `<circle cx="${x}" cy="${y}" r="${18 + ((place * 7 + index * 5) % 30)}" fill="hsl(${angle * 90} 60% ${(place * 37 + index * 11) % 100}%)"/>`
    })
    const picture = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="#888"/>${circles.join('')}</svg>`,
    )
    await sharp(picture)
      .jpeg({ quality: 95 })
      .toFile(path.join(folder, `p${index}.jpg`))
    if (index % 3 > 0) continue
    const changed = sharp(picture).resize(200).modulate({ brightness: 1.1 }).jpeg({ quality: 60 })
    await changed.toFile(path.join(folder, `again${index}.jpg`))
  }
}

it('finds changed copies, keeps them on one side, tells those across parts, and leaves out what was left out', async () => {
  const folder = temporaryFolder()
  await pictures(folder)
  const project = newProject()
  await importDataset(project, { source: folder, format: 'auto' }, quietJob)
  const found = await findLookAlikes(project, quietJob)
  expect(found).toMatchObject({ pairs: 4, images: 8, unreadable: 0, leaks: { total: 0 } })

  splitProject(project, { val: 0.3, test: 0, seed: 3 })
  expect((await findLookAlikes(project, quietJob)).leaks.total).toBe(0)
  const images = listImages(project)
  const [again, original] = ['again3.jpg', 'p3.jpg'].map((name) => images.find((image) => image.name === name))
  if (!again || !original) throw new Error('The pictures were not imported.')
  recordChange(project, 'Leak', (change) => {
    setImageSplits(change, [again.id], 'val')
    setImageSplits(change, [original.id], 'train')
  })
  const { leaks } = await findLookAlikes(project, quietJob)
  expect(leaks.total).toBe(1)
  expect(leaks.shown.map(({ a, b }) => [a.name, b.name].sort())).toEqual([['again3.jpg', 'p3.jpg']])
  undo(project)

  recordChange(project, 'Leave out', (change) => setImageSplits(change, [original.id], null, true))
  expect(splitProject(project, { val: 0.3, test: 0, seed: 3 }).skipped).toBe(1)
  expect(listImages(project, [original.id])).toMatchObject([{ split: null, leftOut: true }])
  expect(splitProject(project, { val: 0.3, test: 0, seed: 3, includeLeftOut: true }).skipped).toBe(0)
  expect(listImages(project).some(({ leftOut }) => leftOut)).toBe(false)
})

it('needs no file that an import has looked at', async () => {
  const folder = temporaryFolder()
  await pictures(folder)
  const project = newProject()
  await importDataset(project, { source: folder, format: 'auto' }, quietJob)
  rmSync(folder, { recursive: true })
  expect(await findLookAlikes(project, quietJob)).toMatchObject({ pairs: 4, unreadable: 0 })
})

it('tells how far the comparison is, and stops when it is cancelled', async () => {
  const project = newProject()
  const images = Array.from({ length: 3000 }, (_, index) => ({ ...newImage(`${index}.jpg`), boxes: [] }))
  bulkInsert(project, 'Import', { classes: [], images })
  const random = new SeededRandom(5)
  const bits = () => Array.from({ length: 32 }, () => random.whole(0, 15).toString(16)).join('')
  storeFingerprints(project, new Map(listImages(project).map(({ hash }) => [hash, bits()])))
  const told: number[] = []
  await findLookAlikes(project, { ...quietJob, progress: (done, total) => void told.push(done / (total ?? 1)) })
  expect(told.length).toBeGreaterThan(10)
  expect(told).toEqual(told.toSorted((a, b) => a - b))
  expect(told.at(-1)).toBeLessThanOrEqual(1)

  const cancel = new AbortController()
  const job = { signal: cancel.signal, progress: () => cancel.abort(new Error('Enough.')) }
  recordChange(project, 'Remove', (change) => removeImages(change, [1]))
  await expect(findLookAlikes(project, job)).rejects.toThrow('Enough.')
})
