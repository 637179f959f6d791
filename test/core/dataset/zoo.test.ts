import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectFiles } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import type { FormatName } from '../../../core/dataset/report.ts'
import { openSource } from '../../../core/services/dataset/source.ts'
import { haveData } from './realData.ts'
import { withStandIns, zoo, zooFolders } from './zooFolders.ts'

/** Folder, format, then images (with stand-ins), labelled images, boxes, classes, what was skipped. */
const read: Array<[folder: string, format: FormatName, ...counts: [number, number, number, number, number]]> = [
  ['coco/darwin_v7', 'coco', 0, 0, 0, 2, 4],
  ['coco/datumaro_instances', 'coco', 2, 2, 3, 3, 0],
  ['coco/datumaro_relaxed', 'coco', 2, 2, 2, 2, 0],
  ['coco/datumaro_roboflow_export', 'coco', 3, 3, 4, 2, 0],
  ['coco/label_studio_import', 'coco', 2, 2, 2, 2, 0],
  ['coco/labelme_labelme2coco', 'coco', 3, 3, 12, 21, 0],
  ['coco/roboflow_sharks_tiny', 'coco', 10, 10, 60, 4, 0],
  ['coco/x_anylabeling', 'coco', 13, 13, 49, 80, 0],
  ['coco_results/review_metrics', 'coco', 110, 110, 1483, 80, 1],
  ['createml/datumaro_roboflow', 'create-ml', 3, 3, 4, 2, 0],
  ['createml/roboflow_sharks_tiny', 'create-ml', 10, 10, 60, 3, 0],
  ['cvat/darwin_v7', 'cvat', 1, 1, 2, 1, 0],
  ['cvat/datumaro', 'cvat', 11, 10, 12, 5, 7],
  ['darwin/v7', 'darwin', 18, 18, 48, 9, 16],
  ['datumaro/native', 'datumaro', 4, 1, 0, 4, 2],
  ['detections_txt/review_metrics', 'yolo', 17, 0, 0, 0, 72],
  ['dota/datumaro', 'dota', 3, 3, 4, 2, 0],
  ['kitti/datumaro', 'kitti', 2, 2, 5, 2, 0],
  ['label_studio/sdk_export', 'label-studio', 14, 6, 8, 10, 16],
  ['labelme/labelme_bbox', 'labelme', 3, 3, 9, 3, 0],
  ['labelme/labelme_primitives', 'labelme', 5, 5, 29, 17, 1],
  ['labelme/labelme_video', 'labelme', 5, 5, 15, 2, 0],
  ['labelme/review_metrics', 'labelme', 8, 8, 18, 9, 0],
  ['labelme/x_anylabeling', 'labelme', 4, 4, 79, 8, 0],
  ['labelme_xml/datumaro_mit_labelme', 'labelme-xml', 5, 1, 7, 7, 0],
  ['mot/datumaro_and_xanylabeling', 'mot', 1, 1, 1, 10, 0],
  ['mot/x_anylabeling', 'mot', 0, 0, 0, 0, 2],
  ['odvg_jsonl/x_anylabeling', 'odvg', 1, 1, 49, 80, 1],
  ['open_images/datumaro', 'open-images', 7, 2, 2, 4, 3],
  ['tf_csv/datumaro_kaggle_det', 'csv', 6, 6, 12, 2, 0],
  ['tf_csv/deepforest', 'csv', 6, 6, 260, 4, 4],
  ['tf_csv/raccoon', 'csv', 200, 200, 217, 1, 0],
  ['tf_csv/roboflow_mosquitos', 'csv', 4, 4, 4, 3, 0],
  ['tf_csv/tables_headerless_crlf', 'csv', 403, 403, 518, 1, 0],
  ['vgg_via/kudzu', 'via', 40, 40, 869, 2, 0],
  ['voc/darwin_v7', 'voc', 1, 1, 3, 1, 0],
  ['voc/datumaro_relaxed', 'voc', 4, 2, 4, 2, 0],
  ['voc/datumaro_voc', 'voc', 8, 7, 7, 6, 0],
  ['voc/deepforest', 'voc', 4, 4, 951, 3, 0],
  ['voc/labelme_labelme2voc', 'voc', 3, 3, 9, 3, 0],
  ['voc/review_metrics_imagenet', 'voc', 8, 8, 18, 9, 0],
  ['voc/roboflow_export', 'voc', 3, 3, 4, 2, 0],
  ['voc/toyexample_with_images', 'voc', 12, 10, 12, 1, 0],
  ['voc/x_anylabeling', 'voc', 1, 1, 49, 6, 0],
  ['voc_defects/zero_area', 'voc', 2, 2, 26, 3, 0],
  ['vott/datumaro_json_csv', 'vott', 14, 6, 7, 3, 4],
  ['wider_face/datumaro', 'wider', 3, 3, 6, 1, 0],
  ['yolo/datumaro', 'yolo', 4, 4, 8, 10, 0],
  ['yolo/datumaro_relaxed', 'yolo', 2, 2, 4, 4, 0],
  ['yolo/review_metrics_cvat_style', 'yolo', 8, 8, 18, 20, 0],
  ['yolo/roboflow_export', 'yolo', 6, 3, 4, 2, 4],
  ['yolo/roboflow_sharks_tiny_mixed_polygons', 'yolo', 10, 10, 60, 3, 0],
  ['yolo/x_anylabeling', 'yolo', 1, 1, 49, 80, 0],
]

/** Folders that are refused, and a part of the sentence that says why. */
const refused: Array<[folder: string, sentence: string]> = [
  ['coco_results/cocoapi', 'holds detections with scores, not'],
  ['detections_txt/cartucho_map', 'has rows of a class'],
  ['paligemma_jsonl/roboflow', 'holds questions and answers about'],
  ['tf_pbtxt/label_maps', 'names classes only; the records'],
]

describe.skipIf(!haveData)('files of real tools', () => {
  it.each(read)('%s', async (folder, format, ...counts) => {
    const source = await openSource(path.join(zoo, folder))
    expect((await inspectFiles(source)).candidates[0]?.format).toBe(format)
    const read = await datasetFormats[format].read(await withStandIns(source, format))
    const boxes = read.images.reduce((total, image) => total + image.boxes.length, 0)
    const labelled = read.images.filter(({ labels }) => labels !== null).length
    expect([read.images.length, labelled, boxes, read.classes.length, read.skipped.length]).toEqual(counts)
  })

  it.each(refused)('%s', async (folder, sentence) => {
    const { candidates, note } = await inspectFiles(await openSource(path.join(zoo, folder)))
    expect(candidates).toEqual([])
    expect(note).toContain(sentence)
  })

  it('no folder of the zoo is left out', () => {
    expect([...read, ...refused].map(([folder]) => folder).sort()).toEqual(zooFolders)
  })
})
