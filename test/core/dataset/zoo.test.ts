import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { openSource } from '../../../core/services/dataset/source.ts'
import { dataFolder, haveData } from './realData.ts'

const zoo = path.join(dataFolder, 'format-zoo')

/** Folder, then images, labelled images, boxes, classes, skipped, warnings. */
const expected: Array<[folder: string, ...counts: [number, number, number, number, number, number]]> = [
  ['coco/darwin_v7', 0, 0, 0, 2, 4, 0],
  ['coco/datumaro_instances', 2, 2, 3, 3, 0, 0],
  ['coco/datumaro_relaxed', 2, 2, 2, 2, 0, 0],
  ['coco/datumaro_roboflow_export', 3, 3, 4, 2, 0, 0],
  ['coco/label_studio_import', 0, 0, 0, 2, 2, 0],
  ['coco/labelme_labelme2coco', 0, 0, 0, 21, 3, 0],
  ['coco/roboflow_sharks_tiny', 10, 10, 60, 4, 0, 0],
  ['coco/x_anylabeling', 0, 0, 0, 80, 13, 0],
  ['voc/darwin_v7', 0, 0, 0, 0, 1, 0],
  ['voc/datumaro_relaxed', 4, 2, 4, 2, 0, 1],
  ['voc/datumaro_voc', 3, 2, 3, 2, 5, 1],
  ['voc/deepforest', 0, 0, 0, 0, 4, 0],
  ['voc/labelme_labelme2voc', 3, 3, 9, 3, 0, 0],
  ['voc/review_metrics_imagenet', 0, 0, 0, 0, 8, 0],
  ['voc/roboflow_export', 3, 3, 4, 2, 0, 0],
  ['voc/toyexample_with_images', 12, 10, 12, 1, 0, 1],
  ['voc/x_anylabeling', 0, 0, 0, 0, 1, 0],
  ['voc_defects/zero_area', 2, 2, 26, 3, 0, 0],
  ['yolo/datumaro', 4, 4, 8, 10, 0, 0],
  ['yolo/datumaro_relaxed', 2, 2, 4, 4, 0, 1],
  ['yolo/review_metrics_cvat_style', 0, 0, 0, 20, 8, 0],
  ['yolo/roboflow_export', 6, 3, 4, 2, 4, 4],
  ['yolo/roboflow_sharks_tiny_mixed_polygons', 10, 10, 60, 3, 0, 6],
  ['yolo/x_anylabeling', 0, 0, 0, 80, 1, 0],
]

describe.skipIf(!haveData)('files of real tools', () => {
  it.each(expected)('%s', async (folder, ...counts) => {
    const source = await openSource(path.join(zoo, folder))
    const format = folder.split(/[/_]/)[0] as 'coco' | 'voc' | 'yolo'
    expect((await inspectFiles(source)).candidates[0]?.format).toBe(format)
    const read = await datasetFormats[format].read(source)
    const boxes = read.images.reduce((total, image) => total + image.boxes.length, 0)
    const labelled = read.images.filter(({ labels }) => labels !== null).length
    const { images, classes, skipped, warnings } = read
    expect([images.length, labelled, boxes, classes.length, skipped.length, warnings.length]).toEqual(counts)
  })

  it('every other folder is looked into without an exception, and never taken for VOC or COCO', async () => {
    const others = readdirSync(zoo, { withFileTypes: true })
      .filter(
        (entry) => entry.isDirectory() && !['coco', 'coco_results', 'voc', 'voc_defects', 'yolo'].includes(entry.name),
      )
      .map(({ name }) => name)
    expect(others.length).toBeGreaterThan(10)
    for (const folder of others) {
      const { candidates } = await inspectFiles(await openSource(path.join(zoo, folder)))
      expect(candidates.map(({ format }) => format)).not.toContain('coco')
      expect(candidates.map(({ format }) => format)).not.toContain('voc')
    }
  })
})
