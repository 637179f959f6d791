/** The data set that the studio and other tools write for one another: truth.json as the studio's writers take it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { noFlags, type Attributes } from '../../../core/dataset/annotations.ts'
import type { ExportDataset } from '../../../core/dataset/exporting.ts'
import type { BoxFlags, Split } from '../../../core/project/types.ts'

interface TruthBox extends Partial<BoxFlags> {
  className: string
  edges: [number, number, number, number]
  attributes?: Attributes
}

interface TruthImage {
  name: string
  width: number
  height: number
  split: Split
  boxes: TruthBox[]
}

const file = path.join(import.meta.dirname, 'truth.json')
const { classes, images } = JSON.parse(readFileSync(file, 'utf8')) as { classes: string[]; images: TruthImage[] }

export const truth: ExportDataset = {
  classes,
  images: images.map(({ boxes, ...image }) => ({
    ...image,
    boxes: boxes.map(({ edges: [x1, y1, x2, y2], attributes = {}, ...box }) => {
      return { x1, y1, x2, y2, note: '', ...noFlags, ...box, attributes }
    }),
  })),
}
