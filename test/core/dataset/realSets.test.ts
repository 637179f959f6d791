import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { openSource } from '../../../core/services/dataset/source.ts'
import { dataFolder, haveData, largestDifference, readTruth } from './realData.ts'

describe.skipIf(!haveData)('real data sets equal their reference boxes', () => {
  it.each([
    { set: 'bccd', format: 'voc' },
    { set: 'raccoon', format: 'voc' },
    { set: 'aquarium', format: 'yolo' },
    { set: 'aerialcars', format: 'yolo' },
    { set: 'tables', format: 'csv' },
  ] as const)('$set', async ({ set, format }) => {
    const source = await openSource(path.join(dataFolder, set))
    const inspection = await inspectFiles(source)
    expect(inspection.candidates[0]?.format).toBe(format)
    const read = await datasetFormats[format].read(source)
    const truth = readTruth(set)
    expect(largestDifference(read, truth)).toBe(0)
    expect(read.images.filter(({ labels }) => labels !== null)).toHaveLength(truth.images.length)
  })

  it('raccoon from its CSV files: the lists of parts and the list of all hold the same boxes once', async () => {
    const read = await datasetFormats.csv.read(await openSource(path.join(dataFolder, 'raccoon')))
    expect(largestDifference(read, readTruth('raccoon'))).toBe(0)
    expect(new Set(read.images.map(({ split }) => split))).toEqual(new Set(['train', 'test']))
  })

  it.each([
    { dialect: 'pascalvoc_format', format: 'voc' },
    { dialect: 'imagenet_format', format: 'voc' },
    { dialect: 'coco_format_v1', format: 'coco' },
    { dialect: 'coco_format_v2', format: 'coco' },
    { dialect: 'cvat_format', format: 'cvat' },
    { dialect: 'labelme_format', format: 'labelme' },
    // These files were written with six and ten decimals of the image's side.
    { dialect: 'yolo_format', format: 'yolo', rounding: 5e-4 },
    { dialect: 'openimages_format', format: 'open-images', rounding: 5e-8 },
    // 32-bit floats.
    { dialect: 'tfrecord_format', format: 'tfrecord', rounding: 5e-5 },
  ] as const)('voc100_multi as $dialect', async ({ dialect, format, rounding = 0 }) => {
    const folder = path.join(dataFolder, 'voc100_multi')
    const source = await openSource(path.join(folder, 'gts', dialect), path.join(folder, 'images'))
    expect((await inspectFiles(source)).candidates[0]?.format).toBe(format)
    const read = await datasetFormats[format].read(source)
    const difference = largestDifference(read, readTruth('voc100_multi'), (image) => `images/${image}`)
    expect(difference).toBeLessThanOrEqual(rounding)
  })

  it('names labels without an image and takes images of odd extensions', async () => {
    const read = await datasetFormats.yolo.read(await openSource(path.join(dataFolder, 'aerialcars')))
    expect(read.skipped.map(({ file }) => file)).toEqual(['DJI_0006.txt', 'DJI_0007.txt'])
    expect(read.classes[0]).toBe('car')
  })

  it('keeps the parts of a data.yaml that was written elsewhere', async () => {
    const read = await datasetFormats.yolo.read(await openSource(path.join(dataFolder, 'aquarium')))
    const splits = read.images.map(({ split }) => split)
    expect(splits.filter((split) => split === 'train')).toHaveLength(160)
    expect(splits.filter((split) => split === 'val')).toHaveLength(50)
    expect(read.classes).toEqual(['fish', 'jellyfish', 'penguin', 'puffin', 'shark', 'starfish', 'stingray'])
  })
})
