/** Evaluates COCO files (TRUTH DETECTIONS) and prints seconds, peak memory and the twelve numbers as JSON. */
import { readFileSync } from 'node:fs'
import { evaluate } from '../../../core/evaluation/cocoEval.ts'
import type { CocoBox } from '../../../core/evaluation/types.ts'

const [truthFile = '', detectionFile = ''] = process.argv.slice(2)
const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as {
  images: Array<{ id: number }>
  categories: Array<{ id: number }>
  annotations: Array<{
    id: number
    image_id: number
    category_id: number
    bbox: CocoBox
    area: number
    iscrowd: number
  }>
}
const found = JSON.parse(readFileSync(detectionFile, 'utf8')) as Array<{
  image_id: number
  category_id: number
  bbox: CocoBox
  score: number
}>
const input = {
  imageIds: truth.images.map(({ id }) => id),
  categoryIds: truth.categories.map(({ id }) => id),
  groundTruths: truth.annotations.map(({ id, image_id, category_id, bbox, area, iscrowd }) => ({
    id,
    imageId: image_id,
    categoryId: category_id,
    bbox,
    area,
    crowd: iscrowd === 1,
  })),
  detections: found.map(({ image_id, category_id, bbox, score }) => ({
    imageId: image_id,
    categoryId: category_id,
    bbox,
    score,
  })),
}
const start = performance.now()
const { stats } = evaluate(input)
const seconds = (performance.now() - start) / 1000
console.log(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024, stats }))
