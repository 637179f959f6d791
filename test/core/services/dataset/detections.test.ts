/** Other programs' detections as suggestions: whose they are, what is told, and that the review scores them. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { inspectFiles } from '../../../../core/dataset/detect.ts'
import { boxesByImage } from '../../../../core/project/boxes.ts'
import { listClasses } from '../../../../core/project/classes.ts'
import { listImages } from '../../../../core/project/images.ts'
import type { Project } from '../../../../core/project/project.ts'
import { getRun, listRuns } from '../../../../core/project/runs.ts'
import { acceptSuggestions, detectedImages, imageSuggestions } from '../../../../core/project/suggestions.ts'
import { importDetections } from '../../../../core/services/dataset/detections.ts'
import { exportDetections } from '../../../../core/services/dataset/exportDetections.ts'
import { exportDataset } from '../../../../core/services/dataset/export.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { openSource } from '../../../../core/services/dataset/source.ts'
import { ReviewCache } from '../../../../core/services/reviewCache.ts'
import { jpeg, newProject, quietJob, temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

async function labelled(): Promise<{ project: Project; folder: string }> {
  const folder = temporaryFolder()
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    write(folder, {
      [`${name}.jpg`]: await jpeg(100, 80, index),
      [`${name}.xml`]: vocXml({ objects: index === 2 ? [] : [vocObject(index === 0 ? 'cat' : 'dog', 10, 20, 30, 40)] }),
    })
  }
  const project = newProject(folder)
  await importDataset(project, { source: folder, format: 'voc' }, quietJob)
  return { project, folder }
}

async function take(project: Project, file: string, dataset?: string) {
  return importDetections(project, { file, ...(dataset ? { dataset } : {}) }, quietJob)
}

it('made on an export are found by its numbers, scored, and accepted', async () => {
  const { project } = await labelled()
  const out = path.join(temporaryFolder(), 'out')
  await exportDataset(project, out, 'coco', quietJob)
  const file = path.join(out, 'results.json')
  const [a, b] = [boxesByImage(project).get(1)?.[0], boxesByImage(project).get(2)?.[0]]
  const bbox = (box = a) => [box?.x1, box?.y1, (box?.x2 ?? 0) - (box?.x1 ?? 0), (box?.y2 ?? 0) - (box?.y1 ?? 0)]
  const rows = [
    { image_id: 1, category_id: 1, bbox: bbox(a), score: 0.9 },
    { image_id: 2, category_id: 2, bbox: bbox(b), score: 0.8 },
    { image_id: 3, category_id: 2, bbox: [1, 1, 20, 20], score: 0.25 },
    { image_id: 9, category_id: 2, bbox: [1, 1, 20, 20], score: 0.5 },
    { image_id: 1, category_id: 7, bbox: [1, 1, 20, 20], score: 0.5 },
    { image_id: 1, category_id: 1, bbox: [1, null, 20, 20], score: 0.5 },
    { image_id: 1, category_id: 1, bbox: [1, 1, 20, 20], score: 12 },
    { image_id: 1, category_id: 1, bbox: [500, 1, 20, 20], score: 0.5 },
    null,
  ]
  writeFileSync(file, JSON.stringify(rows))
  expect(await inspectFiles(await openSource(file))).toMatchObject({ detections: true })
  const { run, report } = await take(project, file)
  expect(report).toMatchObject({ images: 3, boxes: 3, classes: 2 })
  expect(report.skipped.map(({ field }) => field)).toEqual([
    'detection 4, image_id',
    'detection 5, category_id',
    'detection 6, bbox',
    'detection 7, score',
    'detection 9',
    'detection 8',
  ])
  expect(getRun(project, run)).toMatchObject({ name: 'results', status: 'finished', preset: 'detections' })
  expect(imageSuggestions(project, 3, run, 0)).toMatchObject([{ x1: 1, y1: 1, x2: 21, y2: 21, score: 0.25 }])
  const review = new ReviewCache().load(project, run, 'all')
  expect(review).toMatchObject({ notDetected: 0 })
  const [first] = imageSuggestions(project, 2, run, 0)
  acceptSuggestions(project, [first!.id])
  expect(boxesByImage(project).get(2)).toMatchObject([{ origin: 'import' }, { origin: 'model', originRun: run }])
})

it('that name their files need no numbers; classes that are missing are added', async () => {
  const { project, folder } = await labelled()
  const file = path.join(folder, 'mine.json')
  const bbox = [1, 2, 3, 4]
  writeFileSync(file, JSON.stringify([{ file_name: 'photos/b.jpg', category_name: 'fox', bbox, score: 1 }]))
  const { report } = await take(project, file)
  expect(report).toMatchObject({ images: 1, boxes: 1, skipped: [] })
  expect(listClasses(project).map(({ name }) => name)).toEqual(['cat', 'dog', 'fox'])
  // The command line's own: classes by the project's numbers.
  const dog = listClasses(project).find(({ name }) => name === 'dog')?.id
  writeFileSync(file, JSON.stringify([{ image_id: 1, file_name: 'a.jpg', category_id: dog, bbox, score: 0.5 }]))
  const again = await take(project, file)
  expect(imageSuggestions(project, 1, again.run, 0)).toMatchObject([{ classId: dog }])
  expect(detectedImages(project, again.run)).toEqual(new Set([1]))
})

it('that nothing explains, or that are of other images, are refused in a sentence and leave no run', async () => {
  const { project, folder } = await labelled()
  const file = path.join(folder, 'results.json')
  const results = [{ image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], score: 1 }]
  const failing = async (text: string, dataset?: string) => {
    writeFileSync(file, text)
    return take(project, file, dataset).catch((error: unknown) => error)
  }
  expect(await failing(JSON.stringify(results))).toMatchObject({
    code: 'BAD_INPUT',
    hint: expect.stringContaining('the COCO file') as string,
  })
  expect(await failing('[{"bbox": [1')).toMatchObject({ code: 'BROKEN_FILE' })
  expect(await failing('{"images": []}')).toMatchObject({ code: 'BAD_INPUT' })
  expect(await failing(JSON.stringify(results), path.join(folder, 'gone.json'))).toMatchObject({ code: 'NOT_FOUND' })
  const dataset = { images: [{ id: 1, file_name: 'z.jpg' }], categories: [{ id: 1, name: 'cat' }], annotations: [] }
  write(folder, { 'truth.json': JSON.stringify(dataset) })
  expect(await failing(JSON.stringify(results))).toMatchObject({ code: 'NO_DATA' })
  expect(listRuns(project)).toEqual([])
  expect(listImages(project)).toHaveLength(3)
})

it('leave as they came, and are found again by another project', async () => {
  const { project, folder } = await labelled()
  const file = path.join(folder, 'results.json')
  const rows = [
    { file_name: 'a.jpg', image_id: 1, category_id: 1, category_name: 'cat', bbox: [10, 20, 20.5, 20], score: 0.875 },
    { file_name: 'b.jpg', image_id: 2, category_id: 2, category_name: 'dog', bbox: [1, 2, 3, 4], score: 0.25 },
  ]
  writeFileSync(file, JSON.stringify(rows))
  const { run } = await take(project, file)
  const out = path.join(temporaryFolder(), 'found')
  expect(await exportDetections(project, { run, out }, quietJob)).toEqual({ images: 2, detections: 2 })
  const other = (await labelled()).project
  const again = await take(other, path.join(out, 'detections.json'))
  const facts = (one: Project, id: number) =>
    listImages(one).map((image) => {
      const found = imageSuggestions(one, image.id, id, 0)
      return found.map(({ x1, y1, x2, y2, classId, score }) => [x1, y1, x2, y2, classId, score])
    })
  expect(facts(other, again.run)).toEqual(facts(project, run))
  expect(detectedImages(other, again.run).size).toBe(2)
  await expect(exportDetections(project, { run, out, minimumScore: 0.5 }, quietJob)).resolves.toMatchObject({
    detections: 1,
  })
})
