/** Folders that earlier versions of the studio exported, where today's have other places or names. */
import { expect, it } from 'vitest'
import { recogniseFormats } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import type { FormatName } from '../../../core/dataset/report.ts'
import type { DatasetFiles } from '../../../core/dataset/source.ts'
import { truth } from '../../oracles/formats/truth.ts'
import { exported, memoryFiles } from './memoryFiles.ts'

/** A folder with other names, and with other text inside. */
function changed(format: FormatName, change: (text: string) => string): DatasetFiles {
  const { texts, images } = exported(format, truth)
  const files = Object.entries(texts).map(([name, text]) => [change(name), change(String(text))])
  return memoryFiles(Object.fromEntries(files), images.map(change))
}

const names = truth.images.map(({ name }) => name)
const openImages = memoryFiles(
  {
    'annotations/class-descriptions.csv': truth.classes.map((name) => `${name},${name}\n`).join(''),
    'annotations/images.csv': [
      'ImageID,Subset,BoxCount',
      ...truth.images.map(({ name, split, boxes }) =>
        [name, split === 'val' ? 'validation' : split, boxes.length].join(','),
      ),
    ].join('\n'),
    'annotations/annotations-bbox.csv': [
      'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside',
      ...truth.images.flatMap(({ name, width, height, boxes }) =>
        boxes.map((box) =>
          [name, '', box.className, 1, box.x1 / width, box.x2 / width, box.y1 / height, box.y2 / height].join(','),
        ),
      ),
    ].join('\n'),
  },
  names.map((name) => `images/${name}`),
)

it.each([
  ['coco', changed('coco', (text) => text.replace('annotations/', ''))],
  ['cvat', changed('cvat', (text) => text.replace(/^images\/(train|val)\//, 'images/'))],
  ['open-images', openImages],
  ['wider', changed('wider', (text) => text.replaceAll('no_label/', ''))],
] as const)('%s is read as before', async (format, files) => {
  const { candidates } = await recogniseFormats(files)
  expect(candidates[0]?.format).toBe(format)
  const read = await datasetFormats[format].read(files)
  expect(read.skipped).toEqual([])
  for (const { name, split, boxes } of truth.images) {
    const found = read.images.find(({ image }) => image.endsWith(`/${name}`))
    expect(found?.labels).not.toBeNull()
    expect(found?.split).toBe(split)
    const classes = boxes.map(({ className }) => (format === 'wider' ? 'face' : className))
    expect(found?.boxes.map(({ className }) => className)).toEqual(classes)
  }
})
