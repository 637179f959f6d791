import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { stemOf } from '../../../core/dataset/source.ts'
import { openSource } from '../../../core/services/dataset/source.ts'
import { damaged } from './damage.ts'
import { processorMilliseconds } from '../../processorTime.ts'
import { memoryFiles } from './memoryFiles.ts'
import { zoo, zooFolders } from './zooFolders.ts'

/** Set FOCAL_FUZZ to try more. */
const MUTATIONS = Number(process.env['FOCAL_FUZZ'] ?? 8)
/** Larger files are left out, as only the number of mutations counts here. */
const LARGEST = 200_000
const MOST_FILES = 12

/** Each mutation of each folder: recognised, and read by the reader that it was recognised for before the damage. */
const folders = [
  ...zooFolders.map((folder): [string, string] => [folder, path.join(zoo, folder)]),
  ['supervisely', path.resolve(import.meta.dirname, '../../fixtures/supervisely')],
] as Array<[name: string, place: string]>

describe('damaged files of real tools give a report, never an exception', () => {
  it.each(folders)('%s', async (_name, place) => {
    const source = await openSource(place)
    const format = (await inspectFiles(source)).candidates[0]?.format ?? 'coco'
    const texts: Record<string, Uint8Array> = {}
    for (const label of source.labels) {
      if (Object.keys(texts).length >= MOST_FILES) break
      const bytes = await source.readBytes(label, 2 ** 26)
      if (bytes.length <= LARGEST) texts[label] = bytes
    }
    const names = Object.keys(texts)
    const images = [...source.images, ...names.map((name) => `${stemOf(name)}.stand-in.jpg`)]
    for (let seed = 0; seed < MUTATIONS && names.length > 0; seed++) {
      const name = names[seed % names.length] ?? ''
      const files = memoryFiles({ ...texts, [name]: damaged(texts[name] ?? new Uint8Array(), seed) }, images)
      const reading = async () => {
        await inspectFiles(files)
        const read = await datasetFormats[format].read(files)
        expect(read.images.every(({ image }) => images.includes(image))).toBe(true)
      }
      expect(await processorMilliseconds(reading)).toBeLessThan(5_000)
    }
  })
})
