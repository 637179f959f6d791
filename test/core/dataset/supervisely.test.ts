/** Files laid out as Supervisely's documentation describes them: no export of its own was at hand. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { readSupervisely } from '../../../core/dataset/formats/supervisely/read.ts'
import { truth } from '../../oracles/formats/truth.ts'
import { exported, memoryFiles } from './memoryFiles.ts'

const folder = path.resolve(import.meta.dirname, '../../fixtures/supervisely')
const labels = ['meta.json', 'harbour/ann/morning.jpg.json', 'harbour/ann/fog.png.json']
const texts = Object.fromEntries(labels.map((label) => [label, readFileSync(path.join(folder, label), 'utf8')]))
const files = memoryFiles(texts, ['harbour/img/morning.jpg', 'harbour/img/fog.png'])

it('is recognised, with its classes in the order of meta.json', async () => {
  const { candidates, classes } = await inspectFiles(files)
  expect(candidates[0]?.format).toBe('supervisely')
  expect(classes).toEqual(['boat', 'pier', 'buoy', 'crew'])
})

it('reads rectangles, and the boxes around polygons, masks and graphs; tells points', async () => {
  const { images, skipped, warnings } = await readSupervisely(files)
  const [fog, morning] = images.toSorted((a, b) => (a.image < b.image ? -1 : 1))
  expect(fog).toMatchObject({ labels: 'harbour/ann/fog.png.json', boxes: [], split: 'val' })
  expect(morning?.split).toBe('train')
  expect(morning?.boxes.map(({ className, x1, y1, x2, y2 }) => [className, x1, y1, x2, y2])).toEqual([
    ['boat', 120, 200, 340.5, 415.25],
    ['boat', 430, 360, 500, 410],
    ['pier', 5, 480, 310, 595],
    ['buoy', 631, 442, 643, 451],
    ['crew', 205, 250, 222, 333],
  ])
  expect(morning?.boxes[0]).toMatchObject({ occluded: true, attributes: { masts: 2 }, note: 'moored' })
  expect(skipped.map(({ reason }) => reason)).toEqual(['Marks that are not boxes were left out: 1 point.'])
  expect(warnings.map(({ reason }) => reason)).toEqual([
    'The box around each shape was taken: 1 polygon, 1 bitmap, 1 graph.',
  ])
})

it('comes back the same after it was written', async () => {
  const read = await readSupervisely(files)
  const dataset = {
    classes: read.classes,
    images: read.images.map(({ image, boxes, split, size }) => ({
      name: path.basename(image),
      ...(size ?? { width: 0, height: 0 }),
      split,
      boxes,
    })),
  }
  const written = exported('supervisely', dataset)
  const again = await readSupervisely(memoryFiles(written.texts, written.images))
  const facts = (set: typeof read) =>
    set.images
      .map(({ image, boxes, split }) => [
        path.basename(image),
        split,
        boxes.map(({ x1, y1, x2, y2, className, attributes, occluded, note }) => ({
          edges: [x1, y1, x2, y2],
          className,
          attributes,
          occluded,
          note,
        })),
      ])
      .sort()
  expect(facts(again)).toEqual(facts(read))
  expect(again.classes).toEqual(read.classes)
})

it('leaves out masks that cannot be read, with the reason', async () => {
  for (const data of ['', 'not base64!', 'eJwBAAD//wAAAAE=', 'AAAA'.repeat(5000)]) {
    const object = { classTitle: 'boat', geometryType: 'bitmap', bitmap: { data, origin: [1, 2] } }
    const text = JSON.stringify({ size: { width: 9, height: 9 }, objects: [object] })
    const { images, skipped } = await readSupervisely(memoryFiles({ 'a.jpg.json': text }, ['a.jpg']))
    expect(skipped.map(({ reason }) => reason)).toEqual(['It has neither points nor a mask that can be read.'])
    expect(images[0]?.labels).toBeNull()
  }
})

it('writes one kind of value a tag, which the tool insists on', () => {
  const [image] = truth.images
  const [box] = image?.boxes ?? []
  if (!image || !box) throw new Error('The set is empty.')
  const boxes = ['red', 3, true, false].map((size) => ({ ...box, attributes: { size, count: 3, old: true as const } }))
  const { texts } = exported('supervisely', { ...truth, images: [{ ...image, boxes }] })
  const { tags } = JSON.parse(String(texts['meta.json'])) as { tags: unknown[] }
  expect(tags).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'size', value_type: 'any_string' }),
      expect.objectContaining({ name: 'count', value_type: 'any_number' }),
      expect.objectContaining({ name: 'old', value_type: 'none' }),
    ]),
  )
  const { objects } = JSON.parse(String(texts['dataset/ann/street.jpg.json'])) as {
    objects: Array<{ tags: Array<{ name: string; value: unknown }> }>
  }
  const values = objects.map(({ tags }) => tags.slice(0, 3).map(({ value }) => value))
  expect(values).toEqual(['red', '3', 'true', 'false'].map((size) => [size, 3, null]))
})
