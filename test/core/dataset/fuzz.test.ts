import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { placeBoxes } from '../../../core/dataset/placement.ts'
import { Problems } from '../../../core/dataset/problems.ts'
import { formatNames, type FormatName } from '../../../core/dataset/report.ts'
import type { DatasetFiles } from '../../../core/dataset/source.ts'
import { dataset } from './arbitraries.ts'
import { processorMilliseconds } from '../../processorTime.ts'
import { damaged } from './damage.ts'
import { exported, memoryFiles } from './memoryFiles.ts'

const MUTATIONS = 40

/** Reads with one reader: whatever the files hold, it reports, and boxes lie inside their images. */
async function readSafely(format: FormatName, files: DatasetFiles): Promise<void> {
  const read = await datasetFormats[format].read(files)
  expect(read.images.every(({ image }) => files.images.includes(image))).toBe(true)
  expect(new Set(read.images.map(({ image }) => image)).size).toBe(files.images.length)
  for (const image of read.images) {
    const placed = placeBoxes(image, { width: 100, height: 100, orientation: 1 }, new Problems())
    const inside = placed.every(
      ({ x1, y1, x2, y2 }) => 0 <= x1 && x1 < x2 && x2 <= 100 && 0 <= y1 && y1 < y2 && y2 <= 100,
    )
    expect(inside).toBe(true)
  }
}

describe('damaged files give a report, never an exception, in bounded time', () => {
  it.each(formatNames.filter((format) => format !== 'images'))('%s', async (format) => {
    const samples = fc.sample(dataset, { numRuns: 8, seed: 7 })
    for (let seed = 0; seed < MUTATIONS; seed++) {
      const { texts, images } = exported(format, samples[seed % samples.length] ?? { classes: [], images: [] })
      const names = Object.keys(texts)
      const name = names[(seed * 7919) % names.length] ?? ''
      texts[name] = damaged(Buffer.from(texts[name] ?? ''), seed)
      const files = memoryFiles(texts, images)
      const reading = async () => {
        await inspectFiles(files)
        await readSafely(format, files)
        // A reader may be chosen by hand for any files.
        await readSafely(formatNames[seed % formatNames.length] ?? 'voc', files)
      }
      expect(await processorMilliseconds(reading)).toBeLessThan(10_000)
    }
  })

  it.each([
    ['deep lists', '['.repeat(50_000)],
    ['deep records', '{"a":'.repeat(30_000) + '1' + '}'.repeat(30_000)],
    ['deep shapes', `{"shapes":${'['.repeat(30_000)}${']'.repeat(30_000)},"imagePath":"a.jpg"}`],
    ['deep elements', '<annotations>' + '<a>'.repeat(20_000)],
    ['closed deep elements', `<annotation>${'<object>'.repeat(5_000)}${'</object>'.repeat(5_000)}</annotation>`],
    ['an absurd count', 'a.jpg\n99999999999\n1 1 1 1 0 0 0 0 0 0\n'],
    ['nothing but quotes', '"'.repeat(100_000)],
    ['a single long line', '1 '.repeat(100_000)],
  ])('%s in a file of any kind', async (_name, text) => {
    for (const extension of ['json', 'xml', 'csv', 'txt', 'yaml', 'tfrecord']) {
      const files = memoryFiles({ [`a.${extension}`]: text, 'gt/gt.txt': text }, ['a.jpg'])
      for (const format of formatNames) await readSafely(format, files)
      await inspectFiles(files)
    }
  })
})
