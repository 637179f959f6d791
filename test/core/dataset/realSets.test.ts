import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { openSource } from '../../../core/services/dataset/source.ts'
import { dataFolder, haveData, largestDifference, readTruth } from './realData.ts'

const FLOAT = 1e-9

describe.skipIf(!haveData)('real data sets equal their reference boxes', () => {
  it.each([
    { set: 'bccd', format: 'voc', tolerance: 0 },
    { set: 'raccoon', format: 'voc', tolerance: 0 },
    { set: 'aquarium', format: 'yolo', tolerance: FLOAT },
    { set: 'aerialcars', format: 'yolo', tolerance: FLOAT },
  ] as const)('$set', async ({ set, format, tolerance }) => {
    const source = await openSource(path.join(dataFolder, set))
    const inspection = await inspectFiles(source)
    expect(inspection.candidates[0]?.format).toBe(format)
    const read = await datasetFormats[format].read(source)
    const truth = readTruth(set)
    expect(largestDifference(read, truth)).toBeLessThanOrEqual(tolerance)
    expect(read.images.filter(({ labels }) => labels !== null)).toHaveLength(truth.images.length)
  })

  it.each([
    { dialect: 'pascalvoc_format', format: 'voc', tolerance: 0 },
    { dialect: 'imagenet_format', format: 'voc', tolerance: 0 },
    { dialect: 'coco_format_v1', format: 'coco', tolerance: 0 },
    { dialect: 'coco_format_v2', format: 'coco', tolerance: 0 },
    { dialect: 'yolo_format', format: 'yolo', tolerance: 0.001 },
  ] as const)('voc100_multi as $dialect', async ({ dialect, format, tolerance }) => {
    const folder = path.join(dataFolder, 'voc100_multi')
    const source = await openSource(path.join(folder, 'gts', dialect), path.join(folder, 'images'))
    expect((await inspectFiles(source)).candidates[0]?.format).toBe(format)
    const read = await datasetFormats[format].read(source)
    const difference = largestDifference(read, readTruth('voc100_multi'), (image) => `images/${image}`)
    expect(difference).toBeLessThanOrEqual(tolerance)
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
