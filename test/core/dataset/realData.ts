/** The real data sets beside the project; tests that need them skip where they are absent. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { AnnotatedImage, DatasetAnnotations } from '../../../core/dataset/annotations.ts'

export const dataFolder = path.resolve(import.meta.dirname, '../../../../shared/data')
export const haveData = existsSync(path.join(dataFolder, 'bccd'))

export type TruthBox = [className: string, x1: number, y1: number, x2: number, y2: number]

export interface Truth {
  images: Array<{ image: string; boxes: TruthBox[]; width: number; height: number }>
}

export function readTruth(set: string): Truth {
  return JSON.parse(readFileSync(path.join(dataFolder, set, 'truth.json'), 'utf8')) as Truth
}

/**
 * Largest difference, in pixels of the stored frame, between the boxes of each image and the truth; Infinity where
 * numbers of boxes or classes differ. Boxes are compared in sorted order.
 */
export function largestDifference(read: DatasetAnnotations, truth: Truth, nameOf = (image: string) => image): number {
  const byImage = new Map(read.images.map((image) => [nameOf(image.image), image]))
  let largest = 0
  for (const expected of truth.images) {
    const found = byImage.get(expected.image)
    if (!found || found.boxes.length !== expected.boxes.length) return Infinity
    const ours = inPixels(found, expected.width, expected.height).sort(byPlace)
    const theirs = [...expected.boxes].sort(byPlace)
    ours.forEach((box, position) => {
      const other = theirs[position]
      if (!other || other[0] !== box[0]) largest = Infinity
      else for (const edge of [1, 2, 3, 4] as const) largest = Math.max(largest, Math.abs(box[edge] - other[edge]))
    })
  }
  return largest
}

function inPixels({ boxes, unit }: AnnotatedImage, width: number, height: number): TruthBox[] {
  const [w, h] = unit === 'relative' ? [width, height] : [1, 1]
  return boxes.map(({ className, x1, y1, x2, y2 }) => [className, x1 * w, y1 * h, x2 * w, y2 * h])
}

/** Rounded, so that the last places do not decide the order. */
function byPlace(a: TruthBox, b: TruthBox): number {
  const key = ([name, ...edges]: TruthBox) => [name, ...edges.map((edge) => edge.toFixed(3).padStart(10))].join(' ')
  return key(a) < key(b) ? -1 : 1
}
