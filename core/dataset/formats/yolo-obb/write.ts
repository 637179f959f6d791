/** YOLO's rows of class and four corners, for tools that train on turned boxes; the boxes themselves are upright. */
import type { DatasetBox } from '../../annotations.ts'
import type { DatasetWriter, ExportImage } from '../../exporting.ts'
import { fractions, yoloLikeWriter } from '../yolo/write.ts'

export const yoloObbWriter: DatasetWriter = yoloLikeWriter('YOLO OBB', corners)

/** Clockwise from the corner at the top left. */
function corners({ x1, y1, x2, y2 }: DatasetBox, { width, height }: ExportImage): string {
  const [left, right] = [x1 / width, x2 / width]
  const [top, bottom] = [y1 / height, y2 / height]
  return fractions([left, top, right, top, right, bottom, left, bottom])
}
